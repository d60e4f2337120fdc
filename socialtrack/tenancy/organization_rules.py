"""The life of an organization: how long it may be paused, and what is kept of two that are the same. Only Python."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from ..kernel.collation import folded
from ..kernel.errors import Invalid
from .rules import FIELDS, MOST_TAGS, Details

PAUSE_AT_MOST = timedelta(days=731)
# All that may be said of an organization, in the order in which pages ask for it.
SAID = (*FIELDS, "advisor_id")


def pause_day(said: date, today: date) -> date:
    """The last day of a pause.

    Raises:
        Invalid: it is over already, or more than two years away.
    """
    if not today <= said <= today + PAUSE_AT_MOST:
        raise Invalid("pause-day-out-of-range", field="until")
    return said


def paused_until_after_resuming(today: date, before_pause: date | None, *, is_paused_today: bool) -> date | None:
    """What stands in place of a pause that is ended early: silence counts from today on.

    A pause that began today never was: what stood there before stands again, if that is over.
    """
    if is_paused_today and (before_pause is None or before_pause < today):
        return before_pause
    return today - timedelta(days=1)


def rebased(said: Details, drawn: Details, now: Details) -> Details:
    """What somebody changed on a page that was drawn earlier, on top of what is said now: the rest stays as others made
    it meanwhile."""
    return replace(now, **{name: getattr(said, name) for name in differing(drawn, said)})


class From(StrEnum):
    """Of two organizations that are the same: whose word is kept for one field. `BOTH` is for tags alone."""

    INTO = "into"
    OTHER = "other"
    BOTH = "both"


def differing(into: Details, other: Details) -> tuple[str, ...]:
    """The fields of which the two say different things; one that says nothing differs too."""
    return tuple(name for name in SAID if getattr(into, name) != getattr(other, name))


def united_tags(into: Details, other: Details) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for tag in (*into.tags, *other.tags):
        tags.setdefault(folded(tag), tag)
    return tuple(tags.values())


def fuller(into: Details, other: Details) -> dict[str, From]:
    """Of each field on which they differ, whose word says more; that of `into` where both say something."""
    chosen = {}
    for name in differing(into, other):
        mine, theirs = getattr(into, name), getattr(other, name)
        chosen[name] = From.INTO if mine or not theirs else From.OTHER
        if name == "tags" and mine and theirs and len(united_tags(into, other)) <= MOST_TAGS:
            chosen[name] = From.BOTH
    return chosen


def joined(into: Details, other: Details, chosen: Mapping[str, From]) -> Details:
    """What is said of the organization that goes on.

    Raises:
        Invalid: the tags of both are too many for one.
    """
    taken = {name: getattr(other, name) for name, whose in chosen.items() if whose is From.OTHER}
    if chosen.get("tags") is From.BOTH:
        taken["tags"] = united_tags(into, other)
        if len(taken["tags"]) > MOST_TAGS:
            raise Invalid("too-many-tags", field="tags", most=MOST_TAGS)
    return replace(into, **taken)
