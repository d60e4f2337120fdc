"""What people ask of a report, in an address or on a command line, made into options or refused in one sentence."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from ..journal.rules import STEPS, Status
from ..kernel.collation import folded
from ..kernel.errors import Invalid
from ..kernel.languages import LANGUAGES
from ..kernel.moments import parse_day
from ..kernel.text import clean_line
from .holding_rules import OUTCOMES, Wanted
from .rules import DELIMITERS, Delimiter, FileFormat, Filters, Header, Options, Report

Choice = TypeVar("Choice", bound=StrEnum)


class Asked(Protocol):
    """The parameters of an address: each name may come several times."""

    def getlist(self, key: str) -> Sequence[str]: ...


class FromMapping:
    """The same for a command, where each name comes once or not at all."""

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self._values = values

    def getlist(self, key: str) -> Sequence[str]:
        value = self._values.get(key)
        return [] if value is None else [value]


def options_of(
    asked: Asked, language: str, report: Report | None = None, file_format: FileFormat = FileFormat.CSV
) -> Options:
    """The options of a report; `language` is what its reader reads, unless `lang` says otherwise.

    Names that no report knows are left aside: the page that offers the link has its own (order, place in the list).

    Raises:
        Invalid: a value that can't be understood, or given twice.
    """
    language = one_of("lang", _once(asked, "lang"), LANGUAGES) or language
    delimiter = _choice("delimiter", _once(asked, "delimiter"), Delimiter) or DELIMITERS[language]
    moves = report is Report.MOVEMENT
    return Options(
        language=language,
        delimiter=delimiter,
        header=_choice("header", _once(asked, "header"), Header) or Header.LABELS,
        as_of=(_day(asked, "until") if moves else None) or _day(asked, "as_of"),
        with_names=one_of("names", _once(asked, "names"), ("1", "0")) == "1",
        filters=filters_of(asked),
        hesitations=wanted_of(asked) if report is not None and report.is_of_hesitations else Wanted(),
        file_format=file_format,
        since=_day(asked, "since") if moves else None,
        with_organizations=moves and one_of("organizations", _once(asked, "organizations"), ("1", "0")) == "1",
    )


def filters_of(asked: Asked) -> Filters:
    """Which organizations: `status`, `region`, `step` and `q`, the same words as in the page that lists them.

    Raises:
        Invalid: an unknown status, or a text that no organization can have.
    """
    step = one_of("step", _once(asked, "step"), tuple(str(number) for number in STEPS))
    return Filters(
        status=one_of("status", _once(asked, "status"), tuple(status.value for status in Status)),
        region=clean_line(_once(asked, "region"), field="region", most=120, required=False),
        words=tuple(folded(clean_line(_once(asked, "q"), field="q", required=False)).split()),
        step=int(step) if step else None,
    )


def wanted_of(asked: Asked) -> Wanted:
    """Which hesitations: `since`, `step`, `network` and `outcome`, the same words as in the page that counts them.

    Raises:
        Invalid: a day that is none, a step or an outcome that does not exist. Whether the path has that network is for
            others to find out.
    """
    since, step = _once(asked, "since"), one_of("step", _once(asked, "step"), tuple(map(str, STEPS)))
    return Wanted(
        since=parse_day(since, field="since") if since else None,
        step=int(step) if step else None,
        network=clean_line(_once(asked, "network"), field="network", most=40, required=False),
        outcome=one_of("outcome", _once(asked, "outcome"), tuple(map(str, OUTCOMES))),
    )


def one_of(name: str, value: str, choices: Sequence[str]) -> str:
    """That choice; empty where nothing was said."""
    if value and value not in choices:
        raise Invalid("not-a-choice", field=name, name=name, choices=", ".join(choices))
    return value


def _choice(name: str, value: str, choices: type[Choice]) -> Choice | None:
    known = one_of(name, value, tuple(choice.value for choice in choices))
    return choices(known) if known else None


def _once(asked: Asked, name: str) -> str:
    values = asked.getlist(name)
    if len(values) > 1:
        raise Invalid("said-twice", field=name, name=name)
    return values[0] if values else ""


def _day(asked: Asked, name: str) -> date | None:
    value = _once(asked, name)
    return parse_day(value, field=name) if value else None
