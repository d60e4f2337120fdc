"""The views that a centre's team keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from ..kernel.errors import NotFound
from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import SavedView
from .view_rules import MOST


@dataclass(frozen=True, slots=True)
class View:
    """One view. `by`: who made it, '' for somebody who is of the team no more."""

    id: int
    name: str
    parameters: Mapping[str, Any]
    by: str
    changed_at: datetime
    is_removed: bool


def views(work: Work, *, removed: bool = False) -> list[View]:
    """The team's views by name; or those that were removed, the latest first. One statement."""
    which = SavedView.removed_at.is_not(None) if removed else SavedView.removed_at.is_(None)
    order = (SavedView.removed_at.desc(), SavedView.id) if removed else (SavedView.name_key, SavedView.id)
    return [_view(*row) for row in work.session.execute(_select(work).where(which).order_by(*order).limit(MOST))]


def view(work: Work, view_id: int) -> View:
    """One of them, removed or not.

    Raises:
        NotFound: the centre has no such view.
    """
    row = work.session.execute(_select(work).where(SavedView.id == view_id)).one_or_none()
    if row is None:
        raise NotFound("no-such-view")
    return _view(*row)


def _select(work: Work) -> Select[SavedView, str, datetime | None]:
    return (
        select(SavedView, Membership.name, Membership.ended_at)
        .outerjoin(Membership, (Membership.centre_id == SavedView.centre_id) & (Membership.id == SavedView.made_by))
        .where(SavedView.centre_id == work.centre.id)
    )


def _view(row: SavedView, name: str | None, ended_at: datetime | None) -> View:
    by = name if name and ended_at is None else ""
    return View(row.id, row.name, row.parameters, by, row.changed_at, row.removed_at is not None)
