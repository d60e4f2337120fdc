"""What the centre does to several organizations in one gesture, and taking it back. Each one gets its own event, as if
it had been done to it alone. All of these run inside `work.write()`, on those that change only (`bulk_rules`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, update

from ..journal.bulk_actions import list_again, record_each, set_pauses
from ..kernel.work import Work
from .actions import change_organizations
from .bulk_queries import Told, in_parts, last_of, last_pauses, standings, standings_of_advisor, told_between, traces
from .bulk_rules import OF_THE_RECORD, Deed, Standing, Wanted, said_after, taken_back
from .models import Organization, OrganizationMerge
from .organization_queries import advisors
from .organization_rules import paused_until_after_resuming

_PAUSES = ("organization-paused", "organization-resumed")
_ARCHIVES = ("organization-archived", "organization-restored")
_RECORDS = ("organization-changed",)


def do_to_several(work: Work, them: Sequence[Standing], wanted: Wanted) -> list[int]:
    """Do it to each of these; the events that say so."""
    ids = [one.id for one in them]
    if wanted.deed is Deed.PAUSE:
        assert wanted.until is not None
        return _pause(work, them, wanted.until)
    if wanted.deed is Deed.RESUME:
        return _resume(work, them)
    if wanted.deed is Deed.ARCHIVE:
        return _archive(work, ids)
    if wanted.deed is Deed.RESTORE:
        return _restore(work, ids)
    return change_organizations(work, {one.id: said_after(one.details, wanted) for one in them})


def release_organizations(work: Work, membership_id: int, to: int | None = None) -> int:
    """Confide all that is confided to that membership to somebody else, or to nobody; how many there were.

    Archived ones too: no organization keeps as its advisor somebody who is none any more.
    """
    them = standings_of_advisor(work, membership_id)
    if them:
        do_to_several(work, them, Wanted(Deed.ASSIGN, to))
    return len(them)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many are as they were again, and those that stay as they are, by name; one that was removed has none."""

    back: int
    kept: list[Standing]


def take_back(work: Work, first: int, last: int, deed: Deed) -> TakenBack:
    """Undo what such a gesture did, by the events between those two. Those that were changed meanwhile stay as they
    are."""
    kinds = _RECORDS if deed in OF_THE_RECORD else _PAUSES if deed in (Deed.PAUSE, Deed.RESUME) else _ARCHIVES
    told = told_between(work, first, last, kinds)
    again = _say_again(work, told, deed) if deed in OF_THE_RECORD else _do_again(work, told, deed, first)
    kept = [one.organization_id for one in told if one.organization_id not in again]
    return TakenBack(len(again), standings(work, kept))


def _do_again(work: Work, told: Sequence[Told], deed: Deed, first: int) -> Collection[int]:
    """Pause, end pauses, archive or restore again; whom."""
    kinds = _PAUSES if deed in (Deed.PAUSE, Deed.RESUME) else _ARCHIVES
    latest = last_of(work, [one.organization_id for one in told], kinds)
    there = {one.id: one for one in standings(work, [one.organization_id for one in told])}
    again = [one for one in told if latest[one.organization_id] == one.id and one.organization_id in there]
    if deed in (Deed.PAUSE, Deed.RESUME):
        again = [one for one in again if not there[one.organization_id].is_archived]
        _pause_again(work, again, first)
    elif deed is Deed.ARCHIVE:
        _restore(work, [one.organization_id for one in again], undoes=_undone(again))
    else:
        _archive(work, [one.organization_id for one in again], undoes=_undone(again))
    return {one.organization_id for one in again}


def _undone(told: Sequence[Told]) -> dict[int, int]:
    return {one.organization_id: one.id for one in told}


def _say_again(work: Work, told: Sequence[Told], deed: Deed) -> Collection[int]:
    """Say of each record what it said before; of which."""
    team = frozenset(one.id for one in advisors(work))
    field = Wanted(deed).field
    again = taken_back(traces(work, told, field), field, team)
    if again:
        change_organizations(work, again, undoes=_undone(told))
    return again


def _pause(work: Work, them: Sequence[Standing], until: date) -> list[int]:
    """One that is paused already keeps the reason that was given for it."""
    last = last_pauses(work, [one.id for one in them if one.paused_until is not None])
    values = {}
    for one in them:
        reason_id = last[one.id].reason_id if one.id in last else None
        values[one.id] = _said(until.isoformat(), reason_id)
    return _write_pauses(work, "organization-paused", values)


def _resume(work: Work, them: Sequence[Standing]) -> list[int]:
    last = last_pauses(work, [one.id for one in them])
    values: dict[int, dict[str, str | int]] = {}
    for one in them:
        pause = last[one.id]
        until = paused_until_after_resuming(work.today, pause.before, is_paused_today=pause.is_of_today)
        values[one.id] = _said(until.isoformat() if until else None)
    return _write_pauses(work, "organization-resumed", values)


def _said(until: str | None, reason_id: int | None = None) -> dict[str, str | int]:
    value: dict[str, str | int] = {"paused_until": until} if until else {}
    return value | ({"reason_id": reason_id} if reason_id else {})


def _pause_again(work: Work, told: Sequence[Told], first: int) -> None:
    """What stood in each one's place before: the pause that was changed or ended, with its reason; or none."""
    reasons = last_pauses(work, [one.organization_id for one in told], before_event=first)
    paused: dict[int, dict[str, str | int]] = {}
    resumed: dict[int, dict[str, str | int]] = {}
    for one in told:
        until, last = one.value_before.get("paused_until"), reasons.get(one.organization_id)
        if until and date.fromisoformat(until) >= work.today:
            paused[one.organization_id] = _said(until, last.reason_id if last else None)
        else:
            resumed[one.organization_id] = _said(until)
    undoes = _undone(told)
    _write_pauses(work, "organization-paused", paused, undoes=undoes)
    _write_pauses(work, "organization-resumed", resumed, undoes=undoes)


def _write_pauses(
    work: Work, kind: str, values: Mapping[int, Mapping[str, str | int]], *, undoes: Mapping[int, int] | None = None
) -> list[int]:
    now = set_pauses(
        work, {id_: str(value["paused_until"]) if value.get("paused_until") else None for id_, value in values.items()}
    )
    before = {id_: _said(until) for id_, until in now.items()}
    return record_each(
        work, kind, ((id_, dict(value)) for id_, value in values.items()), before=before, undoes=undoes or {}
    )


def _archive(work: Work, ids: Sequence[int], *, undoes: Mapping[int, int] | None = None) -> list[int]:
    _set_aside(work, ids, is_archived=True)
    list_again(work, ids, is_listed=False)
    return record_each(work, "organization-archived", ((id_, None) for id_ in ids), undoes=undoes or {})


def _restore(work: Work, ids: Sequence[int], *, undoes: Mapping[int, int] | None = None) -> list[int]:
    _set_aside(work, ids, is_archived=False)
    for part in in_parts(ids):
        work.session.execute(
            delete(OrganizationMerge).where(
                OrganizationMerge.centre_id == work.centre.id, OrganizationMerge.organization_id.in_(part)
            )
        )
    list_again(work, ids)
    return record_each(work, "organization-restored", ((id_, None) for id_ in ids), undoes=undoes or {})


def _set_aside(work: Work, ids: Sequence[int], *, is_archived: bool) -> None:
    for part in in_parts(ids):
        work.session.execute(
            update(Organization)
            .where(Organization.centre_id == work.centre.id, Organization.id.in_(part))
            .values(archived_at=work.now if is_archived else None)
        )
