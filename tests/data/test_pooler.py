"""A transaction pooler hands each transaction whatever connection is free: nothing of the last one may be left in it.

`pooled` always runs: two sessions take turns on one connection of the server, transaction by transaction, as a pooler
makes them. `pgbouncer` runs as well where that program is installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from socialtrack.data.db import db, immediate, one_snapshot
from socialtrack.data.postgresql import PREPARED_AFTER
from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import Scope, open_session
from socialtrack.journal.models import Event
from socialtrack.tenancy.models import Organization
from socialtrack.wiring import create_app
from tests.cast import Cast
from tests.conftest import close_app, settings_for
from tests.postgres import RUNTIME, Postgres, die_with_the_tests

pytestmark = pytest.mark.postgresql
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NAMES = Prepared("SELECT slug FROM organization WHERE centre_id = :centre_id ORDER BY id")
PID = Prepared("SELECT pg_backend_pid(), :centre_id")


@pytest.fixture
def pgbouncer(postgres: Postgres, tmp_path: Path) -> Iterator[int]:
    """The real one, in transaction mode, with one connection to the server for everybody: its port."""
    assert PGBOUNCER is not None
    folder = Path(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (folder / "users.txt").write_text(f'"{RUNTIME}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={postgres.folder}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"unix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users.txt\npool_mode = transaction\n"
        "default_pool_size = 1\nserver_reset_query =\n"
    )
    run_as: dict[str, object] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder / "users.txt", folder / "pgbouncer.ini"):
            path.chmod(0o644)
        for path in (folder, *folder.parents[:3]):
            path.chmod(path.stat().st_mode | 0o055)
        run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    process = subprocess.Popen(
        [PGBOUNCER, "-q", str(folder / "pgbouncer.ini")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=die_with_the_tests, **run_as,
    )  # fmt: skip
    until = time.perf_counter() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            if process.poll() is not None or time.perf_counter() > until:
                raise
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(params=["pooled", *(["pgbouncer"] if PGBOUNCER else [])])
def through_one_connection(request: pytest.FixtureRequest, cast: Cast, settings, tmp_path: Path) -> Iterator[Cast]:
    """The cast, in an app whose transactions all pass through one connection of the server."""
    url = settings.database_url
    if request.param == "pgbouncer":
        port = request.getfixturevalue("pgbouncer")
        url = f"{url.split('?')[0].replace('@/', f'@127.0.0.1:{port}/')}"
    (tmp_path / "pooled").mkdir()
    app = create_app(settings_for(tmp_path / "pooled", url), {"TESTING": True})
    with app.app_context():
        if request.param == "pooled":
            db.engine.pool._pool.maxsize = 1  # type: ignore[attr-defined]
            db.engine.pool._max_overflow = 0  # type: ignore[attr-defined]
        yield Cast(app)
    close_app(app)


def test_two_centres_take_turns_on_one_connection(through_one_connection):
    cast = through_one_connection
    sessions = [
        open_session(Scope(cast.quebec.id)),
        open_session(Scope(cast.montreal.id)),
        open_session(Scope(None, "a test looks at everything")),
        open_session(Scope(cast.quebec.id, organization_id=cast.le_phare.id)),
    ]
    everyone = {cast.les_amis.id, cast.le_phare.id, cast.elsewhere.id}
    expected = [{cast.les_amis.id, cast.le_phare.id}, {cast.elsewhere.id}, everyone, {cast.le_phare.id}]
    pids = set()
    for turn in range(12):  # more often than a driver needs to prepare a statement by itself
        for n, session in enumerate(sessions):
            found = set(session.scalars(select(Event.organization_id).where(Event.organization_id.is_not(None))))
            assert found == expected[n], f"turn {turn}, session {n}"
            if session.info["scope"].centre_id is not None:
                pids.add(PID.row(session)[0])
            session.rollback() if turn % 2 else session.commit()
    for session in sessions:
        session.close()
    assert len(pids) == 1, "one connection served them all, or this says nothing"


def test_changes_and_snapshots_pass_too(through_one_connection):
    cast = through_one_connection
    for room in (cast.les_amis, cast.elsewhere, cast.le_phare) * 4:
        session = open_session(Scope(room.centre.id, organization_id=room.id))
        with immediate(session, room.centre.id):
            session.get_one(Organization, room.id).region = f"Ici {room.id}"
        assert len(NAMES.rows(session)) == (1 if room is cast.elsewhere else 2)
        one_snapshot(session)
        assert session.get_one(Organization, room.id).region == f"Ici {room.id}"
        session.close()


def test_person_ticks_through_it(through_one_connection):
    cast = through_one_connection
    client = cast.app.test_client()
    assert client.get("/sign-in").status_code in (200, 400)
    with cast.work_for("bruno") as work:
        from socialtrack.progress.actions import set_task_state
        from socialtrack.progress.gestures import Gesture
        from socialtrack.progress.rules import wanted

        for n in range(8):
            said = wanted("done" if n % 2 else "declined", "Non", today=work.today)
            answer = set_task_state(work, cast.les_amis.id, "name-backup", said, Gesture(f"k{n}", "d"))
            assert answer.after.state == said.state


def test_nothing_is_prepared_through_a_pooler(through_one_connection, request):
    with through_one_connection.app.app_context(), db.engine.connect() as connection:
        driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        is_pooler = "pgbouncer" in request.node.callspec.id
        assert driver.prepare_threshold == (None if is_pooler else PREPARED_AFTER)
