"""Inviting many organizations at once: by letter, or by one sheet each to print and hand over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from ..kernel.errors import DomainError, Invalid
from ..kernel.languages import LOCALES
from ..kernel.moments import local_day
from ..kernel.permissions import Can, Role
from ..kernel.tokens import new_token
from ..mailing.sending import call_postman
from ..people import mail
from ..people.blueprint import absolute, settings, stop_link
from ..people.invitation_actions import Offer
from ..people.rules import INVITATION_LIFE
from ..people.words import ROLES as ROLE_NAMES
from ..web.access import access
from ..web.errors import sentence
from ..web.forms import Reading, clean_email
from ..web.pages import page, without_frame
from ..web.qr import qr_code
from .blueprint import bp
from .bulk_actions import Wanted, invite_many
from .bulk_queries import EmptyRoom, EmptyRooms, empty_rooms

ADDRESS = "/centres/<slug:centre>/invitations"
ROLES = (Role.LEAD, Role.MEMBER, Role.READER)


@dataclass(frozen=True, slots=True)
class Line:
    """One organization of the form: what is proposed or was typed, and what is wrong with it."""

    room: EmptyRoom
    email: str
    is_picked: bool
    error: str = ""


@bp.get(ADDRESS)
@access(Can.INVITE_MANY)
def bulk_invite() -> Response:
    found = empty_rooms(g.work, with_waiting=_with_waiting())
    lines = [Line(room, room.email, bool(room.email) and not room.is_waiting) for room in found.rooms]
    return _form(found, lines, Role.LEAD)


@bp.post(ADDRESS)
@access(Can.INVITE_MANY)
def invite_these() -> Response:
    form = Reading(request.form)
    role = form.one_of("role", ROLES) or Role.LEAD
    found = empty_rooms(g.work, with_waiting=_with_waiting())
    picked = frozenset(request.form.getlist("organization"))
    lines = [_read(room, picked) for room in found.rooms]
    if not any(line.is_picked for line in lines):
        form.refuse(Invalid("nobody-picked", field="invitations"))
    if form.errors or any(line.error for line in lines):
        return _form(found, lines, role, form, 422)
    by_letter = request.form.get("way") == "mail" and settings().mail_url is not None
    tokens = {line.room.slug: new_token() for line in lines if line.is_picked}
    wanted = [_wanted(line, role, tokens[line.room.slug], by_letter) for line in lines if line.is_picked]
    refused = invite_many(g.work, wanted)
    lines = [_answered(line, refused) for line in lines]
    return _after_letters(lines, role) if by_letter else _sheets(lines, tokens, role)


def _with_waiting() -> bool:
    return request.values.get("waiting") == "1"


def _read(room: EmptyRoom, picked: frozenset[str]) -> Line:
    """Writing an address that was not proposed picks the organization too."""
    typed = Reading({"email": request.form.get(f"email-{room.slug}", room.email)}).typed["email"]
    if room.slug not in picked and typed.strip() in ("", room.email):
        return Line(room, typed, is_picked=False)
    try:
        return Line(room, clean_email(typed), is_picked=True)
    except DomainError as error:
        return Line(room, typed, is_picked=True, error=sentence(error))


def _wanted(line: Line, role: str, token: str, by_letter: bool) -> Wanted:
    room, words = line.room, None
    if by_letter:
        words = mail.invitation_letter(
            room.language,
            absolute(url_for("people.invitation", token=token)),
            place=room.name,
            centre=g.centre.name,
            inviter=g.membership.name,
            stop=stop_link(g.centre.id, line.email),
        )
    return Wanted(room.id, room.slug, Offer(line.email, role, room.language, token, words))


def _answered(line: Line, refused: dict[str, Invalid]) -> Line:
    if line.room.slug not in refused:
        return line
    return replace(line, error=sentence(refused[line.room.slug]))


def _after_letters(lines: Sequence[Line], role: str) -> Response:
    """Back to the list, without those that are invited now; with what could not be, if there is any."""
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    sent = sum(line.is_picked and not line.error for line in lines)
    left = [line for line in lines if line.error]
    if sent:
        flash(ngettext("%(num)s invitation part par courriel.", "%(num)s invitations partent par courriel.", sent))
    if not left:
        return redirect(url_for("home.bulk_invite"), 303)  # type: ignore[return-value]
    kept = [line for line in lines if line.error or not line.is_picked]
    return _form(EmptyRooms(tuple(line.room for line in kept), False), kept, role, None, 422)


def _sheets(lines: Sequence[Line], tokens: dict[str, str], role: str) -> Response:
    """One sheet an organization, each in its language. The links are shown here alone."""
    until = local_day(g.work.now + INVITATION_LIFE, g.centre.zone)
    sheets = [_sheet(line, tokens[line.room.slug], until) for line in lines if line.is_picked and not line.error]
    left = [line for line in lines if line.error]
    if not sheets:
        kept = [line for line in lines if line.error or not line.is_picked]
        return _form(EmptyRooms(tuple(line.room for line in kept), False), kept, role, None, 422)
    return page("home/sheets.html", sheets=sheets, left=left)


def _sheet(line: Line, token: str, until: date) -> Markup:
    link = absolute(url_for("people.invitation", token=token))
    code = qr_code(link, scale=4)
    with force_locale(LOCALES[line.room.language]):
        drawn = without_frame("home/_sheet.html", line=line, link=link, code=code, until=until, centre=g.centre.name)
    return Markup(drawn)  # noqa: S704 - our own template, which escapes


def _form(
    found: EmptyRooms, lines: Sequence[Line], role: str, form: Reading | None = None, status: int = 200
) -> Response:
    errors = [
        (f"email-{line.room.slug}", _("%(name)s : %(why)s", name=line.room.name, why=line.error))
        for line in lines
        if line.error
    ]
    if form is not None:
        errors = [*form.summary(role=_("Le rôle")), *errors]
    return page(
        "home/bulk_invite.html",
        status,
        lines=lines,
        errors=errors,
        has_more=found.has_more,
        with_waiting=_with_waiting(),
        role=role,
        roles=[(each.value, ROLE_NAMES[each]) for each in ROLES],
        has_mail=settings().mail_url is not None,
        zone=g.centre.zone,
    )
