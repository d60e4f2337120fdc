"""One gesture for several organizations of the grid: chosen there, read over, done once, taken back."""

from datetime import date
from secrets import token_hex

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ..guide import queries as guide
from ..kernel.errors import DomainError, Invalid
from ..kernel.permissions import Can
from ..reports.filter_queries import checked
from ..tenancy.bulk_rules import Deed, Forecast
from ..tenancy.organization_queries import names_of_team
from ..tenancy.queries import known_tags
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import several_actions as actions
from . import several_pages as pages
from .blueprint import bp
from .grid_forms import asked
from .several_forms import Selection, SeveralForm, selection_of
from .several_queries import past
from .view_forms import grid_address

ADDRESS = "/centres/<slug:centre>/organizations/bulk"
LONGEST_ADDRESS = 6_000  # signs of an address that every server and spreadsheet takes


@bp.get(ADDRESS)
@bp.get(f"{ADDRESS}/do")
@access(Can.EDIT_ORGANIZATION)
def left_bulk() -> Response:
    """A browser that opens its pages again asks for the address of a form it once sent: nothing of it is there."""
    return redirect(url_for("home.organizations"), 303)  # type: ignore[return-value]


@bp.post(ADDRESS)
@access(Can.EDIT_ORGANIZATION)
def bulk() -> Response:
    """What a gesture would do; before that, what it still needs to know. Changes nothing."""
    form = SeveralForm(request.form, g.work)
    try:
        selection = _selection()
        if form.is_export:
            return _export(selection)
        if form.is_support:
            return _support(selection)
        if not form.is_asked and form.deed is not None:
            actions.refuse_deed(g.work, form.deed)
            return _ask(form, selection)
        return _preview(form, selection, actions.foresee(g.work, selection, form.wanted()))
    except DomainError as error:
        return _refused(form, error)


@bp.post(f"{ADDRESS}/do")
@access(Can.EDIT_ORGANIZATION)
def do_bulk() -> Response:
    form = SeveralForm(request.form, g.work)
    try:
        selection, wanted = _selection(), form.wanted()
        try:
            counted, gesture = actions.Counted(*form.counted), form.gesture(selection, wanted)
            done = actions.change_several(g.work, selection, wanted, gesture, counted)
        except actions.SelectionMoved as moved:
            return _preview(form, selection, moved.forecast, overtaken=sentence(moved), status=409)
    except DomainError as error:
        return _refused(form, error)
    if done.event_id is None:
        flash(_("Rien n’a changé : c’était déjà ainsi."))
    else:
        name = names_of_team(g.work, [wanted.advisor_id]).get(wanted.advisor_id, "") if wanted.advisor_id else ""
        said = pages.told(wanted.deed, done.changed, name=name, tag=wanted.tag, until=wanted.until)
        undo = url_for("home.bulk_done", several=done.event_id)
        flash(Markup('{} <a href="{}">{}</a>').format(said, undo, _("Annuler ce geste")))
    return _back()


@bp.get(f"{ADDRESS}/<int:several>")
@access(Can.EDIT_ORGANIZATION)
def bulk_done(several: int) -> Response:
    """What a gesture did, and the button that takes it back."""
    done = past(g.work, several)
    name = names_of_team(g.work, [done.advisor_id]).get(done.advisor_id, "") if done.advisor_id else ""
    until = date.fromisoformat(done.until) if done.until else None
    return page(
        "home/several_done.html",
        done=done,
        told=pages.told(done.deed, done.changed, name=name, until=until),
        may_undo=actions.may_do(g.work, done.deed),
    )


@bp.post(f"{ADDRESS}/<int:several>/undo")
@access(Can.EDIT_ORGANIZATION)
def undo_bulk(several: int) -> Response:
    undone = actions.undo_several(g.work, several)
    flash(pages.undone(undone) if undone else _("Ce geste était déjà annulé."))
    return _back()


def _selection() -> Selection:
    filters = checked(g.work, asked(request.args).filters, guide.path(g.work))
    return selection_of(request.form, filters)


def _export(selection: Selection) -> Response:
    """To the reports, about the same organizations."""
    address = url_for("reports.index", **selection.address())  # type: ignore[arg-type]
    if len(address) > LONGEST_ADDRESS:
        raise Invalid("too-many-to-export", field="which")
    return redirect(address, 303)  # type: ignore[return-value]


def _support(selection: Selection) -> Response:
    """To the form of a workshop, about the organizations that are named."""
    if selection.slugs is None:
        raise Invalid("support-of-the-named", field="which")
    return redirect(url_for("support.together", only=list(selection.slugs)), 303)  # type: ignore[return-value]


def _back() -> Response:
    return redirect(url_for("home.organizations", **grid_address(request.args)), 303)  # type: ignore[arg-type, return-value]


def _ask(form: SeveralForm, selection: Selection | None, error: DomainError | None = None) -> Response:
    """The page that asks what the gesture still needs: a tag, a day, or another choice."""
    return page(
        "home/several_ask.html",
        STATUS[type(error)] if error else 200,
        form=form,
        refused=(error.field or "deed", sentence(error)) if error else None,
        title=_title(form),
        selection=selection,
        tags=known_tags(g.work) if form.deed in (Deed.TAG, Deed.UNTAG) else (),
        back=url_for("home.organizations", **grid_address(request.args)),  # type: ignore[arg-type]
        fields=_fields(),
        address=grid_address(request.args),
    )


def _refused(form: SeveralForm, error: DomainError) -> Response:
    if isinstance(error, Invalid):
        return _ask(form, None, error)
    raise error


def _title(form: SeveralForm) -> str:
    return {
        Deed.TAG: _("Ajouter une étiquette"),
        Deed.UNTAG: _("Retirer une étiquette"),
        Deed.PAUSE: _("Mettre en pause"),
    }.get(form.deed or Deed.ASSIGN, _("Un geste pour plusieurs organismes"))


def _preview(
    form: SeveralForm, selection: Selection, seen: Forecast, *, overtaken: str = "", status: int = 200
) -> Response:
    named = {one.details.advisor_id for one in seen.changing} | {seen.wanted.advisor_id}
    team = names_of_team(g.work, {id_ for id_ in named if id_ is not None})
    return page(
        "home/several.html",
        status,
        form=form,
        title=pages.title(seen.wanted, team.get(seen.wanted.advisor_id or 0, "")),
        view=pages.several_view(seen, team),
        seen=seen,
        button=pages.button(seen.wanted.deed, len(seen.changing)),
        overtaken=overtaken,
        request_key=token_hex(8),
        back=url_for("home.organizations", **grid_address(request.args)),  # type: ignore[arg-type]
        fields=_fields(),
        address=grid_address(request.args),
    )


def _fields() -> list[tuple[str, str]]:
    """Who was chosen, as the next form says it again."""
    names = ("which", "page", "only")
    return [(name, value) for name in names for value in request.form.getlist(name)]
