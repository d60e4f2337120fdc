"""Invitations: offering a place, offering it again, taking it back, and taking it up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..data.scope import Scope, open_session
from ..journal.actions import record
from ..kernel.errors import Busy, Conflict, Invalid, NotFound, Refused
from ..kernel.text import email_key
from ..kernel.tokens import token_hash
from ..kernel.work import Actor, Work
from ..mailing.actions import Words, check_unasked, post
from ..tenancy.actions import add_membership, open_work
from ..tenancy.models import Membership
from .actions import Browser, Started, end_devices, is_staff, outside, person_with, start_device
from .models import Invitation, Person
from .queries import OpenedInvitation, opened_invitation, person_by_email
from .rules import INVITATION_LIFE, LinkState, is_centre_role, link_state, roles_to_give


@dataclass(frozen=True, slots=True)
class Offer:
    """A place offered: to which address, as what, by which link. A letter carries it if there are `words`."""

    email: str
    role: str
    language: str
    token: str
    words: Words | None = None


def invite(work: Work, offer: Offer, organization_id: int | None) -> int:
    """Offer a place in an organization, or in the centre's team; the invitation's id.

    An invitation of the same address that still waits here is replaced: its old link is dead.

    Raises:
        Refused: this role may not give that one.
        Invalid: the address already belongs here (code `already-a-member`), or takes no letter (codes
            `letters-stopped`, `letters-enough`).
    """
    if offer.role not in roles_to_give(work.actor.role, in_centre=organization_id is None):
        raise Refused("role-not-yours-to-give")
    with work.write():
        if _holds_place(work, email_key(offer.email), organization_id):
            raise Invalid("already-a-member", field="email")
        invitation = work.session.scalars(
            _waiting_here(work, organization_id).where(Invitation.email_key == email_key(offer.email))
        ).first()
        if invitation is None:
            invitation = Invitation(
                organization_id=organization_id,
                email_key=email_key(offer.email),
                invited_by=work.actor.membership_id,
                created_at=work.now,
            )
            work.session.add(invitation)
        invitation.email, invitation.role, invitation.language = offer.email, offer.role, offer.language
        invitation.invited_by = work.actor.membership_id
        _give_link(work, invitation, offer)
        return invitation.id


def _give_link(work: Work, invitation: Invitation, offer: Offer) -> None:
    invitation.token_hash = token_hash(offer.token)
    invitation.expires_at = work.now + INVITATION_LIFE
    invitation.is_copied_link = offer.words is None
    work.session.flush()
    record(
        work,
        kind="person-invited" if offer.words else "invitation-copied",
        organization_id=invitation.organization_id,
        after=invitation.role,
        value_after={"invitation": invitation.id},
    )
    if offer.words:
        check_unasked(work.session, work.centre.id, offer.email, work.now)
        post(
            work.session,
            kind="invitation",
            to=invitation.email,
            language=invitation.language,
            words=offer.words,
            now=work.now,
            centre_id=work.centre.id,
        )


def waiting_invitation(work: Work, invitation_id: int, organization_id: int | None) -> Invitation:
    """An invitation that waits here.

    Raises:
        NotFound: none of that number here, or nobody waits for it any more.
    """
    found = work.session.scalars(
        _waiting_here(work, organization_id).where(Invitation.id == invitation_id)
    ).one_or_none()
    if found is None:
        raise NotFound("no-such-invitation")
    return found


def revoke(work: Work, invitation_id: int, organization_id: int | None) -> None:
    """Take an invitation back; its link is dead from now on.

    Raises:
        NotFound: as `waiting_invitation`.
    """
    with work.write():
        invitation = waiting_invitation(work, invitation_id, organization_id)
        invitation.revoked_at = work.now
        work.session.flush()
        record(
            work,
            kind="invitation-revoked",
            organization_id=organization_id,
            before=invitation.role,
            value_before={"invitation": invitation.id},
        )


def _waiting_here(work: Work, organization_id: int | None):  # type: ignore[no-untyped-def]
    return select(Invitation).where(
        Invitation.centre_id == work.centre.id,
        Invitation.organization_id == organization_id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )


def _holds_place(work: Work, key: str, organization_id: int | None) -> bool:
    return (
        work.session.scalars(
            select(Membership.id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id == organization_id,
                Membership.ended_at.is_(None),
                Person.email_key == key,
            )
        ).first()
        is not None
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the invited person says when they take their place."""

    name: str
    is_named_to_centre: bool
    browser: Browser


@dataclass(frozen=True, slots=True)
class Arrival:
    """A place that has just been taken: the session, and where to go."""

    device: Started
    centre_slug: str
    organization_slug: str | None


def accept(token: str, answer: Answer, visitor_id: int | None, now: datetime) -> Arrival:
    """Take an invitation up, once: the person (made only if the address is new), their place, their session.

    Every other session of a person who was known already ends, and so do the links made for them: a new place must
    not open to an old browser, nor to who watched over the old place alone.

    Raises:
        NotFound: nobody has that link.
        Conflict: it was used, taken back, or its time is over (codes `invitation-used`, `-revoked`, `-expired`).
        Refused: the person must open a session of their own first (code `sign-in-first`).
    """
    for _attempt in range(3):
        with outside("an invitation is found by its link") as session:
            opened = opened_invitation(session, token, now, visitor_id)
        if opened.state is not LinkState.OPEN:
            raise Conflict(f"invitation-{opened.state}")
        if opened.needs_own_session:
            raise Refused("sign-in-first")
        try:
            return _take_place(opened, token, answer)
        except (_BecameKnown, IntegrityError):  # the same address came in elsewhere meanwhile: look again
            continue
    raise Busy


class _BecameKnown(Exception):
    """The address had no person when we looked, and has one now."""


def _take_place(opened: OpenedInvitation, token: str, answer: Answer) -> Arrival:
    session = open_session(Scope(opened.centre.id))
    work = open_work(session, Actor(role=opened.role), opened.centre)
    try:
        with work.write():
            invitation = session.scalars(
                select(Invitation)
                .where(Invitation.centre_id == opened.centre.id, Invitation.token_hash == token_hash(token))
                .with_for_update()
            ).one_or_none()
            if invitation is None:
                raise NotFound("link-unknown")
            state = link_state(work.now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at)
            if state is not LinkState.OPEN:
                raise Conflict(f"invitation-{state}")
            invitation.accepted_at = work.now
            if not opened.is_for_known_person and person_by_email(session, invitation.email) is not None:
                raise _BecameKnown
            person = person_with(session, invitation.email, invitation.language, work.now)
            end_devices(session, person.id, work.now)
            if not _holds_place(work, invitation.email_key, invitation.organization_id):
                add_membership(
                    work,
                    person_id=person.id,
                    role=invitation.role,
                    name=answer.name,
                    organization_id=invitation.organization_id,
                    invited_by=invitation.invited_by,
                    is_named_to_centre=answer.is_named_to_centre,
                )
            staff = is_centre_role(invitation.role) or _is_staff_elsewhere(person.id)
            device = start_device(session, person.id, answer.browser, work.now, is_staff=staff, entered_by="invitation")
        return Arrival(device, opened.centre.slug, opened.organization_slug)
    finally:
        session.close()


def _is_staff_elsewhere(person_id: int) -> bool:
    with outside("how long a session lasts depends on every place a person holds") as session:
        return is_staff(session, person_id)
