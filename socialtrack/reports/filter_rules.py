"""Which organizations: one set of filters for the grid, reports, saved views, gestures for several and live addresses.

Only Python. `filter_forms.py` reads them from an address and writes them to one; `filter_queries.py` says them in SQL,
of the present; `keeping.py` says them of an organization as it stood on any day.
"""

from dataclasses import dataclass
from datetime import date

from ..kernel.collation import folded
from ..kernel.errors import Invalid

ME = "me"  # in place of a membership: whoever reads
NOBODY = "none"  # in place of a membership: those without an advisor
ANY = "any"  # in place of an entry: any open hesitation
MOST_TAGS = 20
MOST_CHOSEN = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty fields hold nobody back; all that are said must hold.

    `task` is a key: those in whose scope it is and who have not settled it. `network`: those who chose it. `advisor` is
    a membership id in words, `ME` or `NOBODY`. `hesitation` is the key of an answer of the FAQ, `OWN_WORDS` of
    `holding_rules`, or `ANY`: those who hesitate about it now. `active_since`: those who said something on that day or
    later; `silent_since`: those who have said nothing since that day began. `only`: slugs, of a selection.
    """

    query: str = ""
    status: str = ""
    step: int | None = None
    task: str = ""
    network: str = ""
    tags: tuple[str, ...] = ()
    region: str = ""
    advisor: str = ""
    hesitation: str = ""
    active_since: date | None = None
    silent_since: date | None = None
    only: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == EVERYONE

    @property
    def words(self) -> tuple[str, ...]:
        """What a name must hold, in any order: folded, as the sort keys are."""
        return tuple(dict.fromkeys(folded(self.query).split()))


EVERYONE = Filters()


def advisor_id(filters: Filters, me: int | None) -> int | None:
    """The membership that the organizations are confided to, where the filter names one. `me`: whoever reads.

    Raises:
        Invalid: `ME`, said by nobody (a command).
    """
    if filters.advisor == ME:
        if me is None:
            raise Invalid("advisor-me-is-nobody", field="advisor")
        return me
    return int(filters.advisor) if filters.advisor not in ("", NOBODY) else None
