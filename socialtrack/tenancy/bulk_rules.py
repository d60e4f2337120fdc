"""One gesture for several organizations: what it would do to each, and what taking it back would. Only Python."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ..kernel.collation import folded
from .rules import MOST_TAGS, Details

MOST_NAMED = 500  # organizations that one gesture names one by one


class Deed(StrEnum):
    ASSIGN = "assign"
    TAG = "tag"
    UNTAG = "untag"
    PAUSE = "pause"
    RESUME = "resume"
    ARCHIVE = "archive"
    RESTORE = "restore"


OF_THE_RECORD = frozenset({Deed.ASSIGN, Deed.TAG, Deed.UNTAG})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of each. `advisor_id`: the membership to whom they are confided, None for nobody."""

    deed: Deed
    advisor_id: int | None = None
    tag: str = ""
    until: date | None = None

    @property
    def field(self) -> str:
        """What of the record it changes."""
        return "advisor_id" if self.deed is Deed.ASSIGN else "tags"


@dataclass(frozen=True, slots=True)
class Standing:
    """One organization as it is. `paused_until`: the last day of a pause that is not over."""

    id: int
    slug: str
    name: str
    details: Details
    paused_until: date | None = None
    is_archived: bool = False
    is_merged: bool = False


class Outcome(StrEnum):
    """What becomes of one organization: it changes, it is so already, or why it stays as it is."""

    CHANGES = "changes"
    ALREADY = "already"
    ARCHIVED = "archived"  # it is read, and no longer changes
    MERGED = "merged"  # another goes on for it: bringing it back is a decision of its own
    FULL = "full"  # it has as many tags as it may


def outcome(one: Standing, wanted: Wanted) -> Outcome:
    if wanted.deed is Deed.RESTORE:
        if not one.is_archived:
            return Outcome.ALREADY
        return Outcome.MERGED if one.is_merged else Outcome.CHANGES
    if one.is_archived:
        return Outcome.ALREADY if wanted.deed is Deed.ARCHIVE else Outcome.ARCHIVED
    if wanted.deed is Deed.ARCHIVE:
        return Outcome.CHANGES
    if wanted.deed is Deed.PAUSE:
        return Outcome.ALREADY if one.paused_until == wanted.until else Outcome.CHANGES
    if wanted.deed is Deed.RESUME:
        return Outcome.CHANGES if one.paused_until is not None else Outcome.ALREADY
    after = said_after(one.details, wanted)
    if after == one.details:
        return Outcome.ALREADY
    return Outcome.FULL if len(after.tags) > MOST_TAGS else Outcome.CHANGES


def said_after(said: Details, wanted: Wanted) -> Details:
    """What is said of an organization once a deed of the record is done."""
    if wanted.deed is Deed.ASSIGN:
        return replace(said, advisor_id=wanted.advisor_id)
    key = folded(wanted.tag)
    if wanted.deed is Deed.UNTAG:
        return replace(said, tags=tuple(tag for tag in said.tags if folded(tag) != key))
    if any(folded(tag) == key for tag in said.tags):
        return said
    return replace(said, tags=(*said.tags, wanted.tag))


@dataclass(frozen=True)
class Forecast:
    """What a gesture would do: to whom, and how many it leaves as they are, by reason."""

    wanted: Wanted
    changing: tuple[Standing, ...]
    left: Counter[Outcome]

    @property
    def chosen(self) -> int:
        return len(self.changing) + sum(self.left.values())

    @property
    def mark(self) -> str:
        """A sign of who changes, and of what is taken away from each: another one as soon as either is another."""
        said = sorted((one.id, _replaced(one, self.wanted.deed)) for one in self.changing)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _replaced(one: Standing, deed: Deed) -> str:
    """What such a gesture puts something else in the place of; '' where it adds, or sets aside."""
    if deed is Deed.ASSIGN:
        return str(one.details.advisor_id)
    return str(one.paused_until) if deed in (Deed.PAUSE, Deed.RESUME) else ""


def forecast(them: Iterable[Standing], wanted: Wanted) -> Forecast:
    changing: list[Standing] = []
    left: Counter[Outcome] = Counter()
    for one in them:
        what = outcome(one, wanted)
        if what is Outcome.CHANGES:
            changing.append(one)
        else:
            left[what] += 1
    return Forecast(wanted, tuple(changing), left)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a gesture left in one field of a record, what stood there before, and what stands there now.

    `now` is None where the organization is archived or removed.
    """

    id: int
    earlier: object
    left: object
    now: Details | None


def taken_back(traces: Sequence[Trace], field: str, team: frozenset[int]) -> dict[int, Details]:
    """What is said again of each that still says what the gesture left; the others were changed meanwhile.

    Somebody who has left the team is given nothing back.
    """
    again = {}
    for one in traces:
        if one.now is None or getattr(one.now, field) != one.left:
            continue
        if field == "advisor_id" and one.earlier is not None and one.earlier not in team:
            continue
        again[one.id] = replace(one.now, **{field: one.earlier})  # type: ignore[arg-type]
    return again
