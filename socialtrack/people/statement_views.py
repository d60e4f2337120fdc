"""The statements: what a centre sees of an organization, what is held about persons, how accessible the pages are."""

from flask import Response, g
from sqlalchemy import select

from ..kernel.permissions import CENTRE_ROLES, ORGANIZATION_ROLES, Can, Role, may
from ..tenancy.models import Membership, Organization
from ..tenancy.queries import centre_statement
from ..web.access import access, public
from ..web.pages import page
from . import actions, statement_pages
from .blueprint import bp
from .member_queries import member_of
from .words import how_long

SEES = "/centres/<slug:centre>/organizations/<slug:organization>/what-the-centre-sees"


@bp.get("/privacy")
@public
def privacy() -> Response:
    with actions.outside("a public page asks whether this installation serves a single centre") as everywhere:
        centre = centre_statement(everywhere)
    lines = [(role, statement_pages.role_lines(role)) for role in Role]
    return page(
        "people/privacy.html",
        centre=centre,
        kept=how_long(centre.kept_days) if centre else "",
        held=statement_pages.held_lines(),
        centre_roles=[line for role, line in lines if role in CENTRE_ROLES],
        organization_roles=[line for role, line in lines if role not in CENTRE_ROLES],
    )


@bp.get(SEES)
@access(Can.VIEW_ORGANIZATION)
def what_the_centre_sees() -> Response:
    work, organization = g.work, g.organization
    statement = centre_statement(work.session, work.centre.id)
    assert statement is not None
    reading, doing = statement_pages.reading(), statement_pages.doing()
    is_member = g.membership.organization_id == organization.id
    return page(
        "people/sees.html",
        centre=statement,
        kept=how_long(statement.kept_days),
        sees=statement_pages.what_the_centre_may(reading),
        does=statement_pages.what_the_centre_may(doing),
        sees_not=statement_pages.what_the_centre_may_not([*reading, *doing]),
        in_its_own_space=statement_pages.what_the_centre_may(statement_pages.in_the_centre()),
        team=statement_pages.people_by_role(_members(None), [role for role in Role if role in CENTRE_ROLES]),
        ours=statement_pages.people_by_role(
            [(role, "") for role, _name in _members(organization.id)],
            [role for role in Role if role in ORGANIZATION_ROLES],
        ),
        roles=[statement_pages.role_lines(role) for role in Role if role in ORGANIZATION_ROLES],
        me=member_of(work, g.membership.id, organization.id) if is_member else None,
        may_take=may(work.actor.role, Can.TAKE_ORGANIZATION_DATA),
        may_read_access=may(work.actor.role, Can.VIEW_ORGANIZATION_ACCESS),
        since=_since(organization.id),
        zone=work.centre.zone,
    )


def _members(organization_id: int | None) -> list[tuple[str, str]]:
    """Roles and names of who is there now: the team's names are no secret to the organizations that it follows."""
    rows = g.work.session.execute(
        select(Membership.role, Membership.name)
        .where(
            Membership.centre_id == g.centre.id,
            Membership.organization_id == organization_id,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    )
    return [(row.role, row.name) for row in rows]


def _since(organization_id: int) -> object:
    return g.work.session.scalars(
        select(Organization.created_at).where(Organization.centre_id == g.centre.id, Organization.id == organization_id)
    ).one()


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return page("people/accessibility.html")
