"""What the address of what moved asks for: two days, filters, and whether each organization has its line."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from .movement_rules import Span

DAYS = ("since", "until")
COUNTED = "counted"  # the number of the job that counted, in a large centre
# Whatever narrows the organizations stays in the links of the page; names are those of the page that lists them.
FILTERS = (
    *("q", "status", "step", "task", "network", "tag", "region", "advisor", "hesitation"),
    *("active_since", "silent_since", "only"),
)


def typed(address: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields, understood or not."""
    return {name: address.get(name, "")[:40] for name in (*DAYS, "organizations")}


def narrowing(address: MultiDict[str, str]) -> dict[str, list[str]]:
    """The filters of this address, for a link that keeps them."""
    return {name: values for name in FILTERS if (values := [value for value in address.getlist(name) if value])}


def address_of(span: Span, filters: Mapping[str, list[str]], *, with_organizations: bool) -> dict[str, object]:
    days = {"since": span.since.isoformat(), "until": span.until.isoformat()}
    return {**filters, **days, **({"organizations": "1"} if with_organizations else {})}
