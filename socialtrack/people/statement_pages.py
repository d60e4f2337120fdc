"""What a centre sees and who may do what, in words: drawn from the permission table and from the list of what is held.

Whoever changes the table or the list changes these pages with it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from ..kernel.permissions import CENTRE_ROLES, GRANTS, ORGANIZATION_ROLES, Can, Role, may
from .my_data_words import KEPT, LINES, READERS, WHY
from .personal_data import About
from .words import PERMISSIONS, ROLES

# What reads, in an organization; and what a centre does in its own space, without touching one. All the rest, also what
# is new and nobody thought of here, is told as something that is done in an organization.
READING = frozenset({Can.VIEW_CENTRE, Can.EXPORT, Can.VIEW_ORGANIZATION, Can.VIEW_ORGANIZATION_ACCESS})
OF_THE_CENTRE = frozenset(
    {
        *(Can.ADD_ORGANIZATION, Can.IMPORT_ORGANIZATIONS, Can.INVITE_MANY, Can.LOAD_EXAMPLE, Can.INVITE_TO_CENTRE),
        *(Can.MANAGE_TEAM, Can.VIEW_ACCESS, Can.CHANGE_SETTINGS, Can.KEEP_INCIDENTS, Can.VIEW_LETTERS),
        *(Can.SAVE_VIEW, Can.OPEN_LIVE_ADDRESS, Can.KEEP_OWN_PLACE),
    }
)


@dataclass(frozen=True, slots=True)
class RoleLines:
    """A role in words: what it may do, and what it may not."""

    key: str
    name: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]


def role_lines(role: Role) -> RoleLines:
    return RoleLines(
        role.value,
        str(ROLES[role]),
        tuple(str(PERMISSIONS[what]) for what in Can if may(role, what)),
        tuple(str(PERMISSIONS[what]) for what in Can if not may(role, what)),
    )


@dataclass(frozen=True, slots=True)
class CanLine:
    """One thing that may be done, and the roles that may."""

    key: str
    words: str
    roles: tuple[str, ...]


def what_the_centre_may(reach: Iterable[Can]) -> list[CanLine]:
    """Of these, what at least one role of a centre may do."""
    lines = [_line(what, CENTRE_ROLES, _("toute l’équipe")) for what in reach]
    return [line for line in lines if line.roles]


def what_the_centre_may_not(reach: Iterable[Can]) -> list[CanLine]:
    """Of these, what no role of a centre may do: it is the organization's alone."""
    everyone = _("tout le monde chez vous")
    return [_line(what, ORGANIZATION_ROLES, everyone) for what in reach if not GRANTS[what] & CENTRE_ROLES]


def reading() -> list[Can]:
    return [what for what in Can if what in READING]


def doing() -> list[Can]:
    return [what for what in Can if what not in READING | OF_THE_CENTRE]


def in_the_centre() -> list[Can]:
    return [what for what in Can if what in OF_THE_CENTRE]


def _line(what: Can, among: Collection[Role], everyone: str) -> CanLine:
    roles = [role for role in Role if role in among and may(role, what)]
    if len(roles) == len(among):
        return CanLine(what.value, str(PERMISSIONS[what]), (everyone,))
    return CanLine(what.value, str(PERMISSIONS[what]), tuple(str(ROLES[role]) for role in roles))


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One kind of personal information: what, why, who reads it, how long it is kept."""

    key: str
    what: str
    why: str
    readers: str
    kept: str


def held_lines() -> list[HeldLine]:
    return [
        HeldLine(about.value, str(LINES[about]), str(WHY[about]), str(READERS[about]), str(KEPT[about]))
        for about in About
    ]


@dataclass(frozen=True, slots=True)
class RolePeople:
    """How many hold a role, and their names where its reader may know them."""

    name: str
    count: int
    names: tuple[str, ...]


def people_by_role(members: Iterable[tuple[str, str]], roles: Iterable[Role]) -> list[RolePeople]:
    """Pairs (role, name), gathered in the order of the roles; an empty name is counted, and not named."""
    found: Mapping[str, list[str]] = {role.value: [] for role in roles}
    for role, name in members:
        if role in found:
            found[role].append(name)
    return [
        RolePeople(str(ROLES[Role(role)]), len(names), tuple(name for name in names if name))
        for role, names in found.items()
        if names
    ]
