"""The people of a centre's team and of an organization: who is there, who is waited for, who waits to be known."""

from dataclasses import replace

from flask import flash, g
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.permissions import Can, Role, may
from ..tenancy.organization_queries import ACCOMPANY
from ..web.access import access
from ..web.forms import Reading
from ..web.pages import page
from . import queries, room_actions
from .blueprint import bp, go, settings
from .caseload_queries import confided_to_each, held_to_caseload
from .member_queries import asked_again, told_of_late
from .member_rules import may_manage
from .room_pages import ORGANIZATION, TEAM, Room, organization_room, room_notice, team_room
from .rules import roles_to_give
from .words import CHOICES, GONE, ROLES


@bp.get(TEAM)
@access(Can.INVITE_TO_CENTRE)
def team() -> Response:
    return people_page(team_room(), Reading())


@bp.get(ORGANIZATION)
@access(Can.VIEW_ORGANIZATION)
def organization_people() -> Response:
    return people_page(organization_room(), Reading())


def people_page(room: Room, form: Reading, status: int = 200) -> Response:
    """Everyone of that room, as whoever reads may see them; with the form to invite where it is theirs."""
    work, role = g.work, g.work.actor.role
    is_archived = not room.in_centre and g.organization.is_archived
    roles = () if is_archived else roles_to_give(role, in_centre=room.in_centre)
    people = _heads_first(queries.people_of(work, room.organization_id))
    if "role" not in form.typed:
        form.typed["role"] = _usual_role(people, in_centre=room.in_centre)
    form.typed.setdefault("lang", room.language)
    return page(
        room.template,
        status,
        room=room,
        form=form,
        people=people,
        asked=asked_again(work, room.organization_id) if roles else {},
        told=[] if room.organization_id is None else told_of_late(work, room.organization_id),
        notice=room_notice(),
        choices=[(role.value, CHOICES[role], None) for role in roles],
        confided=confided_to_each(work) if room.in_centre else {},
        held=held_to_caseload(work) if room.in_centre else (),
        accompanies=ACCOMPANY,
        role_names=ROLES,
        gone=GONE,
        has_mail=settings().mail_url is not None,
        may_invite=bool(roles),
        may_manage=may_manage(role, in_centre=room.in_centre) and not is_archived,
        may_name_lead=not room.in_centre and may(role, Can.NAME_LEAD) and not is_archived,
        zone=g.centre.zone,
    )


def _usual_role(people: queries.People, *, in_centre: bool) -> Role:
    """The role that the form offers first: in an organization that nobody leads or is awaited to lead, that one."""
    if in_centre:
        return Role.ADVISOR
    roles = {one.role for one in people.members} | {one.role for one in people.waiting}
    return Role.MEMBER if Role.LEAD in roles else Role.LEAD


def _heads_first(people: queries.People) -> queries.People:
    """By role, then in the order in which they came: with thirty people, who leads is seen at once."""
    ranks = {role.value: n for n, role in enumerate(Role)}
    return replace(people, members=tuple(sorted(people.members, key=lambda member: ranks[member.role])))


@bp.post(f"{ORGANIZATION}/<int:membership>/know")
@access(Can.KNOW_MEMBER)
def organization_know(membership: int) -> Response:
    if room_actions.know(g.work, membership, g.visitor.device_id):
        flash(_("C’est noté : les choses privées lui sont ouvertes."))
    else:
        flash(_("C’était déjà dit : rien ne lui est fermé."))
    return go(organization_room().home)
