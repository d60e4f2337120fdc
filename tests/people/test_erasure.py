"""Erasing a person: nothing that names them is left anywhere, what they did stays, and the next one is left alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, insert, select, text
from sqlalchemy.pool import NullPool

from socialtrack.data.db import db, immediate
from socialtrack.journal.models import AccessEvent, Event, TextRevision
from socialtrack.kernel.errors import NotFound, Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.actions import Words
from socialtrack.mailing.models import Letter
from socialtrack.notes.actions import write_note
from socialtrack.notes.queries import of_task
from socialtrack.notes.rules import Audience
from socialtrack.people.actions import person_with
from socialtrack.people.erasure_actions import Order, erase_from_centre, erase_person
from socialtrack.people.erasure_list import listed
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.people.models import Erasure, Person
from socialtrack.people.personal_data import HELD, Fate
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.actions import add_membership, command_work
from socialtrack.tenancy.models import Membership, Organization
from tests.cast import everything
from tests.people.planting import everything_kept, plant
from tests.postgres import SUPERUSER


def _erase(cast, who, **order):
    settings = cast.app.extensions["socialtrack-settings"]
    with cast.app.app_context():
        erase_person(cast[who].person_id, Order("person", **order), settings.data_dir)


def test_erased_person_is_nowhere_in_the_database(cast):
    mine, others = plant(cast, cast.bruno), plant(cast, cast.victor)
    before = everything_kept(cast)
    assert all(canary.casefold() in before[table].casefold() for (table, _), canary in {**mine, **others}.items())

    _erase(cast, "bruno", with_texts=True, may_leave_alone=True)

    after = everything_kept(cast)
    goes = {
        (table, column): canary
        for (table, column), canary in mine.items()
        if HELD[table].fate is Fate.GOES or column in HELD[table].blanked
    }
    left = {
        (place, table)
        for (place, _), canary in goes.items()
        for table, rows in after.items()
        if canary.casefold() in rows.casefold()
    }
    assert left == set()
    assert "canari-bruno@" not in str(after).casefold()
    assert all(canary.casefold() in after[table].casefold() for (table, _), canary in others.items())
    assert cast.rows(select(Person.erased_at).where(Person.id == cast.bruno.person_id)) != [None]
    assert [row.with_texts for row in cast.rows(select(Erasure).where(Erasure.asked_by == "person"))] == [True]


def test_what_stays_of_a_person_holds_no_words_of_theirs(cast):
    """Numbers, states and moments: the columns of what stays, one by one."""
    codes = {
        *("kind", "task_key", "network", "before", "after", "value_before", "value_after", "actor_role", "channel"),
        *("state", "reason", "asked_by", "with_texts", "on_behalf", "review_on", "confirmed_on", "due_on", "audience"),
        *("step", "faq_key", "key", "side", "closed_on", "waiting_since"),
        *("report", "has_names", "uses", "given_on", "minutes"),
    }
    stays = {column for held in HELD.values() if held.fate is Fate.STAYS for column in (*held.given, *held.facts)}

    assert {column for column in stays if not column.endswith("_at")} == codes


@pytest.mark.parametrize("with_texts", [False, True])
def test_texts_stay_with_the_organization_unless_asked(cast, with_texts):
    mine = plant(cast, cast.bruno)

    _erase(cast, "bruno", with_texts=with_texts, may_leave_alone=True)

    assert (mine["text_revision", "body"] in everything_kept(cast)["text_revision"]) is not with_texts


def test_what_an_erased_person_did_stays(cast):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture())
    by_bruno = select(Event.id).where(Event.membership_id == cast.bruno.membership_id, Event.kind == "task-state")
    before = cast.rows(by_bruno)

    _erase(cast, "bruno", may_leave_alone=True)

    assert cast.rows(by_bruno) == before != []
    ended = select(Event.value_before).where(Event.kind == "membership-ended")
    assert cast.rows(ended) == [{"membership": cast.bruno.membership_id}]
    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "person-erased"))
    assert [(row.membership_id, row.about_id, row.organization_id) for row in noted] == [
        (cast.bruno.membership_id, cast.bruno.membership_id, cast.les_amis.id)
    ]
    run = cast.app.test_cli_runner().invoke(args=["rebuild-progress", "--check"])
    assert run.exit_code == 0, run.output


def test_links_that_an_erased_person_had_copied_open_nothing(cast):
    token = new_token()
    with cast.work_for("bruno") as work:
        invite(work, Offer("un-ami@example.org", "member", "fr", token), cast.les_amis.id)
    assert cast.client_for(None).get(f"/invitations/{token}").status_code == 200

    _erase(cast, "bruno", may_leave_alone=True)

    assert cast.client_for(None).get(f"/invitations/{token}").status_code == 410


def test_erased_session_is_dead_and_the_address_can_come_back_as_somebody_new(cast):
    client = cast.client_for("bruno")
    assert client.get(cast.les_amis.address).status_code == 200

    _erase(cast, "bruno", may_leave_alone=True)

    assert client.get(cast.les_amis.address).status_code == 303
    with cast.app.app_context(), everything() as session, immediate(session):
        again = person_with(session, "bruno@example.org", "fr", utc_now())
        assert again.id != cast.bruno.person_id
        assert again.erased_at is None


def test_erasing_twice_is_erasing_once(cast):
    _erase(cast, "bruno", may_leave_alone=True)
    before = everything_kept(cast)

    _erase(cast, "bruno", may_leave_alone=True)

    assert everything_kept(cast) == before
    assert len(listed(_data_dir(cast))) == 1


def test_person_of_two_centres_leaves_both(cast):
    with cast.app.app_context(), command_work(cast.montreal) as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno à Montréal")

    _erase(cast, "bruno", may_leave_alone=True)

    assert cast.rows(select(Membership.name).where(Membership.person_id == cast.bruno.person_id)) == ["", ""]
    assert "Montréal" not in everything_kept(cast)["membership"]
    assert {row.centre_id for row in cast.rows(select(AccessEvent))} == {cast.quebec.id, cast.montreal.id}


def test_last_manager_names_another_first(cast):
    with pytest.raises(Refused, match="erase-last-manager"):
        _erase(cast, "aline")
    assert cast.rows(select(Person.erased_at).where(Person.id == cast.aline.person_id)) == [None]

    _erase(cast, "aline", is_forced=True)

    assert cast.rows(select(Person.email).where(Person.id == cast.aline.person_id)) == [""]


def test_last_lead_says_that_nobody_stays_and_the_centre_is_told(cast):
    with pytest.raises(Refused, match="erase-last-lead"):
        _erase(cast, "bruno")
    assert cast.rows(select(Letter)) == []

    _erase(cast, "bruno", may_leave_alone=True, no_lead_letter=lambda language, name: Words(name, language, "x"))

    told = cast.rows(select(Letter))
    assert [(letter.to_address, letter.subject, letter.kind) for letter in told] == [
        ("aline@example.org", "Les Amis", "no-lead")
    ]


def test_lead_who_is_not_the_last_leaves_without_a_word(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.beatrice.membership_id).role = "lead"

    _erase(cast, "bruno", no_lead_letter=lambda language, name: Words(name, language, "x"))

    assert cast.rows(select(Letter)) == []


def test_contact_of_ones_organization_goes_by_name(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Organization, cast.les_amis.id).contact = "BRUNO"
        session.get_one(Organization, cast.le_phare.id).contact = "Bruno"

    _erase(cast, "bruno", may_leave_alone=True)

    assert cast.rows(select(Organization.contact).order_by(Organization.id)) == [None, "Bruno", None]


def test_text_that_is_a_name_and_nothing_else_goes_with_its_person(cast):
    """Whoever wrote it: who sees to a task, a « repère » that is a name. A sentence that holds a name stays."""
    texts = {
        "BRUNO": cast.les_amis,
        "Bruno a la clé": cast.les_amis,
        "bruno ": cast.le_phare,
        "Béatrice": cast.les_amis,
    }
    with cast.app.app_context(), everything() as session, immediate(session):
        for body, room in texts.items():
            session.add(
                TextRevision(
                    centre_id=room.centre.id,
                    organization_id=room.id,
                    audience="centre",
                    body=body,
                    written_at=utc_now(),
                )
            )

    _erase(cast, "bruno", may_leave_alone=True)

    assert cast.rows(select(TextRevision.body).order_by(TextRevision.id)) == [
        *("", "Bruno a la clé"),
        *("bruno ", "Béatrice"),
    ]


def test_note_of_an_erased_person_stays_without_their_name_and_its_words_go_if_asked(cast):
    with cast.work_for("bruno") as work:
        for audience in Audience:
            write_note(work, cast.les_amis.id, "name-backup", audience, f"Canari {audience}", Gesture())

    _erase(cast, "bruno", with_texts=True, may_leave_alone=True)

    with cast.work_for("beatrice") as work:
        notes = of_task(work, cast.les_amis.id, "name-backup", with_private=True)
    assert [(note.words, note.author.name) for note in notes] == [(None, ""), (None, "")]
    page = cast.client_for("beatrice").get(f"{cast.les_amis.address}tasks/name-backup").text
    assert page.count("(texte effacé)") == 2
    assert "Un ancien membre" in page
    assert "Canari" not in str(everything_kept(cast))


def _from_centre(cast, who, organization, **order):
    settings = cast.app.extensions["socialtrack-settings"]
    with cast.work_for("aline") as work:
        return erase_from_centre(
            work, cast[who].membership_id, organization, Order("manager", **order), settings.data_dir
        )


def test_manager_erases_from_that_centre_alone(cast):
    with cast.app.app_context(), command_work(cast.montreal) as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno à Montréal")

    is_whole = _from_centre(cast, "bruno", cast.les_amis.id)

    assert not is_whole
    kept = cast.rows(select(Membership).where(Membership.person_id == cast.bruno.person_id).order_by(Membership.id))
    assert [(place.name, place.ended_at is None) for place in kept] == [("", False), ("Bruno à Montréal", True)]
    assert cast.rows(select(Person.email).where(Person.id == cast.bruno.person_id)) == ["bruno@example.org"]
    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "person-erased"))
    assert [(row.membership_id, row.about_id) for row in noted] == [
        (cast.aline.membership_id, cast.bruno.membership_id)
    ]
    assert [(line.person_id, line.centre_id) for line in listed(_data_dir(cast))] == [
        (cast.bruno.person_id, cast.quebec.id)
    ]


def test_person_goes_as_a_whole_when_no_other_centre_names_them(cast):
    mine = plant(cast, cast.bruno)

    assert _from_centre(cast, "bruno", cast.les_amis.id, with_texts=True)

    assert cast.rows(select(Person.email).where(Person.id == cast.bruno.person_id)) == [""]
    assert mine["membership", "name"] not in str(everything_kept(cast))
    asked_by = select(Erasure.asked_by).where(Erasure.person_id == cast.bruno.person_id).order_by(Erasure.id)
    assert cast.rows(asked_by)[-1] == "manager"


def test_manager_reaches_nobody_of_another_centre_nor_themself(cast):
    with pytest.raises(NotFound):
        _from_centre(cast, "victor", cast.elsewhere.id)
    with pytest.raises(NotFound):
        _from_centre(cast, "paul", cast.les_amis.id)
    with pytest.raises(Refused, match="erase-yourself"):
        _from_centre(cast, "aline", None)


def test_restored_copy_forgets_again(cast, tmp_path):
    """A copy from before the erasure comes back: the list beside the database knows better."""
    mine, others = (plant(cast, who, without=("erasure",)) for who in (cast.bruno, cast.victor))
    copy = _copied(cast)
    _erase(cast, "bruno", with_texts=True, may_leave_alone=True)
    _bring_back(cast, copy)
    assert mine["membership", "name"] in everything_kept(cast)["membership"]

    run = cast.app.test_cli_runner().invoke(args=["replay-erasures"])

    assert run.exit_code == 0, run.output
    after = str(everything_kept(cast)).casefold()
    assert [word for word in _gone(mine) if word.casefold() in after] == []
    assert [w for w in others.items() if w[1].casefold() not in after] == []
    once = everything_kept(cast)
    again = cast.app.test_cli_runner().invoke(args=["replay-erasures"])
    assert again.exit_code == 0
    assert everything_kept(cast) == once


def test_replay_leaves_alone_who_came_after_with_the_same_number(cast, clock):
    _erase(cast, "nadia")
    with cast.app.app_context(), everything() as session, immediate(session):
        row = session.get_one(Person, cast.nadia.person_id)
        row.erased_at, row.email, row.email_key = None, "new@example.org", "new@example.org"
        row.created_at = utc_now() + timedelta(hours=1)

    run = cast.app.test_cli_runner().invoke(args=["replay-erasures"])

    assert run.exit_code == 0
    assert cast.rows(select(Person.email).where(Person.id == cast.nadia.person_id)) == ["new@example.org"]


def test_list_beside_the_database_holds_numbers_and_moments_alone(cast):
    _erase(cast, "bruno", may_leave_alone=True)

    text = (_data_dir(cast) / "erasures.csv").read_text()
    assert text == (
        f"person,centre,with_texts,asked_by,erased_at\n{cast.bruno.person_id},,0,person,2026-11-23T15:05:00+00:00\n"
    )


@pytest.mark.sqlite
def test_no_byte_of_the_file_remembers(cast, tmp_path):
    """Also of what was changed before the erasure: a letter that has left, a name that was another."""
    mine = plant(cast, cast.bruno)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.bruno.membership_id).name = "Canari-un autre nom, bien plus long"
    assert b"Canari-bruno" in _bytes(cast)

    _erase(cast, "bruno", with_texts=True, may_leave_alone=True)

    kept = _bytes(cast)
    assert [word for word in _gone(mine) if word.encode() in kept] == []
    assert b"un autre nom" not in kept
    assert b"canari-bruno@" not in kept.lower()


def test_pages_and_files_say_former_member_in_the_language_of_the_reader(cast, clock):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture())
    agathe, reports = cast.client_for("agathe"), f"/centres/{cast.quebec.slug}/reports/"
    day = work.today.isoformat()
    clock.shift(timedelta(days=1))
    as_it_was = [agathe.get(f"{reports}{name}.csv?as_of={day}").data for name in ("organizations", "tasks", "events")]

    _erase(cast, "bruno", with_texts=True, may_leave_alone=True)

    assert [
        agathe.get(f"{reports}{name}.csv?as_of={day}").data for name in ("organizations", "tasks", "events")
    ] == as_it_was
    assert "Ancien membre" in agathe.get(f"{reports}tasks.csv?names=1").text
    assert "Former member" in agathe.get(f"{reports}tasks.csv?names=1&lang=en").text
    assert "Ancien membre" in agathe.get(f"{reports}events.csv?names=1&as_of={day}").text
    task = f"{cast.les_amis.address}tasks/name-backup"
    for who in ("beatrice", "agathe"):
        assert "par un ancien membre" in cast.client_for(who).get(task).text
        assert "Bruno" not in cast.client_for(who).get(task).text
    assert "Par un ancien membre" in agathe.get(f"/centres/{cast.quebec.slug}/").text


def _gone(mine):
    return [
        canary
        for (table, column), canary in mine.items()
        if HELD[table].fate is Fate.GOES or column in HELD[table].blanked
    ]


def _data_dir(cast):
    return cast.app.extensions["socialtrack-settings"].data_dir


def _bytes(cast):
    file = Path(cast.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def _copied(cast):
    """Every row there is, as a backup holds it."""
    with cast.app.app_context(), everything() as session:
        tables = db.metadata.sorted_tables
        return {table: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}


def _bring_back(cast, copy):
    """As whoever restores a copy does: with the superuser, whom neither keys nor policies hold up."""
    with cast.app.app_context():
        engine, deferred = db.engine, text("PRAGMA defer_foreign_keys = ON")
        if engine.dialect.name == "postgresql":
            engine = create_engine(engine.url.set(username=SUPERUSER), poolclass=NullPool)
            deferred = text("SET session_replication_role = replica")
        with engine.begin() as connection:
            connection.execute(deferred)
            for table in reversed(copy):
                connection.execute(delete(table))
            for table, rows in copy.items():
                if rows:
                    connection.execute(insert(table), rows)
