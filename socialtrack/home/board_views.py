"""The centre's board."""

from datetime import timedelta

from flask import Response, g

from ..guide import queries as guide
from ..kernel.permissions import Can, may
from ..mailing.actions import count_failed
from ..tenancy.queries import example_ids
from ..web.access import access
from ..web.pages import page
from . import board_pages, queries
from .blueprint import bp
from .board_queries import movement
from .caseload_words import nothing_confided
from .news import news, what_matters
from .stalled_pages import stalled_views
from .waiting_pages import doubts_of_mine, waiting_for_us

# For how long the board says that a letter did not leave: as long as an invitation waits. The letters' page keeps it.
LETTERS_TOLD_FOR = timedelta(days=14)


@bp.get("/centres/<slug:centre>/")
@access(Can.VIEW_CENTRE)
def board() -> Response:
    work = g.work
    figures, path = queries.centre_figures(work), guide.path(work)
    hears, is_held = may(work.actor.role, Can.VIEW_LETTERS), work.actor.sees_caseload_only
    return page(
        "home/board.html",
        unsent=count_failed(work.session, work.centre.id, work.now - LETTERS_TOLD_FOR) if hears else 0,
        title=what_matters(figures) if figures.organizations or not is_held else nothing_confided(),
        figures=figures,
        situations=board_pages.figure_views(figures),
        waits=waiting_for_us(work),
        doubts=doubts_of_mine(work),
        stalled=stalled_views(work, queries.longest_stalled(work)) if figures.stalled else [],
        funnel=board_pages.funnel(figures, path),
        # Kept by the day for the whole centre; of a caseload, the report of movement tells it.
        moved=None if is_held else board_pages.movement_view(movement(work)),
        is_held=is_held,
        latest=news(work, queries.latest(work), path),
        may={can.name: may(work.actor.role, can) for can in Can},
        stalled_after_days=work.centre.stalled_after_days,
        today=work.today.isoformat(),
        has_example=bool(example_ids(work)),
    )
