"""Centres, their organizations, who belongs where, and the networks that each organization chose."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned, OrganizationOwned
from ..data.types import Day, Id, Json, Moment, SortKey

_PRESENT = text("removed_at IS NULL")
_EXAMPLE = text("is_example AND removed_at IS NULL")


class Centre(Model):
    """A volunteer centre: the tenant."""

    __tablename__ = "centre"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    time_zone: Mapped[str] = mapped_column(String(60), default="America/Toronto")
    stalled_after_days: Mapped[int] = mapped_column(SmallInteger, default=30)
    path_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    privacy_person: Mapped[str] = mapped_column(String(200), default="", server_default="")
    privacy_email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    hosting_place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    kept_days: Mapped[int] = mapped_column(SmallInteger, default=730, server_default="730")
    requires_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    has_public_pages: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = ({"sqlite_autoincrement": True},)


class CentreRevision(CentreOwned, Model):
    """What a centre was called from that moment on, for reports of past days."""

    __tablename__ = "centre_revision"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (UniqueConstraint("centre_id", "id"),)


class Organization(CentreOwned, Model):
    """A member organization. `slug` is made once and never changed or used again."""

    __tablename__ = "organization"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(SortKey)
    reference: Mapped[str | None] = mapped_column(String(60))
    region: Mapped[str | None] = mapped_column(String(120))
    sector: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    address: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    contact: Mapped[str | None] = mapped_column(String(200))
    advisor_id: Mapped[int | None] = mapped_column(Id)
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        UniqueConstraint("centre_id", "slug"),
        Index("uq_organization_reference", "centre_id", "reference", unique=True),
        Index("ix_organization_name", "centre_id", "name_key", "id"),
        Index("ix_organization_region", "centre_id", "region", sqlite_where=_PRESENT, postgresql_where=_PRESENT),
        Index("ix_organization_advisor", "centre_id", "advisor_id", "id"),
        Index("ix_organization_example", "centre_id", "id", sqlite_where=_EXAMPLE, postgresql_where=_EXAMPLE),
        ForeignKeyConstraint(["centre_id", "advisor_id"], ["membership.centre_id", "membership.id"], use_alter=True),
        {"sqlite_autoincrement": True},
    )


class OrganizationTag(OrganizationOwned, Model):
    """Which organizations bear a tag: the image of `Organization.tags`, to list, filter and count by tag."""

    __tablename__ = "organization_tag"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    tag: Mapped[str] = mapped_column(SortKey, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        Index(None, "centre_id", "organization_id"),
    )


class OrganizationRevision(OrganizationOwned, Model):
    """What is said of an organization, as it was from that moment on: the events name it by id."""

    __tablename__ = "organization_revision"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str | None] = mapped_column(String(60))
    region: Mapped[str | None] = mapped_column(String(120))
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    advisor_id: Mapped[int | None] = mapped_column(Id)
    sector: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str | None] = mapped_column(String(2))
    address: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    contact: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "advisor_id"], ["membership.centre_id", "membership.id"]),
    )


class OrganizationMerge(CentreOwned, Model):
    """Two organizations were the same: `into_id` goes on for `organization_id`, which is archived."""

    __tablename__ = "organization_merge"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    into_id: Mapped[int] = mapped_column(Id)
    merged_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id"], ["centre.id"]),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "into_id"], ["organization.centre_id", "organization.id"]),
    )


class Membership(CentreOwned, Model):
    """A person's place in a centre, or in one of its organizations. The displayed name lives here.

    `sees_caseload_only`: an advisor to whom no organization exists but those confided to them
    (`Organization.advisor_id`).
    """

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(20))
    sees_caseload_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    name: Mapped[str] = mapped_column(String(120))
    is_named_to_centre: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        Index("ix_membership_organization", "centre_id", "organization_id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "invited_by"], ["membership.centre_id", "membership.id"]),
    )


class NetworkChoice(OrganizationOwned, Model):
    """What an organization decided about one network: chosen, not_now or dropped."""

    __tablename__ = "network_choice"
    centre_id: Mapped[int] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[int] = mapped_column(Id, primary_key=True)
    network: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    reason_id: Mapped[int | None] = mapped_column(Id)
    review_on: Mapped[date | None] = mapped_column(Day)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "reason_id"], ["text_revision.centre_id", "text_revision.id"]),
    )
