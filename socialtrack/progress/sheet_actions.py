"""A filled sheet, keyed in for the organization: each answer its own event, and one more that holds them together."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from ..guide import queries as guide
from ..guide.rules import CentrePath
from ..journal.actions import record
from ..journal.models import Event
from ..journal.row_queries import event_of
from ..journal.rules import SHEET_KEYED
from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..tenancy.models import Membership, Organization
from ..tenancy.queries import chosen_networks
from . import actions
from .gestures import Gesture, first_receipt, keep_receipt
from .models import TaskState
from .rules import WITH_REASON, SaidAt, Value, Wanted, moment_of, review_date
from .sheet_change_rules import Judged, Line, judge
from .sheet_rules import Number, Read, SheetCode

KIND = SHEET_KEYED


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was typed of a sheet, understood. `said_by`: the member it comes from, if anyone said so."""

    read: Read
    version: int
    on: date
    said_by: int | None = None
    despite: Collection[Number] = field(default=())


@dataclass(frozen=True, slots=True)
class Keyed:
    """What keying a sheet did. `event_id` stands for all of it."""

    event_id: int | None
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """A sheet taken back: how many of its answers, and the tasks that had changed since, which stay as they are."""

    count: int
    overtaken: tuple[str, ...]


def sheet_path(work: Work, organization_id: int, code: SheetCode | None) -> CentrePath:
    """The version of the path whose numbers that sheet bears; without a code, the one in force.

    Raises:
        Conflict: it is another organization's (`sheet-of-another`, with its name and slug).
        Invalid: no organization here, or no version, has that code (`sheet-code-unknown`).
    """
    if code is None:
        return guide.path(work)
    if code.organization_id != organization_id:
        other = work.session.execute(
            select(Organization.name, Organization.slug).where(
                Organization.centre_id == work.centre.id,
                Organization.id == code.organization_id,
                Organization.removed_at.is_(None),
            )
        ).one_or_none()
        if other is None:
            raise Invalid("sheet-code-unknown", field="sheet")
        raise Conflict("sheet-of-another", field="sheet", name=other.name, slug=other.slug)
    try:
        return guide.path(work, code.version)
    except NotFound as error:
        raise Invalid("sheet-code-unknown", field="sheet") from error


def compare(work: Work, organization_id: int, sheet: Sheet) -> Judged:
    """What the sheet would change now. Reads; under the lock of `key_sheet`, decides."""
    rows = work.session.scalars(
        select(TaskState).where(TaskState.centre_id == work.centre.id, TaskState.organization_id == organization_id)
    )
    values = {row.task_key: SaidAt(_value(row), to_microseconds(row.changed_at)) for row in rows}
    return judge(
        sheet.read,
        guide.path(work, sheet.version),
        guide.path(work),
        chosen_networks(work, organization_id),
        values,
        on=sheet.on,
        zone=work.centre.zone,
        despite=sheet.despite,
    )


def _value(row: TaskState) -> Value:
    """As much of it as a sheet is compared with."""
    return Value(
        state=row.state,
        done_at=to_microseconds(row.done_at) if row.done_at else None,
        confirmed_on=row.confirmed_on.isoformat() if row.confirmed_on else None,
    )


def key_sheet(work: Work, organization_id: int, sheet: Sheet, reviewed: str, gesture: Gesture) -> Keyed:
    """Enter what a sheet says, all of it or nothing. `reviewed`: the digest of what whoever keys it in has read.

    Raises:
        Conflict: something has changed since it was read (`sheet-overtaken`), or the gesture's key said something else.
        Invalid: something in it is not understood yet, or nothing would change (`sheet-nothing-to-enter`).
        Refused: the organization is archived.
        Busy: the database can't take a change now.
    """
    with work.write():
        if (first := first_receipt(work, gesture)) is not None:
            return Keyed(first.event_id, is_repeated=True)
        _check_member(work, organization_id, sheet.said_by)
        judged = compare(work, organization_id, sheet)
        if judged.digest != reviewed:
            raise Conflict("sheet-overtaken")
        if not judged.can_be_kept:
            raise Invalid("sheet-nothing-to-enter", field="done")
        ids = [_enter(work, organization_id, line) for line in judged.changes]
        told: dict[str, object] = {"events": ids, "version": sheet.version}
        if sheet.said_by is not None:
            told["said_by"] = sheet.said_by
        event_id = record(
            work,
            kind=KIND,
            organization_id=organization_id,
            value_after=told,
            happened_at=min(moment_of(sheet.on, work.centre.zone), work.now),
        )
        keep_receipt(work, gesture, event_id)
        return Keyed(event_id)


def _check_member(work: Work, organization_id: int, membership_id: int | None) -> None:
    if membership_id is None:
        return
    known = work.session.scalars(
        select(Membership.id).where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.id == membership_id,
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
    if known is None:
        raise Invalid("no-such-member", field="said_by")


def _enter(work: Work, organization_id: int, line: Line) -> int:
    """One answer of the sheet, said at noon of its day."""
    gesture = Gesture(happened_at=min(moment_of(line.on, work.centre.zone), work.now))
    if line.is_confirmation:
        answer = actions.confirm_task(work, organization_id, line.task.key, gesture)
    else:
        state = line.mark.state
        review_on = review_date(None, work.today) if state in WITH_REASON else None
        answer = actions.set_task_state(work, organization_id, line.task.key, Wanted(state, "", review_on), gesture)
    assert answer.event_id is not None, "what would change nothing is no change"
    return answer.event_id


def undo_sheet(work: Work, organization_id: int, event: Event, gesture: Gesture) -> SheetTaken:
    """Take a whole sheet back: each of its answers that is still the last on its task. Runs inside `work.write()`.

    Raises:
        Conflict: it was taken back already, or every one of its tasks has changed since (`undo-overtaken`).
    """
    if (first := first_receipt(work, gesture)) is not None:
        return _taken_before(work, organization_id, event, first.event_id)
    ids, overtaken = [], []
    for entered in _entered(work, organization_id, event):
        try:
            answer = actions.undo_task(work, organization_id, entered, Gesture())
        except (Conflict, NotFound):
            overtaken.append(entered.task_key or "")
        else:
            if answer.event_id is not None:
                ids.append(answer.event_id)
    if not ids:
        raise Conflict("undo-overtaken")
    told = {**(event.value_after or {}), "events": ids}
    event_id = record(work, kind=KIND, organization_id=organization_id, value_after=told, undoes_id=event.id)
    keep_receipt(work, gesture, event_id)
    return SheetTaken(len(ids), tuple(overtaken))


def _taken_before(work: Work, organization_id: int, event: Event, undo_id: int | None) -> SheetTaken:
    """The first answer again."""
    undo = event_of(work, organization_id, undo_id)
    taken = [row.task_key for row in _entered(work, organization_id, undo)] if undo else []
    entered = [row.task_key or "" for row in _entered(work, organization_id, event)]
    return SheetTaken(len(taken), tuple(key for key in entered if key not in taken))


def _entered(work: Work, organization_id: int, event: Event) -> list[Event]:
    ids = (event.value_after or {}).get("events", ())
    rows = work.session.scalars(
        select(Event).where(
            Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.id.in_(ids)
        )
    )
    return sorted(rows, key=lambda row: row.id)
