"""A confidentiality incident as a value, and how long it is kept. Only Python.

The fields are those of Quebec's Regulation respecting confidentiality incidents (CQLR, c. A-2.1, r. 3.1), section 7.
"""

from dataclasses import dataclass
from datetime import date

KEPT_YEARS = 5  # section 8: at least, after the day on which the organization became aware of the incident


@dataclass(frozen=True, slots=True)
class Said:
    """What the register says of one incident. `happened_words` and `persons_words` stand where nothing is sure."""

    information: str
    circumstances: str
    happened_from: date | None
    happened_to: date | None
    happened_words: str
    known_on: date
    persons: int | None
    persons_words: str
    is_serious: bool
    assessment: str
    commission_told_on: date | None
    persons_told_on: date | None
    public_notice: str
    measures: str


def may_go_on(known_on: date) -> date:
    """The first day on which an incident may leave the register: five whole years after it became known."""
    try:
        return known_on.replace(year=known_on.year + KEPT_YEARS)
    except ValueError:  # the 29th of February
        return date(known_on.year + KEPT_YEARS, 3, 1)


def known_before(today: date) -> date:
    """Incidents known before that day, or on it, may leave the register today."""
    try:
        return today.replace(year=today.year - KEPT_YEARS)
    except ValueError:
        return date(today.year - KEPT_YEARS, 2, 28)
