"""Where an organization stands on a task: the present value, a cache of the journal."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import OrganizationOwned
from ..data.types import Day, Id, Moment


class TaskState(OrganizationOwned, Model):
    """The whole value of one task for one organization, and the event that made it so. No row means `todo`."""

    __tablename__ = "task_state"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    task_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    reason_id: Mapped[int | None] = mapped_column(Id)
    review_on: Mapped[date | None] = mapped_column(Day)
    evidence_id: Mapped[int | None] = mapped_column(Id)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(Id)
    entered_by: Mapped[int | None] = mapped_column(Id)
    confirmed_on: Mapped[date | None] = mapped_column(Day)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "task_key"], ["task.centre_id", "task.key"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        ForeignKeyConstraint(["centre_id", "reason_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "evidence_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "done_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "entered_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
        Index(None, "centre_id", "organization_id", "review_on"),
    )


class TaskPlan(OrganizationOwned, Model):
    """Who sees to a task, and by when: what people set for themselves, apart from where the task stands.

    `responsible_id` is a member; `responsible_text_id` names somebody who has no place here.
    """

    __tablename__ = "task_plan"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    task_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    responsible_id: Mapped[int | None] = mapped_column(Id)
    responsible_text_id: Mapped[int | None] = mapped_column(Id)
    due_on: Mapped[date | None] = mapped_column(Day)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "task_key"], ["task.centre_id", "task.key"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        ForeignKeyConstraint(["centre_id", "responsible_id"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "responsible_text_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
    )
