"""Taking an organization away, with what it moved at its centre."""

from ..kernel.work import Work
from ..tenancy.organization_actions import take_organization_away
from .rebuild import moved_by


def remove_organization(work: Work, organization_id: int) -> None:
    """Off every page and figure, out of reach of its people. Its past stays in the journal: what it moved no longer
    counts, and the reports of past days say what they said. Runs inside `work.write()`."""
    take_organization_away(work, organization_id, moved_by(work, organization_id))
