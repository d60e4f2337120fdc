"""Notes, as the database keeps them: once, with ids alone in the journal, and taken back whole."""

import pytest
from sqlalchemy import select

from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, OrganizationSummary, TextRevision
from socialtrack.kernel.errors import Conflict, NotFound, Refused
from socialtrack.notes.actions import edit_note, remove_note, undo_note, write_note
from socialtrack.notes.models import Note
from socialtrack.notes.queries import count_by_task, every, of_task
from socialtrack.notes.rules import KINDS, Audience
from tests.statements import counted

TASK = "name-backup"
SHARED, PRIVATE = Audience.CENTRE, Audience.ORGANIZATION


def _write(cast, who, words="Demander à Jocelyne", audience=SHARED, key="", **more):
    with cast.work_for(who) as work:
        return write_note(work, cast.les_amis.id, TASK, audience, words, Gesture(key, words, **more))


def _edit(cast, who, note_id, words, drawn_from, key="", with_private=True):
    with cast.work_for(who) as work:
        return edit_note(
            work, cast.les_amis.id, TASK, note_id, words, drawn_from, Gesture(key, words), with_private=with_private
        )


def _remove(cast, who, note_id, key="", with_private=True):
    with cast.work_for(who) as work:
        return remove_note(work, cast.les_amis.id, TASK, note_id, Gesture(key, "x"), with_private=with_private)


def _undo(cast, who, event_id, key=""):
    with cast.work_for(who) as work:
        event = work.session.scalars(select(Event).where(Event.id == event_id)).one()
        return undo_note(work, cast.les_amis.id, event, Gesture(key, str(event_id)))


def _notes(cast, who="bruno", *, with_private=True):
    with cast.work_for(who) as work:
        return of_task(work, cast.les_amis.id, TASK, with_private=with_private)


def _text_id(cast, note_id):
    return cast.rows(select(Note.text_id).where(Note.id == note_id))[0]


def _events(cast):
    return cast.rows(select(Event).where(Event.kind.in_(KINDS)).order_by(Event.id))


def test_note_is_there_with_who_and_when(cast):
    answer = _write(cast, "bruno")

    (note,) = _notes(cast)
    assert (note.id, note.words, note.author.name, note.audience) == (
        *(answer.note_id, "Demander à Jocelyne", "Bruno"),
        "centre",
    )
    assert (note.event_id, note.edited, note.revisions, note.is_private) == (answer.event_id, None, (), False)
    with cast.work_for("agathe") as work:
        assert count_by_task(work, cast.les_amis.id, with_private=False) == {TASK: 1}


def test_journal_holds_ids_and_no_word(cast):
    answer = _write(cast, "bruno", "Canari dans une note", PRIVATE)
    _edit(cast, "bruno", answer.note_id, "Canari réécrit", _text_id(cast, answer.note_id))
    _remove(cast, "bruno", answer.note_id)

    texts = cast.rows(select(TextRevision).where(TextRevision.body.like("Canari%")).order_by(TextRevision.id))
    first, second = (text.id for text in texts)
    assert [text.audience for text in texts] == ["organization", "organization"]
    id_ = answer.note_id
    assert [(e.kind, e.task_key, e.before, e.after, e.value_before, e.value_after) for e in _events(cast)] == [
        ("private-note-written", TASK, None, "written", None, {"note": id_, "text": first}),
        (
            *("private-note-edited", TASK, "written", "written"),
            *({"note": id_, "text": first}, {"note": id_, "text": second}),
        ),
        (
            *("private-note-removed", TASK, "written", "removed"),
            *({"note": id_, "text": second}, {"note": id_, "text": second}),
        ),
    ]


def test_sent_twice_it_is_written_once(cast):
    first = _write(cast, "bruno", key="k1")

    assert _write(cast, "bruno", key="k1") == first
    assert len(_notes(cast)) == 1
    with pytest.raises(Conflict, match="request-key-reused"):
        _write(cast, "bruno", "autre chose", key="k1")


def test_wordings_follow_one_another_and_are_kept(cast):
    id_ = _write(cast, "bruno", "un").note_id
    _edit(cast, "bruno", id_, "deux", _text_id(cast, id_))
    _edit(cast, "bruno", id_, "trois", _text_id(cast, id_))

    (note,) = _notes(cast, "denis")
    assert (note.words, note.edited.who.name) == ("trois", "Bruno")
    assert [wording.words for wording in note.revisions] == ["deux", "un"]
    assert len(_events(cast)) == 3


def test_saying_the_same_again_is_no_event(cast):
    id_ = _write(cast, "bruno", "un").note_id

    assert _edit(cast, "bruno", id_, "un", _text_id(cast, id_)).event_id is None
    assert len(_events(cast)) == 1


def test_two_who_rewrite_at_once_are_told(cast):
    id_ = _write(cast, "bruno", "un").note_id
    drawn_from = _text_id(cast, id_)
    _edit(cast, "bruno", id_, "deux", drawn_from)

    with pytest.raises(Conflict, match="note-overtaken"):
        _edit(cast, "bruno", id_, "trois", drawn_from)
    _remove(cast, "bruno", id_)
    with pytest.raises(Conflict, match="note-gone"):
        _edit(cast, "bruno", id_, "trois", _text_id(cast, id_))
    assert cast.rows(select(TextRevision.body).where(TextRevision.body == "trois")) == []


def test_removed_note_is_no_longer_read_and_comes_back(cast):
    id_ = _write(cast, "bruno", "un").note_id

    removed = _remove(cast, "bruno", id_)

    assert _notes(cast) == []
    assert _remove(cast, "bruno", id_).event_id is None
    with cast.work_for("bruno") as work:
        assert [note.is_removed for note in every(work, cast.les_amis.id, TASK, with_private=True)] == [True]
        assert count_by_task(work, cast.les_amis.id, with_private=True) == {}
    back = _undo(cast, "bruno", removed.event_id)
    assert [note.words for note in _notes(cast)] == ["un"]
    assert (_events(cast)[-1].kind, _events(cast)[-1].undoes_id) == ("note-written", removed.event_id)
    _undo(cast, "bruno", back.event_id)
    assert _notes(cast) == []


def test_writing_and_rewriting_are_taken_back(cast):
    written = _write(cast, "bruno", "un")
    edited = _edit(cast, "bruno", written.note_id, "deux", _text_id(cast, written.note_id))

    with pytest.raises(Conflict, match="undo-overtaken"):
        _undo(cast, "bruno", written.event_id)
    back = _undo(cast, "bruno", edited.event_id, key="u1")
    assert _undo(cast, "bruno", edited.event_id, key="u1").event_id == back.event_id
    (note,) = _notes(cast)
    assert (note.words, note.edited, [w.words for w in note.revisions]) == ("un", None, ["deux"])
    _undo(cast, "bruno", back.event_id)
    assert [note.words for note in _notes(cast)] == ["deux"]


def test_who_may_change_whose(cast):
    of_member = _write(cast, "beatrice").note_id
    of_team = _write(cast, "agathe").note_id
    mine = _write(cast, "bruno").note_id

    for who, note_id in (("beatrice", mine), ("beatrice", of_team), ("aline", mine), ("denis", mine)):
        with pytest.raises(Refused, match="note-not-yours"):
            _remove(cast, who, note_id)
    with pytest.raises(Refused, match="note-not-yours"):
        _undo(cast, "beatrice", _notes(cast)[0].event_id)
    _remove(cast, "bruno", of_member)
    _remove(cast, "aline", of_team)
    assert [note.id for note in _notes(cast)] == [mine]


def test_team_writes_for_the_organization_what_it_says_and_nothing_private(cast):
    _write(cast, "agathe", "Dit au téléphone")

    with pytest.raises(Refused):
        _write(cast, "agathe", "x", PRIVATE)
    with pytest.raises(Refused):
        _write(cast, "denis", "x")
    (event,) = _events(cast)
    assert (event.on_behalf, event.kind) == (True, "note-written")


def test_note_is_activity_and_moves_nothing_else(cast):
    summary = select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id)
    before = cast.rows(summary)[0]

    _write(cast, "bruno", audience=PRIVATE)

    after = cast.rows(summary)[0]
    assert after.last_activity_at > before.last_activity_at
    assert (after.done, after.step1_counted) == (before.done, before.step1_counted)
    run = cast.app.test_cli_runner().invoke(args=["rebuild-progress", "--check"])
    assert run.exit_code == 0, run.output


@pytest.mark.parametrize("who", ["paul", "victor"])
def test_note_of_another_is_as_one_that_does_not_exist(cast, who):
    id_ = _write(cast, "bruno").note_id
    place = cast[who].organization

    with cast.work_for(who) as work, pytest.raises(NotFound):
        remove_note(work, place.id, TASK, id_, Gesture(), with_private=True)
    with cast.work_for("bruno") as work, pytest.raises(NotFound):
        remove_note(work, cast.les_amis.id, "choose-networks", id_, Gesture(), with_private=True)
    assert len(_notes(cast)) == 1


def test_private_note_is_out_of_reach_of_the_team_whatever_it_asks_for(cast):
    id_ = _write(cast, "bruno", "secret d’équipe", PRIVATE).note_id

    assert _notes(cast, "aline", with_private=True) == []
    with cast.work_for("aline") as work:
        assert count_by_task(work, cast.les_amis.id, with_private=True) == {}
        assert work.session.get(Note, id_) is None
    with pytest.raises(NotFound):
        _remove(cast, "aline", id_)
    assert [note.words for note in _notes(cast, "denis")] == ["secret d’équipe"]
    assert _notes(cast, "denis", with_private=False) == []
    with pytest.raises(NotFound):
        _remove(cast, "bruno", id_, with_private=False)


def test_erased_words_are_said_to_be(cast):
    from socialtrack.data.db import immediate
    from socialtrack.kernel.moments import utc_now
    from tests.cast import everything

    id_ = _write(cast, "bruno", "un").note_id
    with cast.app.app_context(), everything() as session, immediate(session):
        text = session.get_one(TextRevision, session.get_one(Note, id_).text_id)
        text.body, text.blanked_at = "", utc_now()

    assert [note.words for note in _notes(cast)] == [None]


def test_notes_are_asked_in_as_many_statements_with_one_as_with_three(cast):
    _write(cast, "bruno", "un")
    asked = []
    for _ in range(2):
        with cast.work_for("bruno") as work, counted() as statements:
            of_task(work, cast.les_amis.id, TASK, with_private=True)
        asked.append(len(statements))
        for _ in range(2):
            _write(cast, "bruno", "un")

    assert asked == [2, 2]
