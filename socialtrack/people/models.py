"""Persons who sign in, how they get in, and the devices they are signed in on. These rows belong to no centre."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned, OrganizationOwned
from ..data.types import Day, Id, Moment


class Person(Model):
    """Someone who signs in, known by one address. `email_key` is the address as it is compared (folded case).

    An erased person keeps an empty row: the address is gone, what their memberships did stays.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    created_at: Mapped[datetime] = mapped_column(Moment)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)


class Device(Model):
    """A browser that is signed in. Ended rows are dead at the next request; the cookie holds the token alone.

    `entered_by`: link, invitation, copied (a link of either kind that somebody else had in their hands), password,
    passkey, setup or demo. `is_waiting_for_factor`: the first step is done,
    and until the second is, this session opens nothing else.
    """

    __tablename__ = "device"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    idle_until: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    is_shared_computer: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(12), default="link", server_default="link")
    is_waiting_for_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    factor_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInLink(Model):
    """A one-time link for a known person. Used once, by a button; a GET never uses it."""

    __tablename__ = "sign_in_link"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    is_copied_link: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_by: Mapped[int | None] = mapped_column(Id)
    """The membership that copied it, when somebody else than its reader did."""


class AuthenticatorApp(Model):
    """A person's second factor. The secret is sealed: a copy of the database alone gives no codes."""

    __tablename__ = "authenticator_app"
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(Id, default=0)
    """The 30-second step of the last code that was taken: a code serves once."""


class RecoveryCode(Model):
    """A printed code that stands in for the second factor, once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Passkey(Model):
    """A key that a person's phone or computer keeps; we hold its public half."""

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Id, default=0)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)


class Challenge(Model):
    """What a passkey is asked to sign, once, for a few minutes."""

    __tablename__ = "challenge"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    challenge: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ShutRoom(OrganizationOwned, Model):
    """An organization's private things, shut to one session that came in by a link which the centre copied; without a
    device, to every session of a member whose place itself came of such a link.

    A member who was there before opens them, or time does (`docs/decisions/0007-a-link-is-not-a-person.md`).
    """

    __tablename__ = "shut_room"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int] = mapped_column(Id)
    membership_id: Mapped[int] = mapped_column(Id)
    device_id: Mapped[int | None] = mapped_column(Id, ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(String(16))
    shut_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_by: Mapped[int | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        Index(None, "centre_id", "organization_id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "membership_id"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "opened_by"], ["membership.centre_id", "membership.id"]),
    )


class Erasure(Model):
    """That a person was erased, and who asked: no name, no address."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    with_texts: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str] = mapped_column(String(12))
    erased_at: Mapped[datetime] = mapped_column(Moment)


class Incident(CentreOwned, Model):
    """A confidentiality incident, with what Quebec's regulation asks of the register (CQLR c. A-2.1, r. 3.1, s. 7).

    Kept at least five years after the day on which the centre learned of it (s. 8).
    """

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    information: Mapped[str] = mapped_column(Text)
    circumstances: Mapped[str] = mapped_column(Text)
    happened_from: Mapped[date | None] = mapped_column(Day)
    happened_to: Mapped[date | None] = mapped_column(Day)
    happened_words: Mapped[str] = mapped_column(String(200), default="")
    known_on: Mapped[date] = mapped_column(Day)
    persons: Mapped[int | None] = mapped_column()
    persons_words: Mapped[str] = mapped_column(String(200), default="")
    is_serious: Mapped[bool] = mapped_column()
    assessment: Mapped[str] = mapped_column(Text)
    commission_told_on: Mapped[date | None] = mapped_column(Day)
    persons_told_on: Mapped[date | None] = mapped_column(Day)
    public_notice: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int | None] = mapped_column(Id)
    written_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "written_by"], ["membership.centre_id", "membership.id"]),
    )


class Invitation(CentreOwned, Model):
    """A place that waits for someone, in a centre or in one of its organizations."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    organization_id: Mapped[int | None] = mapped_column(Id)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(Id)
    is_copied_link: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "organization_id"], ["organization.centre_id", "organization.id"]),
        ForeignKeyConstraint(["centre_id", "invited_by"], ["membership.centre_id", "membership.id"]),
    )


class Installation(Model):
    """The one row that says whether the first-run page is still open, and for which token."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    setup_token_hash: Mapped[str | None] = mapped_column(String(64))
    setup_done_at: Mapped[datetime | None] = mapped_column(Moment)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Throttle(Model):
    """How often something was tried of late: sign-in letters asked for, wrong tokens. Old rows are swept away."""

    __tablename__ = "throttle"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(Moment)
