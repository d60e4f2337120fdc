"""Naming a new lead for an organization whose lead has vanished: somebody who is there, or an address."""

from functools import partial

from flask import current_app, flash, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Invalid
from ..kernel.languages import LANGUAGES
from ..kernel.permissions import Can, Role
from ..mailing.sending import call_postman
from ..web.access import access
from ..web.forms import Reading
from ..web.pages import page
from . import invitation_actions, member_lead_actions, member_mail
from .blueprint import absolute, bp, go, settings
from .member_actions import Letter
from .member_lead_actions import Naming
from .member_queries import Choosable, choosable
from .member_rules import Gone, reasons
from .offer_views import offered, prepare_offer
from .room_pages import ORGANIZATION, Room, organization_room
from .words import GONE, ROLES

ADDRESS = f"{ORGANIZATION}/new-lead"
SOMEBODY_ELSE = "address"


@bp.get(ADDRESS)
@access(Can.NAME_LEAD)
def new_lead() -> Response:
    return _form(organization_room(), Reading())


@bp.post(ADDRESS)
@access(Can.NAME_LEAD)
def name_lead() -> Response:
    room, form = organization_room(), Reading(request.form)
    leads, others = _split(choosable(g.work, g.organization.id))
    allowed = [str(one.membership_id) for one in others]
    lead = form.one_of("lead", [*allowed, SOMEBODY_ELSE])
    reason = form.one_of("reason", reasons(len(leads)))
    email = form.email("email") if lead == SOMEBODY_ELSE else ""
    language = form.one_of("lang", LANGUAGES) if lead == SOMEBODY_ELSE else ""
    ends = [value for value in request.form.getlist("ends") if value in {str(one.membership_id) for one in leads}]
    if len(ends) != len(request.form.getlist("ends")):
        form.refuse(Invalid("choice-missing"), "ends")
    if form.errors:
        return _form(room, form, 422)
    naming = Naming(g.organization.id, Gone(reason), frozenset(map(int, ends)))
    try:
        if lead != SOMEBODY_ELSE:
            member_lead_actions.name_member_lead(g.work, naming, int(lead), letter=_letter(room, naming))
            return _named(room)
        return _invite(room, naming, email, language)
    except Invalid as error:
        form.refuse(error, "email")
        return _form(room, form, 422)


def _invite(room: Room, naming: Naming, email: str, language: str) -> Response:
    prepared, link = prepare_offer(room, email, Role.LEAD, language)
    invite = partial(invitation_actions.invite, g.work, prepared, room.organization_id)
    member_lead_actions.name_invited_lead(g.work, naming, invite, letter=_letter(room, naming))
    return offered(room, prepared, link)


def _named(room: Room) -> Response:
    if settings().mail_url is not None:
        call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("C’est fait. Chaque membre en est averti."))
    return go(room.home)


def _letter(room: Room, naming: Naming) -> Letter:
    if settings().mail_url is None:
        return None
    return partial(
        member_mail.lead_letter,
        place=room.name,
        centre=g.centre.name,
        reason=naming.reason,
        link=absolute(room.home),
    )


def _split(people: list[Choosable]) -> tuple[list[Choosable], list[Choosable]]:
    """Those who lead now, and the others."""
    return [one for one in people if one.role == Role.LEAD], [one for one in people if one.role != Role.LEAD]


def _form(room: Room, form: Reading, status: int = 200) -> Response:
    leads, others = _split(choosable(g.work, g.organization.id))
    form.typed.setdefault("lang", room.language)
    why = reasons(len(leads))
    if len(why) == 1:
        form.typed.setdefault("reason", why[0].value)
    return page(
        "people/member_new_lead.html",
        status,
        room=room,
        form=form,
        leads=leads,
        others=others,
        somebody_else=SOMEBODY_ELSE,
        ends=request.form.getlist("ends"),
        reasons=[(reason.value, GONE[reason], None) for reason in why],
        role_names=ROLES,
        has_mail=settings().mail_url is not None,
        zone=g.centre.zone,
    )
