"""A form whose token is no longer good: nothing changes, and what was written in it is not lost."""

import pytest
from sqlalchemy import func, select

from socialtrack.journal.models import Event
from tests.browser import Browser

TYPED = {"csrf_token": "of-another-session", "state": "declined", "reason": "Notre <carnet> suffit."}


@pytest.fixture
def refused(cast):
    def send(**headers):
        bruno = Browser(cast.client_for("bruno"))
        bruno.get(cast.les_amis.address)
        return bruno.post("tasks/name-backup/state", TYPED, status=400, headers=headers)

    return send


def events(cast):
    return cast.rows(select(func.count()).select_from(Event))


def test_what_was_written_is_given_back(cast, refused):
    before = events(cast)

    answer = refused(Origin="http://127.0.0.1:8000")

    assert "Rien n’a été changé." in answer.page.words
    assert "Voici ce que vous aviez écrit, pour le reprendre\u00a0:" in answer.page.words
    assert "Notre <carnet> suffit." in answer.page.words
    assert "of-another-session" not in answer.text
    assert events(cast) == before


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}])
def test_what_another_site_sends_is_not_shown(refused, headers):
    answer = refused(**headers)

    assert "carnet" not in answer.text


@pytest.mark.parametrize(
    ("path", "field"), [("hesitations/", "words"), ("questions/", "words"), ("questions/1/team-notes", "note")]
)
def test_what_is_written_to_ask_or_to_hesitate_is_given_back_too(cast, path, field):
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(cast.les_amis.address)
    typed = {"csrf_token": "of-another-session", field: "Qui peut\nnous aider?"}

    answer = bruno.post(path, typed, status=400, headers={"Origin": "http://127.0.0.1:8000"})

    assert "Qui peut\nnous aider?" in answer.text


def test_a_refusal_of_the_whole_page_gives_back_what_was_written(cast):
    """A task that left the path while its form was open, say: the words were somebody's work."""
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(cast.les_amis.address)
    typed = {"task": "no-such-task", "words": "Notre <carnet> suffit.", "request_key": "k1"}

    ours = bruno.post("hesitations/", typed, status=404, headers={"Origin": "http://127.0.0.1:8000"})
    theirs = bruno.post("hesitations/", typed, status=404, headers={"Origin": "https://elsewhere.example"})

    assert "Notre <carnet> suffit." in ours.page.words
    assert "carnet" not in theirs.text
