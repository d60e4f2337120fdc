"""A centre's settings as values: what may be said, and what a change changes. Only Python."""

import hashlib
from dataclasses import asdict, dataclass, fields

LEAST_KEPT_DAYS, MOST_KEPT_DAYS = 30, 3650
FEWEST_STALLED, MOST_STALLED = 7, 365
# What a report of a past day must find again as it was: told by events. The name is a revision.
OF_REPORTS = ("language", "time_zone", "stalled_after_days")


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """All that a centre's manager may set. An empty text is something that the centre has not said yet."""

    name: str
    language: str
    time_zone: str
    stalled_after_days: int
    privacy_person: str
    privacy_email: str
    hosting_place: str
    kept_days: int
    requires_second_factor: bool
    has_public_pages: bool

    @property
    def digest(self) -> str:
        """Names exactly these settings: a form carries it, so that it knows whether they changed meanwhile."""
        return hashlib.sha256(repr(self).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def changed(before: CentreSettings, after: CentreSettings) -> tuple[str, ...]:
    """The fields that differ, in their order."""
    names = (field.name for field in fields(CentreSettings))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def told(settings: CentreSettings, names: tuple[str, ...]) -> dict[str, object]:
    """Those of the named fields that an event tells, with their values: never a name, never an address."""
    values = asdict(settings)
    return {name: values[name] for name in names if name in OF_REPORTS}
