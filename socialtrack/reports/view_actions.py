"""Keeping a view of the grid under a name, naming it otherwise, putting other filters in its place, removing it.

Working material of the team, which no report reads: no event. It outlives whoever made it.
"""

from sqlalchemy import select

from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from .models import SavedView
from .view_rules import MOST, Parameters, name_key


def keep_view(work: Work, name: str, parameters: Parameters) -> tuple[int, bool]:
    """Keep one more: its number, and whether it is new. The same view under the same name twice is kept once.

    Raises:
        Refused: the role may not.
        Conflict: another view has that name (`view-name-taken`); there are as many as there may be (`views-full`).
    """
    with work.write():
        _check(work)
        there = _there(work)
        key = name_key(name)
        same = next((row for row in there if row.name_key == key), None)
        if same is not None:
            if same.parameters == dict(parameters):
                return same.id, False
            raise Conflict("view-name-taken", field="name", name=same.name)
        _refuse_full(there)
        who = work.actor.membership_id
        row = SavedView(
            name=name,
            name_key=key,
            parameters=dict(parameters),
            made_by=who,
            made_at=work.now,
            changed_by=who,
            changed_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        return row.id, True


def rename_view(work: Work, view_id: int, name: str) -> bool:
    """Name it otherwise; whether anything changed.

    Raises:
        NotFound, Refused: none of that number here; the role may not.
        Conflict: another view has that name (`view-name-taken`), or somebody removed it meanwhile (`view-gone`).
    """
    with work.write():
        row = _present(work, view_id)
        if row.name == name:
            return False
        _refuse_taken(work, name, row.id)
        row.name, row.name_key = name, name_key(name)
        _changed(work, row)
        return True


def replace_view(work: Work, view_id: int, parameters: Parameters) -> bool:
    """Put these filters in the place of its own; whether anything changed. Raises what `rename_view` does."""
    with work.write():
        row = _present(work, view_id)
        if row.parameters == dict(parameters):
            return False
        row.parameters = dict(parameters)
        _changed(work, row)
        return True


def remove_view(work: Work, view_id: int) -> bool:
    """Take it away; whether it was there. It can be put back. Raises NotFound, Refused."""
    with work.write():
        row = _row(work, view_id)
        was_there = row.removed_at is None
        if was_there:
            row.removed_at = work.now
            work.session.flush()
        return was_there


def restore_view(work: Work, view_id: int) -> bool:
    """Put it back; whether it was away.

    Raises:
        NotFound, Refused: none of that number here; the role may not.
        Conflict: another view has its name by now, or there are as many as there may be.
    """
    with work.write():
        row = _row(work, view_id)
        if row.removed_at is None:
            return False
        _refuse_taken(work, row.name, row.id)
        _refuse_full(_there(work))
        row.removed_at = None
        work.session.flush()
        return True


def _there(work: Work) -> list[SavedView]:
    return list(
        work.session.scalars(
            select(SavedView).where(SavedView.centre_id == work.centre.id, SavedView.removed_at.is_(None))
        )
    )


def _refuse_taken(work: Work, name: str, view_id: int) -> None:
    key = name_key(name)
    other = next((row for row in _there(work) if row.name_key == key and row.id != view_id), None)
    if other is not None:
        raise Conflict("view-name-taken", field="name", name=other.name)


def _refuse_full(there: list[SavedView]) -> None:
    if len(there) >= MOST:
        raise Conflict("views-full", field="name", most=MOST)


def _present(work: Work, view_id: int) -> SavedView:
    row = _row(work, view_id)
    if row.removed_at is not None:
        raise Conflict("view-gone")
    return row


def _row(work: Work, view_id: int) -> SavedView:
    _check(work)
    row = work.session.scalars(
        select(SavedView).where(SavedView.centre_id == work.centre.id, SavedView.id == view_id)
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-view")
    return row


def _changed(work: Work, row: SavedView) -> None:
    row.changed_by, row.changed_at = work.actor.membership_id, work.now
    work.session.flush()


def _check(work: Work) -> None:
    if not may(work.actor.role, Can.SAVE_VIEW):
        raise Refused("view-not-yours")
