"""The people of a centre's team and of an organization: who is there, who is waited for, links to hand over."""

from collections.abc import Callable
from dataclasses import dataclass

import segno
from flask import current_app, flash, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from ..kernel.errors import Invalid, Refused
from ..kernel.languages import LANGUAGES
from ..kernel.permissions import Can, Role
from ..kernel.tokens import new_token
from ..mailing.sending import call_postman
from ..web.access import access
from ..web.errors import sentence
from ..web.forms import Reading
from ..web.pages import page
from . import invitation_actions, link_actions, mail, queries
from .blueprint import absolute, bp, go, settings, stop_link
from .rules import INVITATION_LIFE, roles_to_give
from .words import CHOICES, ROLES

TEAM = "/centres/<slug:centre>/team"
ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/people"


@dataclass(frozen=True, slots=True)
class _Room:
    """Whose people a page is about: an organization's, or the centre's team when there is none."""

    organization_id: int | None
    name: str
    template: str
    language: str
    url: Callable[..., str]

    @property
    def home(self) -> str:
        return self.url("list")


def _team() -> _Room:
    def url(what: str, **values: object) -> str:
        return url_for("people.team" if what == "list" else f"people.team_{what}", **values)  # type: ignore[arg-type]

    return _Room(None, g.centre.name, "people/team.html", g.centre.language, url)


def _organization() -> _Room:
    def url(what: str, **values: object) -> str:
        endpoint = "people.organization_people" if what == "list" else f"people.organization_{what}"
        return url_for(endpoint, **values)  # type: ignore[arg-type]

    there = g.organization
    return _Room(there.id, there.name, "people/organization_people.html", there.language, url)


@bp.get(TEAM)
@access(Can.INVITE_TO_CENTRE)
def team() -> Response:
    return _list(_team(), Reading())


@bp.post(TEAM)
@access(Can.INVITE_TO_CENTRE)
def team_invite() -> Response:
    return _invite(_team())


@bp.post(f"{TEAM}/invitations/<int:invitation>/renew")
@access(Can.INVITE_TO_CENTRE)
def team_renew(invitation: int) -> Response:
    return _renew(_team(), invitation)


@bp.post(f"{TEAM}/invitations/<int:invitation>/revoke")
@access(Can.INVITE_TO_CENTRE)
def team_revoke(invitation: int) -> Response:
    return _revoke(_team(), invitation)


@bp.post(f"{TEAM}/<int:membership>/sign-in-link")
@access(Can.INVITE_TO_CENTRE)
def team_link(membership: int) -> Response:
    return _link(_team(), membership)


@bp.get(ORGANIZATION)
@access(Can.INVITE_TO_ORGANIZATION)
def organization_people() -> Response:
    return _list(_organization(), Reading())


@bp.post(ORGANIZATION)
@access(Can.INVITE_TO_ORGANIZATION)
def organization_invite() -> Response:
    return _invite(_organization())


@bp.post(f"{ORGANIZATION}/invitations/<int:invitation>/renew")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_renew(invitation: int) -> Response:
    return _renew(_organization(), invitation)


@bp.post(f"{ORGANIZATION}/invitations/<int:invitation>/revoke")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_revoke(invitation: int) -> Response:
    return _revoke(_organization(), invitation)


@bp.post(f"{ORGANIZATION}/<int:membership>/sign-in-link")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_link(membership: int) -> Response:
    return _link(_organization(), membership)


def _list(room: _Room, form: Reading, status: int = 200) -> Response:
    roles = roles_to_give(g.work.actor.role, in_centre=room.organization_id is None)
    if "role" not in form.typed:
        form.typed["role"] = Role.MEMBER if room.organization_id else Role.ADVISOR
    form.typed.setdefault("lang", room.language)
    return page(
        room.template,
        status,
        room=room,
        form=form,
        people=queries.people_of(g.work, room.organization_id),
        choices=[(role.value, CHOICES[role], None) for role in roles],
        role_names=ROLES,
        has_mail=settings().mail_url is not None,
        makes_links=g.work.actor.role in (Role.MANAGER, Role.LEAD),
        zone=g.centre.zone,
    )


def _invite(room: _Room) -> Response:
    form = Reading(request.form)
    email = form.email("email")
    role = form.one_of("role", roles_to_give(g.work.actor.role, in_centre=room.organization_id is None))
    language = form.one_of("lang", LANGUAGES)
    if form.errors:
        return _list(room, form, 422)
    try:
        return _offer(room, email, role, language)
    except Invalid as error:
        form.refuse(error, "email")
        return _list(room, form, 422)


def _offer(room: _Room, email: str, role: str, language: str) -> Response:
    """Offer a place by letter where there is a mail server and nobody asks for a link to copy; else show the link."""
    token = new_token()
    link = absolute(url_for("people.invitation", token=token))
    words = None
    if settings().mail_url is not None and request.form.get("way") != "copy":
        inviter = g.membership.name
        stop = stop_link(g.centre.id, email)
        words = mail.invitation_letter(
            language, link, place=room.name, centre=g.centre.name, inviter=inviter, stop=stop
        )
    offer = invitation_actions.Offer(email, role, language, token, words)
    invitation_actions.invite(g.work, offer, room.organization_id)
    if words is None:
        days = INVITATION_LIFE.days
        title = _("Le lien d’invitation est prêt")
        return _to_copy(
            room,
            link,
            title,
            _("Pour %(email)s. Il sert une seule fois, d’ici %(days)s jours.", email=email, days=days),
        )
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("L’invitation part à l’adresse %(email)s.", email=email))
    return go(room.home)


def _renew(room: _Room, invitation_id: int) -> Response:
    waiting = invitation_actions.waiting_invitation(g.work, invitation_id, room.organization_id)
    return _offer(room, waiting.email, waiting.role, waiting.language)


def _revoke(room: _Room, invitation_id: int) -> Response:
    invitation_actions.revoke(g.work, invitation_id, room.organization_id)
    flash(_("L’invitation est retirée. Son lien ne sert plus."))
    return go(room.home)


def _link(room: _Room, membership_id: int) -> Response:
    if g.work.actor.role not in (Role.MANAGER, Role.LEAD):
        raise Refused("links-are-for-leads")
    try:
        token = link_actions.link_for_member(g.work, membership_id, room.organization_id)
    except Refused as error:
        if error.code != "person-belongs-elsewhere":
            raise
        flash(sentence(error), "problem")
        return go(room.home)
    link = absolute(url_for("people.open_link", token=token))
    title = _("Le lien pour ouvrir une session est prêt")
    return _to_copy(
        room, link, title, _("Il sert une seule fois, d’ici 15 minutes. Donnez-le à cette personne seulement.")
    )


def _to_copy(room: _Room, link: str, title: str, hint: str) -> Response:
    return page("people/link.html", room=room, link=link, title=title, hint=hint, code=_qr(link))


def _qr(link: str) -> Markup:
    """The link as a drawing that a phone reads: an element of the page, dark on white whatever the theme."""
    drawing = segno.make(link, micro=False, error="m")
    return Markup(drawing.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False))  # noqa: S704
