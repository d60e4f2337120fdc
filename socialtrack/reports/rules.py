"""A report as a file: columns, options, and the day of a moment. Knows neither rows of a database nor a request."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ..kernel.moments import from_microseconds, local_day, start_of_day, to_microseconds
from ..support.rules import SupportKind
from .filter_rules import EVERYONE, Filters
from .holding_rules import Wanted

BOM = b"\xef\xbb\xbf"
BETWEEN_VALUES = " | "

_WHEN = ("before", "after", "moved")

ORGANIZATIONS = (
    *("centre", "organization", "slug", "region", "tags", "advisor", "status", "networks", "progress_percent"),
    *("essential_settled", "essential_total", "done", "declined", "not_applicable", "further_done"),
    *("step1_percent", "step2_percent", "step3_percent", "step4_percent"),
    *("open_questions", "open_hesitations", "last_activity_on", "upkeep_due", "started_on", "completed_on", "as_of"),
)
TASKS = (
    *("centre", "organization", "slug", "step", "step_title", "task_key", "task_title", "network", "essential"),
    *("state", "done_on", "done_by", "entered_by", "due_on", "upkeep_due_on", "responsible", "evidence"),
    *("declined_reason", "review_on", "last_changed_on", "as_of"),
)
EVENTS = (
    *("event_id", "centre", "organization", "slug", "happened_at", "recorded_at", "kind", "task_key", "network"),
    *("before", "after", "actor_role", "actor", "on_behalf", "channel"),
)
HESITATIONS = (
    *("centre", "organization", "slug", "about", "step", "task_key", "task_title", "network", "reason", "reason_title"),
    *("own_words", "state", "opened_on", "closed_on", "closed_as", "days", "declined", "declined_reason", "review_on"),
    *("question_asked", "as_of"),
)
# After the steps stands a column for each network of the path (`network_facebook`).
HOLDING_BACK = (
    *("centre", "line", "reason", "reason_title", "month", "opened"),
    *("open", "partly", "no", "reassured", "settled", "declined"),
    *("step1", "step2", "step3", "step4", "helped", "not_helped", "since", "as_of"),
)
# What was given is said in all (`support`), then by kind.
MOVEMENT = (
    *("centre", "line", "organization", "slug", "region", "start", "start_on", "organizations", "start_open"),
    *(f"{figure}_{when}" for figure in ("step1", "step2", "step3", "step4", "settled") for when in _WHEN),
    *("counted_after", "advanced", "fell", "new", "started", "completed", "archived", "paused", "supported"),
    *(f"{kind}_{what}" for kind in ("support", *SupportKind) for what in ("times", "minutes")),
    *("answers", "hesitations_relieved", "since", "until"),
)
SUPPORT = (
    *("centre", "organization", "slug", "given_on", "kind", "minutes", "logged_by", "note", "logged_on", "as_of"),
)
PEOPLE = (*("centre", "organization", "slug", "role", "name", "joined_on", "ended_on", "named_to_centre", "as_of"),)


class Report(StrEnum):
    ORGANIZATIONS = "organizations"
    TASKS = "tasks"
    EVENTS = "events"
    HESITATIONS = "hesitations"
    HOLDING_BACK = "holding-back"
    SUPPORT = "support"
    PEOPLE = "people"
    MOVEMENT = "movement"

    @property
    def columns(self) -> tuple[str, ...]:
        return _COLUMNS[self]

    @property
    def is_of_hesitations(self) -> bool:
        return self in (Report.HESITATIONS, Report.HOLDING_BACK)


_COLUMNS = {
    Report.ORGANIZATIONS: ORGANIZATIONS,
    Report.TASKS: TASKS,
    Report.EVENTS: EVENTS,
    Report.HESITATIONS: HESITATIONS,
    Report.HOLDING_BACK: HOLDING_BACK,
    Report.SUPPORT: SUPPORT,
    Report.PEOPLE: PEOPLE,
    Report.MOVEMENT: MOVEMENT,
}


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Delimiter(StrEnum):
    SEMICOLON = "semicolon"
    COMMA = "comma"
    TAB = "tab"

    @property
    def sign(self) -> str:
        return {"semicolon": ";", "comma": ",", "tab": "\t"}[self.value]


# Excel opens a file with the separator of its region: where the decimal sign is a comma, that is the semicolon.
DELIMITERS = {"fr": Delimiter.SEMICOLON, "en": Delimiter.COMMA}


class Header(StrEnum):
    LABELS = "labels"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Options:
    """All that decides the bytes of a report, besides what happened. `as_of` None is the present.

    `leaves`: somebody outside the centre reads it, so that small counts of hesitations stay unsaid. `with_notes`: what
    the team wrote for itself of the support it gave; never where a file leaves the centre by itself.
    Of what moves between two days, `as_of` is the second, `since` the first, and `with_organizations` whether each has
    a line.
    """

    language: str
    delimiter: Delimiter
    header: Header = Header.LABELS
    as_of: date | None = None
    with_names: bool = False
    filters: Filters = EVERYONE
    hesitations: Wanted = field(default_factory=Wanted)
    file_format: FileFormat = FileFormat.CSV
    since: date | None = None
    with_organizations: bool = False
    with_notes: bool = False
    leaves: bool = False

    @property
    def has_labels(self) -> bool:
        """Whether words stand in the head and in the cells; else keys, which never change."""
        return self.header is Header.LABELS


class Days:
    """The day at the centre of each moment, as text: one bisection instead of one calendar computation a line."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._starts: list[int] = []
        self._ends = 0
        self._texts: list[str] = []

    def text(self, microseconds: int) -> str:
        if not self._starts or not self._starts[0] <= microseconds < self._ends:
            self._cover(local_day(from_microseconds(microseconds), self.zone))
        return self._texts[bisect_right(self._starts, microseconds) - 1]

    def _cover(self, wanted: date) -> None:
        """Days are only ever added, at either end, so that each is computed once."""
        wanted = min(max(wanted, date.min + _MARGIN), date.max - _MARGIN)
        first, last = wanted - _MARGIN, wanted + _MARGIN
        if not self._texts:
            self._texts, self._starts = self._told(first, last)
        elif wanted < (known := date.fromisoformat(self._texts[0])):
            texts, starts = self._told(first, known)
            self._texts[:0], self._starts[:0] = texts, starts
        else:
            texts, starts = self._told(date.fromisoformat(self._texts[-1]) + timedelta(days=1), last)
            self._texts += texts
            self._starts += starts
        after = date.fromisoformat(self._texts[-1]) + timedelta(days=1)
        self._ends = to_microseconds(start_of_day(after, self.zone))

    def _told(self, first: date, end: date) -> tuple[list[str], list[int]]:
        """The days from `first` until before `end`, and when each begins."""
        days = [first + timedelta(days=n) for n in range((end - first).days)]
        return [day.isoformat() for day in days], [to_microseconds(start_of_day(day, self.zone)) for day in days]


_MARGIN = timedelta(days=60)
