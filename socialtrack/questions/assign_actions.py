"""Who of the team follows a question: an event each time, with ids alone. Asking twice is once."""

from collections.abc import Collection

from sqlalchemy import select

from ..journal.actions import record
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..tenancy.models import Membership, Organization
from ..tenancy.organization_queries import advisors
from .models import Question
from .rules import QuestionKind

MOST_AT_ONCE = 100


def assign(
    work: Work,
    question_ids: Collection[int],
    to: int | None,
    gesture: Gesture,
    *,
    organization_id: int | None = None,
    only_if_nobodys: bool = False,
) -> int:
    """Give these questions to somebody of the team (None: to nobody); how many changed hands.

    `organization_id`: whose questions they are, where the page is an organization's. `only_if_nobodys`: one takes what
    nobody has; one that somebody follows already stays theirs.

    Raises:
        NotFound: one of them is none of this centre's, or not of that organization.
        Invalid: that person is not of the team, or may only read (code `assign-to-whom`); nothing was ticked
            (`nothing-ticked`); that person does not see one of these organizations (`assign-outside-caseload`).
        Conflict: somebody took it meanwhile (`taken-meanwhile`); the key was used for something else.
        Refused: the role may not, or the organization is archived.
    """
    wanted = sorted(set(question_ids))
    if not wanted:
        raise Invalid("nothing-ticked", field="question")
    if len(wanted) > MOST_AT_ONCE:
        raise NotFound("no-such-question")
    with work.write():
        if not may(work.actor.role, Can.ANSWER_QUESTION):
            raise Refused("question-not-yours")
        if first_receipt(work, gesture) is not None:
            return 0
        team = {one.id for one in advisors(work)}
        if to is not None and to not in team:
            raise Invalid("assign-to-whom", field="to")
        rows = _rows(work, wanted, organization_id)
        _refuse_unseen(work, rows, to)
        holders = {row.assigned_to for row in rows} & team
        if only_if_nobodys and holders - {to}:
            raise Conflict("taken-meanwhile")
        changed = [row for row in rows if row.assigned_to != to]
        event_id = None
        for row in changed:
            event_id = give(work, row, to)
        keep_receipt(work, gesture, event_id)
    return len(changed)


def _rows(work: Work, ids: Collection[int], organization_id: int | None) -> list[Question]:
    statement = (
        select(Question, Organization.archived_at)
        .join(
            Organization,
            (Organization.centre_id == Question.centre_id) & (Organization.id == Question.organization_id),
        )
        .where(
            Question.centre_id == work.centre.id,
            Question.id.in_(ids),
            Organization.removed_at.is_(None),
        )
        .order_by(Question.id)
    )
    if organization_id is not None:
        statement = statement.where(Question.organization_id == organization_id)
    found = work.session.execute(statement).all()
    if len(found) != len(ids):
        raise NotFound("no-such-question")
    if any(archived_at is not None for _, archived_at in found):
        raise Refused("organization-archived")
    return [row for row, _ in found]


def _refuse_unseen(work: Work, rows: Collection[Question], to: int | None) -> None:
    """Raises Invalid: that person is held to the organizations confided to them, and one of these is not."""
    is_held = work.session.scalars(
        select(Membership.id).where(
            Membership.centre_id == work.centre.id, Membership.id == to, Membership.sees_caseload_only
        )
    ).first()
    if is_held is None:
        return
    theirs = work.session.scalars(
        select(Organization.id).where(
            Organization.centre_id == work.centre.id,
            Organization.id.in_({row.organization_id for row in rows}),
            Organization.advisor_id == to,
        )
    ).all()
    if {row.organization_id for row in rows} - set(theirs):
        raise Invalid("assign-outside-caseload", field="to")


def give(work: Work, row: Question, to: int | None) -> int:
    """One question to somebody, or to nobody, with its event. Runs inside `work.write()`."""
    before = row.assigned_to
    row.assigned_to = to
    event_id = record(
        work,
        kind=QuestionKind.ASSIGNED,
        organization_id=row.organization_id,
        task_key=row.task_key,
        network=row.network,
        before=row.state,
        after=row.state,
        value_before={"question": row.id, **({"assigned_to": before} if before else {})},
        value_after={"question": row.id, **({"assigned_to": to} if to else {})},
    )
    work.session.flush()
    return event_id
