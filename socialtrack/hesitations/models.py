"""What an organization hesitates about, each time it said so: a cache of its events (kind `hesitation`)."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import OrganizationOwned
from ..data.types import Day, Id, Moment


class Hesitation(OrganizationOwned, Model):
    """One hesitation, about a task, a network or a step: exactly one of the three.

    `faq_key` names the entry that was picked; `words_id` is a text of the organization's own words, whose audience says
    whether the centre reads them. `state` is one of `rules.HesitationState`; `reason_id` and `review_on` go with a
    decision not to. `event_id` is its latest event: what an undo compares with.
    """

    __tablename__ = "hesitation"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    task_key: Mapped[str | None] = mapped_column(String(60))
    network: Mapped[str | None] = mapped_column(String(40))
    step: Mapped[int | None] = mapped_column(SmallInteger)
    faq_key: Mapped[str | None] = mapped_column(String(60))
    words_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12))
    reason_id: Mapped[int | None] = mapped_column(Id)
    review_on: Mapped[date | None] = mapped_column(Day)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    closed_on: Mapped[date | None] = mapped_column(Day)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "task_key"], ["task.centre_id", "task.key"]),
        ForeignKeyConstraint(["centre_id", "words_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "reason_id"], ["text_revision.centre_id", "text_revision.id"]),
        ForeignKeyConstraint(["centre_id", "opened_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "organization_id", "id"),
        Index("ix_hesitation_reason", "centre_id", "faq_key", "organization_id"),
    )
