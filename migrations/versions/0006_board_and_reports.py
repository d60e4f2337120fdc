"""the board and its reports

Support given, saved views, live addresses, long work, tags to filter by, what moved each day, and advisors to whom
only their own organizations exist. Figures that are new here are told from the journal at the next start:
`centre_totals.figures_version` is 0 until then. Organizations confided to somebody who has left are confided to nobody.

Revision ID: 0006
Revises: 0005
"""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CENTRE = "(SELECT nullif(current_setting('socialtrack.centre', true), '')::bigint)"
ORGANIZATION = "(SELECT nullif(current_setting('socialtrack.organization', true), '')::bigint)"
EVERYWHERE = "(SELECT current_setting('socialtrack.everywhere', true) = 'on')"
CASELOAD = "(SELECT nullif(current_setting('socialtrack.caseload', true), '')::bigint)"
OF_AN_ORGANIZATION = ("organization_tag", "support", "told_state")
OF_THE_TEAM = ("job", "live_address", "saved_view")
OF_A_CENTRE = ("centre_day_movement",)
RULES = {
    **dict.fromkeys(
        OF_AN_ORGANIZATION,
        f"centre_id = {CENTRE} AND ({ORGANIZATION} IS NULL OR organization_id = {ORGANIZATION})",
    ),
    **dict.fromkeys(OF_THE_TEAM, f"centre_id = {CENTRE} AND {ORGANIZATION} IS NULL"),
    **dict.fromkeys(OF_A_CENTRE, f"centre_id = {CENTRE}"),
}


def upgrade() -> None:
    op.create_table(
        "centre_day_movement",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("step1_settled", sa.Integer(), nullable=False),
        sa.Column("step2_settled", sa.Integer(), nullable=False),
        sa.Column("step3_settled", sa.Integer(), nullable=False),
        sa.Column("step4_settled", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_centre_day_movement_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "day", name=op.f("pk_centre_day_movement")),
    )
    op.create_table(
        "organization_tag",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "tag",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_organization_tag_centre_id_organization_id"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "tag", "organization_id", name=op.f("pk_organization_tag")),
    )
    op.create_index(
        op.f("ix_organization_tag_centre_id_organization_id"),
        "organization_tag",
        ["centre_id", "organization_id"],
        unique=False,
    )

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("beat_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "made_by"], ["membership.centre_id", "membership.id"], name=op.f("fk_job_centre_id_made_by")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_job_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_job_centre_id_id")),
    )
    op.create_index(op.f("ix_job_centre_id_made_by_id"), "job", ["centre_id", "made_by", "id"], unique=False)

    op.create_table(
        "live_address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("has_names", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("window_since", sa.BigInteger(), nullable=True),
        sa.Column("window_uses", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "kept_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_live_address_centre_id_kept_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "made_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_live_address_centre_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "revoked_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_live_address_centre_id_revoked_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_live_address_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_address")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_live_address_centre_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_live_address_token_hash")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_saved_view_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "made_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_saved_view_centre_id_made_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_saved_view_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_saved_view_centre_id_id")),
    )
    op.create_table(
        "support",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("given_on", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("logged_at", sa.BigInteger(), nullable=False),
        sa.Column("logged_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_support_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_support_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "logged_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_support_centre_id_logged_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "note_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_support_centre_id_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_support_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_support_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_support_centre_id_id")),
    )
    op.create_index(op.f("ix_support_centre_id_given_on_id"), "support", ["centre_id", "given_on", "id"], unique=False)
    op.create_index(
        op.f("ix_support_centre_id_organization_id_given_on_id"),
        "support",
        ["centre_id", "organization_id", "given_on", "id"],
        unique=False,
    )

    op.create_table(
        "told_state",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.SmallInteger(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_told_state_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_told_state_centre_id_organization_id"),
        ),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", "event_id", name=op.f("pk_told_state")),
    )

    op.add_column("centre_day_count", sa.Column("upkeep_due", sa.Integer(), server_default="0", nullable=False))
    op.add_column("centre_totals", sa.Column("figures_version", sa.SmallInteger(), server_default="0", nullable=False))

    op.create_index("ix_hesitation_reason", "hesitation", ["centre_id", "faq_key", "organization_id"], unique=False)

    op.add_column(
        "membership", sa.Column("sees_caseload_only", sa.Boolean(), server_default=sa.false(), nullable=False)
    )

    of_a_start = sa.text("kind IN ('baseline-fixed', 'baseline-passed', 'membership-added')")
    op.create_index(
        "ix_event_start",
        "event",
        ["centre_id", "organization_id", "id"],
        unique=False,
        sqlite_where=of_a_start,
        postgresql_where=of_a_start,
    )

    op.create_index("ix_organization_advisor", "organization", ["centre_id", "advisor_id", "id"], unique=False)
    rows = op.get_bind()
    _release_from_those_who_left(rows)
    for centre_id, organization_id, tags in rows.execute(
        sa.text("SELECT centre_id, id, tags FROM organization WHERE removed_at IS NULL")
    ).fetchall():
        for tag in dict.fromkeys(json.loads(tags)):
            rows.execute(
                sa.text("INSERT INTO organization_tag (centre_id, tag, organization_id) VALUES (:centre, :tag, :id)"),
                {"centre": centre_id, "tag": tag, "id": organization_id},
            )
    if rows.dialect.name == "postgresql":
        for table, rule in RULES.items():
            seen = f"{EVERYWHERE} OR ({rule})"
            op.execute(f"CREATE POLICY wall ON {table} USING ({seen}) WITH CHECK ({seen})")
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY caseload ON organization AS RESTRICTIVE "
            f"USING ({CASELOAD} IS NULL OR advisor_id = {CASELOAD})"
        )


def _release_from_those_who_left(rows: sa.Connection) -> None:
    """Until now a place that ended, or that became one of reading alone, left its organizations where they were: each
    is said again, as anything that is said of it, confided to nobody. The moments of a centre never go back."""
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    them = rows.execute(
        sa.text(
            """SELECT o.centre_id, o.id, (SELECT max(e.recorded_at) FROM event e WHERE e.centre_id = o.centre_id)
               FROM organization o JOIN membership m ON m.centre_id = o.centre_id AND m.id = o.advisor_id
               WHERE o.removed_at IS NULL AND (m.ended_at IS NOT NULL OR m.organization_id IS NOT NULL
                     OR m.role NOT IN ('manager', 'advisor'))
               ORDER BY o.centre_id, o.id"""
        )
    ).fetchall()
    said = "name, reference, region, tags, sector, language, address, phone, email, contact"
    for centre_id, organization_id, last in them:
        one = {"centre": centre_id, "id": organization_id, "at": max(now, last or 0)}
        rows.execute(
            sa.text("UPDATE organization SET advisor_id = NULL WHERE centre_id = :centre AND id = :id"),
            {"centre": centre_id, "id": organization_id},
        )
        revision = rows.execute(
            sa.text(
                f"""INSERT INTO organization_revision (centre_id, organization_id, recorded_at, {said})
                    SELECT centre_id, id, :at, {said} FROM organization WHERE centre_id = :centre AND id = :id
                    RETURNING id"""
            ),
            one,
        ).scalar_one()
        rows.execute(
            sa.text(
                """INSERT INTO event (centre_id, organization_id, kind, happened_at, recorded_at, value_after,
                                      actor_role, on_behalf, channel)
                   VALUES (:centre, :id, 'organization-changed', :at, :at, :value, 'system', :no, 'command')"""
            ),
            {**one, "value": json.dumps({"revision": revision}, separators=(",", ":")), "no": False},
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY caseload ON organization")
    op.drop_index("ix_organization_advisor", table_name="organization")
    op.drop_index("ix_event_start", table_name="event")
    op.drop_index("ix_hesitation_reason", table_name="hesitation")
    # Said plainly: the other way would make the tables anew, which the keys that point at them forbid.
    op.execute("ALTER TABLE membership DROP COLUMN sees_caseload_only")
    op.execute("ALTER TABLE centre_day_count DROP COLUMN upkeep_due")
    op.execute("ALTER TABLE centre_totals DROP COLUMN figures_version")
    for table in (
        "told_state",
        "support",
        "saved_view",
        "live_address",
        "job",
        "organization_tag",
        "centre_day_movement",
    ):
        op.drop_table(table)
