"""In a process of its own: what a long file holds in memory more than a short one. Prints bytes."""

import subprocess
import sys
from pathlib import Path

from flask import Flask

from socialtrack.data.scope import Scope, open_session
from socialtrack.kernel.settings import read_settings
from socialtrack.kernel.work import Actor
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, FileFormat, Header, Options, Report
from socialtrack.tenancy.queries import centre_facts
from socialtrack.wiring import create_app

from .centre import Stage, settings_in
from .measure import resident_memory

PIECES_OF_A_SHORT_FILE = 2  # the header, and the first 200 organizations


def more_memory(there: Stage, file_format: FileFormat = FileFormat.CSV) -> float:
    """Megabytes."""
    command = [sys.executable, "-m", "bench.memory", str(there.file.parent), file_format.value]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1_048_576


def _more(app: Flask, file_format: FileFormat) -> int:
    """The most that the process holds at any piece, less what it holds once the first organizations are written."""
    with app.app_context():
        finder = open_session(Scope(None, "a measure needs its centre"))
        centre = centre_facts(finder)
        finder.close()
        options = Options("fr", Delimiter.SEMICOLON, Header.LABELS, file_format=file_format)
        opened = OpenReport(centre, Actor("manager"), Report.TASKS, options)
        held = [resident_memory() for _ in opened.pieces()]
        opened.close()
    return max(held[PIECES_OF_A_SHORT_FILE:]) - held[PIECES_OF_A_SHORT_FILE - 1]


if __name__ == "__main__":
    print(_more(create_app(read_settings(settings_in(sys.argv[1]), Path(sys.argv[1]))), FileFormat(sys.argv[2])))
