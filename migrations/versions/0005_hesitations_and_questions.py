"""hesitations and questions

What organizations hesitate about, the questions between them and their centre, the centre's own answers; walled like
the rest (0003). The team's notes and saved answers are for sessions of a whole centre alone.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CENTRE = "(SELECT nullif(current_setting('socialtrack.centre', true), '')::bigint)"
ORGANIZATION = "(SELECT nullif(current_setting('socialtrack.organization', true), '')::bigint)"
EVERYWHERE = "(SELECT current_setting('socialtrack.everywhere', true) = 'on')"
OF_AN_ORGANIZATION = ("hesitation", "question", "question_message")
OF_THE_TEAM = ("saved_answer", "team_note")
OF_A_CENTRE = ("faq_entry", "faq_text", "faq_vote")
RULES = {
    **dict.fromkeys(
        OF_AN_ORGANIZATION,
        f"centre_id = {CENTRE} AND ({ORGANIZATION} IS NULL OR organization_id = {ORGANIZATION})",
    ),
    **dict.fromkeys(OF_THE_TEAM, f"centre_id = {CENTRE} AND {ORGANIZATION} IS NULL"),
    **dict.fromkeys(OF_A_CENTRE, f"centre_id = {CENTRE}"),
}
ADDED = {
    "centre_day_count": (sa.Integer, ("paused_asking", "waiting_under_way", "waiting_complete")),
    "centre_totals": (sa.Integer, ("asking_under_way", "asking_complete")),
    "organization_summary": (sa.SmallInteger, ("open_questions", "open_hesitations")),
}
UNDER_WAY = "completed_on IS NULL AND started_on IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "faq_vote",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_faq_vote_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "key", "day", name=op.f("pk_faq_vote")),
    )
    op.create_table(
        "faq_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("also_said", sa.Text(), nullable=False),
        sa.Column("caution", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=True),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_faq_text_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_faq_text_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_text")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_faq_text_centre_id_id")),
    )
    op.create_table(
        "saved_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_saved_answer_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_saved_answer_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_saved_answer_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_answer")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_saved_answer_centre_id_id")),
    )
    op.create_table(
        "faq_entry",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shipped_digest", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_faq_entry_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "draft_id"],
            ["faq_text.centre_id", "faq_text.id"],
            name=op.f("fk_faq_entry_centre_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_faq_entry_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "text_id"], ["faq_text.centre_id", "faq_text.id"], name=op.f("fk_faq_entry_centre_id_text_id")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_faq_entry_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "key", name=op.f("pk_faq_entry")),
    )
    op.create_table(
        "hesitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=True),
        sa.Column("network", sa.String(length=40), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("faq_key", sa.String(length=60), nullable=True),
        sa.Column("words_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_on", sa.String(length=10), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "changed_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_hesitation_centre_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_hesitation_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "opened_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_hesitation_centre_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_hesitation_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "reason_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_hesitation_centre_id_reason_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "task_key"], ["task.centre_id", "task.key"], name=op.f("fk_hesitation_centre_id_task_key")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "words_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_hesitation_centre_id_words_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_hesitation_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hesitation")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_hesitation_centre_id_id")),
    )
    op.create_index(
        op.f("ix_hesitation_centre_id_organization_id_id"),
        "hesitation",
        ["centre_id", "organization_id", "id"],
        unique=False,
    )

    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=True),
        sa.Column("network", sa.String(length=40), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("hesitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("assigned_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "asked_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_question_centre_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "assigned_to"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_question_centre_id_assigned_to"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"], ["event.centre_id", "event.id"], name=op.f("fk_question_centre_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "hesitation_id"],
            ["hesitation.centre_id", "hesitation.id"],
            name=op.f("fk_question_centre_id_hesitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_question_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "task_key"], ["task.centre_id", "task.key"], name=op.f("fk_question_centre_id_task_key")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_question_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_question_centre_id_id")),
    )
    op.create_index(
        op.f("ix_question_centre_id_organization_id_id"),
        "question",
        ["centre_id", "organization_id", "id"],
        unique=False,
    )
    op.create_index("ix_question_state", "question", ["centre_id", "state", "last_at", "id"], unique=False)
    op.create_index(
        "ix_question_waiting",
        "question",
        ["centre_id", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )

    op.create_table(
        "question_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "event_id"],
            ["event.centre_id", "event.id"],
            name=op.f("fk_question_message_centre_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_question_message_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "question_id"],
            ["question.centre_id", "question.id"],
            name=op.f("fk_question_message_centre_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "text_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_question_message_centre_id_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_question_message_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_question_message_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_message")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_question_message_centre_id_id")),
    )
    op.create_index(
        op.f("ix_question_message_centre_id_question_id_id"),
        "question_message",
        ["centre_id", "question_id", "id"],
        unique=False,
    )

    op.create_table(
        "team_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_team_note_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "question_id"],
            ["question.centre_id", "question.id"],
            name=op.f("fk_team_note_centre_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "text_id"],
            ["text_revision.centre_id", "text_revision.id"],
            name=op.f("fk_team_note_centre_id_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_team_note_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_team_note_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_note")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_team_note_centre_id_id")),
    )
    op.create_index(
        op.f("ix_team_note_centre_id_question_id_id"), "team_note", ["centre_id", "question_id", "id"], unique=False
    )

    op.add_column("centre", sa.Column("has_public_pages", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table, (kind, names) in ADDED.items():
        for name in names:
            op.add_column(table, sa.Column(name, kind(), server_default="0", nullable=False))
    op.add_column("organization_summary", sa.Column("answered_on", sa.String(length=10), nullable=True))
    _index_those_under_way(f"{UNDER_WAY} AND waiting_since IS NULL")
    waiting = sa.text("waiting_since IS NOT NULL")
    op.create_index(
        "ix_summary_waiting",
        "organization_summary",
        ["centre_id", "is_listed", "waiting_since", "organization_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, rule in RULES.items():
            seen = f"{EVERYWHERE} OR ({rule})"
            op.execute(f"CREATE POLICY wall ON {table} USING ({seen}) WITH CHECK ({seen})")
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _index_those_under_way(which: str) -> None:
    name, columns = "ix_summary_under_way", ["centre_id", "is_listed", "last_activity_at", "organization_id"]
    op.drop_index(name, table_name="organization_summary")
    where = sa.text(which)
    op.create_index(name, "organization_summary", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_summary_waiting", table_name="organization_summary")
    _index_those_under_way(UNDER_WAY)
    # Said plainly: the other way would make the tables anew, which the keys that point at them forbid.
    for table, (_, names) in reversed(ADDED.items()):
        for name in reversed(names):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.execute("ALTER TABLE organization_summary DROP COLUMN answered_on")
    op.execute("ALTER TABLE centre DROP COLUMN has_public_pages")
    for table in ("team_note", "question_message", "question", "hesitation"):
        op.drop_table(table)
    for table in ("faq_entry", "saved_answer", "faq_text", "faq_vote"):
        op.drop_table(table)
