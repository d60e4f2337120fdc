"""Questions between an organization and its centre, the team's notes beside them, and answers kept for another time."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned, OrganizationOwned
from ..data.types import Id, Json, Moment

_WAITING = text("waiting_since IS NOT NULL")


class Question(OrganizationOwned, Model):
    """A thread, about a task, a network, a step, a hesitation, or nothing in particular.

    `state`: open (it waits for the centre, since `waiting_since`), answered (it waits for the organization, since
    `last_at`), settled. `waiting_since` is the moment of the organization's first message that has no answer yet.
    """

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    task_key: Mapped[str | None] = mapped_column(String(60))
    network: Mapped[str | None] = mapped_column(String(40))
    step: Mapped[int | None] = mapped_column(SmallInteger)
    hesitation_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int | None] = mapped_column(Id)
    waiting_since: Mapped[datetime | None] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    assigned_to: Mapped[int | None] = mapped_column(Id)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "task_key"], ["task.centre_id", "task.key"]),
        ForeignKeyConstraint(["centre_id", "hesitation_id"], ["hesitation.centre_id", "hesitation.id"]),
        ForeignKeyConstraint(["centre_id", "asked_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "assigned_to"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "organization_id", "id"),
        Index("ix_question_state", "centre_id", "state", "last_at", "id"),
        Index(
            "ix_question_waiting",
            *("centre_id", "waiting_since", "id"),
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )


class QuestionMessage(OrganizationOwned, Model):
    """What one side wrote to the other in a question. `side`: organization or centre."""

    __tablename__ = "question_message"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    question_id: Mapped[int] = mapped_column(Id)
    side: Mapped[str] = mapped_column(String(12))
    text_id: Mapped[int] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[int | None] = mapped_column(Id)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "question_id"], ["question.centre_id", "question.id"]),
        ForeignKeyConstraint(["centre_id", "text_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "question_id", "id"),
    )


class TeamNote(OrganizationOwned, Model):
    """A note of the centre's team beside a question, which the organization never reads.

    Like its text and its events it is the centre's own: `organization_id` is always empty, so that no member's session
    can reach it, on either engine.
    """

    __tablename__ = "team_note"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int | None] = mapped_column(Id)  # type: ignore[assignment]
    question_id: Mapped[int] = mapped_column(Id)
    text_id: Mapped[int] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[int | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "question_id"], ["question.centre_id", "question.id"]),
        ForeignKeyConstraint(["centre_id", "text_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
        Index(None, "centre_id", "question_id", "id"),
    )


class SavedAnswer(CentreOwned, Model):
    """An answer that the team keeps for another time: `title` and `body` are texts by language."""

    __tablename__ = "saved_answer"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    title: Mapped[dict] = mapped_column(Json)
    body: Mapped[dict] = mapped_column(Json)
    written_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
    )
