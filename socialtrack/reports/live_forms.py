"""What is said of a live address when it is opened: read, judged, and kept as the parameters of its report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..kernel.errors import Invalid
from ..kernel.languages import LANGUAGES
from ..kernel.text import clean_line
from ..kernel.work import Work
from .filter_forms import Asked, FromMapping, address_of, filters_of, once, one_of
from .filter_rules import EVERYONE, ME, Filters
from .forms import options_of
from .live_rules import LIVE_REPORTS, NAMES_SOMEBODY, SINCE_A_DAY, WITHOUT_FILTERS
from .rules import Delimiter, Header, Options, Report


@dataclass(frozen=True, slots=True)
class NewAddress:
    """`parameters` are those of its report's own address: nothing is ever added to them when it is read."""

    name: str
    report: Report
    parameters: Mapping[str, Any]
    has_names: bool


def carried(asked: Asked) -> Filters:
    """The filters that a page carries to this one; none that can't be understood."""
    try:
        return filters_of(asked)
    except Invalid:
        return EVERYONE


def new_address(work: Work, asked: Asked, language: str) -> NewAddress:
    """What the form says.

    Raises:
        Invalid: no name, an unknown report, filters that a live address can't have.
    """
    report = Report(one_of("report", once(asked, "report"), LIVE_REPORTS) or Report.ORGANIZATIONS)
    filters = _fixed(work, filters_of(asked), report)
    delimiter = one_of("delimiter", once(asked, "delimiter"), tuple(Delimiter)) or Delimiter.COMMA
    header = one_of("header", once(asked, "header"), tuple(Header)) or Header.LABELS
    since = once(asked, "since") if report in SINCE_A_DAY else ""
    parameters: dict[str, Any] = {
        "lang": one_of("lang", once(asked, "lang"), LANGUAGES) or language,
        "delimiter": str(delimiter),
        "header": str(header),
        **({"since": since} if since else {}),
        **address_of(filters),
    }
    return NewAddress(
        name=clean_line(once(asked, "name"), field="name", most=120),
        report=report,
        parameters=parameters,
        has_names=report in NAMES_SOMEBODY and once(asked, "names") == "1",
    )


def _fixed(work: Work, filters: Filters, report: Report) -> Filters:
    if filters.hesitation:
        raise Invalid("live-without-hesitations", field="report")
    if report in WITHOUT_FILTERS:
        return EVERYONE
    if filters.advisor == ME:
        return replace(filters, advisor=str(work.actor.membership_id))
    return filters


def options_then(report: Report, parameters: Mapping[str, Any], *, has_names: bool) -> Options:
    """The options of the report that an address shows. Raises Invalid, should its words have changed since."""
    asked = FromMapping({**parameters, "names": "1" if has_names else None})
    return replace(options_of(asked, parameters["lang"], report), leaves=True)
