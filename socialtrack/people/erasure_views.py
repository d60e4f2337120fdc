"""« M’effacer »: what goes, what stays, one button. And the same for somebody who asks a manager of their centre."""

from flask import current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, Refused
from ..kernel.permissions import Can
from ..mailing.sending import call_postman
from ..web.access import access, even_archived, signed_in
from ..web.errors import sentence
from ..web.language import language
from ..web.pages import page
from . import actions, mail, person_queries
from .account_views import account_section
from .blueprint import absolute, bp, go, settings
from .erasure_actions import NoLeadLetter, Order, erase_from_centre, erase_person
from .member_queries import MemberFacts, member_of
from .proof_views import fresh
from .queries import Visitor
from .room_pages import ORGANIZATION, TEAM, Room, organization_room, team_room
from .words import ROLES


@account_section("people/_account_data.html", place=50)
def _data(visitor: Visitor) -> dict[str, str]:
    return {"email": visitor.email}


@bp.get("/account/erase")
@signed_in
@fresh("people.erase_me")
def erase_me() -> Response:
    return _mine()


@bp.post("/account/erase")
@signed_in
@fresh("people.erase_me")
def erase_me_now() -> Response:
    order = Order(
        "person",
        with_texts=request.form.get("texts") == "1",
        may_leave_alone=request.form.get("alone") == "1",
        no_lead_letter=_no_lead_letter(),
    )
    try:
        erase_person(g.visitor.person_id, order, settings().data_dir)
    except Refused as error:
        return _mine(409 if error.code == "erase-last-manager" else 422, sentence(error))
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    lang = language()
    session.clear()
    session["lang"] = lang
    g.pop("visitor", None)
    flash(_("C’est fait. Votre nom et votre courriel ne sont plus ici, et votre session est fermée."))
    return go(url_for("people.privacy"))


def _mine(status: int = 200, problem: str = "") -> Response:
    with actions.outside("a person sees all that their erasure would end") as everywhere:
        seats = person_queries.seats_of(everywhere, g.visitor.person_id)
        texts = person_queries.count_texts(everywhere, g.visitor.person_id)
    return page(
        "people/erase.html",
        status,
        seats=seats,
        texts=texts,
        problem=problem,
        typed=request.form,
        role_names=ROLES,
        is_last_manager=any(seat.is_last_manager for seat in seats),
        is_last_lead=any(seat.is_last_lead for seat in seats),
    )


def _no_lead_letter() -> NoLeadLetter | None:
    """None where no letter leaves: the centre reads it on its pages."""
    if settings().mail_url is None:
        return None
    link = absolute(url_for("home.welcome"))
    return lambda language, organization: mail.no_lead_letter(language, link, organization=organization)


@bp.get(f"{TEAM}/<int:membership>/erase")
@access(Can.ANSWER_PERSON)
def team_erase(membership: int) -> Response:
    return _somebody(team_room(), membership)


@bp.post(f"{TEAM}/<int:membership>/erase/now")
@access(Can.ANSWER_PERSON)
def team_erase_now(membership: int) -> Response:
    return _erase(team_room(), membership)


@bp.get(f"{ORGANIZATION}/<int:membership>/erase")
@access(Can.ANSWER_PERSON)
def organization_erase(membership: int) -> Response:
    return _somebody(organization_room(), membership)


@bp.post(f"{ORGANIZATION}/<int:membership>/erase/now")
@access(Can.ANSWER_PERSON)
@even_archived
def organization_erase_now(membership: int) -> Response:
    return _erase(organization_room(), membership)


def _somebody(room: Room, membership_id: int, status: int = 200, problem: str = "") -> Response:
    member = erasable(room, membership_id)
    seats = person_queries.seats_of(g.work.session, member.person_id, within=g.centre.id)
    return page(
        "people/erase_member.html",
        status,
        room=room,
        member=member,
        seats=seats,
        problem=problem,
        role_names=ROLES,
        zone=g.centre.zone,
    )


def erasable(room: Room, membership_id: int) -> MemberFacts:
    """Somebody who is or was here, and has not been erased.

    Raises:
        NotFound: nobody of that number.
    """
    return member_of(g.work, membership_id, room.organization_id)


def _erase(room: Room, membership_id: int) -> Response:
    order = Order("manager", with_texts=request.form.get("texts") == "1")
    try:
        is_whole = erase_from_centre(g.work, membership_id, room.organization_id, order, settings().data_dir)
    except (Conflict, Refused) as error:
        return _somebody(room, membership_id, 409, sentence(error))
    flash(
        _("C’est fait. Cette personne n’est plus nommée nulle part dans SocialTrack.")
        if is_whole
        else _("C’est fait. Cette personne n’est plus nommée dans votre centre. Elle a encore une place ailleurs.")
    )
    return go(room.home)
