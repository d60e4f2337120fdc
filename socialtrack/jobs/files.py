"""What long work is given and what it makes, as files under `data_dir/jobs`: only this server's own user reads them."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from .rules import FILE_KEPT

GIVEN, UNDER_WAY, MADE = "given", "part", "made"
GIVEN_KEPT = 24  # times as long as what was made: what an interrupted job was given is needed to begin it again


class Folder:
    """The files of every job of this installation. Processes that share the work share this folder."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "jobs"

    def of(self, centre_id: int, job_id: int, what: str) -> Path:
        """Where that file of that job stands, whether it is there or not."""
        return self._path / f"{centre_id}-{job_id}.{what}"

    def write(self, path: Path, data: bytes) -> None:
        with self.fresh(path) as out:
            out.write(data)

    def fresh(self, path: Path):  # type: ignore[no-untyped-def]
        """That file, empty, open for writing bytes."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def forget(self, centre_id: int, job_id: int, *kinds: str) -> None:
        for kind in kinds or (GIVEN, UNDER_WAY, MADE):
            self.of(centre_id, job_id, kind).unlink(missing_ok=True)

    def old(self, now: datetime) -> list[Path]:
        """Those whose time is over, whatever became of their jobs."""
        if not self._path.is_dir():
            return []
        found = []
        for path in self._path.iterdir():
            kept = FILE_KEPT * (GIVEN_KEPT if path.suffix == f".{GIVEN}" else 1)
            with suppress(FileNotFoundError):
                if now.timestamp() - path.stat().st_mtime > kept.total_seconds():
                    found.append(path)
        return found

    def sweep(self, now: datetime) -> int:
        """Delete them; how many went."""
        old = self.old(now)
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
