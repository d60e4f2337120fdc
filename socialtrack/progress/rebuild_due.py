"""Figures that an older version has counted are told again from the journal: once, before anybody reads them."""

from sqlalchemy import select

from ..data.scope import Scope, open_session
from ..journal.models import CentreTotals
from ..journal.rules import FIGURES_VERSION
from ..kernel.work import CentreFacts
from ..tenancy.actions import command_work
from ..tenancy.models import Centre
from ..tenancy.queries import facts_of
from .rebuild import rebuild
from .rebuild_events import Heard


def centres_due() -> list[CentreFacts]:
    """Those whose figures an older version has counted."""
    session = open_session(Scope(None, "an update looks for the centres whose figures an older version has counted"))
    try:
        due = select(Centre).join(CentreTotals, CentreTotals.centre_id == Centre.id)
        older = CentreTotals.figures_version < FIGURES_VERSION
        return [facts_of(centre) for centre in session.scalars(due.where(older).order_by(Centre.id))]
    finally:
        session.close()


def rebuild_due(centre: CentreFacts, heard: Heard = None) -> int:
    """Tell them again, and note that it is done, in one transaction; how many rows were written. Should two processes
    do so at once, the second finds nothing left. `heard` is told how many events have been read, of how many.

    Raises:
        Busy: the database can't take a change now.
    """
    with command_work(centre) as work:
        return len(rebuild(work, heard))
