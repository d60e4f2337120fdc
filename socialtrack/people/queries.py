"""Who holds a session, as the door asks it; who holds which place; what stands behind a link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..kernel.errors import NotFound
from ..kernel.moments import from_microseconds
from ..kernel.text import email_key
from ..kernel.tokens import token_hash
from ..kernel.work import CentreFacts, Work
from ..tenancy.models import Centre, Membership, Organization
from ..tenancy.queries import BESIDE_IN_CENTRE, BESIDE_IN_ORGANIZATION, Place, facts_of, place_from
from .factor_rules import is_fresh, is_proved_twice
from .models import Installation, Invitation, Person
from .rules import COPIED, LinkState, Standing, link_state, oversees

_WHO = """p.id, p.email, p.language, d.id, d.last_seen_at, d.idle_until, d.ends_at,
              d.created_at, d.factor_at, d.is_waiting_for_factor, d.entered_by,
              (SELECT count(*) FROM membership h WHERE h.person_id = p.id AND h.ended_at IS NULL)"""
_WHO_COLUMNS = 12
_VISITOR = Prepared(
    f"""SELECT {_WHO} FROM device d JOIN person p ON p.id = d.person_id
       WHERE d.token_hash = :token_hash AND d.ended_at IS NULL""",
    unscoped="the door finds who asks",
)


def _visitor_beside(place: tuple[str, str, str]) -> Prepared:
    columns, joined, order = place
    return Prepared(
        f"""SELECT {_WHO}, {columns} FROM device d JOIN person p ON p.id = d.person_id {joined}
        WHERE d.token_hash = :token_hash AND d.ended_at IS NULL ORDER BY {order} LIMIT 1""",
        unscoped="the door finds who asks",
    )


_VISITOR_IN_CENTRE = _visitor_beside(BESIDE_IN_CENTRE)
_VISITOR_IN_ORGANIZATION = _visitor_beside(BESIDE_IN_ORGANIZATION)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a request, and the device they are signed in on. Moments in microseconds.

    `places`: how many they hold; pages of somebody who holds several let them change places.
    `is_waiting`: the second step is still to come, and until then this is nobody (`entry.py`). `factor_at`: when it
    was done.
    """

    person_id: int
    email: str
    language: str
    device_id: int
    last_seen_at: int
    idle_until: int
    ends_at: int
    created_at: int
    factor_at: int | None
    is_waiting: bool
    entered_by: str
    places: int

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.person_id)

    @property
    def is_proved_twice(self) -> bool:
        return is_proved_twice(self.entered_by, self.factor_at)

    @property
    def came_by_copied_link(self) -> bool:
        return self.entered_by == COPIED

    def is_fresh(self, now: datetime, *, is_copied_enough: bool) -> bool:
        """Whether they proved who they are a moment ago, as what changes the way in asks for.

        `is_copied_enough`: whether a link that somebody else had in their hands is such a proof.
        """
        proved_at = from_microseconds(self.factor_at) if self.factor_at else None
        if self.came_by_copied_link and not is_copied_enough:
            return proved_at is not None and is_fresh(proved_at, None, now)
        return is_fresh(from_microseconds(self.created_at), proved_at, now)


def visitor_by_token(session: Session, token: str, now: int) -> Visitor | None:
    """Who holds that session token at `now` (microseconds), or None: ended, idle for too long, past its end."""
    row = _VISITOR.row(session, token_hash=token_hash(token))
    return None if row is None else _not_past(Visitor(*row), now)


def visitor_and_place(
    session: Session, token: str, now: int, centre: str, organization: str | None
) -> tuple[Visitor | None, Place | None]:
    """The same, and the place that an address names for them (`tenancy.queries.place_of`), in one statement; None where
    it names none."""
    if organization is None:
        row = _VISITOR_IN_CENTRE.row(session, token_hash=token_hash(token), centre=centre)
    else:
        row = _VISITOR_IN_ORGANIZATION.row(
            session, token_hash=token_hash(token), centre=centre, organization=organization
        )
    visitor = None if row is None else _not_past(Visitor(*row[:_WHO_COLUMNS]), now)
    return visitor, (place_from(row[_WHO_COLUMNS:]) if row is not None and visitor is not None else None)


def _not_past(visitor: Visitor, now: int) -> Visitor | None:
    return visitor if now < visitor.idle_until and now < visitor.ends_at else None


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """One place that a person holds, with the names that a page to choose shows."""

    person_id: int
    centre_id: int
    centre_slug: str
    centre_name: str
    organization_id: int | None
    organization_slug: str | None
    organization_name: str | None
    membership_id: int
    role: str
    name: str

    @property
    def standing(self) -> Standing:
        return Standing(self.centre_id, self.organization_id, self.role)


_PLACES = (
    select(
        Membership.person_id,
        Centre.id,
        Centre.slug,
        Centre.name,
        Organization.id,
        Organization.slug,
        Organization.name,
        Membership.id,
        Membership.role,
        Membership.name,
    )
    .select_from(Membership)
    .join(Centre, Centre.id == Membership.centre_id)
    .outerjoin(
        Organization,
        and_(Organization.centre_id == Membership.centre_id, Organization.id == Membership.organization_id),
    )
    .where(Membership.ended_at.is_(None), Organization.removed_at.is_(None))
    .order_by(Membership.organization_id.is_not(None), Membership.id)
)


def places_held(session: Session, person_id: int) -> list[HeldPlace]:
    """Every place of that person, in every centre; those of centres first. In an unscoped session."""
    found = _PLACES.where(Membership.person_id == person_id)
    return [HeldPlace(*tuple(row)) for row in session.execute(found)]


def standings_of(session: Session, person_id: int, centre_id: int) -> list[Standing]:
    """What must be overseen to open a session for that person: every place they hold, and those they left in centres
    other than that one, since a session also tells its person of their past. In an unscoped session."""
    left = session.execute(
        select(Membership.centre_id, Membership.organization_id, Membership.role).where(
            Membership.person_id == person_id, Membership.ended_at.is_not(None), Membership.centre_id != centre_id
        )
    )
    return [*(place.standing for place in places_held(session, person_id)), *(Standing(*row) for row in left)]


def first_of_each_role(session: Session) -> dict[str, HeldPlace]:
    """By role, the first member there ever was. For a demonstration alone."""
    places = [HeldPlace(*tuple(row)) for row in session.execute(_PLACES)]
    return {place.role: place for place in reversed(places)}


def person_by_email(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email_key == email_key(email))).one_or_none()


@dataclass(frozen=True, slots=True)
class OpenedInvitation:
    """An invitation as whoever holds its link sees it."""

    id: int
    centre: CentreFacts
    organization_slug: str | None
    organization_name: str | None
    email: str
    role: str
    language: str
    state: LinkState
    is_for_known_person: bool
    needs_own_session: bool

    @property
    def place_name(self) -> str:
        return self.organization_name or self.centre.name


def opened_invitation(session: Session, token: str, now: datetime, visitor_id: int | None) -> OpenedInvitation:
    """The invitation behind a link, in an unscoped session.

    `needs_own_session`: the link was shown to somebody to copy, and the address is that of a person who holds places
    which its maker does not watch over. Then holding the link is not enough to be that person.

    Raises:
        NotFound: no invitation has that link, or a newer link has replaced it.
    """
    invitation = session.scalars(select(Invitation).where(Invitation.token_hash == token_hash(token))).one_or_none()
    if invitation is None:
        raise NotFound("link-unknown")
    centre = session.get_one(Centre, invitation.centre_id)
    organization = None
    if invitation.organization_id is not None:
        organization = session.get_one(Organization, invitation.organization_id)
    person = person_by_email(session, invitation.email)
    revoked_at = invitation.revoked_at or (organization.removed_at if organization else None)
    state = link_state(now, invitation.expires_at, invitation.accepted_at, revoked_at)
    if state is LinkState.OPEN and organization is not None and organization.archived_at is not None:
        state = LinkState.CLOSED
    return OpenedInvitation(
        id=invitation.id,
        centre=facts_of(centre),
        organization_slug=organization.slug if organization else None,
        organization_name=organization.name if organization else None,
        email=invitation.email,
        role=invitation.role,
        language=invitation.language,
        state=state,
        is_for_known_person=person is not None,
        needs_own_session=(
            person is not None and person.id != visitor_id and not _is_vouched_for(session, invitation, person.id)
        ),
    )


def _is_vouched_for(session: Session, invitation: Invitation, person_id: int) -> bool:
    """Whether holding that link is enough to be that person: mailed to them, or made by who oversees them."""
    if not invitation.is_copied_link or invitation.invited_by is None:
        return True
    maker = session.get_one(Membership, invitation.invited_by)
    if maker.ended_at is not None:
        return False
    maker_standing = Standing(maker.centre_id, maker.organization_id, maker.role)
    return oversees(maker_standing, standings_of(session, person_id, maker.centre_id))


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person of a team or an organization, as this reader may see them."""

    membership_id: int
    name: str | None
    email: str | None
    role: str
    since: datetime
    is_reader: bool


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One invitation that waits, as this reader may see it."""

    id: int
    email: str | None
    role: str
    made_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class People:
    members: tuple[MemberLine, ...]
    waiting: tuple[WaitingLine, ...]


def people_of(work: Work, organization_id: int | None) -> People:
    """The members and waiting invitations of an organization, or of the centre's team when it is None.

    The centre sees the names of an organization's members who agreed to it, and of those whom it invited itself.
    """
    is_outsider = organization_id is not None and work.actor.is_centre_staff
    staff = frozenset(
        work.session.scalars(
            select(Membership.id).where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
        )
    )
    rows = work.session.execute(
        select(Membership, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    ).all()
    members = []
    for membership, email in rows:
        is_seen = not is_outsider or membership.is_named_to_centre or membership.invited_by in staff
        members.append(
            MemberLine(
                membership.id,
                membership.name if is_seen else None,
                email if is_seen else None,
                membership.role,
                membership.created_at,
                membership.id == work.actor.membership_id,
            )
        )
    waiting = work.session.scalars(
        select(Invitation)
        .where(
            Invitation.centre_id == work.centre.id,
            Invitation.organization_id == organization_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id.desc())
    )
    return People(
        tuple(members),
        tuple(
            WaitingLine(
                row.id,
                row.email if not is_outsider or row.invited_by is None or row.invited_by in staff else None,
                row.role,
                row.created_at,
                row.expires_at,
                row.expires_at <= work.now,
            )
            for row in waiting
        ),
    )


def installation(session: Session) -> Installation | None:
    return session.get(Installation, 1)
