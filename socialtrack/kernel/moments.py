"""Moments are UTC, days are the centre's. Nothing else in the code may ask the system what time it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The present moment, aware, in UTC. Called at the edges only; everything below takes `work.now`."""
    return datetime.now(UTC)


def to_microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC: the form in which the database keeps moments."""
    return (moment - EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def zone_named(name: str) -> ZoneInfo:
    """The time zone, or `Invalid`: `ZoneInfo` itself has four ways to say that it knows no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("unknown-time-zone", field="time_zone") from error


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day it is at the centre at that moment."""
    return moment.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after `day` at the centre: "by the end of that day" is strictly before it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def parse_day(text: str, *, field: str) -> date:
    """`2026-11-22` and nothing else (`date.fromisoformat` would also take `20261122` and `2026-W47-7`)."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        raise Invalid("day-not-understood", field=field)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("day-not-understood", field=field) from error
