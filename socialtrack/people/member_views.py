"""One person of a team or an organization: their role, a link for them, the end of their place."""

from dataclasses import dataclass
from functools import partial

from flask import current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, Refused
from ..kernel.permissions import CENTRE_ROLES, Can, Role, may
from ..mailing.sending import call_postman
from ..web.access import access, even_archived
from ..web.errors import sentence
from ..web.forms import Reading
from ..web.language import language
from ..web.pages import page
from . import link_actions, member_actions, member_mail
from .blueprint import absolute, bp, go, settings
from .caseload_queries import confided_to_each, held_to_caseload
from .member_actions import Letter, Somebody
from .member_queries import MemberFacts, heads_besides, member_of
from .member_rules import is_head, roles_to_set
from .room_pages import ORGANIZATION, TEAM, Room, link_to_copy, organization_room, team_room
from .words import CHOICES, ROLES

LAST = ("last-manager", "last-lead")


@bp.get(f"{TEAM}/<int:membership>")
@access(Can.MANAGE_TEAM)
def team_member(membership: int) -> Response:
    return member_page(team_room(), membership, Reading())


@bp.post(f"{TEAM}/<int:membership>/role")
@access(Can.MANAGE_TEAM)
def team_role(membership: int) -> Response:
    return _role(team_room(), membership)


@bp.post(f"{TEAM}/<int:membership>/remove")
@access(Can.MANAGE_TEAM)
def team_remove(membership: int) -> Response:
    return _remove(team_room(), membership)


@bp.post(f"{TEAM}/<int:membership>/sign-in-link")
@access(Can.INVITE_TO_CENTRE)
def team_link(membership: int) -> Response:
    return _link(team_room(), membership)


@bp.get(f"{ORGANIZATION}/<int:membership>")
@access(Can.MANAGE_MEMBERS)
def organization_member(membership: int) -> Response:
    return member_page(organization_room(), membership, Reading())


@bp.post(f"{ORGANIZATION}/<int:membership>/role")
@access(Can.MANAGE_MEMBERS)
def organization_role(membership: int) -> Response:
    return _role(organization_room(), membership)


@bp.post(f"{ORGANIZATION}/<int:membership>/remove")
@access(Can.MANAGE_MEMBERS)
def organization_remove(membership: int) -> Response:
    return _remove(organization_room(), membership)


@bp.post(f"{ORGANIZATION}/<int:membership>/sign-in-link")
@access(Can.INVITE_TO_ORGANIZATION)
@even_archived
def organization_link(membership: int) -> Response:
    return _link(organization_room(), membership)


def member_page(room: Room, membership_id: int, form: Reading, status: int = 200, problem: str = "") -> Response:
    member = member_of(g.work, membership_id, room.organization_id)
    if member.has_ended:
        return gone(room)
    form.typed.setdefault("role", member.role)
    roles = roles_to_set(g.work.actor.role, member.role, in_centre=room.in_centre)
    is_last = is_head(member.role) and not heads_besides(
        g.work, room.organization_id, Role(member.role), member.membership_id
    )
    return page(
        "people/member.html",
        status,
        room=room,
        member=member,
        form=form,
        problem=problem,
        is_last=is_last,
        choices=[(role.value, CHOICES[role], None) for role in roles],
        role_names=ROLES,
        caseload=_caseload(member, form) if room.in_centre else None,
        may_answer=may(g.work.actor.role, Can.ANSWER_PERSON),
        may_name_lead=not room.in_centre and may(g.work.actor.role, Can.NAME_LEAD),
        zone=g.centre.zone,
    )


@dataclass(frozen=True, slots=True)
class Caseload:
    """What an advisor sees of the centre, and how many organizations are confided to them."""

    is_held: bool
    confided: int


def _caseload(member: MemberFacts, form: Reading) -> Caseload | None:
    """None for whoever is no advisor, and is not held to anything."""
    is_held = member.membership_id in held_to_caseload(g.work)
    if member.role != Role.ADVISOR and not is_held:
        return None
    form.typed.setdefault("sees", "confided" if is_held else "all")
    return Caseload(is_held, confided_to_each(g.work).get(member.membership_id, 0))


def _role(room: Room, membership_id: int) -> Response:
    form = Reading(request.form)
    member = member_of(g.work, membership_id, room.organization_id)
    role = form.one_of("role", roles_to_set(g.work.actor.role, member.role, in_centre=room.in_centre))
    if form.errors and not member.has_ended:
        return member_page(room, membership_id, form, 422)
    letter = _letter(partial(member_mail.role_letter, place=room.name, role=role, link=absolute("/places")))
    try:
        changed = member_actions.change_role(
            g.work, _somebody(room, member), role, device_id=g.visitor.device_id, letter=letter
        )
    except (Conflict, Refused) as error:
        return _refused(room, membership_id, error)
    if not changed:
        return go(room.home)
    _send()
    if member.is_reader:
        flash(_("Votre rôle est maintenant : %(role)s.", role=ROLES[Role(role)]))
        return go(url_for("home.board") if room.in_centre else room.home)
    flash(_("C’est fait. Le nouveau rôle vaut dès la prochaine session de cette personne."))
    return go(room.home)


def _remove(room: Room, membership_id: int) -> Response:
    member = member_of(g.work, membership_id, room.organization_id)
    letter = _letter(partial(member_mail.ended_letter, place=room.name))
    try:
        member_actions.remove(g.work, _somebody(room, member), letter=letter)
    except (Conflict, Refused) as error:
        return _refused(room, membership_id, error)
    if member.is_reader:
        return signed_out_of(room)
    _send()
    flash(_("C’est fait : cette personne n’a plus sa place ici, et ses sessions sont fermées."))
    return go(room.home)


def _somebody(room: Room, member: MemberFacts) -> Somebody:
    """As the page showed them: a form that says nothing of it is taken at the present word."""
    return Somebody(member.membership_id, room.organization_id, request.form.get("was", member.role))


def _refused(room: Room, membership_id: int, error: Conflict | Refused) -> Response:
    if error.code == "member-gone":
        return gone(room)
    if error.code in LAST or isinstance(error, Conflict):
        return member_page(room, membership_id, Reading(), 409, sentence(error))
    raise error


def gone(room: Room) -> Response:
    flash(_("Cette personne n’a plus sa place ici."), "problem")
    return go(room.home)


def _letter(letter: Letter) -> Letter:
    return letter if settings().mail_url is not None else None


def _send() -> None:
    if settings().mail_url is not None:
        call_postman(current_app._get_current_object())  # type: ignore[attr-defined]


def signed_out_of(room: Room) -> Response:
    """Whoever gave up their own place holds no session any more; their language stays."""
    lang, name = language(), room.name
    session.clear()
    session["lang"] = lang
    g.pop("visitor", None)
    flash(_("Vous avez quitté %(place)s. Votre session est fermée.", place=name))
    return go(url_for("people.sign_in"))


def _link(room: Room, membership_id: int) -> Response:
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
    hint = _("Il sert une seule fois, d’ici 15 minutes. Donnez-le à cette personne seulement.")
    if g.work.actor.role in CENTRE_ROLES and room.organization_id is not None:
        hint = _(
            "Il sert une seule fois, d’ici 15 minutes. Donnez-le à cette personne seulement. "
            "Les membres de l’organisme voient que vous l’avez copié."
        )
    return link_to_copy(room, link, _("Le lien pour ouvrir une session est prêt"), hint)
