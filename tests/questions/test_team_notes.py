"""The team's notes beside a question: kept, taken away, brought back, and out of reach of every organization."""

import io
import zipfile

import pytest
from sqlalchemy import select

from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import WrongCentre
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.errors import Conflict, NotFound, Refused
from socialtrack.questions.models import TeamNote
from socialtrack.questions.saved_actions import keep_answer
from socialtrack.questions.saved_rules import Wording
from socialtrack.questions.team_actions import remove_team_note, restore_team_note, write_team_note
from socialtrack.questions.team_queries import notes_of
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.questions.asking import answered, asked

SECRET = "Rossignol de l’équipe"  # what no member may read, wherever they look


def write(cast, id_, who="agathe", words=SECRET, key="", organization=None):
    with cast.work_for(who) as work:
        return write_team_note(work, (organization or cast.les_amis).id, id_, words, Gesture(key, words))


def remove(cast, id_, note, who="agathe", key="", organization=None):
    with cast.work_for(who) as work:
        return remove_team_note(work, (organization or cast.les_amis).id, id_, note, Gesture(key, "r"))


def kept(cast, id_, who="agathe"):
    with cast.work_for(who) as work:
        return [(note.words, note.is_removed) for note in notes_of(work, id_)]


def person(cast, who):
    return Browser(cast.client_for(who))


def test_a_note_is_the_centres_own_row_text_and_event(cast):
    id_ = asked(cast)
    note = write(cast, id_)

    (row,) = cast.rows(select(TeamNote))
    (words,) = cast.rows(select(TextRevision).where(TextRevision.id == row.text_id))
    (event,) = cast.rows(select(Event).where(Event.kind.like("team-note-%")))
    assert (row.organization_id, words.organization_id, event.organization_id) == (None, None, None)
    assert (words.audience, words.body) == ("team", SECRET)
    assert event.value_after == {"question": id_, "note": note, "text": row.text_id}
    assert (event.task_key, event.on_behalf, event.kind) == (None, False, "team-note-written")


def test_written_once_taken_away_and_brought_back(cast):
    id_ = asked(cast)
    note = write(cast, id_, key="k")
    assert write(cast, id_, key="k") is None
    with pytest.raises(Conflict):
        write(cast, id_, key="k", words="Autre chose")

    assert (remove(cast, id_, note, key="r"), remove(cast, id_, note, key="r"), remove(cast, id_, note)) == (
        *(True, True),
        False,
    )
    assert kept(cast, id_) == [(SECRET, True)]
    with cast.work_for("agathe") as work:
        assert restore_team_note(work, cast.les_amis.id, id_, note, Gesture())
        assert not restore_team_note(work, cast.les_amis.id, id_, note, Gesture())
    assert kept(cast, id_) == [(SECRET, False)]

    kinds = cast.rows(select(Event.kind).where(Event.kind.like("team-note-%")).order_by(Event.id))
    assert kinds == ["team-note-written", "team-note-removed", "team-note-written"]


def test_only_who_wrote_it_or_a_manager_takes_it_away(cast):
    id_ = asked(cast)
    hers, managers = write(cast, id_), write(cast, id_, "aline", "De la responsable")

    with pytest.raises(Refused):
        remove(cast, id_, managers, "agathe")
    assert remove(cast, id_, hers, "aline")


@pytest.mark.parametrize("who", ["rachel", "bruno"])
def test_who_only_reads_and_who_is_of_the_organization_write_none(cast, who):
    id_ = asked(cast)

    with pytest.raises(Refused):
        write(cast, id_, who)

    assert cast.rows(select(TeamNote)) == []


def test_a_note_of_another_question_or_centre_is_none(cast):
    here, there, abroad = asked(cast), asked(cast, "paul"), asked(cast, "victor")
    note = write(cast, here)

    for id_, organization in ((there, cast.le_phare), (there, cast.les_amis), (abroad, cast.les_amis)):
        with pytest.raises(NotFound):
            remove(cast, id_, note, organization=organization)
    for id_ in (there, abroad, 2**40):
        with pytest.raises(NotFound):
            write(cast, id_)
    assert kept(cast, here) == [(SECRET, False)]


def test_an_archived_organization_gets_no_more_of_them(cast):
    id_ = asked(cast)
    note = write(cast, id_)
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    with pytest.raises(Refused):
        write(cast, id_)
    with pytest.raises(Refused):
        remove(cast, id_, note)
    assert SECRET in person(cast, "rachel").get(f"{cast.les_amis.address}questions/{id_}").page.words


@pytest.mark.parametrize("who", ["bruno", "beatrice", "denis"])
def test_no_session_of_a_member_reaches_a_row_a_text_or_an_event(cast, who):
    id_ = asked(cast)
    write(cast, id_)
    with cast.work_for("agathe") as work:
        keep_answer(work, Wording((SECRET, ""), (SECRET, "")))

    with cast.work_for(who) as work:
        assert notes_of(work, id_) == []
        assert work.session.scalars(select(TeamNote)).all() == []
        texts = select(TextRevision).where(TextRevision.audience == "team")
        assert work.session.scalars(texts).all() == []
        assert work.session.scalars(select(Event).where(Event.kind.like("team-note-%"))).all() == []
        work.session.add(TeamNote(question_id=id_, text_id=1, written_at=work.now))
        with pytest.raises(WrongCentre):
            work.session.flush()


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["team_note", "saved_answer"])
def test_the_database_itself_shows_a_member_none(cast, table):
    """Whatever statement somebody might write one day."""
    id_ = asked(cast)
    write(cast, id_)
    with cast.work_for("agathe") as work:
        keep_answer(work, Wording((SECRET, ""), (SECRET, "")))
    every = Prepared(f"SELECT count(*) FROM {table} WHERE centre_id = :centre_id")
    texts = Prepared("SELECT count(*) FROM text_revision WHERE centre_id = :centre_id AND audience = 'team'")
    events = Prepared("SELECT count(*) FROM event WHERE centre_id = :centre_id AND kind LIKE 'team-note-%'")

    with cast.work_for("agathe") as work:
        assert [one.row(work.session)[0] for one in (every, texts, events)] == [1, 1, 1]
    with cast.work_for("bruno") as work:
        assert [one.row(work.session)[0] for one in (every, texts, events)] == [0, 0, 0]


def test_no_page_of_a_member_says_anything_of_it(cast, clock):
    id_ = asked(cast)
    write(cast, id_)
    answered(cast, cast.les_amis, id_)
    at = cast.les_amis.address
    pages = ["", "questions/", f"questions/{id_}", "history", "tasks/name-backup", "networks", "people", "data"]
    readable = 0
    for who in ("bruno", "beatrice", "denis", "paul"):
        client = cast.client_for(who)
        for page in pages:
            response = client.get(at + page)
            readable += response.status_code == 200
            assert SECRET not in response.text and "team-note" not in response.text, page
        for address in (f"{at}changes?since=0", "/faq?q=rossignol", f"/centres/{cast.quebec.slug}/reports/events.csv"):
            assert SECRET not in client.get(address).text, address
    assert readable >= 3 * (len(pages) - 1)
    assert SECRET in cast.client_for("rachel").get(f"{at}questions/{id_}").text


def test_the_organizations_copy_holds_none_and_the_centres_csv_names_the_kind_alone(cast):
    id_ = asked(cast)
    write(cast, id_)
    bruno = person(cast, "bruno")
    bruno.get(f"{cast.les_amis.address}data")
    answer = bruno.submit(bruno.page.form("data"), status=200)
    with zipfile.ZipFile(io.BytesIO(answer.response.data)) as file:
        copy = "".join(file.read(name).decode() for name in file.namelist())
    csv = cast.client_for("agathe").get(f"/centres/{cast.quebec.slug}/reports/events.csv").text

    assert SECRET not in copy and "team-note" not in copy
    assert SECRET not in csv and "team-note-written" in csv


def test_words_that_look_like_a_secret_are_stopped_and_kept_in_the_field(cast):
    id_ = asked(cast)
    agathe = person(cast, "agathe")
    agathe.get(f"{cast.les_amis.address}questions/{id_}")
    form = agathe.page.form("team-notes")

    for words, said in (("Le mot de passe est Tulipe42!", "mot de passe"), ("", "Ce champ est vide")):
        answer = agathe.submit(form, {"note": words}, status=422)
        assert said in answer.page.words
        assert words in answer.text
    assert cast.rows(select(TeamNote)) == []
    assert "Tulipe42" not in "".join(cast.rows(select(TextRevision.body)))


def test_written_from_the_page_and_said_before_the_field_who_reads_it(cast):
    id_ = asked(cast)
    agathe = person(cast, "agathe")
    page = agathe.get(f"{cast.les_amis.address}questions/{id_}").text
    assert page.index("L’organisme ne la lit jamais") < page.index('<textarea id="note"')

    answer = agathe.submit(agathe.page.form("team-notes"), {"note": SECRET})
    assert answer.location.endswith(f"/questions/{id_}#team")
    agathe.follow(answer)
    assert SECRET in agathe.page.words and "Agathe, aujourd’hui" in agathe.page.words
    agathe.follow(agathe.submit(agathe.page.form("/remove")))
    assert "1 note retirée" in agathe.page.words
    agathe.follow(agathe.submit(agathe.page.form("/restore")))
    assert kept(cast, id_) == [(SECRET, False)]
