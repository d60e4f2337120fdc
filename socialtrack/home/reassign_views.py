"""What is confided to one person of the team, and to whom it goes: some of it, all of it, or as their place ends."""

from functools import partial
from secrets import token_hex

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ..journal.forms import gesture_of, number_of
from ..kernel.errors import Conflict, DomainError, Invalid, Refused
from ..kernel.permissions import Can
from ..mailing.sending import call_postman
from ..people import member_mail
from ..people.blueprint import settings
from ..people.member_actions import Somebody
from ..people.member_queries import MemberFacts, member_of
from ..questions.give_actions import count_followed
from ..reports.filter_forms import FromMapping, filters_of
from ..tenancy.bulk_queries import standings_of_advisor
from ..tenancy.bulk_rules import MOST_NAMED, Deed, Wanted, forecast
from ..tenancy.organization_queries import advisors, names_of_team
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import reassign_actions as actions
from . import several_pages
from .blueprint import bp
from .several_actions import Counted
from .several_forms import NOBODY, Which

ADDRESS = "/centres/<slug:centre>/team/<int:membership>"


@bp.get(f"{ADDRESS}/organizations")
@access(Can.MANAGE_TEAM)
def reassign(membership: int) -> Response:
    return _page("home/reassign.html", member_of(g.work, membership, None))


@bp.post(f"{ADDRESS}/organizations")
@access(Can.MANAGE_TEAM)
def reassign_these(membership: int) -> Response:
    member = member_of(g.work, membership, None)
    try:
        to, slugs = _to("to"), _slugs()
        n = number_of(request.form, "n") if not slugs else len(slugs)
        gesture = gesture_of(request.form, "reassign", membership, to, n, *sorted(slugs))
        counted = Counted(n, n, "" if slugs else request.form.get("mark", ""))
        done = actions.give_organizations(g.work, membership, slugs, to, gesture, counted)
    except (Conflict, Invalid) as error:
        return _page("home/reassign.html", member, error)
    if done.event_id is None:
        flash(_("Rien n’a changé : c’était déjà ainsi."))
    else:
        name = names_of_team(g.work, [to]).get(to, "") if to is not None else ""
        said, undo = (
            several_pages.told(Deed.ASSIGN, done.changed, name=name),
            url_for("home.bulk_done", several=done.event_id),
        )
        flash(Markup('{} <a href="{}">{}</a>').format(said, undo, _("Annuler ce geste")))
    return redirect(url_for("home.reassign", membership=membership), 303)  # type: ignore[return-value]


@bp.get(f"{ADDRESS}/leaving")
@access(Can.MANAGE_TEAM)
def leaving(membership: int) -> Response:
    return _page("home/leaving.html", member_of(g.work, membership, None))


@bp.post(f"{ADDRESS}/leaving")
@access(Can.MANAGE_TEAM)
def end_place(membership: int) -> Response:
    """What they had goes where it was said, and their place ends."""
    member = member_of(g.work, membership, None)
    try:
        to, questions_to = _to("to"), _to("questions_to")
    except Invalid as error:
        return _page("home/leaving.html", member, error)
    if member.is_reader:
        raise Refused("role-not-yours-to-give")
    letter = partial(member_mail.ended_letter, place=g.centre.name) if settings().mail_url is not None else None
    try:
        gesture = gesture_of(request.form, "leaving", membership, to, questions_to)
        what = actions.Leaving(Somebody(membership, None, request.form.get("was", member.role)), to, questions_to)
        actions.end_team_place(g.work, what, gesture, letter=letter)
    except DomainError as error:
        if error.code == "member-gone":
            return _gone()
        return _page("home/leaving.html", member, error)
    if letter is not None:
        call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("C’est fait : cette personne n’a plus sa place ici, et ses sessions sont fermées."))
    return redirect(url_for("people.team"), 303)  # type: ignore[return-value]


def _to(field: str) -> int | None:
    """Raises Invalid: nobody was chosen, not even « personne »."""
    if request.form.get(field) == NOBODY:
        return None
    to = number_of(request.form, field)
    if not to:
        raise Invalid("assign-to-whom", field=field)
    return to


def _slugs() -> tuple[str, ...]:
    """Those ticked; () for all of them."""
    slugs = list(dict.fromkeys(request.form.getlist("only")))
    if request.form.get("which") != Which.CHOSEN:
        return ()
    if not slugs:
        raise Invalid("nothing-chosen", field="which")
    if len(slugs) > MOST_NAMED:
        raise Invalid("too-many-named", field="which", most=MOST_NAMED)
    return filters_of(FromMapping({"only": slugs})).only


def _gone() -> Response:
    flash(_("Cette personne n’a plus sa place ici."), "problem")
    return redirect(url_for("people.team"), 303)  # type: ignore[return-value]


def _page(template: str, member: MemberFacts, error: DomainError | None = None) -> Response:
    if member.has_ended:
        return _gone()
    them = standings_of_advisor(g.work, member.membership_id)
    others = [(str(one.id), one.name) for one in advisors(g.work) if one.id != member.membership_id]
    active = [one for one in them if not one.is_archived]
    return page(
        template,
        200 if error is None else 409 if isinstance(error, Conflict) else STATUS[type(error)],
        member=member,
        active=active,
        mark=forecast(active, Wanted(Deed.ASSIGN)).mark,
        archived=len(them) - len(active),
        questions=count_followed(g.work, member.membership_id),
        most=MOST_NAMED,
        team=[("", _("Choisir une personne")), *others, (NOBODY, _("Personne pour le moment"))],
        refused=(error.field or "to", sentence(error)) if error else None,
        typed=request.form if error else {},
        ticked=frozenset(request.form.getlist("only")) if template == "home/reassign.html" and error else frozenset(),
        request_key=token_hex(8),
    )
