"""Pages that compose several features; here, the welcome."""

from flask import Response, g, redirect, url_for

from ..people.actions import outside
from ..people.queries import installation
from ..web.access import public
from ..web.pages import page
from . import (
    access_views,
    board_views,
    bulk_views,
    grid_views,
    import_undo_views,
    import_views,
    letters_views,
    merge_views,
    my_data_views,
    organization_views,
    our_data_views,
    overview_views,
    reassign_views,
    record_views,
    settings_views,
    several_views,
    view_views,
)
from .blueprint import bp

# The blueprint is whole once each file of views has hung its own on it.
__all__ = [
    "access_views",
    "board_views",
    "bp",
    "bulk_views",
    "grid_views",
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
