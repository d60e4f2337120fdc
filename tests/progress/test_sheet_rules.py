"""The numbers of the sheet: every allowed way of writing them reads back, and nothing else is half understood."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.guide.queries import shipped_path
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import to_microseconds
from socialtrack.progress.rules import SaidAt, State, Value, moment_of
from socialtrack.progress.sheet_change_rules import judge
from socialtrack.progress.sheet_rules import (
    FIELDS,
    LONGEST_FIELD,
    Mark,
    Number,
    SheetCode,
    numbers_of,
    read_code,
    read_fields,
    said_as,
)

PATH = shipped_path()
KNOWN = numbers_of(PATH)
TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("America/Toronto")
ALL = frozenset(network.key for network in PATH.networks)


def read(text: str, state: State = State.DONE) -> tuple[list[str], list[tuple[str, str]]]:
    """The numbers understood, and what was not with the reason."""
    found = read_fields({state: text}, KNOWN, TODAY)
    return [str(mark.number) for mark in found.marks], [(one.text, one.why) for one in found.misread]


def test_every_task_of_the_path_has_its_number_whatever_the_networks():
    assert len(KNOWN) == 44
    assert [KNOWN[Number(2, rank)] for rank in (3, 4, 6)] == [
        "choose-networks",
        "understand-facebook",
        "keep-offline-channel",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ""),
        ("1.1", "1.1"),
        ("1.1 1.2 1.4-1.7, 2.3", "1.1 1.2 1.4 1.5 1.6 1.7 2.3"),
        ("1.1;1.2\n1.3", "1.1 1.2 1.3"),
        ("11 12 112 211", "1.1 1.2 2.11"),  # 1.12 is no task: told below
        ("11,12,13", "1.1 1.2 1.3"),
        ("1,1 1,2 2,11", "1.1 1.2 2.11"),  # the comma of a French keypad
        ("1,4-1,6", "1.4 1.5 1.6"),
        ("1.1,1.2 , 1.3.", "1.1 1.2 1.3"),
        ("14-17", "1.4 1.5 1.6 1.7"),
        ("1.4-7", "1.4 1.5 1.6 1.7"),
        ("2.9-11", "2.9 2.10 2.11"),
        ("1.4 – 1.6", "1.4 1.5 1.6"),
        ("1.4 à 1.6", "1.4 1.5 1.6"),
        ("1.4 to 1.6", "1.4 1.5 1.6"),
        ("1.1 et 1.2 and 1.3", "1.1 1.2 1.3"),
        ("1.8-2.2", "1.8 1.9 2.1 2.2"),
        ("1.3 1.1 1.1", "1.1 1.3"),
        ("１．１\u00a01.02", "1.1 1.2"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, numbers):
    assert read(text)[0] == numbers.split()


@pytest.mark.parametrize(
    ("text", "misread"),
    [
        ("1.10", [("1.10", "sheet-unknown-number")]),
        ("5.1", [("5.1", "sheet-unknown-number")]),
        ("1.0", [("1.0", "sheet-unknown-number")]),
        ("0.1", [("0.1", "sheet-unknown-number")]),
        ("7", [("7", "sheet-not-understood")]),
        ("1,1,1,2", [("1", "sheet-not-understood"), ("2", "sheet-not-understood")]),
        ("1.7-1.4", [("1.7-1.4", "sheet-range-backwards")]),
        ("1.4-", [("1.4-", "sheet-not-understood")]),
        ("1.4-1.12", [("1.4-1.12", "sheet-unknown-number")]),
        ("1.1=hier", [("1.1=hier", "sheet-day-not-understood")]),
        ("1.1=2026-02-30", [("1.1=2026-02-30", "sheet-day-not-understood")]),
        ("1.1=2026-11-24", [("1.1=2026-11-24", "sheet-day-in-the-future")]),
        ("1.1=1999-12-31", [("1.1=1999-12-31", "sheet-day-too-old")]),
        ("1.1=", [("1.1=", "sheet-not-understood")]),
        ("1.1=2026-05-01 1.1=2026-05-02", [("1.1", "sheet-two-days")]),
        ("<b>1.1", [("<b>1.1", "sheet-not-understood")]),
        ("١.١", [("١.١", "sheet-not-understood")]),
    ],
)
def test_what_is_not_understood_is_said_and_read_no_further(text, misread):
    assert read(text) == ([], misread)


def test_the_same_number_in_two_fields_contradicts_itself():
    found = read_fields({State.DONE: "1.1 1.2", State.DECLINED: "1.2 1.3"}, KNOWN, TODAY)

    assert [str(mark.number) for mark in found.marks] == ["1.1", "1.3"]
    assert [(one.state, one.text, one.why) for one in found.misread] == [(State.DECLINED, "1.2", "sheet-two-answers")]


def test_a_day_may_follow_a_number_or_a_range():
    found = read_fields({State.DONE: "1.3=2026-05-02 1.4-1.5:2026-06-01 1.6"}, KNOWN, TODAY)

    assert [(str(mark.number), mark.day) for mark in found.marks] == [
        ("1.3", date(2026, 5, 2)),
        ("1.4", date(2026, 6, 1)),
        ("1.5", date(2026, 6, 1)),
        ("1.6", None),
    ]


def test_a_field_longer_than_any_sheet_is_refused():
    with pytest.raises(Invalid, match="text-too-long"):
        read("1" * 10_000)

    assert read("1.1 " * (LONGEST_FIELD // 4)) == (["1.1"], [])


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300)))
def test_nothing_that_can_be_typed_stops_the_reader(typed):
    found = read_fields(typed, KNOWN, TODAY)

    assert {mark.number for mark in found.marks} <= set(KNOWN)


@given(st.lists(st.sampled_from(list("0123456789.,;:=- \n–àet")), max_size=60).map("".join))
def test_nothing_that_looks_like_numbers_stops_the_reader(text):
    found = read_fields({State.DONE: text}, KNOWN, TODAY)

    again = read_fields({State.DONE: said_as(found.marks, State.DONE)}, KNOWN, TODAY)
    assert [(mark.number, mark.day) for mark in again.marks] == [(mark.number, mark.day) for mark in found.marks]
    assert again.misread == ()


@st.composite
def sheets(draw) -> tuple[dict[Number, tuple[State, date | None]], dict[str, str]]:
    """Any set of answers, and one of the allowed ways to type each field."""
    answers = draw(
        st.dictionaries(
            st.sampled_from(sorted(KNOWN)),
            st.tuples(
                st.sampled_from(FIELDS),
                st.none() | st.integers(0, 4000).map(lambda n: TODAY - timedelta(days=n)),
            ),
        )
    )
    typed = {}
    for state in FIELDS:
        mine = [number for number in sorted(KNOWN) if answers.get(number, (None,))[0] == state]
        pieces = [piece for run in _runs(mine, answers) for piece in draw(_ways(run, answers[run[0]][1]))]
        typed[str(state)] = "".join(f"{p}{draw(st.sampled_from(SEPARATORS))}" for p in draw(st.permutations(pieces)))
    return answers, typed


SEPARATORS = [" ", ", ", "; ", ";", "\n", " , ", "  ", "\u00a0", " et ", " and "]


def _runs(numbers: list[Number], answers) -> list[list[Number]]:
    """Numbers that follow one another on the sheet and have the same day."""
    order, runs = sorted(KNOWN), []
    for number in numbers:
        before = runs[-1][-1] if runs else None
        if before and order.index(number) == order.index(before) + 1 and answers[before][1] == answers[number][1]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


@st.composite
def _ways(draw, run: list[Number], day: date | None) -> list[str]:
    sign = draw(st.sampled_from(["=", ":", " = "]))
    said_on = f"{sign}{day}" if day else ""
    if len(run) > 1 and draw(st.booleans()):
        dash = draw(st.sampled_from(["-", " - ", "–", " — ", " à ", " to "]))
        first, last = run[0], run[-1]
        ends = [f"{first}{dash}{last}", f"{first.step}{first.rank}{dash}{last.step}{last.rank}"]
        ends += [f"{first}{dash}{last.rank}"] if first.step == last.step else []
        ends += [f"{first.step},{first.rank}{dash}{last.step},{last.rank}"]
        return [draw(st.sampled_from(ends)) + said_on]
    ways = ["{0}.{1}", "{0}{1}", "{0},{1}", "{0}.{1:02}"]
    return [draw(st.sampled_from(ways)).format(n.step, n.rank) + said_on for n in run]


@given(sheets())
def test_any_answers_written_in_any_allowed_way_read_back(sheet):
    answers, typed = sheet

    found = read_fields(typed, KNOWN, TODAY)

    assert found.misread == ()
    assert {mark.number: (mark.state, mark.day) for mark in found.marks} == answers


# The code on each page


@given(st.integers(1, 999_999_999), st.integers(1, 9999))
def test_a_code_reads_back_however_it_is_parted(organization_id, version):
    code = SheetCode(organization_id, version)

    assert read_code(str(code)) == read_code(f" {str(code).replace('-', ' – ')} ") == code


@given(st.integers(1, 999_999), st.integers(1, 99), st.data())
def test_a_code_with_a_wrong_digit_is_refused(organization_id, version, data):
    digits = list(str(SheetCode(organization_id, version)))
    place = data.draw(st.sampled_from([n for n, c in enumerate(digits) if c.isdigit()]))
    digits[place] = data.draw(st.sampled_from([c for c in "123456789" if c != digits[place]]))

    with pytest.raises(Invalid, match="sheet-code-wrong"):
        read_code("".join(digits))


@given(st.text(max_size=200))
def test_no_text_stops_the_reader_of_codes(text):
    try:
        code = read_code(text)
    except Invalid:
        return

    assert code is None or isinstance(code, SheetCode)


# What a sheet would change


def judged(typed: str, values: dict[str, SaidAt] | None = None, networks=ALL, on=TODAY, despite=(), path=PATH):
    found = read_fields({State.DONE: typed}, KNOWN, TODAY)
    return judge(found, PATH, path, networks, values or {}, on=on, zone=ZONE, despite=despite)


def at(day: date) -> int:
    return to_microseconds(moment_of(day, ZONE))


def test_a_sheet_changes_what_is_open_and_leaves_what_is_so():
    values = {"name-responsible": SaidAt(Value(State.DONE, done_at=at(TODAY)), at(TODAY))}

    found = judged("1.1-1.2", values)

    assert [line.task.key for line in found.same] == ["name-responsible"]
    assert [line.task.key for line in found.changes] == ["name-backup"]
    assert found.can_be_kept


def test_a_task_of_a_network_that_is_not_chosen_is_left_aside():
    found = judged("2.3-2.6", networks={"facebook"})

    assert [(str(one.mark.number), one.why, one.network, one.mark.in_range) for one in found.aside] == [
        ("2.5", "network", "x", True)
    ]
    assert len(found.changes) == 3


def test_a_task_that_has_left_the_path_since_is_left_aside():
    now = replace(PATH, by_key={key: task for key, task in PATH.by_key.items() if key != "name-backup"}, scopes={})

    found = judged("1.1 1.2", path=now)

    assert [(one.key, one.why) for one in found.aside] == [("name-backup", "retired")]


def test_what_was_noted_after_the_day_of_the_sheet_stays_unless_asked_for():
    values = {"name-backup": SaidAt(Value(State.DECLINED), at(TODAY))}
    yesterday = TODAY - timedelta(days=1)

    assert [line.task.key for line in judged("1.2", values, on=yesterday).newer] == ["name-backup"]
    assert not judged("1.2", values, on=yesterday).can_be_kept
    assert judged("1.2", values, on=yesterday, despite=[Number(1, 2)]).can_be_kept
    assert judged("1.2", values).can_be_kept


def test_what_comes_back_is_confirmed_by_a_box_ticked_again():
    done_on = TODAY - timedelta(days=100)
    values = {"two-admin-check": SaidAt(Value(State.DONE, done_at=at(done_on)), at(done_on))}

    assert judged("4.12", values).changes[0].is_confirmation
    assert judged(f"4.12={done_on}", values).same


def test_the_digest_is_that_of_what_would_change():
    values = {"name-backup": SaidAt(Value(State.DOING), at(TODAY))}

    assert judged("1.1 1.2").digest == judged("11, 12").digest
    assert len({judged("1.1").digest, judged("1.2").digest, judged("1.2", values).digest}) == 3


def test_a_mark_is_one_number():
    assert read_fields({State.DOING: "1.1"}, KNOWN, TODAY).marks == (Mark(Number(1, 1), State.DOING),)
