"""Inviting to a team or an organization; what becomes of an invitation that waits: another role or link, or none."""

from flask import current_app, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, Invalid
from ..kernel.languages import LANGUAGES
from ..kernel.permissions import Can, Role
from ..kernel.tokens import new_token
from ..mailing.sending import call_postman
from ..web.access import access
from ..web.errors import sentence
from ..web.forms import Reading
from ..web.pages import page
from . import invitation_actions, mail
from .blueprint import absolute, bp, go, settings, stop_link
from .member_queries import asked_again
from .room_pages import ORGANIZATION, TEAM, Room, link_to_copy, organization_room, team_room
from .rules import INVITATION_LIFE, roles_to_give
from .team_views import people_page
from .words import CHOICES, ROLES


@bp.post(TEAM)
@access(Can.INVITE_TO_CENTRE)
def team_invite() -> Response:
    return _invite(team_room())


@bp.get(f"{TEAM}/invitations/<int:invitation>")
@access(Can.INVITE_TO_CENTRE)
def team_invitation(invitation: int) -> Response:
    return _invitation(team_room(), invitation, Reading())


@bp.post(f"{TEAM}/invitations/<int:invitation>/role")
@access(Can.INVITE_TO_CENTRE)
def team_offer(invitation: int) -> Response:
    return _offer_role(team_room(), invitation)


@bp.post(f"{TEAM}/invitations/<int:invitation>/renew")
@access(Can.INVITE_TO_CENTRE)
def team_renew(invitation: int) -> Response:
    return _renew(team_room(), invitation)


@bp.post(f"{TEAM}/invitations/<int:invitation>/revoke")
@access(Can.INVITE_TO_CENTRE)
def team_revoke(invitation: int) -> Response:
    return _revoke(team_room(), invitation)


@bp.post(ORGANIZATION)
@access(Can.INVITE_TO_ORGANIZATION)
def organization_invite() -> Response:
    return _invite(organization_room())


@bp.get(f"{ORGANIZATION}/invitations/<int:invitation>")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_invitation(invitation: int) -> Response:
    return _invitation(organization_room(), invitation, Reading())


@bp.post(f"{ORGANIZATION}/invitations/<int:invitation>/role")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_offer(invitation: int) -> Response:
    return _offer_role(organization_room(), invitation)


@bp.post(f"{ORGANIZATION}/invitations/<int:invitation>/renew")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_renew(invitation: int) -> Response:
    return _renew(organization_room(), invitation)


@bp.post(f"{ORGANIZATION}/invitations/<int:invitation>/revoke")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_revoke(invitation: int) -> Response:
    return _revoke(organization_room(), invitation)


def _roles(room: Room) -> tuple[Role, ...]:
    return roles_to_give(g.work.actor.role, in_centre=room.in_centre)


def _invite(room: Room) -> Response:
    form = Reading(request.form)
    email = form.email("email")
    role = form.one_of("role", _roles(room))
    language = form.one_of("lang", LANGUAGES)
    if form.errors:
        return people_page(room, form, 422)
    try:
        return offer(room, email, role, language)
    except Invalid as error:
        form.refuse(error, "email")
        return people_page(room, form, 422)


def offer(room: Room, email: str, role: str, language: str) -> Response:
    """Offer a place by letter where there is a mail server and nobody asks for a link to copy; else show the link."""
    prepared, link = prepare_offer(room, email, role, language)
    invitation_actions.invite(g.work, prepared, room.organization_id)
    return offered(room, prepared, link)


def prepare_offer(room: Room, email: str, role: str, language: str) -> tuple[invitation_actions.Offer, str]:
    """The offer, with its letter if one is to leave, and the link that it stands on."""
    token = new_token()
    link = absolute(url_for("people.invitation", token=token))
    words = None
    if settings().mail_url is not None and request.form.get("way") != "copy":
        inviter, stop = g.membership.name, stop_link(g.centre.id, email)
        words = mail.invitation_letter(
            language, link, place=room.name, centre=g.centre.name, inviter=inviter, stop=stop
        )
    return invitation_actions.Offer(email, role, language, token, words), link


def offered(room: Room, prepared: invitation_actions.Offer, link: str) -> Response:
    email = prepared.email
    if prepared.words is None:
        days = INVITATION_LIFE.days
        hint = _("Pour %(email)s. Il sert une seule fois, d’ici %(days)s jours.", email=email, days=days)
        return link_to_copy(room, link, _("Le lien d’invitation est prêt"), hint)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("L’invitation part à l’adresse %(email)s.", email=email))
    return go(room.home)


def _invitation(room: Room, invitation_id: int, form: Reading, status: int = 200) -> Response:
    try:
        waiting = invitation_actions.waiting_invitation(g.work, invitation_id, room.organization_id)
    except Conflict as error:
        return _overtaken(room, error)
    form.typed.setdefault("role", waiting.role)
    return page(
        "people/invitation_waiting.html",
        status,
        room=room,
        form=form,
        invitation=waiting,
        is_expired=waiting.expires_at <= g.work.now,
        asked_at=asked_again(g.work, room.organization_id).get(waiting.id),
        choices=[(role.value, CHOICES[role], None) for role in _roles(room)],
        role_names=ROLES,
        has_mail=settings().mail_url is not None,
        zone=g.centre.zone,
    )


def _offer_role(room: Room, invitation_id: int) -> Response:
    form = Reading(request.form)
    role = form.one_of("role", _roles(room))
    if form.errors:
        return _invitation(room, invitation_id, form, 422)
    try:
        if invitation_actions.change_offer(g.work, invitation_id, role, room.organization_id):
            called = ROLES[Role(role)]
            flash(_("L’invitation offre maintenant ce rôle : %(role)s. Son lien reste le même.", role=called))
    except Conflict as error:
        return _overtaken(room, error)
    return go(room.url("invitation", invitation=invitation_id))


def _renew(room: Room, invitation_id: int) -> Response:
    try:
        waiting = invitation_actions.waiting_invitation(g.work, invitation_id, room.organization_id)
        return offer(room, waiting.email, waiting.role, waiting.language)
    except (Conflict, Invalid) as error:
        return _overtaken(room, error)


def _revoke(room: Room, invitation_id: int) -> Response:
    try:
        invitation_actions.revoke(g.work, invitation_id, room.organization_id)
    except Conflict as error:
        return _overtaken(room, error)
    flash(_("L’invitation est retirée. Son lien ne sert plus."))
    return go(room.home)


def _overtaken(room: Room, error: Conflict | Invalid) -> Response:
    """The invitation waits no more, or can't leave: said on the page where all of them are."""
    flash(sentence(error), "problem")
    return go(room.home)
