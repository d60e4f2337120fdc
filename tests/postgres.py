"""A PostgreSQL server of the tests' own: made in a second, on a socket in a temporary folder, gone at the end.

It never touches a server that runs on the machine. PostgreSQL refuses to run as root, so for root it runs as `nobody`.
Nothing is synced to disk, since these rows need not outlive the machine; they do outlive a server that is cut off.

Its roles and rights are those of docs/operator/hosting.md, read from that page: the app under test serves with a role
that owns no table and is held by every policy. `connect` alone is the superuser, who sees all.
"""

from __future__ import annotations

import ctypes
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

MISSING = (
    "PostgreSQL was not found on PATH nor in /usr/lib/postgresql. "
    "On Debian: sudo apt-get install -y postgresql. Elsewhere, put the folder of initdb and postgres on PATH."
)
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=60",
)
PR_SET_PDEATHSIG = 1
PREFIX = "socialtrack-pg-"  # then the number of the process of the tests
GUIDE = Path(__file__).resolve().parents[1] / "docs" / "operator" / "hosting.md"
SUPERUSER = "socialtrack"
MIGRATOR, RUNTIME, READER = "socialtrack_migrator", "socialtrack_runtime", "socialtrack_reader"


def documented() -> tuple[str, str, str]:
    """The SQL that a host is told to run: the roles, the rights in the new database, the rights once it has tables."""
    roles, rights, afterwards = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return roles, rights, afterwards


def find_programs() -> Path | None:
    """The folder that holds initdb and postgres: the one on PATH, else the newest one where Debian puts them."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    folders = [Path(name) for name in glob.glob("/usr/lib/postgresql/*/bin")]
    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(whole, key=lambda folder: float(folder.parent.name), default=None)


def in_memory() -> str | None:
    """A folder that is kept in memory, where it has room: a database is copied for each test."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 4 * 1024**3
    return str(shared) if roomy else None


def _sweep_up(root: Path) -> None:
    """Remove what tests that were killed left behind: the folders of processes that are no more.

    The name of a folder says whose it is. What the server writes in it would not do: while it is being made, other
    programs than the server come and go in it, and another process of the tests would sweep it away from under them.
    """
    for left in root.glob(f"{PREFIX}*-*"):
        try:
            os.kill(int(left.name.removeprefix(PREFIX).split("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (OSError, ValueError):
            continue


def die_with_the_tests() -> None:
    """For a process that the tests start: ask Linux to stop it at once should the tests be killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


@dataclass
class Postgres:
    folder: Path
    process: subprocess.Popen[bytes]
    run_as: dict[str, object]
    _numbers: int = field(default=0)

    @classmethod
    def start(cls, settings: tuple[str, ...] = FAST) -> Postgres:
        programs = find_programs()
        if programs is None:
            raise LookupError(MISSING)
        _sweep_up(Path(in_memory() or tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=in_memory()))
        run_as: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        arguments = [programs / "initdb", "-D", folder / "data", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*arguments, "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            cwd=folder, capture_output=True, text=True, **run_as,
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        server = cls(folder, cls._launch(programs, folder, settings, run_as), run_as)
        try:
            server._wait()
            server._make_roles()
        except RuntimeError:
            server.stop()
            raise
        return server

    @staticmethod
    def _launch(programs, folder, settings, run_as) -> subprocess.Popen[bytes]:
        options = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *options],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=die_with_the_tests, **run_as,
            )  # fmt: skip

    def _wait(self) -> None:
        """Wait until it answers.

        Raises:
            RuntimeError: it stopped, or it takes too long.
        """
        until = time.perf_counter() + 60
        while True:
            try:
                with self.connect("postgres"):
                    return
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.perf_counter() > until:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log[-4000:]}") from error
                time.sleep(0.02)

    def restart_at_once(self) -> None:
        """What a power cut does: every process of the server stops without a word, and it starts again.

        On a busy machine the old processes may outlive their head for a moment, and the new one refuses to start
        beside them: then it is tried again.
        """
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=60)
        programs = find_programs()
        until = time.perf_counter() + 60
        while True:
            self.process = self._launch(programs, self.folder, FAST, self.run_as)
            try:
                return self._wait()
            except RuntimeError:
                if time.perf_counter() > until:
                    raise
                time.sleep(0.2)

    def _make_roles(self) -> None:
        with self.connect("postgres") as connection:
            for statement in documented()[0].split(";\n"):
                if statement.startswith("CREATE ROLE"):
                    connection.execute(statement)

    def connect(self, database: str, role: str = SUPERUSER) -> psycopg.Connection:
        """As the superuser, whom no policy holds, or as another role."""
        return psycopg.connect(host=str(self.folder), user=role, dbname=database, autocommit=True)

    def url(self, database: str, role: str = RUNTIME) -> str:
        """The address in the form that SOCIALTRACK_DATABASE_URL takes: the role that serves."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database, copied from a template, and its name. One that copies nothing gets the documented rights.

        A template that somebody is connected to can't be copied: whoever still is, is sent away. On a busy machine the
        app that filled it may be a while in leaving, and a connection that nobody holds any more waits to be collected.
        """
        self._numbers += 1
        name = f"test_{self._numbers}"
        with self.connect("postgres") as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (template,))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
            connection.execute(
                sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(MIGRATOR))
            )
            rights = [text for text in documented()[1].split(";\n") if text]
            of_database = [text for text in rights if " DATABASE socialtrack " in text]
            for text in of_database:  # a copy keeps the rights in its tables, not those on the database
                connection.execute(text.replace(" DATABASE socialtrack ", f" DATABASE {name} "))
        if template == "template0":
            with self.connect(name) as connection:
                connection.execute(";".join(text for text in rights if text not in of_database))
        return name

    def drop(self, name: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
