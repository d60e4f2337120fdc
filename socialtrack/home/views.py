"""Pages that compose several features: welcome, the centre's board, the grid of organizations."""

from flask import Response, g, redirect, request, url_for

from ..kernel.permissions import Can, may
from ..people.actions import outside
from ..people.queries import installation
from ..tenancy.queries import known_regions
from ..web.access import access, public
from ..web.pages import page
from . import (
    access_views,
    board_views,
    bulk_views,
    grid_queries,
    import_undo_views,
    import_views,
    letters_views,
    merge_views,
    my_data_views,
    organization_views,
    our_data_views,
    overview_views,
    queries,
    reassign_views,
    record_views,
    settings_views,
    several_views,
    view_views,
)
from .blueprint import bp
from .grid_forms import asked
from .grid_pages import grid_view
from .several_pages import several_bar
from .view_pages import views_panel

# The blueprint is whole once each file of views has hung its own on it.
__all__ = [
    "access_views",
    "board_views",
    "bp",
    "bulk_views",
    "import_undo_views",
    "import_views",
    "letters_views",
    "merge_views",
    "my_data_views",
    "organization_views",
    "our_data_views",
    "overview_views",
    "reassign_views",
    "record_views",
    "settings_views",
    "several_views",
    "view_views",
]


@bp.get("/")
@public
def welcome() -> Response:
    """Whoever is signed in goes to their place; the others read what this is."""
    if g.get("visitor") is not None:
        return redirect(url_for("people.places"), 303)  # type: ignore[return-value]
    with outside("is the space set up already") as session:
        row = installation(session)
    return page("home/welcome.html", is_set_up=row is not None and row.setup_done_at is not None)


@bp.get("/centres/<slug:centre>/organizations/")
@access(Can.VIEW_CENTRE)
def organizations() -> Response:
    """Every organization, one page at a time."""
    work, wanted = g.work, asked(request.args)
    found = grid_queries.grid_page(work, wanted)
    return page(
        "home/organizations.html",
        grid=grid_view(work, wanted, found),
        views=views_panel(work, wanted),
        several=several_bar(work, wanted, [row.slug for row in found.rows]),
        figures=queries.centre_figures(work),
        regions=known_regions(work),
        has_archived=grid_queries.has_archived(work),
        may_invite=may(work.actor.role, Can.INVITE_MANY),
        may_add=may(work.actor.role, Can.ADD_ORGANIZATION),
    )
