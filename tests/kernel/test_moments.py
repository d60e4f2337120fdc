"""Days are the centre's, moments are UTC, and neither loses a microsecond."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import (
    end_of_day,
    from_microseconds,
    local_day,
    parse_day,
    start_of_day,
    to_microseconds,
    zone_named,
)

QUEBEC = ZoneInfo("America/Toronto")
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2400, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1971, 1, 1), date(2399, 12, 31))


@given(MOMENTS)
def test_moment_comes_back_as_it_was(moment):
    assert from_microseconds(to_microseconds(moment)) == moment


@given(MOMENTS, st.integers(-14, 14))
def test_moment_is_the_same_in_every_zone(moment, hours):
    there = moment.astimezone(timezone(timedelta(hours=hours)))

    assert to_microseconds(there) == to_microseconds(moment)


@given(MOMENTS, MOMENTS)
def test_order_of_moments_is_kept(one, other):
    assert (one < other) == (to_microseconds(one) < to_microseconds(other))


@given(DAYS, st.sampled_from(["America/Toronto", "America/St_Johns", "Pacific/Auckland", "UTC"]))
def test_day_holds_its_moments_and_no_other(day, name):
    zone = ZoneInfo(name)
    start, end = start_of_day(day, zone), end_of_day(day, zone)

    assert local_day(start, zone) == day
    assert local_day(end - timedelta(microseconds=1), zone) == day
    assert local_day(end, zone) == day + timedelta(days=1)
    assert end == start_of_day(day + timedelta(days=1), zone)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 11, 22), 24)],
    ids=["spring", "autumn", "plain"],
)
def test_day_of_the_change_of_hour_has_its_own_length(day, hours):
    assert end_of_day(day, QUEBEC) - start_of_day(day, QUEBEC) == timedelta(hours=hours)


def test_evening_in_quebec_is_not_yet_tomorrow():
    assert local_day(datetime(2026, 11, 23, 3, 0, tzinfo=UTC), QUEBEC) == date(2026, 11, 22)


@given(DAYS)
def test_day_is_read_as_it_is_written(day):
    assert parse_day(day.isoformat(), field="as_of") == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "20261122", "2026-W47-7", "2026-11-22 ", " 2026-11-2", "2026-2-30", "2026-02-30", "0000-01-01"),
        *("2026/11/22", "22-11-2026", "2026-11-22T00:00", "٢٠٢٦-١١-٢٢", "２０２６-11-22", "+2026-11-2", "2026-11-2\0"),
        "-026-11-22",
    ],
)
def test_other_spelling_of_a_day_is_refused(text):
    with pytest.raises(Invalid) as refused:
        parse_day(text, field="as_of")

    assert (refused.value.code, refused.value.field) == ("day-not-understood", "as_of")


@pytest.mark.parametrize("name", ["", "Nowhere/City", "../../etc/passwd", "/etc/passwd", "America", "x\0", "é" * 300])
def test_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(Invalid):
        zone_named(name)


def test_zone_that_exists_is_found():
    assert zone_named("America/Toronto") == QUEBEC
