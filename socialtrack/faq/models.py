"""What a centre made of the hesitations and their answers: entries of its own, or in place of shipped ones."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned
from ..data.types import Day, Id, Json, Moment


class FaqEntry(CentreOwned, Model):
    """An entry that a centre writes: its own (the key begins with `own-`), or in place of the shipped one of that key.

    `state`: draft (never published yet), published, retired (nobody finds it any more), shipped (the shipped entry is
    in force again). `text_id` is what is in force, `draft_id` what is being written. `shipped_digest` is that of the
    shipped entry that somebody of the centre last looked at and did not take: another one has changed since.
    """

    __tablename__ = "faq_entry"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    text_id: Mapped[int | None] = mapped_column(Id)
    draft_id: Mapped[int | None] = mapped_column(Id)
    shipped_digest: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    event_id: Mapped[int | None] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id"], ["centre.id"]),
        ForeignKeyConstraint(["centre_id", "text_id"], ["faq_text.centre_id", "faq_text.id"]),
        ForeignKeyConstraint(["centre_id", "draft_id"], ["faq_text.centre_id", "faq_text.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
    )


class FaqText(CentreOwned, Model):
    """The words of an entry, in both languages, as somebody saved them. Never changed: saving again makes another.

    `question`, `short`, `answer` (Markdown) and `also_said` are texts by language; `actions` are keys of tasks;
    `sources` are mappings of title, url and read_on (a day). `caution` is a text by language, or nothing.
    """

    __tablename__ = "faq_text"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(60))
    category: Mapped[str] = mapped_column(String(40))
    question: Mapped[dict] = mapped_column(Json)
    short: Mapped[dict] = mapped_column(Json)
    answer: Mapped[dict] = mapped_column(Json)
    also_said: Mapped[dict] = mapped_column(Json)
    caution: Mapped[dict | None] = mapped_column(Json)
    actions: Mapped[list[str]] = mapped_column(Json, default=list)
    sources: Mapped[list[dict]] = mapped_column(Json, default=list)
    checked_on: Mapped[date | None] = mapped_column(Day)
    written_by: Mapped[int | None] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
    )


class FaqVote(CentreOwned, Model):
    """How many said on a day that an answer helped them, and how many that it did not. Nobody is named.

    Less those who had said the other thing on an earlier day, so a day can stand below zero.
    """

    __tablename__ = "faq_vote"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    helped: Mapped[int] = mapped_column(default=0)
    not_helped: Mapped[int] = mapped_column(default=0)
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)
