"""What a list brought from a spreadsheet changes: each line is matched, then judged. Only Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from ..kernel.collation import folded
from ..kernel.errors import DomainError, Invalid
from ..kernel.text import clean_line
from .rules import FIELDS, LONGEST, Details, details

SAID = (*FIELDS, "advisor_id")


@dataclass(frozen=True, slots=True)
class Known:
    """An organization that the centre already has."""

    id: int
    slug: str
    details: Details
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody of the centre's team, whom a line may name as advisor. `id` is the membership.

    Who has left the team is known only where they still stand as the advisor: our own export says their name.
    """

    id: int
    name: str
    email: str = ""
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number there, and what it says by field (`slug` and `advisor` too).

    Empty cells say nothing. `fault`: why the line can't be read at all, as (code, field, value).
    """

    number: int
    said: Mapping[str, str]
    fault: tuple[str, str, str] | None = None


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
        return tuple(name for name in SAID if getattr(self.before, name) != getattr(self.details, name))


class _Directory:
    """Every organization of the centre by what a line may call it. `claimed`: names that the file says exactly."""

    def __init__(self, known: Iterable[Known], claimed: frozenset[str]) -> None:
        self.by_reference: dict[str, Known] = {}
        self.by_slug: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = {}
        self.by_folded_name: dict[str, list[Known]] = {}
        for organization in known:
            if organization.details.reference:
                self.by_reference[organization.details.reference] = organization
            self.by_slug[organization.slug] = organization
            key = organization.details.name_key
            self.by_name.setdefault(key, []).append(organization)
            if key not in claimed:
                self.by_folded_name.setdefault(_folded(key), []).append(organization)

    def match(self, said: Details, slug: str, name_key: str) -> tuple[Known | None, bool]:
        """By reference, then by slug, then by a name that only one bears; and whether it was by the name.

        The same name comes before one that differs by its accents.

        Raises:
            Invalid: several bear that name, or the one that bears it has another reference.
        """
        if said.reference and (found := self.by_reference.get(said.reference)):
            return found, False
        if slug and (found := self.by_slug.get(slug)):
            return self._same(found, said.reference, "address"), False
        if namesakes := self.by_name.get(name_key, []):
            return self._same(_only(namesakes), said.reference, "name"), True
        near = self.by_folded_name.get(_folded(name_key), [])
        if said.reference:
            near = [one for one in near if one.details.reference in (None, said.reference)]
        return (_only(near), True) if near else (None, False)

    @staticmethod
    def _same(found: Known, reference: str | None, by: str) -> Known:
        other = found.details.reference
        if reference and other and other != reference:
            raise Invalid(f"{by}-has-other-reference", field="reference", other=other)
        return found


def _only(found: Sequence[Known]) -> Known:
    if len(found) > 1:
        raise Invalid("name-borne-by-several", field="name")
    return found[0]


def _folded(name_key: str) -> str:
    return name_key.partition("\u0001")[0]


class _Team:
    """The centre's team by what a line may call its people: an address, or a name that only one bears."""

    def __init__(self, team: Iterable[TeamMember]) -> None:
        self.by_id = {member.id: member for member in team}
        self.by_email: dict[str, TeamMember] = {}
        self.by_name: dict[str, list[TeamMember]] = {}
        for member in self.by_id.values():
            if not member.has_left:
                self.by_email[folded(member.email)] = member
                self.by_name.setdefault(folded(member.name), []).append(member)

    def advisor(self, said: str, before: int | None) -> int | None:
        """The membership that the line names; None if it names nobody.

        Raises:
            Invalid: nobody of the team has that name or address, or several have that name.
        """
        name = folded(clean_line(said, field="advisor", most=LONGEST["email"], required=False))
        if not name:
            return None
        if before is not None and before in self.by_id and folded(self.by_id[before].name) == name:
            return before
        if (member := self.by_email.get(name)) is not None:
            return member.id
        found = self.by_name.get(name, [])
        if len(found) == 1:
            return found[0].id
        raise Invalid("advisor-named-twice" if found else "advisor-unknown", field="advisor", name=said[:80])


def plan(lines: Sequence[Line], known: Iterable[Known], team: Iterable[TeamMember] = ()) -> tuple[Planned, ...]:
    """What each line would do to the centre as it is: the same file twice changes nothing."""
    heard = [_heard(line) for line in lines]
    claimed = frozenset(one.name_key for one in heard if isinstance(one, _Heard))
    judge = _Judge(_Directory(known, claimed), _Team(team))
    return tuple(
        judge.plan(line, one) if isinstance(one, _Heard) else Planned(line, Outcome.REFUSED, error=one)
        for line, one in zip(lines, heard, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    said: Details
    name_key: str


def _heard(line: Line) -> _Heard | Invalid:
    if line.fault is not None:
        code, field, value = line.fault
        return Invalid(code, field=field or None, value=value)
    try:
        said = details(line.said)
    except Invalid as error:
        return error
    return _Heard(said, said.name_key)


class _Judge:
    def __init__(self, directory: _Directory, team: _Team) -> None:
        self.directory, self.team, self.said_before = directory, team, _SaidBefore()

    def plan(self, line: Line, heard: _Heard) -> Planned:
        try:
            found, is_by_name = self.directory.match(heard.said, line.said.get("slug", "").strip(), heard.name_key)
            before = found.details if found else None
            advisor_id = self.team.advisor(line.said.get("advisor", ""), before.advisor_id if before else None)
            said = replace(heard.said, advisor_id=advisor_id) if advisor_id else heard.said
            self.said_before.note(line.number, said, heard.name_key, found)
            if found is None or before is None:
                return Planned(line, Outcome.CREATED, details=said)
            # Recognized by its name, an organization keeps the spelling that its centre gave it.
            after = _fill(replace(said, name=before.name) if is_by_name else said, before)
            if after == before:
                return Planned(line, Outcome.UNCHANGED, after, found.id, before)
            if found.is_archived:
                raise Invalid("organization-archived-in-list", field="name")
        except Invalid as error:
            return Planned(line, Outcome.REFUSED, error=error)
        return Planned(line, Outcome.UPDATED, after, found.id, before)


class _SaidBefore:
    """What earlier lines of the same file spoke of: a second line on the same organization is refused.

    Two new organizations may bear one name if both have a reference: the same file can then be read again.
    """

    def __init__(self) -> None:
        self.lines: dict[tuple[str, object], int] = {}

    def note(self, number: int, said: Details, name_key: str, found: Known | None) -> None:
        """Raises Invalid if an earlier line spoke of it."""
        keys: list[tuple[str, object]] = [("reference", said.reference)] if said.reference else []
        wary = list(keys)
        if found is not None:
            keys.append(("id", found.id))
            wary.append(("id", found.id))
        else:
            named = "name with reference" if said.reference else "name"
            keys.append((named, name_key))
            wary += [("name", name_key)] if said.reference else [(n, name_key) for n in _NAMED]
        earlier = next((self.lines[key] for key in wary if key in self.lines), None)
        if earlier is not None:
            # Its reference is spoken for all the same: a third line would get it now, and lose it the next time.
            if said.reference:
                self.lines.setdefault(("reference", said.reference), number)
            raise Invalid("line-repeats-another", line=earlier)
        for key in keys:
            self.lines.setdefault(key, number)


_NAMED = ("name", "name with reference")


def _fill(said: Details, before: Details) -> Details:
    """An empty cell changes nothing."""
    return Details(*(getattr(said, name) or getattr(before, name) for name in _NAMES))


_NAMES = tuple(field.name for field in fields(Details))


def tally(planned: Iterable[Planned]) -> dict[Outcome, int]:
    """How many lines of each outcome."""
    counts = dict.fromkeys(Outcome, 0)
    for one in planned:
        counts[one.outcome] += 1
    return counts
