"""Pages that compose several features: welcome, the centre's board, the grid of organizations."""

from datetime import timedelta

from flask import Response, g, redirect, request, url_for

from ..guide import queries as guide
from ..kernel.permissions import Can, may
from ..mailing.actions import count_failed
from ..people.actions import outside
from ..people.queries import installation
from ..tenancy.queries import example_ids, known_regions
from ..web.access import access, public
from ..web.pages import page
from . import (
    access_views,
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
    record_views,
    settings_views,
)
from .blueprint import bp
from .grid_forms import asked
from .grid_pages import grid_view
from .news import news, what_matters
from .waiting_pages import waiting_for_us

# The blueprint is whole once each file of views has hung its own on it.
__all__ = [
    "access_views",
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
    "record_views",
    "settings_views",
]


# For how long the board says that a letter did not leave: as long as an invitation waits. The letters' page keeps it.
LETTERS_TOLD_FOR = timedelta(days=14)


@bp.get("/")
@public
def welcome() -> Response:
    """Whoever is signed in goes to their place; the others read what this is."""
    if g.get("visitor") is not None:
        return redirect(url_for("people.places"), 303)  # type: ignore[return-value]
    with outside("is the space set up already") as session:
        row = installation(session)
    return page("home/welcome.html", is_set_up=row is not None and row.setup_done_at is not None)


@bp.get("/centres/<slug:centre>/")
@access(Can.VIEW_CENTRE)
def board() -> Response:
    work = g.work
    figures = queries.centre_figures(work)
    hears = may(work.actor.role, Can.VIEW_LETTERS)
    return page(
        "home/board.html",
        unsent=count_failed(work.session, work.centre.id, work.now - LETTERS_TOLD_FOR) if hears else 0,
        title=what_matters(figures),
        figures=figures,
        waits=waiting_for_us(work),
        stalled=queries.longest_stalled(work) if figures.stalled else [],
        latest=news(work, queries.latest(work), guide.path(work)),
        steps=guide.path(work).steps,
        may={can.name: may(work.actor.role, can) for can in Can},
        stalled_after_days=work.centre.stalled_after_days,
        today=work.today.isoformat(),
        has_example=bool(example_ids(work)),
    )


@bp.get("/centres/<slug:centre>/organizations/")
@access(Can.VIEW_CENTRE)
def organizations() -> Response:
    """Every organization, one page at a time."""
    work, wanted = g.work, asked(request.args)
    return page(
        "home/organizations.html",
        grid=grid_view(work, wanted, grid_queries.grid_page(work, wanted)),
        figures=queries.centre_figures(work),
        regions=known_regions(work),
        has_archived=grid_queries.has_archived(work),
        may_invite=may(work.actor.role, Can.INVITE_MANY),
        may_add=may(work.actor.role, Can.ADD_ORGANIZATION),
    )
