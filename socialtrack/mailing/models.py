"""Letters that wait to leave: written in the transaction of what they tell, sent after it has been committed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.types import Id, Moment

_FAILED = sql("last_error IS NOT NULL AND sent_at IS NULL")


class Letter(Model):
    """One letter to one address. Its texts are blanked once it has left: it may hold a one-time link."""

    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    centre_id: Mapped[int | None] = mapped_column(Id, ForeignKey("centre.id"))
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (
        Index(None, "next_try_at"),
        Index(None, "centre_id", "to_address"),
        Index("ix_letter_failed", "centre_id", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
    )


class MailRefusal(Model):
    """An address that asked one centre for no more letters but the necessary ones. Kept as a digest of both, so that
    no centre learns what another wrote."""

    __tablename__ = "mail_refusal"
    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
