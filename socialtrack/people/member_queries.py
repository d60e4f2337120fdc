"""One person of a team or an organization, as whoever reads may see them; who leads; what was told to its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from ..journal.models import Event
from ..kernel.errors import NotFound
from ..kernel.permissions import CENTRE_ROLES, Role
from ..kernel.text import email_key
from ..kernel.work import Work
from ..tenancy.models import Membership
from .member_rules import Gone
from .models import Invitation, Person
from .queries import people_of

TOLD_FOR = timedelta(days=30)
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One person, as this reader may see them: `name` and `email` are None where that is not for them."""

    membership_id: int
    person_id: int
    name: str | None
    email: str | None
    language: str
    role: str
    since: datetime
    is_named_to_centre: bool
    is_invited_by_centre: bool
    is_reader: bool
    has_ended: bool


def member_of(work: Work, membership_id: int, organization_id: int | None) -> MemberFacts:
    """A person of these people, also one who has left.

    Raises:
        NotFound: nobody of that number was ever here.
    """
    maker = aliased(Membership)
    row = work.session.execute(
        select(
            Membership,
            Person.email,
            Person.language,
            exists().where(
                maker.centre_id == work.centre.id, maker.id == Membership.invited_by, maker.organization_id.is_(None)
            ),
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.id == membership_id,
            Membership.organization_id == organization_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-member")
    member, email, language, by_centre = row
    is_seen = organization_id is None or not work.actor.is_centre_staff or member.is_named_to_centre or by_centre
    return MemberFacts(
        membership_id=member.id,
        person_id=member.person_id,
        name=member.name if is_seen else None,
        email=email if is_seen else None,
        language=language,
        role=member.role,
        since=member.created_at,
        is_named_to_centre=member.is_named_to_centre,
        is_invited_by_centre=by_centre,
        is_reader=member.id == work.actor.membership_id,
        has_ended=member.ended_at is not None,
    )


def heads_besides(work: Work, organization_id: int | None, role: Role, membership_id: int) -> int:
    """How many others hold that role there now."""
    found = work.session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.role == role,
            Membership.ended_at.is_(None),
            Membership.id != membership_id,
        )
    )
    return found or 0


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the centre did among an organization's people, and that its members are told."""

    kind: str
    at: datetime
    reason: Gone | None
    whom: str | None
    role: str | None


def told_of_late(work: Work, organization_id: int) -> list[Told]:
    """Links that the centre copied and leads that it named in the last 30 days, the newest first. Two statements.

    `whom`: the name of the person, or the address of the invitation, where the reader may see it.
    """
    events = work.session.scalars(
        select(Event)
        .where(
            Event.centre_id == work.centre.id,
            Event.organization_id == organization_id,
            Event.kind.in_(("invitation-copied", "sign-in-link-copied", "lead-named")),
            Event.actor_role.in_((*CENTRE_ROLES, "host")),
            Event.recorded_at > work.now - TOLD_FOR,
        )
        .order_by(Event.id.desc())
        .limit(MOST_TOLD)
    ).all()
    named = _named(work, organization_id, events)
    return [
        Told(
            event.kind,
            event.recorded_at,
            Gone(value["reason"]) if "reason" in value else None,
            named.get(("membership", value.get("membership"))) or named.get(("invitation", value.get("invitation"))),
            event.after,
        )
        for event in events
        if (value := event.value_after or {}) is not None
    ]


def _named(work: Work, organization_id: int, events: Sequence[Event]) -> dict[tuple[str, int | None], str]:
    """Names of the memberships and addresses of the invitations of those events; nothing for the centre's own staff,
    who have the list of people for that."""
    if work.actor.is_centre_staff or not events:
        return {}
    ids: dict[str, set[int]] = {"membership": set(), "invitation": set()}
    for event in events:
        for kind, number in (event.value_after or {}).items():
            if kind in ids:
                ids[kind].add(number)
    members = select(Membership.id, Membership.name).where(
        Membership.centre_id == work.centre.id,
        Membership.organization_id == organization_id,
        Membership.id.in_(ids["membership"]),
    )
    invitations = select(Invitation.id, Invitation.email).where(
        Invitation.centre_id == work.centre.id,
        Invitation.organization_id == organization_id,
        Invitation.id.in_(ids["invitation"]),
    )
    named: dict[tuple[str, int | None], str] = {
        ("membership", id_): name for id_, name in work.session.execute(members)
    }
    named.update({("invitation", id_): email for id_, email in work.session.execute(invitations)})
    return named


def asked_again(work: Work, organization_id: int | None) -> dict[int, datetime]:
    """Since when a newer link is asked for, by invitation; of the last 30 days."""
    events = work.session.execute(
        select(Event.value_after, Event.recorded_at)
        .where(
            Event.centre_id == work.centre.id,
            Event.organization_id == organization_id,
            Event.kind == "new-link-asked",
            Event.recorded_at > work.now - TOLD_FOR,
        )
        .order_by(Event.id)
    )
    return {(value or {}).get("invitation", 0): at for value, at in events}


@dataclass(frozen=True, slots=True)
class Choosable:
    """Somebody who could become lead, or who leads now; `name` is None where it is not for whoever reads."""

    membership_id: int
    name: str | None
    role: str
    since: datetime


def choosable(work: Work, organization_id: int) -> list[Choosable]:
    """Everyone who has a place in that organization, as the centre may name them. Two statements."""
    return [
        Choosable(member.membership_id, member.name, member.role, member.since)
        for member in people_of(work, organization_id).members
    ]


def name_elsewhere(session: Session, email: str) -> str | None:
    """What the person of that address is called in the last place they took. In an unscoped session."""
    return session.scalars(
        select(Membership.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.email_key == email_key(email), Membership.ended_at.is_(None))
        .order_by(Membership.id.desc())
        .limit(1)
    ).first()
