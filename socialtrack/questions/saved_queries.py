"""Answers that the team keeps for another time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..kernel.collation import sort_key
from ..kernel.errors import NotFound
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import SavedAnswer
from .saved_rules import Wording


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved answer, in the language or languages in which it was written. `drawn`: what a form names to say which
    wording it was drawn from."""

    id: int
    wording: Wording
    changed_at: datetime
    changed_by: str
    is_removed: bool

    @property
    def drawn(self) -> str:
        return str(to_microseconds(self.changed_at))


def saved_answers(work: Work, language: str, *, removed: bool = False) -> list[Saved]:
    """Those that are there (or those that were taken away), in the order of their titles in that language."""
    rows = work.session.execute(
        select(SavedAnswer, Membership.name)
        .outerjoin(
            Membership,
            (Membership.centre_id == SavedAnswer.centre_id) & (Membership.id == SavedAnswer.changed_by),
        )
        .where(
            SavedAnswer.centre_id == work.centre.id,
            SavedAnswer.removed_at.is_not(None) if removed else SavedAnswer.removed_at.is_(None),
        )
    )
    found = [_saved(row, name) for row, name in rows]
    return sorted(found, key=lambda one: (sort_key(one.wording.title(language)), one.id))


def saved_answer(work: Work, number: int) -> Saved:
    """One of them, even if it was taken away.

    Raises:
        NotFound: the centre has none of that number.
    """
    row = work.session.execute(
        select(SavedAnswer, Membership.name)
        .outerjoin(
            Membership,
            (Membership.centre_id == SavedAnswer.centre_id) & (Membership.id == SavedAnswer.changed_by),
        )
        .where(SavedAnswer.centre_id == work.centre.id, SavedAnswer.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-saved-answer")
    return _saved(*row)


def _saved(row: SavedAnswer, name: str | None) -> Saved:
    return Saved(row.id, Wording.kept(row.title, row.body), row.changed_at, name or "", row.removed_at is not None)
