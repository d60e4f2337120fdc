"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ADVISOR_KEY = "fk_organization_centre_id_advisor_id"


def upgrade() -> None:
    op.create_table(
        "centre",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("stalled_after_days", sa.SmallInteger(), nullable=False),
        sa.Column("path_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
        sa.UniqueConstraint("slug", name=op.f("uq_centre_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("setup_token_hash", sa.String(length=64), nullable=True),
        sa.Column("setup_done_at", sa.BigInteger(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "throttle",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_throttle")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
    )
    op.create_table(
        "centre_day_count",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("organizations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_centre_day_count_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "day", name=op.f("pk_centre_day_count")),
    )
    op.create_table(
        "centre_totals",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organizations", sa.Integer(), nullable=False),
        sa.Column("not_started", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Integer(), nullable=False),
        sa.Column("essential_settled", sa.Integer(), nullable=False),
        sa.Column("essential_counted", sa.Integer(), nullable=False),
        sa.Column("step1_settled", sa.Integer(), nullable=False),
        sa.Column("step2_settled", sa.Integer(), nullable=False),
        sa.Column("step3_settled", sa.Integer(), nullable=False),
        sa.Column("step4_settled", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_centre_totals_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_centre_totals")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("idle_until", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("is_shared_computer", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index(op.f("ix_device_person_id"), "device", ["person_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_letter_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_next_try_at"), "letter", ["next_try_at"], unique=False)

    # An organization names its advisor's membership, and a membership its organization: SQLite takes the first key
    # before the second table is there, PostgreSQL wants it added afterwards.
    key = (["centre_id", "advisor_id"], ["membership.centre_id", "membership.id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    advisor = [sa.ForeignKeyConstraint(*key, name=ADVISOR_KEY)] if is_sqlite else []
    op.create_table(
        "organization",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("region", sa.String(length=120), nullable=True),
        sa.Column("sector", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("advisor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *advisor,
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_organization_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_organization_centre_id_id")),
        sa.UniqueConstraint("centre_id", "slug", name=op.f("uq_organization_centre_id_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_organization_name", "organization", ["centre_id", "name_key", "id"], unique=False)
    op.create_index("uq_organization_reference", "organization", ["centre_id", "reference"], unique=True)
    op.create_index(
        "ix_organization_region",
        "organization",
        ["centre_id", "region"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "ix_organization_example",
        "organization",
        ["centre_id", "id"],
        unique=False,
        sqlite_where=sa.text("is_example AND removed_at IS NULL"),
        postgresql_where=sa.text("is_example AND removed_at IS NULL"),
    )

    op.create_table(
        "path_version",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("networks", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_path_version_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "version", name=op.f("pk_path_version")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_link_person_id"), "sign_in_link", ["person_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_task_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "key", name=op.f("pk_task")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_named_to_centre", sa.Boolean(), nullable=False),
        sa.Column("invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "invited_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_membership_centre_id_invited_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_membership_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_membership_centre_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_membership_centre_id_id")),
    )
    op.create_index("ix_membership_organization", "membership", ["centre_id", "organization_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)

    op.create_table(
        "organization_summary",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step1_settled", sa.SmallInteger(), nullable=False),
        sa.Column("step1_counted", sa.SmallInteger(), nullable=False),
        sa.Column("step2_settled", sa.SmallInteger(), nullable=False),
        sa.Column("step2_counted", sa.SmallInteger(), nullable=False),
        sa.Column("step3_settled", sa.SmallInteger(), nullable=False),
        sa.Column("step3_counted", sa.SmallInteger(), nullable=False),
        sa.Column("step4_settled", sa.SmallInteger(), nullable=False),
        sa.Column("step4_counted", sa.SmallInteger(), nullable=False),
        sa.Column("done", sa.SmallInteger(), nullable=False),
        sa.Column("declined", sa.SmallInteger(), nullable=False),
        sa.Column("not_applicable", sa.SmallInteger(), nullable=False),
        sa.Column("further_done", sa.SmallInteger(), nullable=False),
        sa.Column("progress_order", sa.SmallInteger(), nullable=False),
        sa.Column("last_activity_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_on", sa.String(length=10), nullable=True),
        sa.Column("completed_on", sa.String(length=10), nullable=True),
        sa.Column("upkeep_due_on", sa.String(length=10), nullable=True),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("paused_until", sa.String(length=10), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_organization_summary_centre_id_organization_id"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", name=op.f("pk_organization_summary")),
    )
    op.create_index(
        "ix_summary_activity",
        "organization_summary",
        ["centre_id", "is_listed", "last_activity_at", "organization_id"],
        unique=False,
    )
    op.create_index(
        "ix_summary_under_way",
        "organization_summary",
        ["centre_id", "is_listed", "last_activity_at", "organization_id"],
        unique=False,
        sqlite_where=sa.text("completed_on IS NULL AND started_on IS NOT NULL"),
        postgresql_where=sa.text("completed_on IS NULL AND started_on IS NOT NULL"),
    )
    op.create_index(
        "ix_summary_progress",
        "organization_summary",
        ["centre_id", "is_listed", "progress_order", "organization_id"],
        unique=False,
    )

    op.create_table(
        "release",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "version"],
            ["path_version.centre_id", "path_version.version"],
            name=op.f("fk_release_centre_id_version"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_release_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_release_centre_id_id")),
    )
    op.create_table(
        "step",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "version"],
            ["path_version.centre_id", "path_version.version"],
            name=op.f("fk_step_centre_id_version"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_step_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "version", "number", name=op.f("pk_step")),
    )
    op.create_table(
        "task_text",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("step_number", sa.SmallInteger(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=True),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=10), nullable=False),
        sa.Column("recurs_days", sa.SmallInteger(), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("depends_on", sa.Text(), nullable=False),
        sa.Column("hesitations", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("caution", sa.Text(), nullable=True),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "key"], ["task.centre_id", "task.key"], name=op.f("fk_task_text_centre_id_key")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "version"],
            ["path_version.centre_id", "path_version.version"],
            name=op.f("fk_task_text_centre_id_version"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "version", "key", name=op.f("pk_task_text")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=True),
        sa.Column("network", sa.String(length=40), nullable=True),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=True),
        sa.Column("value_before", sa.Text(), nullable=True),
        sa.Column("value_after", sa.Text(), nullable=True),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("undoes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "membership_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_event_centre_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_event_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "undoes_id"], ["event.centre_id", "event.id"], name=op.f("fk_event_centre_id_undoes_id")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_event_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_event_centre_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_event_centre_id_organization_id_id"), "event", ["centre_id", "organization_id", "id"], unique=False
    )
    op.create_index(op.f("ix_event_centre_id_recorded_at"), "event", ["centre_id", "recorded_at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_copied_link", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "invited_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_invitation_centre_id_invited_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_invitation_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_invitation_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_invitation_centre_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "organization_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("region", sa.String(length=120), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("advisor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "advisor_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_organization_revision_centre_id_advisor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_organization_revision_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_organization_revision_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_revision")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_organization_revision_centre_id_id")),
    )
    op.create_table(
        "text_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("blanked_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_text_revision_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_text_revision_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_text_revision_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_revision")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_text_revision_centre_id_id")),
    )
    op.create_table(
        "network_choice",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_on", sa.String(length=10), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_network_choice_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "reason_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_network_choice_centre_id_reason_id"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", "network", name=op.f("pk_network_choice")),
    )
    op.create_table(
        "receipt",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_key", sa.String(length=40), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_receipt_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_receipt_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "actor_key", "request_key", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_answered_at"), "receipt", ["answered_at"], unique=False)

    op.create_table(
        "task_state",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_on", sa.String(length=10), nullable=True),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_task_state_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "done_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_task_state_centre_id_done_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "entered_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_task_state_centre_id_entered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_task_state_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "evidence_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_task_state_centre_id_evidence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_task_state_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "reason_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_task_state_centre_id_reason_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "task_key"], ["task.centre_id", "task.key"], name=op.f("fk_task_state_centre_id_task_key")
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", "task_key", name=op.f("pk_task_state")),
    )
    op.create_index(
        op.f("ix_task_state_centre_id_organization_id_review_on"),
        "task_state",
        ["centre_id", "organization_id", "review_on"],
        unique=False,
    )
    if not is_sqlite:
        op.create_foreign_key(
            ADVISOR_KEY, "organization", "membership", ["centre_id", "advisor_id"], ["centre_id", "id"]
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(ADVISOR_KEY, "organization", type_="foreignkey")
    op.drop_index(op.f("ix_task_state_centre_id_organization_id_review_on"), table_name="task_state")

    op.drop_table("task_state")
    op.drop_index(op.f("ix_receipt_answered_at"), table_name="receipt")

    op.drop_table("receipt")
    op.drop_table("network_choice")
    op.drop_table("text_revision")
    op.drop_table("organization_revision")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_event_centre_id_recorded_at"), table_name="event")
    op.drop_index(op.f("ix_event_centre_id_organization_id_id"), table_name="event")

    op.drop_table("event")
    op.drop_table("task_text")
    op.drop_table("step")
    op.drop_table("release")
    op.drop_index("ix_summary_progress", table_name="organization_summary")
    op.drop_index("ix_summary_under_way", table_name="organization_summary")
    op.drop_index("ix_summary_activity", table_name="organization_summary")

    op.drop_table("organization_summary")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index("ix_membership_organization", table_name="membership")

    op.drop_table("membership")
    op.drop_table("task")
    op.drop_index(op.f("ix_sign_in_link_person_id"), table_name="sign_in_link")

    op.drop_table("sign_in_link")
    op.drop_table("path_version")
    op.drop_index("uq_organization_reference", table_name="organization")
    op.drop_index("ix_organization_example", table_name="organization")
    op.drop_index("ix_organization_region", table_name="organization")
    op.drop_index("ix_organization_name", table_name="organization")

    op.drop_table("organization")
    op.drop_index(op.f("ix_letter_next_try_at"), table_name="letter")

    op.drop_table("letter")
    op.drop_index(op.f("ix_device_person_id"), table_name="device")

    op.drop_table("device")
    op.drop_table("centre_totals")
    op.drop_table("centre_day_count")
    op.drop_table("person")
    op.drop_table("throttle")
    op.drop_table("installation")
    op.drop_table("centre")
