"""Support given to organizations by their centre."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import OrganizationOwned
from ..data.types import Day, Id, Moment


class Support(OrganizationOwned, Model):
    """A call, a visit, a workshop, a message: when, for how many minutes, by whom.

    The row belongs to the organization, whose members may read that it was given. Its note is the centre's team's own:
    `note_id` names a text of audience `team`, whose `organization_id` is empty, so that no member's session reaches it.
    """

    __tablename__ = "support"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    given_on: Mapped[date] = mapped_column(Day)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    note_id: Mapped[int | None] = mapped_column(Id)
    logged_at: Mapped[datetime] = mapped_column(Moment)
    logged_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "note_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "logged_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "organization_id", "given_on", "id"),
        Index(None, "centre_id", "given_on", "id"),
    )
