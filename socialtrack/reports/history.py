"""The organizations of a report as of the end of past days, told again from the journal: present rows are not read.

Whatever happens later (renames, ticks, archived or removed organizations, new releases) can't change a line of it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.queries import path as path_of_version
from ..journal.queries import CentreStory, Kept, SettingsThen, kept_before, told_by_organization
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..tenancy.models import OrganizationRevision
from .history_story import FORM, Publication, Story
from .queries import Reported
from .rules import Days

AT_A_TIME = 50  # all that each of them ever said is held at once

_SLUGS = Prepared(
    """SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT :at_most"""
)
_SLUG = Prepared("SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id = :organization_id")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What was recorded of an organization up to the end of a day: after the state that was kept (`kept`), or after the
    stretch before."""

    place: int
    end: int
    kept: Kept | None
    events: Sequence[tuple]


def at_days(
    work: Work,
    story: CentreStory,
    thens: Sequence[SettingsThen],
    *,
    organization_id: int | None = None,
    with_tasks: bool = True,
    from_the_first: bool = False,
) -> Iterator[list[tuple[Reported | None, ...]]]:
    """The organizations as they stood at the end of each of those days, in one pass over the journal.

    A day is given by its settings (`story.settings(work, day)`). An organization comes with as many values as there are
    days, in their order, None for a day on which it was not there (yet, or any more); one that was there on none is
    left out. A bounded number at a time, in the order in which they joined; `organization_id`: that one alone.
    `with_tasks`: with what was said of each task (`said`, `plans`), which costs as much again. `from_the_first`: told
    from the first event on, whatever states were kept.
    """
    calendars = {then.zone: Days(then.zone) for then in thens}
    publications = publications_before(work, story, max(then.end for then in thens))
    for first_id, last_id, slugs in parcels(work, organization_id):
        told: list[list[tuple[int, Reported] | None]] = []
        stretches = _stretches(work, (first_id - 1, last_id), thens, from_the_first=from_the_first)
        for id_, slug in slugs.items():
            stood: list[tuple[int, Reported] | None] = [None] * len(thens)
            for is_watched in (False, True):
                is_to_watch = False
                for place, one in _tell(id_, slug, stretches.get(id_, ()), publications, is_watched=is_watched):
                    stood[place] = one.now(thens[place], calendars[thens[place].zone], with_tasks=with_tasks)
                    is_to_watch |= one.is_to_watch
                if not is_to_watch:
                    break
            if any(stood):
                told.append(stood)
        _name(work, told)
        yield [tuple(one[1] if one else None for one in stood) for stood in told]


def _stretches(
    work: Work, ids: tuple[int, int], thens: Sequence[SettingsThen], *, from_the_first: bool
) -> dict[int, list[_Stretch]]:
    """Of each organization, what it takes to tell where it stood at the end of each day, in the order of days."""
    found: dict[int, list[_Stretch]] = {}
    since = 0
    for place in sorted(range(len(thens)), key=lambda place: thens[place].end):
        end = thens[place].end
        kept = {} if from_the_first else kept_before(work, *ids, FORM, end)
        events = told_by_organization(work, *ids, since, end, after_kept=None if from_the_first else FORM)
        for id_ in kept.keys() | events.keys() | found.keys():
            last = kept.get(id_)
            # One that was recorded before the day before has been gone on from already.
            is_newer = last is not None and last.recorded_at >= since
            found.setdefault(id_, []).append(
                _Stretch(place, to_microseconds(end), last if is_newer else None, events.get(id_, ()))
            )
        since = to_microseconds(end)
    return found


def past(work: Work, story: CentreStory, then: SettingsThen, *, with_tasks: bool = True) -> Iterator[list[Reported]]:
    """The organizations as they stood at the end of that day, in the order in which they joined."""
    for chunk in at_days(work, story, [then], with_tasks=with_tasks):
        yield [one for (one,) in chunk if one is not None]


def publications_before(work: Work, story: CentreStory, end: datetime) -> list[Publication]:
    recorded = {id_: at for id_, _, at, _ in story.events}
    return [
        Publication(release.event_id, recorded[release.event_id], path_of_version(work, release.version))
        for release in story.releases(end)
    ]


def parcels(work: Work, organization_id: int | None = None) -> Iterator[tuple[int, int, dict[int, str]]]:
    """First and last number of some organizations, and the names in the address of those that are there between."""
    if organization_id is not None:
        slugs = dict(_SLUG.rows(work.session, organization_id=organization_id))
        if slugs:
            yield organization_id, organization_id, slugs
        return
    after_id = 0
    while rows := _SLUGS.rows(work.session, after_id=after_id, at_most=AT_A_TIME):
        last_id = rows[-1][0]
        yield after_id + 1, last_id, dict(rows)
        after_id = last_id


def _tell(
    id_: int, slug: str, stretches: Iterable[_Stretch], publications: Sequence[Publication], *, is_watched: bool
) -> Iterator[tuple[int, Story]]:
    """The organization's events and the centre's releases, in the order of the journal: at the end of each stretch, as
    soon as all that was recorded before it is told, its place."""
    one, releases = Story(id_, slug, is_watched=is_watched), deque(publications)
    for stretch in stretches:
        if stretch.kept is not None:
            one = Story(id_, slug, is_watched=is_watched)
            releases = one.go_on_from(loads(stretch.kept.told), publications, stretch.kept.event_id)
        one.hear(stretch.events, releases)
        while releases and releases[0].recorded_at < stretch.end:
            one.publish(releases.popleft())
        yield stretch.place, one


def _name(work: Work, told: Iterable[Sequence[tuple[int, Reported] | None]]) -> None:
    """What each was called, and what else its revision of that day says."""
    all_told = [known for stood in told for known in stood if known is not None]
    of = OrganizationRevision
    rows = work.session.execute(
        select(of.id, of.name, of.region, of.tags, of.advisor_id).where(of.id.in_(sorted({id_ for id_, _ in all_told})))
    )
    revisions = {id_: rest for id_, *rest in rows}
    for id_, one in all_told:
        one.name, one.region, one.tags, one.advisor_id = revisions[id_]
