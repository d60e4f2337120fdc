"""The server as a host runs it, in a process of its own, so that it can be killed and its disk filled."""

from __future__ import annotations

import http.client
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from socialtrack.kernel.settings import Settings
from tests.postgres import die_with_the_tests

ROOT = Path(__file__).resolve().parents[2]
FULL = 4096  # bytes that any file may hold while the disk is "full"


class Server:
    def __init__(self, settings: Settings, log: Path) -> None:
        self.settings = settings
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it can serve."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SOCIALTRACK_")},
            "SOCIALTRACK_DATA_DIR": str(self.settings.data_dir),
            "SOCIALTRACK_DATABASE_URL": self.settings.database_url,
            "SOCIALTRACK_SECRET_KEY": self.settings.secret_key,
            "SOCIALTRACK_PORT": str(self.settings.port),
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flask", "serve"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_the_tests,
            )
        until = time.perf_counter() + 30
        while self.status("/readyz") != 200:
            if self._process.poll() is not None or time.perf_counter() > until:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.05)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "start() comes first"
        return self._process

    def status(self, address: str, cookie: str = "") -> int | None:
        """What it answers to a GET; None if it does not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=20)
        try:
            connection.request("GET", address, headers={"Cookie": cookie})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self) -> None:
        """As the power goes: no warning, no last word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)

    def fill_disk(self) -> None:
        """From now on the kernel refuses every write beyond the first pages of a file, the server's alone."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (FULL, resource.RLIM_INFINITY))

    def free_disk(self) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, unlimited)

    def stop(self) -> int:
        """As a supervisor asks; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)
