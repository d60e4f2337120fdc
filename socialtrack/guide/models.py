"""A centre's own edition of the guide: stable task keys, texts by version, releases that tell what is in force."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned
from ..data.types import Day, Id, Json, Moment


class PathVersion(CentreOwned, Model):
    """One version of a centre's path. `edition` names the shipped edition it came from, for three-way merges."""

    __tablename__ = "path_version"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[str] = mapped_column(String(40))
    networks: Mapped[list] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)


class Step(CentreOwned, Model):
    """A step's words in one version. A path always has these four steps."""

    __tablename__ = "step"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[dict] = mapped_column(Json)
    summary: Mapped[dict] = mapped_column(Json)
    __table_args__ = (
        ForeignKeyConstraint(["centre_id"], ["centre.id"]),
        ForeignKeyConstraint(["centre_id", "version"], ["path_version.centre_id", "path_version.version"]),
    )


class Task(CentreOwned, Model):
    """A task of a centre, for ever: one row per key, never deleted, never used again for something else."""

    __tablename__ = "task"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)


class TaskText(CentreOwned, Model):
    """A task's place and words in one version; immutable once that version is published."""

    __tablename__ = "task_text"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    step_number: Mapped[int] = mapped_column(SmallInteger)
    order: Mapped[int] = mapped_column(SmallInteger)
    network: Mapped[str | None] = mapped_column(String(40))
    essential: Mapped[bool]
    evidence: Mapped[str] = mapped_column(String(10))
    recurs_days: Mapped[int | None] = mapped_column(SmallInteger)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    depends_on: Mapped[list[str]] = mapped_column(Json)
    hesitations: Mapped[list[str]] = mapped_column(Json)
    title: Mapped[dict] = mapped_column(Json)
    why: Mapped[dict] = mapped_column(Json)
    how: Mapped[list[dict]] = mapped_column(Json)
    caution: Mapped[dict | None] = mapped_column(Json)
    sources: Mapped[list[str]] = mapped_column(Json)
    checked_on: Mapped[date] = mapped_column(Day)
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "version"], ["path_version.centre_id", "path_version.version"]),
        ForeignKeyConstraint(["centre_id", "key"], ["task.centre_id", "task.key"]),
    )


class Release(CentreOwned, Model):
    """Which version was in force from which moment on. A roll-back is a new release of an older version."""

    __tablename__ = "release"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    version: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "version"], ["path_version.centre_id", "path_version.version"]),
    )
