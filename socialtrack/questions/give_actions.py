"""Giving all the questions that somebody of the team follows to somebody else, or to nobody."""

from sqlalchemy import Select, func, select

from ..kernel.work import Work
from ..tenancy.models import Organization
from .assign_actions import give
from .models import Question
from .rules import QuestionState


def count_followed(work: Work, membership_id: int) -> int:
    """How many questions that are not settled this person follows."""
    return work.session.scalar(_followed(work, membership_id).with_only_columns(func.count(Question.id))) or 0


def give_followed(work: Work, membership_id: int, to: int | None) -> int:
    """Give them to `to`, None to nobody; how many there were. An event each. Runs inside `work.write()`."""
    rows = work.session.scalars(_followed(work, membership_id).order_by(Question.id)).all()
    for row in rows:
        give(work, row, to)
    return len(rows)


def _followed(work: Work, membership_id: int) -> Select[Question]:
    """Those of archived organizations stay as they are: nothing is answered there."""
    return (
        select(Question)
        .join(
            Organization,
            (Organization.centre_id == Question.centre_id) & (Organization.id == Question.organization_id),
        )
        .where(
            Question.centre_id == work.centre.id,
            Question.assigned_to == membership_id,
            Question.state != QuestionState.SETTLED,
            Organization.removed_at.is_(None),
            Organization.archived_at.is_(None),
        )
    )
