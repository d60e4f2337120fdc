"""Adding an organization; the example organizations, loaded and removed."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..kernel.errors import Conflict, NotFound
from ..kernel.permissions import Can, may
from ..kernel.text import slug_of
from ..tenancy.forms import OrganizationForm
from ..tenancy.queries import known_regions, organization_by_slug, slug_of_organization
from ..web.access import access
from ..web.pages import page
from . import actions
from .blueprint import bp


@bp.get("/centres/<slug:centre>/add-organization")
@access(Can.ADD_ORGANIZATION)
def add_organization() -> Response:
    return _form_page(OrganizationForm())


@bp.post("/centres/<slug:centre>/add-organization")
@access(Can.ADD_ORGANIZATION)
def add_this_organization() -> Response:
    form = OrganizationForm(request.form)
    said = form.details()
    if said is None:
        return _form_page(form, 422)
    try:
        organization_id = actions.add_organization(g.work, said, is_same_name_meant=form.is_same_name_meant)
    except Conflict as error:
        form.refuse(error)
        return _form_page(form, 422, namesake=error.values.get("slug") if error.code == "name-taken" else None)
    return _go(url_for("home.add_organization", added=slug_of_organization(g.work, organization_id)))


def _form_page(form: OrganizationForm, status: int = 200, *, namesake: object = None) -> Response:
    added = None
    slug = request.args.get("added", "")
    if slug == slug_of(slug, most=80):  # the address may say anything
        try:
            added = organization_by_slug(g.work, slug)
        except NotFound:
            added = None
    return page(
        "tenancy/add_organization.html",
        status,
        form=form,
        added=added,
        namesake=namesake,
        regions=known_regions(g.work),
        may_import=may(g.work.actor.role, Can.IMPORT_ORGANIZATIONS),
    )


@bp.post("/centres/<slug:centre>/example")
@access(Can.LOAD_EXAMPLE)
def load_example() -> Response:
    try:
        actions.load_example(g.work)
        flash(_("Douze organismes d’exemple sont là. Ils se retirent d’un geste, au bas de cette page."))
    except Conflict:
        flash(_("Les organismes d’exemple étaient déjà là."))
    return _go(url_for("home.board"))


@bp.post("/centres/<slug:centre>/example/remove")
@access(Can.LOAD_EXAMPLE)
def remove_example() -> Response:
    n = actions.remove_example(g.work)
    if n:
        flash(ngettext("%(num)s organisme d’exemple est retiré.", "%(num)s organismes d’exemple sont retirés.", n))
    else:
        flash(_("Il n’y avait plus d’organisme d’exemple."))
    return _go(url_for("home.board"))


def _go(url: str) -> Response:
    return redirect(url, 303)  # type: ignore[return-value]
