"""Views of the grid that the team keeps under a name: opened, kept, named otherwise, removed, put back."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..journal.forms import number_of
from ..kernel.errors import Conflict, DomainError, Invalid, NotFound
from ..kernel.permissions import Can, may
from ..reports import view_actions as actions
from ..reports.view_queries import view as one_view
from ..reports.view_queries import views as kept_views
from ..reports.view_rules import LONGEST_NAME
from ..web.access import access
from ..web.errors import STATUS
from ..web.pages import page
from .blueprint import bp
from .grid_forms import asked
from .view_forms import ViewForm, grid_address, parameters_of, still_read
from .view_pages import lost_filters, said, view_rows

ADDRESS = "/centres/<slug:centre>/organizations/views"
NEW, ONE = f"{ADDRESS}/new", f"{ADDRESS}/<int:view>"


@bp.get(ADDRESS)
@access(Can.VIEW_CENTRE)
def views() -> Response:
    return _list()


def _list(form: ViewForm | None = None, renamed: int = 0, status: int = 200) -> Response:
    """All of them. `form`, of the view `renamed`: a name that could not be given."""
    may_save = may(g.work.actor.role, Can.SAVE_VIEW)
    return page(
        "home/views.html",
        status,
        rows=view_rows(g.work, kept_views(g.work)),
        removed=kept_views(g.work, removed=True) if may_save else [],
        form=form or ViewForm(),
        renamed=renamed,
        may_save=may_save,
        longest=LONGEST_NAME,
    )


@bp.get(ONE)
@access(Can.VIEW_CENTRE)
def open_view(view: int) -> Response:
    """The grid as the view says it, with a word where one of its filters finds nothing any more."""
    found = one_view(g.work, view)
    if found.is_removed:
        raise NotFound("no-such-view")
    lost, wanted = lost_filters(g.work, *still_read(found.parameters))
    for sentence in lost:
        flash(sentence, "problem")
    return redirect(url_for("home.organizations", **wanted.address()), 303)  # type: ignore[arg-type, return-value]


@bp.get(NEW)
@access(Can.SAVE_VIEW)
def new_view() -> Response:
    return _form_page(ViewForm())


@bp.post(NEW)
@access(Can.SAVE_VIEW)
def keep_view() -> Response:
    form, replaced = ViewForm(request.form), number_of(request.form, "view")
    try:
        parameters = parameters_of(request.args)
        if replaced:
            changed = actions.replace_view(g.work, replaced, parameters)
            flash(_("La vue garde maintenant ces filtres.") if changed else _("La vue gardait déjà ces filtres."))
            return _to_grid()
        name = form.name()
        if form.errors:
            return _form_page(form, 422)
        _id, is_new = actions.keep_view(g.work, name, parameters)
    except (Conflict, Invalid) as error:
        form.refuse(error, "name")
        return _form_page(form, STATUS[type(error)])
    if is_new:
        flash(_("La vue « %(name)s » est gardée, pour toute l’équipe.", name=name))
    else:
        flash(_("La vue « %(name)s » était déjà gardée.", name=name))
    return _to_grid()


@bp.post(ONE)
@access(Can.SAVE_VIEW)
def change_view(view: int) -> Response:
    form = ViewForm(request.form)
    name = form.name()
    if form.errors:
        return _list(form, view, 422)
    try:
        changed = actions.rename_view(g.work, view, name)
    except Conflict as error:
        form.refuse(error, "name")
        return _list(form, view, 409)
    flash(_("La vue s’appelle maintenant « %(name)s ».", name=name) if changed else _("Elle s’appelait déjà ainsi."))
    return _to_list()


@bp.post(f"{ONE}/remove")
@access(Can.SAVE_VIEW)
def remove_view(view: int) -> Response:
    if actions.remove_view(g.work, view):
        flash(_("La vue est retirée. Elle se remet d’un geste, au bas de cette page."))
    else:
        flash(_("Elle était déjà retirée."))
    return _to_list()


@bp.post(f"{ONE}/restore")
@access(Can.SAVE_VIEW)
def restore_view(view: int) -> Response:
    form = ViewForm()
    try:
        is_back = actions.restore_view(g.work, view)
    except Conflict as error:
        form.refuse(error, "name")
        return _list(form, 0, 409)
    flash(_("La vue est remise.") if is_back else _("Elle était déjà là."))
    return _to_list()


def _to_list() -> Response:
    return redirect(url_for("home.views"), 303)  # type: ignore[return-value]


def _to_grid() -> Response:
    return redirect(url_for("home.organizations", **grid_address(request.args)), 303)  # type: ignore[arg-type, return-value]


def _form_page(form: ViewForm, status: int = 200) -> Response:
    try:
        wanted = asked(request.args)
        parameters_of(request.args)
    except DomainError as error:
        form.refuse(error, "name")
        wanted, status = None, max(status, STATUS[type(error)])
    return page(
        "home/keep_view.html",
        status,
        form=form,
        filters=said(g.work, wanted) if wanted is not None else [],
        views=[(str(one.id), one.name) for one in kept_views(g.work)],
        longest=LONGEST_NAME,
        back=url_for("home.organizations", **grid_address(request.args)),  # type: ignore[arg-type]
        address=grid_address(request.args),
    )
