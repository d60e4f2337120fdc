"""Who has a second step, who has none, and which centres ask for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ..kernel.errors import NotFound
from ..kernel.permissions import CENTRE_ROLES
from ..kernel.work import Work
from ..tenancy.models import Centre, Membership
from .factor_rules import is_begun
from .factor_seal import Unreadable, unseal
from .models import AuthenticatorApp, Passkey, Person, RecoveryCode


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A person's second step, as they see it. `set_at` is None until it counts; `secret` is there while an
    application is being shown it; `asked_by` names the centres that ask their team for one."""

    set_at: datetime | None
    codes_left: int
    secret: str | None
    asked_by: tuple[str, ...]

    @property
    def is_set(self) -> bool:
        return self.set_at is not None


def own_step(session: Session, person_id: int, secret_key: str, now: datetime) -> OwnStep:
    """In an unscoped session."""
    asked_by = tuple(
        session.scalars(
            select(Centre.name)
            .join(Membership, Membership.centre_id == Centre.id)
            .where(
                Membership.person_id == person_id,
                Membership.ended_at.is_(None),
                Membership.role.in_(CENTRE_ROLES),
                Centre.requires_second_factor,
            )
            .order_by(Centre.name)
        )
    )
    app = session.get(AuthenticatorApp, person_id)
    if app is None or (app.confirmed_at is None and not is_begun(app.created_at, now)):
        return OwnStep(None, 0, None, asked_by)
    if app.confirmed_at is not None:
        return OwnStep(app.confirmed_at, backup_codes_left(session, person_id), None, asked_by)
    try:
        return OwnStep(None, 0, unseal(app.sealed_secret, person_id, secret_key), asked_by)
    except Unreadable:
        return OwnStep(None, 0, None, asked_by)


def backup_codes_left(session: Session, person_id: int) -> int:
    return session.scalars(
        select(func.count(RecoveryCode.id)).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).one()


def has_other_way_in(session: Session, person_id: int) -> bool:
    """Whether that person can sign in where no letter leaves: with a password or a passkey."""
    found = session.scalars(
        select(Person.id).where(
            Person.id == person_id,
            Person.password_hash.is_not(None) | exists().where(Passkey.person_id == Person.id),
        )
    )
    return found.first() is not None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody of the centre's team, and whether an application gives them codes."""

    membership_id: int
    name: str
    language: str
    email: str
    has_app: bool


_HAS_APP = exists().where(
    AuthenticatorApp.person_id == Membership.person_id, AuthenticatorApp.confirmed_at.is_not(None)
)
_HAS_PASSKEY = exists().where(Passkey.person_id == Membership.person_id)


def of_the_team(work: Work, membership_id: int, *wanted: Any) -> tuple[Any, ...]:
    """What is `wanted` (tables or columns) of somebody of the centre's team and of the person they are.

    Raises:
        NotFound: no such member in the centre's team.
    """
    row = work.session.execute(
        select(*wanted)
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.id == membership_id,
            Membership.organization_id.is_(None),
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-member")
    return tuple(row)


def team_member(work: Work, membership_id: int) -> TeamMember:
    """Raises NotFound: no such member in the centre's team."""
    wanted = (Membership.id, Membership.name, Person.language, Person.email, _HAS_APP)
    return TeamMember(*of_the_team(work, membership_id, *wanted))


def team_without_factor(work: Work) -> tuple[str, ...]:
    """The names of those of the centre's team who have neither an application nor a passkey: they will be asked to set
    a second step up, if the centre requires one."""
    return tuple(
        work.session.scalars(
            select(Membership.name)
            .where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id.is_(None),
                Membership.ended_at.is_(None),
                ~_HAS_APP,
                ~_HAS_PASSKEY,
            )
            .order_by(Membership.id)
        )
    )
