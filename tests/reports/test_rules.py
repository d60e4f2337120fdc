"""Lines written by hand are those of Python's own csv module, whatever the cells hold."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.kernel.moments import local_day, to_microseconds
from socialtrack.kernel.spreadsheet import guarded, unguarded
from socialtrack.reports.cells import CsvCells
from socialtrack.reports.rules import ORGANIZATIONS, TASKS, Days, Delimiter

AWKWARD = st.text(alphabet=st.sampled_from("ab é’'\"\u00a0,;\t\r\n=+-@|%€😀\ufeff"), max_size=12)
CELL = AWKWARD | st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.sampled_from(Delimiter), st.lists(CELL, min_size=2, max_size=6))
def test_line_is_the_one_of_the_csv_module(delimiter: Delimiter, values: list[str]) -> None:
    expected = io.StringIO(newline="")
    csv.writer(expected, delimiter=delimiter.sign, lineterminator="\r\n").writerow([guarded(v) for v in values])

    line = CsvCells(delimiter).line(values)

    assert line == expected.getvalue().encode()
    read = next(csv.reader(io.StringIO(line.decode(), newline=""), delimiter=delimiter.sign))
    assert [unguarded(value) for value in read] == values


def test_several_values_of_a_cell_are_guarded_together() -> None:
    assert CsvCells(Delimiter.COMMA).texts(["=cmd", "aînés, jeunes"]) == '"\'=cmd | aînés, jeunes"'.encode()


def test_columns_are_the_ones_that_were_promised() -> None:
    assert ",".join(ORGANIZATIONS) == (
        "centre,organization,slug,region,tags,advisor,status,networks,progress_percent,essential_settled,"
        "essential_total,done,declined,not_applicable,further_done,step1_percent,step2_percent,step3_percent,"
        "step4_percent,open_questions,open_hesitations,last_activity_on,upkeep_due,started_on,completed_on,as_of"
    )
    assert ",".join(TASKS) == (
        "centre,organization,slug,step,step_title,task_key,task_title,network,essential,state,done_on,done_by,"
        "entered_by,due_on,upkeep_due_on,responsible,evidence,declined_reason,review_on,last_changed_on,as_of"
    )


@pytest.mark.parametrize("zone", ["America/Toronto", "Pacific/Auckland", "Europe/London", "UTC", "Pacific/Apia"])
def test_day_of_a_moment_is_the_calendar_one(zone: str) -> None:
    days, there = Days(ZoneInfo(zone)), ZoneInfo(zone)
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    for _ in range(600):
        moment += timedelta(hours=37, minutes=29, microseconds=1)
        assert days.text(to_microseconds(moment)) == local_day(moment, there).isoformat()
    long_ago = datetime(2011, 12, 31, 12, tzinfo=UTC)
    assert days.text(to_microseconds(long_ago)) == local_day(long_ago, there).isoformat()
