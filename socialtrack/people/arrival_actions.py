"""Taking up an invitation: the person, their place, their session, all at once; and asking for a newer link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..data.scope import Scope, open_session
from ..journal.access_actions import note_access
from ..journal.actions import record
from ..journal.models import Event
from ..kernel.errors import Busy, Conflict, NotFound, Refused
from ..kernel.tokens import token_hash
from ..kernel.work import Actor, Work
from ..mailing.actions import Words, post
from ..tenancy.actions import add_membership, open_work
from ..tenancy.models import Membership, Organization
from ..tenancy.organization_queries import is_archived
from .actions import Browser, Started, end_devices, is_staff, outside, person_with, start_device
from .invitation_actions import holds_place
from .member_rules import head_of
from .models import Device, Invitation, Person
from .queries import OpenedInvitation, opened_invitation, person_by_email
from .room_actions import carry_over, is_doubtful, shut_new_place, shut_session
from .room_rules import Why
from .rules import COPIED, LinkState, is_centre_role, link_state


@dataclass(frozen=True, slots=True)
class Answer:
    """What the invited person says when they take their place, and the session of their own in which they say it."""

    name: str
    is_named_to_centre: bool
    browser: Browser
    device_id: int | None = None


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
            return _take_place(opened, token, answer, visitor_id)
        except (_BecameKnown, IntegrityError):  # the same address came in elsewhere meanwhile: look again
            continue
    raise Busy


class _BecameKnown(Exception):
    """The address had no person when we looked, and has one now."""


def _take_place(opened: OpenedInvitation, token: str, answer: Answer, visitor_id: int | None) -> Arrival:
    session = open_session(Scope(opened.centre.id))
    work = open_work(session, Actor(role=opened.role), opened.centre)
    try:
        with work.write():
            invitation = _open_invitation(work, token)
            if not opened.is_for_known_person and person_by_email(session, invitation.email) is not None:
                raise _BecameKnown
            person = person_with(session, invitation.email, invitation.language, work.now)
            end_devices(session, person.id, work.now)
            staff = is_centre_role(invitation.role) or _is_staff_elsewhere(person.id)
            way = _way_in(session, invitation, answer.device_id if visitor_id == person.id else None)
            device = start_device(session, person.id, answer.browser, work.now, is_staff=staff, entered_by=way)
            if visitor_id == person.id and answer.device_id is not None:
                carry_over(session, person.id, answer.device_id, device.token)
            elif invitation.is_copied_link and is_doubtful(session, work.centre.id, invitation.invited_by, work.now):
                shut_session(session, person.id, device.token, Why.INVITATION, work.now)
            _give_place(work, invitation, person, answer)
            _close(work, invitation)
        return Arrival(device, opened.centre.slug, opened.organization_slug)
    finally:
        session.close()


def _way_in(session: Session, invitation: Invitation, own_device_id: int | None) -> str:
    """How the session that begins is known. One that takes the place of the person's own is no better than that."""
    if own_device_id is not None:
        return COPIED if session.get_one(Device, own_device_id).entered_by == COPIED else "invitation"
    return COPIED if invitation.is_copied_link else "invitation"


def _open_invitation(work: Work, token: str) -> Invitation:
    invitation = work.session.scalars(
        select(Invitation)
        .where(Invitation.centre_id == work.centre.id, Invitation.token_hash == token_hash(token))
        .with_for_update()
    ).one_or_none()
    if invitation is None:
        raise NotFound("link-unknown")
    state = link_state(work.now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at)
    if state is not LinkState.OPEN:
        raise Conflict(f"invitation-{state}")
    if invitation.organization_id is not None and is_archived(work, invitation.organization_id):
        raise Conflict("invitation-closed")
    return invitation


def _give_place(work: Work, invitation: Invitation, person: Person, answer: Answer) -> None:
    """A place, unless they have one here already: then they keep the one they have, in the role they have."""
    if holds_place(work, invitation.email_key, invitation.organization_id) is not None:
        return
    membership_id = add_membership(
        work,
        person_id=person.id,
        role=invitation.role,
        name=answer.name,
        organization_id=invitation.organization_id,
        invited_by=invitation.invited_by,
        is_named_to_centre=answer.is_named_to_centre,
    )
    note_access(
        work,
        "joined",
        organization_id=invitation.organization_id,
        about_id=membership_id,
        after=invitation.role,
    )
    shut_new_place(work, invitation, membership_id)


def _close(work: Work, invitation: Invitation) -> None:
    """The invitation is taken up, and so is any other that waits here for the same address."""
    work.session.execute(
        update(Invitation)
        .where(
            Invitation.centre_id == work.centre.id,
            Invitation.organization_id == invitation.organization_id,
            Invitation.email_key == invitation.email_key,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(accepted_at=work.now)
    )


def _is_staff_elsewhere(person_id: int) -> bool:
    with outside("how long a session lasts depends on every place a person holds") as session:
        return is_staff(session, person_id)


# An invitation whose time is over.

ASKED_AGAIN_AFTER = timedelta(days=1)


def ask_for_new_link(token: str, letter: Callable[[str, str], Words] | None, now: datetime) -> None:
    """Tell whoever made an invitation that its reader would like a newer link: once a day at most, and only where its
    time is over. The asker learns nothing of what came of it.

    `letter` writes to a maker, from the address that was invited and the language of the maker.

    Raises:
        NotFound: nobody has that link.
    """
    with outside("an invitation is found by its link") as session:
        opened = opened_invitation(session, token, now, None)
    if opened.state is not LinkState.EXPIRED:
        return
    session = open_session(Scope(opened.centre.id))
    work = open_work(session, Actor(role=opened.role), opened.centre)
    try:
        with work.write():
            invitation = session.scalars(
                select(Invitation).where(Invitation.centre_id == opened.centre.id, Invitation.id == opened.id)
            ).one()
            is_expired = link_state(work.now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at)
            if is_expired is LinkState.EXPIRED and not _asked_of_late(work, invitation):
                record(
                    work,
                    kind="new-link-asked",
                    organization_id=invitation.organization_id,
                    value_after={"invitation": invitation.id},
                )
                _write_to_makers(work, invitation, letter)
    finally:
        session.close()


def _asked_of_late(work: Work, invitation: Invitation) -> bool:
    asked = work.session.scalars(
        select(Event.value_after).where(
            Event.centre_id == work.centre.id,
            Event.organization_id == invitation.organization_id,
            Event.kind == "new-link-asked",
            Event.recorded_at > work.now - ASKED_AGAIN_AFTER,
        )
    )
    return any((value or {}).get("invitation") == invitation.id for value in asked)


def _write_to_makers(work: Work, invitation: Invitation, letter: Callable[[str, str], Words] | None) -> None:
    """To whoever made the invitation, or, if they left or no longer see that organization, to whoever leads
    there now."""
    if letter is None:
        return
    present = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.centre_id == work.centre.id, Membership.ended_at.is_(None), Person.erased_at.is_(None))
    )
    theirs = exists().where(
        Organization.centre_id == work.centre.id,
        Organization.id == invitation.organization_id,
        Organization.advisor_id == Membership.id,
    )
    sees_it = Membership.sees_caseload_only.is_(False) | theirs
    makers = work.session.scalars(present.where(Membership.id == invitation.invited_by, sees_it)).all()
    if not makers:
        makers = work.session.scalars(
            present.where(
                Membership.organization_id == invitation.organization_id,
                Membership.role == head_of(in_centre=invitation.organization_id is None),
            )
        ).all()
    for person in makers:
        words = letter(invitation.email, person.language)
        post(
            work.session,
            kind="new-link-asked",
            to=person.email,
            language=person.language,
            words=words,
            now=work.now,
            centre_id=work.centre.id,
        )
