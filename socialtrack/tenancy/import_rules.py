"""What a list brought from a spreadsheet changes: each line is matched, then judged. Only Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from ..kernel.errors import DomainError, Invalid
from .rules import FIELDS, Details, details


@dataclass(frozen=True, slots=True)
class Known:
    """An organization that the centre already has."""

    id: int
    slug: str
    details: Details


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number there, and what it says by field (`slug` too). Empty cells say nothing."""

    number: int
    said: Mapping[str, str]


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """What one line would do. `before` is what the organization was, `error` why the line is refused."""

    line: Line
    outcome: Outcome
    details: Details | None = None
    organization_id: int | None = None
    before: Details | None = None
    error: DomainError | None = None

    @property
    def name(self) -> str:
        return self.details.name if self.details else self.line.said.get("name", "")

    @property
    def changed_fields(self) -> tuple[str, ...]:
        if self.before is None or self.details is None:
            return ()
        return tuple(name for name in FIELDS if getattr(self.before, name) != getattr(self.details, name))


class _Directory:
    """Every organization of the centre by what a line may call it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_reference: dict[str, Known] = {}
        self.by_slug: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = {}
        for organization in known:
            if organization.details.reference:
                self.by_reference[organization.details.reference] = organization
            self.by_slug[organization.slug] = organization
            self.by_name.setdefault(organization.details.name_key, []).append(organization)

    def match(self, reference: str | None, slug: str, name_key: str) -> Known | None:
        """By reference, then by slug, then by a name that only one bears.

        Raises:
            Invalid: several bear that name, or the one that bears it has another reference.
        """
        if reference and (found := self.by_reference.get(reference)):
            return found
        if slug and (found := self.by_slug.get(slug)):
            return self._same(found, reference, "address")
        namesakes = self.by_name.get(name_key, [])
        if not namesakes:
            return None
        if len(namesakes) > 1:
            raise Invalid("name-borne-by-several", field="name")
        return self._same(namesakes[0], reference, "name")

    @staticmethod
    def _same(found: Known, reference: str | None, by: str) -> Known:
        other = found.details.reference
        if reference and other and other != reference:
            raise Invalid(f"{by}-has-other-reference", field="reference", other=other)
        return found


def plan(lines: Sequence[Line], known: Iterable[Known]) -> tuple[Planned, ...]:
    """What each line would do to the centre as it is: the same file twice changes nothing."""
    directory, said_before = _Directory(known), _SaidBefore()
    return tuple(_plan_line(line, directory, said_before) for line in lines)


class _SaidBefore:
    """What earlier lines of the same file spoke of: a second line on the same organization is refused.

    Two new organizations may bear one name if both have a reference: the same file can then be read again.
    """

    def __init__(self) -> None:
        self.lines: dict[tuple[str, object], int] = {}

    def note(self, number: int, said: Details, found: Known | None) -> None:
        """Raises Invalid if an earlier line spoke of it."""
        keys: list[tuple[str, object]] = [("reference", said.reference)] if said.reference else []
        wary = list(keys)
        if found is not None:
            keys.append(("id", found.id))
            wary.append(("id", found.id))
        else:
            named = "name with reference" if said.reference else "name"
            keys.append((named, said.name_key))
            wary += [("name", said.name_key)] if said.reference else [(n, said.name_key) for n in _NAMED]
        for key in wary:
            if key in self.lines:
                raise Invalid("line-repeats-another", line=self.lines[key])
        for key in keys:
            self.lines.setdefault(key, number)


_NAMED = ("name", "name with reference")


def _plan_line(line: Line, directory: _Directory, said_before: _SaidBefore) -> Planned:
    try:
        said = details(line.said)
        found = directory.match(said.reference, line.said.get("slug", ""), said.name_key)
        said_before.note(line.number, said, found)
    except Invalid as error:
        return Planned(line, Outcome.REFUSED, error=error)
    if found is None:
        return Planned(line, Outcome.CREATED, details=said)
    after = _fill(said, found.details)
    outcome = Outcome.UNCHANGED if after == found.details else Outcome.UPDATED
    return Planned(line, outcome, details=after, organization_id=found.id, before=found.details)


def _fill(said: Details, before: Details) -> Details:
    """An empty cell changes nothing."""
    return Details(
        **{field.name: getattr(said, field.name) or getattr(before, field.name) for field in fields(Details)}
    )


def tally(planned: Iterable[Planned]) -> dict[Outcome, int]:
    """How many lines of each outcome."""
    counts = dict.fromkeys(Outcome, 0)
    for one in planned:
        counts[one.outcome] += 1
    return counts
