"""the path whole

Who sees to a task and by when, notes, and where each organization stood when it joined; walled like the rest (0003).

Revision ID: 0004
Revises: 0003
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CENTRE = "(SELECT nullif(current_setting('socialtrack.centre', true), '')::bigint)"
ORGANIZATION = "(SELECT nullif(current_setting('socialtrack.organization', true), '')::bigint)"
EVERYWHERE = "(SELECT current_setting('socialtrack.everywhere', true) = 'on')"
SEEN = f"{EVERYWHERE} OR (centre_id = {CENTRE} AND ({ORGANIZATION} IS NULL OR organization_id = {ORGANIZATION}))"
TABLES = ("baseline", "note", "task_plan")
OPEN = "(SELECT current_setting('socialtrack.private', true)) IS DISTINCT FROM 'hidden'"
KEPT_PRIVATE = {
    "event": "kind LIKE 'private-%'",
    "note": "audience = 'organization'",
    "text_revision": "audience = 'organization'",
}


def upgrade() -> None:
    op.create_table(
        "baseline",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fixed_on", sa.String(length=10), nullable=False),
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
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_baseline_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_baseline_centre_id_organization_id"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", name=op.f("pk_baseline")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_note_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_note_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_note_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "task_key"], ["task.centre_id", "task.key"], name=op.f("fk_note_centre_id_task_key")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "text_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_note_centre_id_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_note_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_note_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_note_centre_id_id")),
    )
    op.create_index(
        op.f("ix_note_centre_id_organization_id_task_key"), "note", ["centre_id", "organization_id", "task_key"]
    )

    op.create_table(
        "task_plan",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=False),
        sa.Column("responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("responsible_text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_task_plan_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_task_plan_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_task_plan_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "responsible_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_task_plan_centre_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "responsible_text_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_task_plan_centre_id_responsible_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "task_key"], ["task.centre_id", "task.key"], name=op.f("fk_task_plan_centre_id_task_key")
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", "task_key", name=op.f("pk_task_plan")),
    )
    op.add_column("organization_summary", sa.Column("baseline_due_on", sa.String(length=10), nullable=True))
    _await_baselines(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"CREATE POLICY wall ON {table} USING ({SEEN}) WITH CHECK ({SEEN})")
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for table, kept in KEPT_PRIVATE.items():
            op.execute(f"CREATE POLICY private ON {table} AS RESTRICTIVE USING ({OPEN} OR NOT ({kept}))")


def _await_baselines(connection: sa.Connection) -> None:
    """An organization says where it stood within 14 days of its first member: for those that have members already."""
    rows = connection.execute(
        sa.text(
            """SELECT e.centre_id, e.organization_id, c.time_zone, min(e.recorded_at)
               FROM event e JOIN centre c ON c.id = e.centre_id
               WHERE e.kind = 'membership-added' AND e.organization_id IS NOT NULL
               GROUP BY e.centre_id, e.organization_id, c.time_zone"""
        )
    ).all()
    for centre_id, organization_id, time_zone, joined_at in rows:
        joined = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=joined_at)
        due_on = joined.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=14)
        connection.execute(
            sa.text(
                """UPDATE organization_summary SET baseline_due_on = :due_on
                   WHERE centre_id = :centre_id AND organization_id = :organization_id"""
            ),
            {"due_on": due_on.isoformat(), "centre_id": centre_id, "organization_id": organization_id},
        )


def downgrade() -> None:
    # Said plainly: the other way would make the table anew, which the keys that point at it forbid.
    op.execute("ALTER TABLE organization_summary DROP COLUMN baseline_due_on")
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT_PRIVATE:
            op.execute(f"DROP POLICY private ON {table}")
    for table in reversed(TABLES):
        op.drop_table(table)
