"""The life of an organization once it is there: paused, archived, restored, merged into another, removed.

Each of these is an event. What it had said of its tasks is never touched.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select

from ..journal.actions import count, keep_text, record
from ..journal.bulk_actions import read_figures_each, record_each, unlist_organizations
from ..journal.figures import read_figures
from ..journal.movement_actions import add_movement
from ..journal.rules import Counts, Movement
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.moments import local_day
from ..kernel.work import Work
from .actions import change_organizations
from .bulk_actions import release_organizations
from .models import Membership, Organization, OrganizationMerge
from .organization_queries import advisors, latest_revision_id, pause_of
from .organization_rows import mark_removed
from .organization_rules import pause_day, paused_until_after_resuming
from .queries import details_of, namesake
from .rules import Details


def organization_there(work: Work, organization_id: int) -> Organization:
    """Its row, archived or not.

    Raises:
        NotFound: the centre has no such organization, or has removed it.
    """
    row = work.session.scalars(
        select(Organization).where(
            Organization.centre_id == work.centre.id,
            Organization.id == organization_id,
            Organization.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-organization")
    return row


def refuse_archived(work: Work, organization_id: int) -> Organization:
    """Its row, for an action that changes something in it. Runs inside `work.write()`.

    Raises:
        Refused: it is archived: it is read, and no longer changes.
    """
    row = organization_there(work, organization_id)
    if row.archived_at is not None:
        raise Refused("organization-archived")
    return row


def change_record(
    work: Work, organization_id: int, said: Details, drawn_revision: int, *, is_same_name_meant: bool = False
) -> bool:
    """Say something else of an organization; whether anything changed.

    `drawn_revision`: the revision that the page showed, so that nobody writes over what they have not read. An advisor
    held to a caseload confides no organization to anybody else: whatever they say of that, it stays theirs.

    Raises:
        RecordOvertaken: somebody said something else meanwhile; their words and these are both kept.
        Conflict: another organization has that reference (`reference-taken`), or that name and nobody said that it is
            another one (`name-taken`).
        Invalid: the advisor is not of the centre's team.
        Refused: it is archived.
    """
    with work.write():
        now = details_of(refuse_archived(work, organization_id))
        if work.actor.sees_caseload_only:
            said = replace(said, advisor_id=now.advisor_id)
        if said == now:
            return False
        latest = latest_revision_id(work, organization_id)
        if latest != drawn_revision:
            raise RecordOvertaken(now, latest)
        if said.name_key != now.name_key and not is_same_name_meant and (slug := namesake(work, said)) is not None:
            raise Conflict("name-taken", field="name", name=said.name, slug=slug)
        if said.advisor_id not in (None, now.advisor_id, *(one.id for one in advisors(work))):
            raise Invalid("choice-missing", field="advisor")
        change_organizations(work, {organization_id: said})
        return True


class RecordOvertaken(Conflict):
    """Carries what is said of the organization now, and the revision that says it."""

    def __init__(self, now: Details, revision: int) -> None:
        super().__init__("record-overtaken")
        self.now = now
        self.revision = revision


def pause_organization(work: Work, organization_id: int, until: date, reason: str = "") -> bool:
    """Pause it, or change the last day or the reason of its pause; whether anything changed.

    Raises:
        Invalid: that day is past, or too far away.
        Refused: it is archived.
    """
    with work.write():
        refuse_archived(work, organization_id)
        pause_day(until, work.today)
        now = pause_of(work, organization_id)
        if now is not None and (now.until, now.reason) == (until, reason):
            return False
        value: dict[str, int | str] = {"paused_until": until.isoformat()}
        if reason:
            value["reason_id"] = keep_text(work, reason, audience="centre", organization_id=organization_id)
        _set_pause(work, organization_id, "organization-paused", value)
        return True


def resume_organization(work: Work, organization_id: int) -> bool:
    """End its pause now; whether there was one. Silence counts from today on.

    Raises:
        Refused: it is archived.
    """
    with work.write():
        refuse_archived(work, organization_id)
        now = pause_of(work, organization_id)
        if now is None:
            return False
        is_paused_today = local_day(now.since, work.centre.zone) == work.today
        until = paused_until_after_resuming(work.today, now.before, is_paused_today=is_paused_today)
        value: dict[str, int | str] = {"paused_until": until.isoformat()} if until else {}
        _set_pause(work, organization_id, "organization-resumed", value)
        return True


def _set_pause(work: Work, organization_id: int, kind: str, value: dict[str, int | str]) -> None:
    figures = read_figures(work, organization_id)
    before: dict[str, int | str] = {"paused_until": figures.paused_until} if figures.paused_until else {}
    record(work, kind=kind, organization_id=organization_id, value_before=before, value_after=value)
    until = value.get("paused_until")
    count(
        work,
        organization_id,
        Counts(),
        is_activity=False,
        paused_until=str(until) if until else None,
        figures=figures,
    )


def archive_organization(work: Work, organization_id: int, *, into_id: int | None = None) -> bool:
    """Set it aside: off every figure, to be read and not changed. Whether it was not yet.

    Its people keep their places, its waiting invitations wait. `into_id`: the organization that goes on for it.
    """
    with work.write():
        row = organization_there(work, organization_id)
        if row.archived_at is not None:
            return False
        row.archived_at = work.now
        if into_id is not None:
            work.session.add(OrganizationMerge(organization_id=organization_id, into_id=into_id, merged_at=work.now))
        work.session.flush()
        value = {"into": into_id} if into_id is not None else None
        record(work, kind="organization-archived", organization_id=organization_id, value_after=value)
        count(work, organization_id, Counts(), is_activity=False, is_listed=False)
        return True


def restore_organization(work: Work, organization_id: int) -> bool:
    """Take it back among the others, as it was; whether it was archived.

    One that was merged into another has its own address again. Its people stay where they went, and what the other
    took over from it stays there too.
    """
    with work.write():
        row = organization_there(work, organization_id)
        if row.archived_at is None:
            return False
        row.archived_at = None
        work.session.flush()
        work.session.execute(
            delete(OrganizationMerge).where(
                OrganizationMerge.centre_id == work.centre.id, OrganizationMerge.organization_id == organization_id
            )
        )
        record(work, kind="organization-restored", organization_id=organization_id)
        count(work, organization_id, Counts(), is_activity=False, is_listed=True)
        return True


def take_organization_away(work: Work, organization_id: int, moved: Iterable[tuple[date, Movement]]) -> None:
    """Take an organization away: off every page and figure, out of reach of its people. Its past stays in the journal.

    Its reference can serve again, its address never does. `moved`: what it moved, day by day, which no longer counts:
    the journal tells (`progress.removal_actions`). Runs inside `work.write()`.
    """
    organization_there(work, organization_id)
    for membership in members_of(work, organization_id):
        end_membership(work, membership)
    mark_removed(work, [organization_id])
    record(work, kind="organization-removed", organization_id=organization_id)
    count(work, organization_id, Counts(), is_activity=False, is_listed=False)
    for day, movement in moved:
        add_movement(work, day, movement, -1)


def remove_silent_organizations(work: Work, organization_ids: Sequence[int]) -> None:
    """Take away many that nobody is a member of, and that have said nothing, in a few statements.

    Runs inside `work.write()`. See `take_organization_away`.

    Raises:
        ValueError: one of them has said something, and what it moved would go on counting.
    """
    spoken = [id_ for id_, said in read_figures_each(work, organization_ids).items() if said.started_on is not None]
    if spoken:
        raise ValueError(f"organizations that have said something: {spoken}")
    mark_removed(work, organization_ids)
    record_each(work, "organization-removed", ((id_, None) for id_ in organization_ids))
    unlist_organizations(work, organization_ids)


def members_of(work: Work, organization_id: int) -> Iterator[Membership]:
    """The memberships of an organization that have not ended."""
    return iter(
        work.session.scalars(
            select(Membership)
            .where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id == organization_id,
                Membership.ended_at.is_(None),
            )
            .order_by(Membership.id)
        ).all()
    )


def end_membership(work: Work, membership: Membership) -> None:
    """End a place, with its event, inside `work.write()`. The sessions of that person are for `people` to end.

    What is confided to somebody of the team is confided to nobody from now on: it waits for somebody in the grid.
    """
    if membership.organization_id is None:
        release_organizations(work, membership.id)
    membership.ended_at = work.now
    work.session.flush()
    record(
        work,
        kind="membership-ended",
        organization_id=membership.organization_id,
        before=membership.role,
        value_before={"membership": membership.id},
    )
