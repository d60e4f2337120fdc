"""What people ask of a report, in an address or on a command line, made into options or refused in one sentence."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from ..journal.rules import STEPS
from ..kernel.languages import LANGUAGES
from ..kernel.moments import parse_day
from ..kernel.text import clean_line
from .filter_forms import Asked, filters_of, once, one_of
from .holding_rules import OUTCOMES, Wanted
from .rules import DELIMITERS, Delimiter, FileFormat, Header, Options, Report

Choice = TypeVar("Choice", bound=StrEnum)


def options_of(
    asked: Asked, language: str, report: Report | None = None, file_format: FileFormat = FileFormat.CSV
) -> Options:
    """The options of a report; `language` is what its reader reads, unless `lang` says otherwise.

    `step` and `network` filter organizations, but in a report of hesitations they say what those are about. Names that
    no report knows are left aside: the page that offers the link has its own (order, place in the list).

    Raises:
        Invalid: a value that can't be understood, or given twice.
    """
    language = one_of("lang", once(asked, "lang"), LANGUAGES) or language
    delimiter = _choice("delimiter", once(asked, "delimiter"), Delimiter) or DELIMITERS[language]
    moves = report is Report.MOVEMENT
    filters, is_of_hesitations = filters_of(asked), report is not None and report.is_of_hesitations
    if is_of_hesitations:  # there, they say what hesitations are about, not where their organization stands
        filters = replace(filters, step=None, network="")
    return Options(
        language=language,
        delimiter=delimiter,
        header=_choice("header", once(asked, "header"), Header) or Header.LABELS,
        as_of=(_day(asked, "until") if moves else None) or _day(asked, "as_of"),
        with_names=one_of("names", once(asked, "names"), ("1", "0")) == "1",
        filters=filters,
        hesitations=wanted_of(asked) if is_of_hesitations else Wanted(),
        file_format=file_format,
        with_notes=report is Report.SUPPORT and one_of("notes", once(asked, "notes"), ("1", "0")) == "1",
        since=_day(asked, "since") if moves else None,
        with_organizations=moves and one_of("organizations", once(asked, "organizations"), ("1", "0")) == "1",
    )


def wanted_of(asked: Asked) -> Wanted:
    """Which hesitations: `since`, `step`, `network` and `outcome`, the same words as in the page that counts them.

    Raises:
        Invalid: a day that is none, a step or an outcome that does not exist. Whether the path has that network is for
            others to find out.
    """
    since, step = once(asked, "since"), one_of("step", once(asked, "step"), tuple(map(str, STEPS)))
    return Wanted(
        since=parse_day(since, field="since") if since else None,
        step=int(step) if step else None,
        network=clean_line(once(asked, "network"), field="network", most=40, required=False),
        outcome=one_of("outcome", once(asked, "outcome"), tuple(map(str, OUTCOMES))),
    )


def _choice(name: str, value: str, choices: type[Choice]) -> Choice | None:
    known = one_of(name, value, tuple(choice.value for choice in choices))
    return choices(known) if known else None


def _day(asked: Asked, name: str) -> date | None:
    value = once(asked, name)
    return parse_day(value, field=name) if value else None
