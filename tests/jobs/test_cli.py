"""On a terminal, a command says how far it is."""

import io

from socialtrack.home.actions import load_example
from socialtrack.jobs.cli import told_on
from socialtrack.progress import rebuild_events
from socialtrack.progress.rebuild import rebuild
from socialtrack.tenancy.actions import command_work


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_bar_tells_a_terminal_how_far_it_is_and_nobody_else():
    terminal, file = _Terminal(), io.StringIO()

    with told_on(terminal) as told:
        told(100, 400)
        told(400, 400)
    with told_on(file) as nothing:
        assert nothing is None

    assert "25%" in terminal.getvalue() and "100%" in terminal.getvalue()
    assert file.getvalue() == ""


def test_examples_and_the_reading_of_the_journal_tell_how_far_they_are_up_to_their_end(cast, monkeypatch):
    monkeypatch.setattr(rebuild_events, "CHUNK", 100)
    written, read = [], []

    with cast.app.app_context(), command_work(cast.montreal) as work:
        load_example(work, lambda done, total: written.append((done, total)))
        rebuild(work, lambda done, total: read.append((done, total)))

    for heard in (written, read):
        done, totals = zip(*heard, strict=True)
        assert len(done) > 2
        assert list(done) == sorted(set(done))
        assert {done[-1]} == set(totals)
