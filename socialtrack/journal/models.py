"""The append-only journal, the receipts of gestures, the revisions of texts, and the figures kept beside them."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned, OrganizationOwned
from ..data.types import Day, Id, Json, Moment
from .rules import FIGURES_VERSION

_UNDER_WAY = text("completed_on IS NULL AND started_on IS NOT NULL AND waiting_since IS NULL")
_WAITING = text("waiting_since IS NOT NULL")
_OF_A_START = text("kind IN ('baseline-fixed', 'baseline-passed', 'membership-added')")


class Event(OrganizationOwned, Model):
    """One thing that happened. Never changed, never deleted.

    `before` and `after` are short words (a task's or a network's state); what else the value holds stands in
    `value_before` and `value_after`. No names and no free text: those are `TextRevision`s or `OrganizationRevision`s,
    named by id. `happened_at` is what was said (never in the future); `recorded_at` is the server's and never goes
    back within a centre.
    """

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int | None] = mapped_column(Id)  # type: ignore[assignment]
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    task_key: Mapped[str | None] = mapped_column(String(60))
    network: Mapped[str | None] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str | None] = mapped_column(String(40))
    value_before: Mapped[dict | None] = mapped_column(Json)
    value_after: Mapped[dict | None] = mapped_column(Json)
    membership_id: Mapped[int | None] = mapped_column(Id)
    actor_role: Mapped[str] = mapped_column(String(20))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(10))
    undoes_id: Mapped[int | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "membership_id"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "undoes_id"], ["event.centre_id", "event.id"]),
        Index(None, "centre_id", "organization_id", "id"),
        Index(None, "centre_id", "recorded_at"),
        # Where organizations stood when they joined: few events among all that there ever were.
        Index(
            "ix_event_start",
            *("centre_id", "organization_id", "id"),
            sqlite_where=_OF_A_START,
            postgresql_where=_OF_A_START,
        ),
        {"sqlite_autoincrement": True},
    )


class Receipt(CentreOwned, Model):
    """A gesture that was answered: the same key with the same content gets the first answer again."""

    __tablename__ = "receipt"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    actor_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    request_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    event_id: Mapped[int | None] = mapped_column(Id)
    answered_at: Mapped[datetime] = mapped_column(Moment, index=True)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id"], ["centre.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
    )


class TextRevision(OrganizationOwned, Model):
    """A text that somebody wrote, as it was at that time; it can be blanked without touching the journal.

    `audience`: organization, centre (shared with the centre) or team (the centre's own).
    """

    __tablename__ = "text_revision"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int | None] = mapped_column(Id)  # type: ignore[assignment]
    audience: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int | None] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)
    blanked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
    )


class AccessEvent(OrganizationOwned, Model):
    """Who came in, was let in, or looked in. Apart from the journal: kept as long as the centre's retention says.

    Like the journal, it holds ids and roles, never names: `membership_id` is whose act it was, `about_id` whom it
    concerns.
    """

    __tablename__ = "access_event"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int | None] = mapped_column(Id)  # type: ignore[assignment]
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    membership_id: Mapped[int | None] = mapped_column(Id)
    actor_role: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[int | None] = mapped_column(Id)
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10))

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "membership_id"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "about_id"], ["membership.centre_id", "membership.id"]),
        Index(None, "centre_id", "organization_id", "id"),
        Index(None, "centre_id", "happened_at"),
        {"sqlite_autoincrement": True},
    )


class OrganizationSummary(OrganizationOwned, Model):
    """Figures of one organization, a cache of its events: changed by increments in the transaction of each event.

    `progress_order` is the percent, or -1 where nothing is counted, so that it can stand in an index and a keyset.
    `last_activity_at` is 0 where the organization has said nothing yet. Status is not here: time alone changes it, so
    it is derived at reading (`journal/rules.py`).
    """

    __tablename__ = "organization_summary"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    step1_settled: Mapped[int] = mapped_column(SmallInteger, default=0)
    step1_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    step2_settled: Mapped[int] = mapped_column(SmallInteger, default=0)
    step2_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    step3_settled: Mapped[int] = mapped_column(SmallInteger, default=0)
    step3_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    step4_settled: Mapped[int] = mapped_column(SmallInteger, default=0)
    step4_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    done: Mapped[int] = mapped_column(SmallInteger, default=0)
    declined: Mapped[int] = mapped_column(SmallInteger, default=0)
    not_applicable: Mapped[int] = mapped_column(SmallInteger, default=0)
    further_done: Mapped[int] = mapped_column(SmallInteger, default=0)
    progress_order: Mapped[int] = mapped_column(SmallInteger, default=-1)
    last_activity_at: Mapped[int] = mapped_column(Id, default=0)
    started_on: Mapped[date | None] = mapped_column(Day)
    completed_on: Mapped[date | None] = mapped_column(Day)
    upkeep_due_on: Mapped[date | None] = mapped_column(Day)
    waiting_since: Mapped[datetime | None] = mapped_column(Moment)
    answered_on: Mapped[date | None] = mapped_column(Day)
    open_questions: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    open_hesitations: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    paused_until: Mapped[date | None] = mapped_column(Day)
    baseline_due_on: Mapped[date | None] = mapped_column(Day)
    is_listed: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        Index("ix_summary_progress", "centre_id", "is_listed", "progress_order", "organization_id"),
        Index("ix_summary_activity", "centre_id", "is_listed", "last_activity_at", "organization_id"),
        # Those under way, the longest silent first: without it the board would walk past all that are complete, and all
        # that wait for their centre.
        Index(
            "ix_summary_under_way",
            *("centre_id", "is_listed", "last_activity_at", "organization_id"),
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        # Those that wait for the centre, the longest waiting first.
        Index(
            "ix_summary_waiting",
            *("centre_id", "is_listed", "waiting_since", "organization_id"),
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )


class Baseline(OrganizationOwned, Model):
    """Where an organization stood when it joined, fixed once: a cache of the event that fixed it."""

    __tablename__ = "baseline"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    fixed_on: Mapped[date] = mapped_column(Day)
    step1_settled: Mapped[int] = mapped_column(SmallInteger)
    step1_counted: Mapped[int] = mapped_column(SmallInteger)
    step2_settled: Mapped[int] = mapped_column(SmallInteger)
    step2_counted: Mapped[int] = mapped_column(SmallInteger)
    step3_settled: Mapped[int] = mapped_column(SmallInteger)
    step3_counted: Mapped[int] = mapped_column(SmallInteger)
    step4_settled: Mapped[int] = mapped_column(SmallInteger)
    step4_counted: Mapped[int] = mapped_column(SmallInteger)
    done: Mapped[int] = mapped_column(SmallInteger)
    declined: Mapped[int] = mapped_column(SmallInteger)
    not_applicable: Mapped[int] = mapped_column(SmallInteger)
    further_done: Mapped[int] = mapped_column(SmallInteger)
    event_id: Mapped[int] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
    )


class CentreTotals(CentreOwned, Model):
    """Figures of one centre over its listed organizations, changed by increments. `figures_version`: the one by whose
    rules all figures of the centre were last told from the journal."""

    __tablename__ = "centre_totals"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organizations: Mapped[int] = mapped_column(default=0)
    not_started: Mapped[int] = mapped_column(default=0)
    complete: Mapped[int] = mapped_column(default=0)
    essential_settled: Mapped[int] = mapped_column(default=0)
    essential_counted: Mapped[int] = mapped_column(default=0)
    step1_settled: Mapped[int] = mapped_column(default=0)
    step2_settled: Mapped[int] = mapped_column(default=0)
    step3_settled: Mapped[int] = mapped_column(default=0)
    step4_settled: Mapped[int] = mapped_column(default=0)
    asking_under_way: Mapped[int] = mapped_column(default=0, server_default="0")
    asking_complete: Mapped[int] = mapped_column(default=0, server_default="0")
    figures_version: Mapped[int] = mapped_column(SmallInteger, default=FIGURES_VERSION, server_default="0")
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)


class CentreDayCount(CentreOwned, Model):
    """How many organizations under way (started, not complete, listed) are quiet since that day.

    That is the day on which they spoke last, or the day after the end of their pause where it comes later: what lies
    in the future is paused. The board asks how many are stalled: that is all of them, less those of the last N days
    and of the days to come, whatever the number of organizations. `paused_not_started` and `paused_complete` hold,
    under the day after the end of their pause, the paused ones that are not under way.

    An organization under way whose question waits for its centre is never stalled, so it stands in none of the columns
    above, but in `paused_asking` under the day after the end of its pause, and in `waiting_under_way` under the first
    day on which it counts as waiting. A complete one stands in `waiting_complete` besides.

    `upkeep_due` is a difference: summed over all days up to one, how many have a check to do again on that day
    (complete, not paused, not waiting). An organization adds 1 on the day from which it is so, and takes it away on
    the day from which it counts as waiting.
    """

    __tablename__ = "centre_day_count"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    organizations: Mapped[int] = mapped_column(default=0)
    paused_not_started: Mapped[int] = mapped_column(default=0, server_default="0")
    paused_complete: Mapped[int] = mapped_column(default=0, server_default="0")
    paused_asking: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_under_way: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_complete: Mapped[int] = mapped_column(default=0, server_default="0")
    upkeep_due: Mapped[int] = mapped_column(default=0, server_default="0")
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)


class CentreDayMovement(CentreOwned, Model):
    """What moved at a centre on a day, by the day on which it was recorded: essential tasks settled in each step (less
    those that no longer are), organizations that started, and that completed their path (less those that no longer
    are). Only what somebody said: neither a new edition nor an archive moves anything."""

    __tablename__ = "centre_day_movement"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    step1_settled: Mapped[int] = mapped_column(default=0)
    step2_settled: Mapped[int] = mapped_column(default=0)
    step3_settled: Mapped[int] = mapped_column(default=0)
    step4_settled: Mapped[int] = mapped_column(default=0)
    started: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    __table_args__ = (ForeignKeyConstraint(["centre_id"], ["centre.id"]),)


class ToldState(OrganizationOwned, Model):
    """Where an organization stood after one of its events: kept so that a past day is told from there on, not from the
    first event. A cache that is never changed, since no event is: made anew only where the telling itself changes,
    which `form` counts. Ids, states and moments alone, as the events hold them (`reports/history_story.py`).
    """

    __tablename__ = "told_state"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    form: Mapped[int] = mapped_column(SmallInteger)
    told: Mapped[dict] = mapped_column(Json)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "event_id"], ["event.centre_id", "event.id"]),
    )
