"""Who may change whose place, and what may not be lost: a centre's last manager, an organization's last lead."""

from enum import StrEnum

from ..kernel.permissions import CENTRE_ROLES, Can, Role, may
from .rules import roles_to_give

_HEADS = {Role.MANAGER: "last-manager", Role.LEAD: "last-lead"}


class Gone(StrEnum):
    """Why somebody else becomes responsible for an organization: what was there to choose from, and no free words."""

    SILENT = "silent"
    LEFT = "left"
    UNABLE = "unable"
    DIED = "died"
    NOBODY = "nobody"


def is_head(role: str) -> bool:
    """Whether a team or an organization can't do without somebody in that role, once it has one."""
    return role in _HEADS


def head_of(*, in_centre: bool) -> Role:
    return Role.MANAGER if in_centre else Role.LEAD


def may_manage(role: str, *, in_centre: bool) -> bool:
    return may(role, Can.MANAGE_TEAM if in_centre else Can.MANAGE_MEMBERS)


def roles_to_set(actor: str, before: str, *, in_centre: bool) -> tuple[Role, ...]:
    """The roles that somebody who manages these people may give to a person who has the role `before`.

    A centre's manager makes nobody lead of an organization by the way: naming a lead is told to every member.
    """
    if not may_manage(actor, in_centre=in_centre):
        return ()
    roles = roles_to_give(actor, in_centre=in_centre)
    if not in_centre and actor in CENTRE_ROLES and before != Role.LEAD:
        return tuple(role for role in roles if role != Role.LEAD)
    return roles


def lost_head(before: str, after: str | None, other_heads: int) -> str | None:
    """The code of a refusal, if the place would leave nobody at the head; `after` is None when the place ends."""
    if is_head(before) and after != before and other_heads == 0:
        return _HEADS[Role(before)]
    return None


def reasons(lead_count: int) -> tuple[Gone, ...]:
    """Why a new lead may be named: where there is none, that alone says it."""
    return (Gone.SILENT, Gone.LEFT, Gone.UNABLE, Gone.DIED) if lead_count else (Gone.NOBODY,)
