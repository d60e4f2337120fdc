"""tasks.csv against its limit: L, a raw sqlite3 cursor into `csv.writer`, for the same columns of the same rows."""

import csv
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.work import Actor
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, FileFormat, Header, Options, Report
from socialtrack.reports.told_actions import keep_told
from socialtrack.tenancy.actions import command_work

from .centre import Stage, stage
from .measure import Figure, cpu_in_turn
from .memory import more_memory
from .requests import asking

ROWS = """
    SELECT c.name, o.name, o.slug, 'Étape ' || t.step_number, s.title, t.key, t.title, t.network, t.essential,
           coalesce(k.state, 'todo'), k.done_at, k.done_by, k.entered_by, NULL, NULL, NULL, k.evidence_id, k.reason_id,
           k.review_on, k.changed_at, '2026-11-22'
    FROM organization o
    JOIN centre c ON c.id = o.centre_id
    JOIN task_text t ON t.centre_id = o.centre_id AND t.version = 1
    JOIN step s ON s.centre_id = t.centre_id AND s.version = t.version AND s.number = t.step_number
    LEFT JOIN task_state k ON k.centre_id = o.centre_id AND k.organization_id = o.id AND k.task_key = t.key
    WHERE o.centre_id = ?"""
OPTIONS = Options("fr", Delimiter.SEMICOLON, Header.LABELS)


def limit(there: Stage) -> Callable[[], object]:
    connection = sqlite3.connect(there.file)

    def write() -> None:
        with open(os.devnull, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(connection.execute(ROWS, (there.centre.id,)))

    return write


def in_process(there: Stage, options: Options = OPTIONS) -> Callable[[], object]:
    def write() -> None:
        opened = OpenReport(there.centre, Actor("manager"), Report.TASKS, options)
        with open(os.devnull, "wb") as file:
            file.writelines(opened.pieces())
        opened.close()

    return write


def as_workbook(there: Stage) -> Callable[[], object]:
    return in_process(there, replace(OPTIONS, file_format=FileFormat.XLSX))


def written(there: Stage, report: Report, as_of: date | None) -> Callable[[], object]:
    options = replace(OPTIONS, as_of=as_of)

    def write() -> None:
        opened = OpenReport(there.centre, Actor("manager"), report, options)
        with open(os.devnull, "wb") as file:
            file.writelines(opened.pieces())
        opened.close()

    return write


def as_of_figures(*, organizations: int, events: int, rounds: int) -> Iterator[Figure]:
    """Reports of yesterday evening and of a year ago, told from the states that were kept, against those of now, read
    from rows; then what moved in a month."""
    with stage(organizations, events=events) as there:
        with command_work(there.centre) as work:
            keep_told(work)
        connection = sqlite3.connect(there.file)
        said = connection.execute("SELECT count(*) FROM event").fetchone()[0] / organizations
        connection.close()
        size = f"{organizations:,} × {said:.0f} events"
        today = utc_now().date()
        days = {"now": None, "yesterday": today - timedelta(days=1), "a year ago": today - timedelta(days=365)}
        for report, at_most in ((Report.ORGANIZATIONS, 8), (Report.TASKS, 4)):
            things = {name: written(there, report, day) for name, day in days.items()}
            spent = cpu_in_turn(things, rounds=rounds, times=1)
            for name in ("yesterday", "a year ago"):
                times = spent[name] / spent["now"]
                what = f"{report}.csv as of {name}, {size}"
                yield Figure(what, spent[name] * 1_000, "ms", times, "the present", f"at most {at_most}")
        spent = cpu_in_turn({"moved": written(there, Report.MOVEMENT, None)}, rounds=rounds, times=1)
        yield Figure(f"what moved, an organization, {size}", spent["moved"] / organizations * 1e6, "µs")


def over_wsgi(there: Stage) -> Callable[[], object]:
    someone = asking(there, there.manager)

    def read() -> None:
        for _ in someone.pieces("GET", f"{there.address}reports/tasks.csv?lang=fr"):
            pass

    return read


def first_byte(there: Stage, times: int = 20) -> float:
    """Milliseconds of real time until the first piece leaves."""
    someone = asking(there, there.manager)
    waited = []
    for _ in range(times):
        begin = time.perf_counter()
        pieces = someone.pieces("GET", f"{there.address}reports/tasks.csv?lang=fr")
        next(pieces)
        waited.append(time.perf_counter() - begin)
        pieces.close()  # type: ignore[attr-defined]
    return sorted(waited)[len(waited) // 2] * 1_000


def figures(*, organizations: int = 1_000, rounds: int = 5) -> list[Figure]:
    found = []
    for everything_said, what in ((False, "half said"), (True, "all said")):
        with stage(organizations, everything_said=everything_said) as there:
            things = {"L": limit(there), "in process": in_process(there), "over WSGI": over_wsgi(there)}
            things["workbook"] = as_workbook(there)
            spent = cpu_in_turn(things, rounds=rounds, times=1)
            rows = organizations * 44
            found.append(Figure(f"L, rows a second, {what}", rows / spent["L"], "rows/s"))
            for name, promise in (("in process", "at least 2"), ("over WSGI", "at least 1.5")):
                speed = spent["L"] / spent[name]
                found.append(Figure(f"tasks.csv {name}, {what}", rows / spent[name], "rows/s", speed, "L", promise))
            times = spent["workbook"] / spent["L"]
            name = f"tasks.xlsx in process, {what}"
            found.append(Figure(name, rows / spent["workbook"], "rows/s", times, "times L", "at most 2"))
            found.append(Figure(f"first byte of tasks.csv, {what}", first_byte(there), "ms", None, "", "at most 50"))
    for size, events, turns in ((1_000, 40, rounds), (1_000, 120, rounds), (1_000, 400, rounds), (10_000, 40, 2)):
        found += as_of_figures(organizations=size, events=events, rounds=turns)
    return [*found, *large_figures()]


def large_figures() -> Iterator[Figure]:
    with stage(10_000) as there:
        things = {"L": limit(there), "tasks.csv": in_process(there), "tasks.xlsx": as_workbook(there)}
        spent = cpu_in_turn(things, rounds=2, times=1)
        speed, times = spent["L"] / spent["tasks.csv"], spent["tasks.xlsx"] / spent["L"]
        yield Figure("tasks.csv, 440,000 rows", 440_000 / spent["tasks.csv"], "rows/s", speed, "L", "at least 2")
        yield Figure("tasks.xlsx, 440,000 rows", 440_000 / spent["tasks.xlsx"], "rows/s", times, "times L", "at most 2")
        for file_format in FileFormat:
            more = more_memory(there, file_format)
            what = f"more memory for 440,000 rows of {file_format} than for 8,800"
            yield Figure(what, more, "MB", None, "", "at most 16")
