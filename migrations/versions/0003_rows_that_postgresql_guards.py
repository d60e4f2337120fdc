"""rows that postgresql guards

Each table of a centre gets a policy: a transaction sees and writes the rows of the centre that it named, of the
organization too if it named one, and none at all if it named nothing. SQLite has no such thing: nothing changes there.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Each setting is read once for a statement, not once for a row. After a transaction that had it, it is '' and not NULL.
CENTRE = "(SELECT nullif(current_setting('socialtrack.centre', true), '')::bigint)"
ORGANIZATION = "(SELECT nullif(current_setting('socialtrack.organization', true), '')::bigint)"
EVERYWHERE = "(SELECT current_setting('socialtrack.everywhere', true) = 'on')"

OF_A_CENTRE = (
    "centre_day_count",
    "centre_revision",
    "centre_totals",
    "incident",
    "invitation",
    "letter",
    "membership",
    "organization",
    "organization_merge",
    "path_version",
    "receipt",
    "release",
    "step",
    "task",
    "task_text",
)
OF_AN_ORGANIZATION = (
    "access_event",
    "event",
    "network_choice",
    "organization_revision",
    "organization_summary",
    "shut_room",
    "task_state",
    "text_revision",
)
RULES = {
    "centre": f"id = {CENTRE}",
    **dict.fromkeys(OF_A_CENTRE, f"centre_id = {CENTRE}"),
    **dict.fromkeys(
        OF_AN_ORGANIZATION,
        f"centre_id = {CENTRE} AND ({ORGANIZATION} IS NULL OR organization_id = {ORGANIZATION})",
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, rule in RULES.items():
        seen = f"{EVERYWHERE} OR ({rule})"
        op.execute(f"CREATE POLICY wall ON {table} USING ({seen}) WITH CHECK ({seen})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # else whoever owns the tables would see all


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in reversed(RULES):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY wall ON {table}")
