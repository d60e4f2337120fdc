"""Work that takes longer than a page should: who asked for it, and where it stands."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned
from ..data.types import Id, Json, Moment


class Job(CentreOwned, Model):
    """One piece of long work of a centre's team. `parameters` and `result` hold numbers, codes and days, never names.

    `done` of `total` (None: not known) says how far it is; `beat_at` is when it last said so, so that one whose process
    died is known. `file_name` is what its result is called, kept under `data_dir` until `purge` or an hour has passed.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    problem: Mapped[dict | None] = mapped_column(Json)
    result: Mapped[dict | None] = mapped_column(Json)
    file_name: Mapped[str | None] = mapped_column(String(200))
    made_by: Mapped[int | None] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    beat_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "made_by"], ["membership.centre_id", "membership.id"]),
        Index(None, "centre_id", "made_by", "id"),
    )
