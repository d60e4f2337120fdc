"""A note on a task. Its words, each time they were written anew, are revisions of texts."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import OrganizationOwned
from ..data.types import Id, Moment


class Note(OrganizationOwned, Model):
    """`audience`: organization (its own people alone) or centre (shared with it). `text_id` is the present wording,
    `event_id` its latest event: what an undo compares with."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    task_key: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(12))
    text_id: Mapped[int] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "task_key"], ["task.centre_id", "task.key"]),
        ForeignKeyConstraint(["centre_id", "text_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "organization_id", "task_key"),
    )
