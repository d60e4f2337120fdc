"""The app without its own filter, behind PostgreSQL's: each transaction is told its scope and no other."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from socialtrack.data import scope as walls
from socialtrack.data.db import db, immediate, one_snapshot
from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import Scope, narrow, open_session
from socialtrack.journal.models import Event
from socialtrack.tenancy.models import Centre, Membership, NetworkChoice, Organization
from tests.cast import FOUNDED_AT, Cast
from tests.data.guarding import seen, told
from tests.postgres import MIGRATOR, READER, documented

pytestmark = pytest.mark.postgresql


@pytest.fixture
def without_our_filter(furnished: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The narrowing of the ORM, its look at what is written, and the centre of prepared statements: all gone."""
    event.remove(Session, "do_orm_execute", walls._narrow)
    event.remove(Session, "before_flush", walls._keep_inside)
    monkeypatch.setattr(Prepared, "_bind", lambda self, session, values: {"centre_id": 0, **values})
    with furnished.app.app_context():
        yield furnished
    event.listen(Session, "do_orm_execute", walls._narrow)
    event.listen(Session, "before_flush", walls._keep_inside)


def test_orm_reads_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.montreal.id)

    assert set(session.scalars(select(Organization.id))) == {cast.elsewhere.id}
    assert session.get(Organization, cast.les_amis.id) is None
    assert session.scalars(select(Centre.id)).all() == [cast.montreal.id]
    assert set(open_(cast.quebec.id, cast.les_amis.id).scalars(select(Event.organization_id))) == {cast.les_amis.id}


def test_core_and_text_read_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    connection = open_(cast.montreal.id).connection()

    assert connection.scalar(select(func.count()).select_from(Organization.__table__)) == 1
    assert connection.exec_driver_sql("SELECT DISTINCT centre_id FROM membership").all() == [(cast.montreal.id,)]


def test_orm_writes_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.montreal.id)
    assert (
        session.execute(update(Membership).where(Membership.centre_id == cast.quebec.id).values(name="x")).rowcount == 0
    )

    session.add(
        NetworkChoice(
            centre_id=cast.quebec.id,
            organization_id=cast.les_amis.id,
            network="x",
            state="chosen",
            changed_at=FOUNDED_AT,
        )
    )

    with pytest.raises(ProgrammingError, match="row-level security"):
        session.flush()


def test_member_writes_nothing_next_door(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.quebec.id, cast.les_amis.id)

    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(
            insert(NetworkChoice.__table__).values(
                centre_id=cast.quebec.id,
                organization_id=cast.le_phare.id,
                network="x",
                state="chosen",
                changed_at=FOUNDED_AT,
            )
        )


def test_prepared_statement_told_another_centre_finds_nothing(without_our_filter, open_):
    cast = without_our_filter
    names = Prepared("SELECT name FROM organization WHERE centre_id = :centre_id")
    everyone = Prepared("SELECT name FROM organization", unscoped="a test forgot the centre")
    rename = Prepared("UPDATE organization SET region = 'x' WHERE centre_id = :centre_id")
    session = open_(cast.montreal.id)

    assert names.rows(session, centre_id=cast.quebec.id) == []
    assert everyone.rows(session) == [("Les Amis",)]
    assert rename.run(session, centre_id=cast.quebec.id) == 0


EVERY = Prepared("SELECT DISTINCT centre_id FROM organization ORDER BY 1", unscoped="a test counts what it sees")


def _settings(session: Session) -> tuple[str, ...]:
    names = ("centre", "organization", "everywhere")
    columns = ", ".join(f"current_setting('socialtrack.{name}', true)" for name in names)
    return tuple(session.connection().exec_driver_sql(f"SELECT {columns}").one())


def test_each_transaction_of_a_session_is_told_its_scope(open_, cast):
    session, here = open_(cast.quebec.id, cast.les_amis.id), (str(cast.quebec.id), str(cast.les_amis.id), "")

    assert _settings(session) == here
    session.commit()
    assert _settings(session) == here
    session.rollback()
    assert _settings(session) == here
    with immediate(session, cast.quebec.id):
        assert _settings(session) == here
    assert _settings(session) == here
    with session.begin_nested():
        assert _settings(session) == here
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        _ = 1 / 0
    assert _settings(session) == here
    one_snapshot(session)
    assert _settings(session) == here
    level = session.connection().exec_driver_sql("SHOW transaction_isolation").scalar_one()
    assert level == "repeatable read"


def test_session_that_is_shut_in_halfway_is_told_so(open_, cast):
    session = open_(None)
    assert _settings(session) == ("", "", "on")
    assert EVERY.rows(session) == [(cast.quebec.id,), (cast.montreal.id,)]

    narrow(session, Scope(cast.montreal.id))

    assert _settings(session) == (str(cast.montreal.id), "", "")
    assert session.connection().exec_driver_sql("SELECT DISTINCT centre_id FROM organization").all() == [
        (cast.montreal.id,)
    ]
    session.rollback()
    assert _settings(session) == (str(cast.montreal.id), "", "")


def test_statement_of_the_whole_centre_widens_itself_alone(open_, cast):
    session = open_(cast.quebec.id, cast.le_phare.id)
    own = Prepared("SELECT count(DISTINCT organization_id) FROM event WHERE centre_id = :centre_id")
    whole = Prepared(own._whole[0], whole_centre="a test counts in the whole centre")

    assert own.row(session) == (1,)
    assert whole.row(session) == (2,)
    assert own.row(session) == (1,)


def test_connection_that_serves_another_session_next_keeps_nothing(cast):
    with cast.app.app_context():
        pids = set()
        for room in (cast.les_amis, cast.elsewhere, cast.le_phare):
            session = open_session(Scope(room.centre.id, organization_id=room.id))
            pids.add(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            assert set(session.connection().exec_driver_sql("SELECT organization_id FROM event").scalars()) == {room.id}
            session.close()
        with db.engine.connect() as bare:
            pids.add(bare.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            assert bare.exec_driver_sql("SELECT count(*) FROM event").scalar_one() == 0
    assert len(pids) == 1, "one connection served them all, or this says nothing"


def test_reader_reads_the_centre_it_names_and_writes_nothing(postgres, database, furnished):
    with postgres.connect(database, MIGRATOR) as owner:
        owner.execute(documented()[2])
    with told(postgres, database, centre=furnished.montreal.id, role=READER) as connection:
        assert seen(connection, "task_state", "centre_id") == {furnished.montreal.id}
        for forbidden in ("SELECT 1 FROM person", "SELECT 1 FROM device", "SELECT 1 FROM letter", "DELETE FROM event"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(forbidden)
    with told(postgres, database, role=READER) as connection:
        assert seen(connection, "organization", "centre_id") == set()
