"""The grid of organizations: by step or task by task, filtered, in any order, one page at a time."""

from flask import Response, g, request

from ..kernel.permissions import Can, may
from ..tenancy.organization_queries import advisors
from ..web.access import access
from ..web.pages import page
from . import queries
from .blueprint import bp
from .grid_filters import filter_form, filters_on
from .grid_forms import asked
from .grid_pages import grid_view
from .grid_queries import grid_page, has_archived
from .several_pages import several_bar
from .view_pages import views_panel


@bp.get("/centres/<slug:centre>/organizations/")
@access(Can.VIEW_CENTRE)
def organizations() -> Response:
    """Every organization, one page at a time."""
    work, wanted = g.work, asked(request.args)
    found, team = grid_page(work, wanted), advisors(work)
    return page(
        "home/organizations.html",
        grid=grid_view(work, wanted, found),
        views=views_panel(work, wanted),
        several=several_bar(work, wanted, [row.slug for row in found.rows], team),
        form=filter_form(work, wanted, team),
        on=filters_on(work, wanted),
        figures=queries.centre_figures(work),
        has_archived=has_archived(work),
        may_invite=may(work.actor.role, Can.INVITE_MANY),
        may_add=may(work.actor.role, Can.ADD_ORGANIZATION),
    )
