"""Changing somebody's role, ending a place, leaving one's own; what one is called. Inside these, nobody is left without
a head. Naming a new lead stands in `member_lead_actions.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update

from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.permissions import Can, Role, may
from ..kernel.work import Work
from ..mailing.actions import Words, post
from ..tenancy.actions import work_on_whole_centre
from ..tenancy.bulk_actions import release_organizations
from ..tenancy.models import Membership
from ..tenancy.organization_actions import end_membership
from ..tenancy.organization_queries import ACCOMPANY
from .actions import end_devices
from .invitation_actions import refuse_archived_room, take_back
from .member_queries import heads_besides
from .member_rules import lost_head, may_manage, roles_to_set
from .models import Invitation, Person, SignInLink

# A letter in the language of whoever reads it; None where no letter leaves.
Letter = Callable[[str], Words] | None


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a team (no organization) or of an organization, with the role under which a page showed them."""

    membership_id: int
    organization_id: int | None
    was: str


def change_role(
    work: Work, somebody: Somebody, role: str, *, device_id: int | None = None, letter: Letter = None
) -> bool:
    """Give a person of these people another role; whether anything changed. Their sessions end, since a cookie of the
    old role must open nothing: all but `device_id`, for whoever changes their own.

    Raises:
        NotFound: nobody of that number here.
        Conflict: they left (code `member-gone`), or their role changed since the page was drawn
            (`role-changed-meanwhile`).
        Refused: not theirs to give, nobody would be left at the head (codes `last-manager`, `last-lead`), or the
            organization is archived.
    """
    in_centre = somebody.organization_id is None
    with work.write():
        refuse_archived_room(work, somebody.organization_id)
        member = _present(work, somebody)
        if member.role == role:
            return False
        if member.role != somebody.was:
            raise Conflict("role-changed-meanwhile")
        if role not in roles_to_set(work.actor.role, member.role, in_centre=in_centre):
            raise Refused("role-not-yours-to-give")
        _keep_a_head(work, member, role)
        is_self = member.id == work.actor.membership_id
        give_role(work, member, role)
        end_devices(work.session, member.person_id, work.now, keep=device_id if is_self else None)
        if not may(role, Can.INVITE_TO_CENTRE if in_centre else Can.INVITE_TO_ORGANIZATION):
            _take_links_back(work, member)
        if not is_self:
            tell(work, member, "role-changed", letter)
    return True


def give_role(work: Work, member: Membership, role: str) -> None:
    """The role, and both journals. Inside the transaction. To who may only read, nothing stays confided; nobody but an
    advisor is held to what is."""
    before, member.role = member.role, role
    if role != Role.ADVISOR:
        member.sees_caseload_only = False
    work.session.flush()
    if member.organization_id is None and role not in ACCOMPANY:
        release_organizations(work, member.id)
    record(
        work,
        kind="membership-changed",
        organization_id=member.organization_id,
        before=before,
        after=role,
        value_after={"membership": member.id},
    )
    note_access(
        work,
        "role-changed",
        organization_id=member.organization_id,
        about_id=member.id,
        before=before,
        after=role,
    )


def remove(work: Work, somebody: Somebody, *, letter: Letter = None) -> None:
    """End a person's place here, and their sessions everywhere. What they did keeps their name.

    Raises:
        NotFound, Conflict, Refused: as `change_role`.
    """
    with work.write():
        refuse_archived_room(work, somebody.organization_id)
        member = _present(work, somebody)
        if member.role != somebody.was:
            raise Conflict("role-changed-meanwhile")
        if not may_manage(work.actor.role, in_centre=somebody.organization_id is None):
            raise Refused("role-not-yours-to-give")
        _keep_a_head(work, member, None)
        end_place(work, member)
        if member.id != work.actor.membership_id:
            tell(work, member, "membership-ended", letter)


def leave(work: Work) -> None:
    """Whoever acts leaves the place in which they act, and is signed out.

    Raises:
        Refused: nobody would be left at the head (codes `last-manager`, `last-lead`).
    """
    with work_on_whole_centre(work) as whole, whole.write():
        member = _own(whole)
        _keep_a_head(whole, member, None)
        end_place(whole, member)


def end_place(work: Work, member: Membership) -> None:
    """The end of a place, of that person's sessions, of the links they had copied. Inside the transaction."""
    end_membership(work, member)
    note_access(
        work, "membership-ended", organization_id=member.organization_id, about_id=member.id, before=member.role
    )
    end_devices(work.session, member.person_id, work.now)
    _take_links_back(work, member)


def _take_links_back(work: Work, member: Membership) -> None:
    """Links that this person had in their hands, and could still use or hand out, open nothing any more."""
    copied = work.session.scalars(
        select(Invitation).where(
            Invitation.centre_id == work.centre.id,
            Invitation.organization_id == member.organization_id,
            Invitation.invited_by == member.id,
            Invitation.is_copied_link,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    ).all()
    for invitation in copied:
        take_back(work, invitation)
    work.session.execute(
        update(SignInLink).where(SignInLink.made_by == member.id, SignInLink.used_at.is_(None)).values(used_at=work.now)
    )
    work.session.flush()


def _present(work: Work, somebody: Somebody) -> Membership:
    found = work.session.scalars(
        select(Membership).where(
            Membership.centre_id == work.centre.id,
            Membership.id == somebody.membership_id,
            Membership.organization_id == somebody.organization_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound("no-such-member")
    if found.ended_at is not None:
        raise Conflict("member-gone")
    return found


def _own(work: Work) -> Membership:
    """The membership of whoever acts: `work.write()` has just seen that it holds."""
    return work.session.scalars(
        select(Membership).where(Membership.centre_id == work.centre.id, Membership.id == work.actor.membership_id)
    ).one()


def _keep_a_head(work: Work, member: Membership, after: str | None) -> None:
    """Counted under the lock, so that two who leave at once can't both be the last but one."""
    others = heads_besides(work, member.organization_id, Role(member.role), member.id)
    code = lost_head(member.role, after, others)
    if code is not None:
        raise Refused(code)


def tell(work: Work, member: Membership, kind: str, letter: Letter) -> None:
    """Write to whom it happens, where letters leave. Inside the transaction."""
    if letter is None:
        return
    person = work.session.get_one(Person, member.person_id)
    if person.erased_at is None:
        post(
            work.session,
            kind=kind,
            to=person.email,
            language=person.language,
            words=letter(person.language),
            now=work.now,
            centre_id=work.centre.id,
        )


def keep_own_place(work: Work, name: str, *, is_named_to_centre: bool) -> bool:
    """What whoever acts is called here, and whether their centre may read it; whether anything changed."""
    with work.write():
        member = _own(work)
        changes: list[tuple[str, str | None, str | None]] = []
        if member.name != name:
            changes.append(("membership-renamed", None, None))
        if member.organization_id is not None and member.is_named_to_centre != is_named_to_centre:
            states = ("hidden", "named") if is_named_to_centre else ("named", "hidden")
            changes.append(("membership-consent", *states))
            member.is_named_to_centre = is_named_to_centre
        member.name = name
        work.session.flush()
        for kind, before, after in changes:
            record(
                work,
                kind=kind,
                organization_id=member.organization_id,
                before=before,
                after=after,
                value_after={"membership": member.id},
            )
    return bool(changes)
