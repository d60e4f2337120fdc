"""Support given: logged in two gestures, said otherwise, taken away, put back. For the centre's team."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..journal.forms import gesture_of
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web import htmx
from ..web.access import access, may_here
from ..web.errors import STATUS
from ..web.formats import number
from ..web.pages import page
from . import actions, given_queries
from .blueprint import IN_CENTRE, IN_ORGANIZATION, bp
from .forms import SupportForm, slugs_in, way_back
from .pages import form_view, given_view
from .rules import Given
from .sentences import what_inside

__all__ = ["bp"]


@bp.get(IN_ORGANIZATION)
@access(Can.VIEW_CENTRE)
def one() -> Response:
    """All that was given to an organization, and the form to log more. To a script that asks, the form alone."""
    if htmx.wants_fragment() and may_here(Can.LOG_SUPPORT):
        return page(
            "support/_open.html", support=form_view(g.work, None, given_queries.founded_on(g.work), _came_from())
        )
    return _page(back=_came_from())


@bp.post(IN_ORGANIZATION)
@access(Can.LOG_SUPPORT)
def log() -> Response:
    work, form = g.work, SupportForm(g.work.today, request.form)
    if form.said is None:
        return _page(form, status=422)
    gesture = gesture_of(request.form, g.organization.id, "support", form.said)
    try:
        actions.log_support(work, [g.organization.id], form.said, gesture)
    except (Conflict, Invalid) as error:
        form.refuse(error)
        return _page(form, status=STATUS[type(error)])
    flash(_("C’est inscrit pour %(name)s : %(what)s.", name=g.organization.name, what=what_inside(form.said.given)))
    return _back()


@bp.get(f"{IN_ORGANIZATION}<int:support>")
@access(Can.LOG_SUPPORT)
def edit(support: int) -> Response:
    return _edit_page(support, back=_came_from())


@bp.post(f"{IN_ORGANIZATION}<int:support>")
@access(Can.LOG_SUPPORT)
def change(support: int) -> Response:
    form = SupportForm(g.work.today, request.form)
    if form.said is None:
        return _edit_page(support, form, status=422)
    gesture = gesture_of(request.form, g.organization.id, "support-change", support, form.said)
    try:
        is_changed = actions.change_support(g.work, g.organization.id, support, form.said, gesture)
    except (Conflict, Invalid) as error:
        form.refuse(error)
        return _edit_page(support, form, status=STATUS[type(error)])
    flash(_("C’est corrigé : %(what)s.", what=what_inside(form.said.given)) if is_changed else _("Rien n’a changé."))
    return _back()


@bp.post(f"{IN_ORGANIZATION}<int:support>/remove")
@access(Can.LOG_SUPPORT)
def remove(support: int) -> Response:
    gesture = gesture_of(request.form, g.organization.id, "support-remove", support)
    if actions.remove_support(g.work, g.organization.id, support, gesture):
        flash(_("Le soutien est retiré : il ne compte plus. Il se remet d’un geste, sous « Retiré »."))
    else:
        flash(_("Il était déjà retiré."))
    return _to_all()


@bp.post(f"{IN_ORGANIZATION}<int:support>/restore")
@access(Can.LOG_SUPPORT)
def restore(support: int) -> Response:
    gesture = gesture_of(request.form, g.organization.id, "support-restore", support)
    if actions.restore_support(g.work, g.organization.id, support, gesture):
        flash(_("Le soutien est remis : il compte de nouveau."))
    else:
        flash(_("Il était déjà là."))
    return _to_all()


@bp.get(IN_CENTRE)
@access(Can.LOG_SUPPORT)
def together() -> Response:
    """The form to log a workshop for several organizations at once, those that the address names."""
    return _together_page(slugs_in(request.args.getlist("only")))


@bp.post(IN_CENTRE)
@access(Can.LOG_SUPPORT)
def log_together() -> Response:
    work, form = g.work, SupportForm(g.work.today, request.form)
    slugs, offered = slugs_in(request.form.getlist("only")), slugs_in(request.form.getlist("offered"))
    there = given_queries.chosen_organizations(work, slugs)
    if not there:
        form.refuse(Invalid("support-of-nobody", field="only"))
    elif len(there) < len(slugs):
        form.refuse(Invalid("organizations-gone", field="only"))
    if form.said is None or form.errors:
        return _together_page(_offered(slugs, offered), form, ticked=slugs, status=422)
    ids = [one.id for one in there]
    gesture = gesture_of(request.form, "support-together", ",".join(map(str, ids)), form.said)
    try:
        actions.log_support(work, ids, form.said, gesture)
    except (Conflict, Invalid) as error:
        form.refuse(error)
        return _together_page(_offered(slugs, offered), form, ticked=slugs, status=STATUS[type(error)])
    flash(_said_of_several(len(ids), form.said.given))
    return redirect(way_back(request.form.get("back"), work.centre.slug) or url_for("home.organizations"), 303)  # type: ignore[return-value]


def _said_of_several(n: int, given: Given) -> str:
    return ngettext(
        "C’est inscrit pour %(n)s organisme : %(what)s.",
        "C’est inscrit pour %(n)s organismes : %(what)s.",
        n,
        n=number(n),
        what=what_inside(given),
    )


def _offered(slugs: list[str], offered: list[str]) -> list[str]:
    """The organizations that a refused form shows again: those ticked, and those that were not."""
    return list(dict.fromkeys([*slugs, *offered]))


def _together_page(
    slugs: list[str], form: SupportForm | None = None, *, ticked: Collection[str] | None = None, status: int = 200
) -> Response:
    work = g.work
    drawn = form or SupportForm(work.today, None, kind="workshop")
    back = _came_from() if form is None else way_back(request.form.get("back"), work.centre.slug)
    return page(
        "support/together.html",
        status,
        support=form_view(work, drawn, given_queries.founded_on(work), back),
        there=given_queries.chosen_organizations(work, slugs),
        ticked=slugs if ticked is None else ticked,
    )


def _page(form: SupportForm | None = None, *, back: str | None = None, status: int = 200) -> Response:
    work, organization_id = g.work, g.organization.id
    return page(
        "support/one.html",
        status,
        given=given_view(
            work,
            given_queries.support_given(work, organization_id, removed=True),
            given_queries.totals(work, organization_id),
        ),
        support=form_view(work, form, given_queries.founded_on(work), _sent_back() if back is None else back),
        can_log=may_here(Can.LOG_SUPPORT),
    )


def _edit_page(
    support: int, form: SupportForm | None = None, *, back: str | None = None, status: int = 200
) -> Response:
    found = given_queries.one_given(g.work, g.organization.id, support)
    drawn = form or SupportForm.drawn(g.work.today, found.given, found.note or "")
    return page(
        "support/edit.html",
        status,
        one=found,
        support=form_view(g.work, drawn, given_queries.founded_on(g.work), _sent_back() if back is None else back),
        can_log=may_here(Can.LOG_SUPPORT),
    )


def _came_from() -> str:
    """The page of this centre whose link led here, but these pages themselves."""
    said = urlsplit(request.referrer or "")
    if said.netloc != request.host or said.path == request.path:
        return ""
    return way_back(f"{said.path}?{said.query}" if said.query else said.path, g.centre.slug)


def _sent_back() -> str:
    return way_back(request.form.get("back"), g.centre.slug)


def _back() -> Response:
    return redirect(_sent_back() or url_for("home.overview", _anchor="support"), 303)  # type: ignore[return-value]


def _to_all() -> Response:
    return redirect(url_for("support.one"), 303)  # type: ignore[return-value]
