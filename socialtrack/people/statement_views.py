"""Two public statements: what a centre sees, made from the permission table itself; how accessible the pages are."""

from dataclasses import dataclass

from flask import Response

from ..kernel.permissions import CENTRE_ROLES, Can, Role, may
from ..web.access import public
from ..web.pages import page
from .blueprint import bp
from .words import PERMISSIONS, ROLES


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


@bp.get("/privacy")
@public
def privacy() -> Response:
    lines = [(role, role_lines(role)) for role in Role]
    return page(
        "people/privacy.html",
        centre_roles=[line for role, line in lines if role in CENTRE_ROLES],
        organization_roles=[line for role, line in lines if role not in CENTRE_ROLES],
    )


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return page("people/accessibility.html")
