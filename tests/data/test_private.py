"""What an organization keeps to itself: hidden from its centre's team by each way of asking and of writing."""

import psycopg
import pytest
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from socialtrack.data.db import db, immediate
from socialtrack.data.prepared import Prepared
from socialtrack.data.private import PRIVATE_TABLES, without_private
from socialtrack.data.scope import KeptPrivate, Scope, open_session
from socialtrack.journal.models import Event, TextRevision
from socialtrack.notes.models import Note
from tests.cast import FOUNDED_AT, everything
from tests.postgres import RUNTIME

ASKED = {
    "event": select(Event.kind).where(Event.task_key == "name-backup"),
    "event alias": select((e := aliased(Event)).kind).where(e.task_key == "name-backup"),
    "text": select(TextRevision.body),
    "entity": select(TextRevision),
    "join": select(Note.audience).join(TextRevision, TextRevision.id == Note.text_id),
    "subquery": select(Note.id).where(Note.text_id.in_(select(TextRevision.id))),
    "exists": select(Event.id).where(exists().where(Note.event_id == Event.id)),
}
PREPARED = {
    "event": "SELECT kind FROM event WHERE centre_id = :centre_id AND task_key = 'name-backup' ORDER BY id",
    "alias": "SELECT e.kind FROM event e WHERE e.centre_id = :centre_id AND e.task_key = 'name-backup' ORDER BY e.id",
    "text": "SELECT body FROM text_revision WHERE centre_id = :centre_id ORDER BY id",
    "left join": "SELECT r.body FROM note n LEFT JOIN text_revision r ON r.centre_id = n.centre_id AND r.id = n.text_id"
    " WHERE n.centre_id = :centre_id ORDER BY n.id",
    "within": "SELECT audience FROM note WHERE centre_id = :centre_id AND text_id IN"
    " (SELECT id FROM text_revision WHERE centre_id = :centre_id) ORDER BY id",
}
PREPARED = {name: Prepared(sql) for name, sql in PREPARED.items()}
COUNTED = Prepared("SELECT count(*) FROM note WHERE centre_id = :centre_id", private="a test counts what is there")


@pytest.fixture
def notes(cast):
    """One shared, one private, with the event and the words of each."""
    with cast.app.app_context(), everything() as session, immediate(session):
        for audience, kind in (("centre", "note-written"), ("organization", "private-note-written")):
            here = {"centre_id": cast.quebec.id, "organization_id": cast.les_amis.id}
            event = Event(
                **here,
                kind=kind,
                task_key="name-backup",
                happened_at=FOUNDED_AT,
                recorded_at=FOUNDED_AT,
                actor_role="lead",
                channel="web",
            )
            words = TextRevision(**here, audience=audience, body=f"for {audience}", written_at=FOUNDED_AT)
            session.add_all([event, words])
            session.flush()
            session.add(
                Note(
                    **here,
                    task_key="name-backup",
                    audience=audience,
                    text_id=words.id,
                    event_id=event.id,
                    written_at=FOUNDED_AT,
                    changed_at=FOUNDED_AT,
                )
            )
    return cast


@pytest.fixture
def staff(notes):
    with notes.app.app_context():
        session = open_session(Scope(notes.quebec.id))
        yield session
        session.close()


@pytest.fixture
def member(notes):
    with notes.app.app_context():
        session = open_session(Scope(notes.quebec.id, organization_id=notes.les_amis.id))
        yield session
        session.close()


@pytest.mark.parametrize("name", ASKED)
def test_team_reads_what_is_shared_and_nothing_else(staff, member, name):
    assert len(staff.execute(ASKED[name]).all()) == 1
    assert len(member.execute(ASKED[name]).all()) == 2


@pytest.mark.parametrize("name", PREPARED)
def test_team_reads_the_same_by_the_short_way(staff, member, name):
    assert len(PREPARED[name].rows(staff)) == 1
    assert len(PREPARED[name].rows(member)) == 2


def test_statement_that_says_why_counts_all_of_it(staff):
    assert COUNTED.row(staff) == (2,)
    assert COUNTED.row_each(staff, [{}, {}]) == [(2,), (2,)]
    assert PREPARED["event"].rows(staff) == [("note-written",)], "the next statement hides it again"


def test_team_fetches_nothing_private_by_its_key(staff, member):
    ids = list(member.scalars(select(Note.id).order_by(Note.id)))

    assert [staff.get(Note, id_) is not None for id_ in ids] == [True, False]


def test_team_changes_nothing_private(staff, member, notes):
    assert staff.execute(update(TextRevision).values(body="x")).rowcount == 1
    staff.rollback()
    staff.add(TextRevision(organization_id=notes.les_amis.id, audience="organization", body="x", written_at=FOUNDED_AT))
    with pytest.raises(KeptPrivate):
        staff.flush()
    staff.rollback()
    assert member.scalar(select(func.count()).select_from(TextRevision)) == 2


def test_statements_are_read_whatever_their_shape():
    left = "(SELECT * FROM note WHERE audience <> 'organization')"

    assert without_private("SELECT 1 FROM note") == f"SELECT 1 FROM {left} note"
    assert without_private("SELECT 1 FROM note n WHERE n.id = 1") == f"SELECT 1 FROM {left} n WHERE n.id = 1"
    assert without_private("SELECT 1 FROM note AS n") == f"SELECT 1 FROM {left} n"
    assert without_private("A JOIN note\n ON b") == f"A JOIN {left} note\n ON b"
    assert without_private("SELECT 1 FROM notebook") == "SELECT 1 FROM notebook"
    assert without_private("DELETE FROM note WHERE id = 1") == "DELETE FROM note WHERE id = 1"


@pytest.mark.postgresql
def test_database_hides_them_by_itself(notes, postgres):
    with notes.app.app_context():
        database = str(db.engine.url.database)
    with postgres.connect(database, RUNTIME) as connection, connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('socialtrack.centre', %s, true)", [str(notes.quebec.id)])
        open_ = {table: _count(connection, table) for table in PRIVATE_TABLES}
        connection.execute("SELECT set_config('socialtrack.private', 'hidden', true)")

        assert {table: _count(connection, table) for table in PRIVATE_TABLES} == {t: n - 1 for t, n in open_.items()}
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("UPDATE note SET audience = 'organization'")


def _count(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
