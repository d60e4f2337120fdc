"""people and walls

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "mail_refusal",
    "authenticator_app",
    "centre_revision",
    "challenge",
    "erasure",
    "passkey",
    "recovery_code",
    "organization_merge",
    "access_event",
    "incident",
    "shut_room",
)
COLUMNS = {
    "centre_day_count": ("paused_not_started", "paused_complete"),
    "centre": ("privacy_person", "privacy_email", "hosting_place", "kept_days", "requires_second_factor"),
    "device": ("entered_by", "is_waiting_for_factor", "factor_at"),
    "organization_revision": ("sector", "language", "address", "phone", "email", "contact"),
    "person": ("password_hash", "password_set_at", "erased_at"),
    "sign_in_link": ("is_copied_link", "made_by"),
}


def upgrade() -> None:
    op.create_table(
        "mail_refusal",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_mail_refusal")),
    )
    op.create_table(
        "authenticator_app",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_app_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "centre_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_centre_revision_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_revision")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_centre_revision_centre_id_id")),
    )
    op.create_table(
        "challenge",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("challenge", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_challenge_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_challenge")),
    )
    op.create_index(op.f("ix_challenge_expires_at"), "challenge", ["expires_at"])

    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("with_texts", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=12), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])

    op.create_table(
        "organization_merge",
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merged_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "into_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_organization_merge_centre_id_into_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_organization_merge_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_organization_merge_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "organization_id", name=op.f("pk_organization_merge")),
    )
    op.create_table(
        "access_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "about_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_access_event_centre_id_about_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "membership_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_access_event_centre_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_access_event_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_access_event_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_event")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_access_event_centre_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_event_centre_id_happened_at"), "access_event", ["centre_id", "happened_at"])
    op.create_index(
        op.f("ix_access_event_centre_id_organization_id_id"), "access_event", ["centre_id", "organization_id", "id"]
    )

    op.create_table(
        "incident",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("information", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("happened_from", sa.String(length=10), nullable=True),
        sa.Column("happened_to", sa.String(length=10), nullable=True),
        sa.Column("happened_words", sa.String(length=200), nullable=False),
        sa.Column("known_on", sa.String(length=10), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("persons_words", sa.String(length=200), nullable=False),
        sa.Column("is_serious", sa.Boolean(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("commission_told_on", sa.String(length=10), nullable=True),
        sa.Column("persons_told_on", sa.String(length=10), nullable=True),
        sa.Column("public_notice", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "written_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_incident_centre_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_incident_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_incident_centre_id_id")),
    )
    op.create_table(
        "shut_room",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("shut_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "membership_id"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_shut_room_centre_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "opened_by"],
            ["membership.centre_id", "membership.id"],
            name=op.f("fk_shut_room_centre_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id", "organization_id"],
            ["organization.centre_id", "organization.id"],
            name=op.f("fk_shut_room_centre_id_organization_id"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_shut_room_centre_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_shut_room_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shut_room")),
        sa.UniqueConstraint("centre_id", "id", name=op.f("uq_shut_room_centre_id_id")),
    )
    op.create_index(op.f("ix_shut_room_centre_id_organization_id"), "shut_room", ["centre_id", "organization_id"])

    op.add_column("centre", sa.Column("privacy_person", sa.String(length=200), server_default="", nullable=False))
    op.add_column("centre", sa.Column("privacy_email", sa.String(length=254), server_default="", nullable=False))
    op.add_column("centre", sa.Column("hosting_place", sa.String(length=200), server_default="", nullable=False))
    op.add_column("centre", sa.Column("kept_days", sa.SmallInteger(), server_default="730", nullable=False))
    op.add_column(
        "centre", sa.Column("requires_second_factor", sa.Boolean(), server_default=sa.false(), nullable=False)
    )

    op.add_column("centre_day_count", sa.Column("paused_not_started", sa.Integer(), server_default="0", nullable=False))
    op.add_column("centre_day_count", sa.Column("paused_complete", sa.Integer(), server_default="0", nullable=False))

    op.add_column("device", sa.Column("entered_by", sa.String(length=12), server_default="link", nullable=False))
    op.add_column("device", sa.Column("is_waiting_for_factor", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("device", sa.Column("factor_at", sa.BigInteger(), nullable=True))

    op.add_column("organization_revision", sa.Column("sector", sa.String(length=120), nullable=True))
    op.add_column("organization_revision", sa.Column("language", sa.String(length=2), nullable=True))
    op.add_column("organization_revision", sa.Column("address", sa.String(length=300), nullable=True))
    op.add_column("organization_revision", sa.Column("phone", sa.String(length=60), nullable=True))
    op.add_column("organization_revision", sa.Column("email", sa.String(length=254), nullable=True))
    op.add_column("organization_revision", sa.Column("contact", sa.String(length=200), nullable=True))

    # What is known of an organization today was known at its last revision too: an import that is undone goes back to it.
    for column in COLUMNS["organization_revision"]:
        op.execute(
            f"""UPDATE organization_revision SET {column} = (
                    SELECT o.{column} FROM organization o
                    WHERE o.centre_id = organization_revision.centre_id AND o.id = organization_revision.organization_id)"""
        )

    op.add_column("person", sa.Column("password_hash", sa.String(length=200), nullable=True))
    op.add_column("person", sa.Column("password_set_at", sa.BigInteger(), nullable=True))
    op.add_column("person", sa.Column("erased_at", sa.BigInteger(), nullable=True))

    op.add_column("sign_in_link", sa.Column("is_copied_link", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "sign_in_link", sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )

    op.create_index(op.f("ix_letter_centre_id_to_address"), "letter", ["centre_id", "to_address"])
    failed = sa.text("last_error IS NOT NULL AND sent_at IS NULL")
    op.create_index("ix_letter_failed", "letter", ["centre_id", "id"], sqlite_where=failed, postgresql_where=failed)


def downgrade() -> None:
    op.drop_index("ix_letter_failed", "letter")
    op.drop_index("ix_letter_centre_id_to_address", "letter")
    for table, columns in COLUMNS.items():
        for column in columns:
            # Said plainly: the other way would make the table anew, which the keys that point at it forbid.
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in reversed(TABLES):
        op.drop_table(table)
