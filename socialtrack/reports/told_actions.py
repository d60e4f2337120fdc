"""The states that are kept so that a past day is not told from the first event on: written, compared, mended.

What the journal told once it tells for ever: a state that was kept never changes, and is missed by nobody where it is
missing. They are written a few organizations at a time, by the server between two pieces of long work, by `flask purge`
and by `flask rebuild-progress`.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from ..data.prepared import Prepared
from ..jobs.kinds import register_chore
from ..journal.models import Event
from ..journal.queries import centre_story, kept_before, told_by_organization
from ..kernel.work import Work
from ..people.actions import outside
from ..progress.rebuild_tables import Difference
from ..tenancy.actions import command_work
from ..tenancy.models import Centre
from ..tenancy.queries import facts_of
from .history import parcels, publications_before
from .history_story import FORM, Publication, Story

EVERY = 40  # events of an organization between two states that are kept
AT_ONCE = 10  # organizations a transaction: others who write wait for a few milliseconds
TABLE = "told_state"
_END = datetime(9999, 1, 1, tzinfo=UTC)

_LONG = Prepared(
    """SELECT o.id FROM organization o
       WHERE o.centre_id = :centre_id AND o.id > :after_id AND o.id <= :last_id
         AND (SELECT count(*) FROM event e
              WHERE e.centre_id = o.centre_id AND e.organization_id = o.id
                AND e.id > coalesce((SELECT max(k.event_id) FROM told_state k
                                     WHERE k.centre_id = o.centre_id AND k.organization_id = o.id
                                       AND k.form = :form), 0)) >= :every
       ORDER BY o.id""",
    private="whatever an organization says is its activity: how much, and nothing more of it",
)
_KEEP = Prepared(
    """INSERT INTO told_state (centre_id, organization_id, event_id, recorded_at, form, told)
       VALUES (:centre_id, :organization_id, :event_id, :recorded_at, :form, :told)"""
)
_FORGET_FROM = Prepared(
    """DELETE FROM told_state
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND event_id >= :event_id"""
)
_FORGET_OTHER_FORMS = Prepared(
    """DELETE FROM told_state
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND form <> :form"""
)
_ALL = Prepared(
    """SELECT organization_id, event_id, recorded_at, told FROM told_state
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id AND form = :form
       ORDER BY organization_id, event_id"""
)


def keep_told(work: Work, is_over: Callable[[], bool] = lambda: False) -> int:
    """Keep a state after every `EVERY` events of each organization that has said so many since the last one; how many
    were kept. `is_over`: asked now and then whether to leave the rest for another time."""
    kept = 0
    publications = publications_before(work, centre_story(work), _END)
    for first_id, last_id, _slugs in parcels(work):
        rows = _LONG.rows(work.session, after_id=first_id - 1, last_id=last_id, form=FORM, every=EVERY)
        ids = [id_ for (id_,) in rows]
        for start in range(0, len(ids), AT_ONCE):
            if is_over():
                return kept
            with work.write():
                for id_ in ids[start : start + AT_ONCE]:
                    kept += _keep(work, id_, publications)
    return kept


def _keep(work: Work, id_: int, publications: Sequence[Publication]) -> int:
    ids = id_ - 1, id_
    last = kept_before(work, *ids, FORM, _END).get(id_)
    events = told_by_organization(work, *ids, 0, _END, after_kept=FORM).get(id_, [])
    one, releases = Story(id_, "", is_watched=True), deque(publications)
    if last is not None:
        releases = one.go_on_from(json.loads(last.told), publications, last.event_id)
    found = []
    for end in range(EVERY, len(events) + 1, EVERY):
        one.hear(events[end - EVERY : end], releases)
        found.append(_row(id_, events[end - 1], one))
    _FORGET_OTHER_FORMS.run(work.session, organization_id=id_, form=FORM)
    _KEEP.run_each(work.session, found)
    return len(found)


def _row(organization_id: int, event: tuple, one: Story) -> dict[str, Any]:
    told = json.dumps(one.kept(), separators=(",", ":"))
    return {
        "organization_id": organization_id,
        "event_id": event[1],
        "recorded_at": event[4],
        "form": FORM,
        "told": told,
    }


def told_differences(work: Work) -> list[Difference]:
    """Each state that was kept and that its events, told from the first on, contradict. One of another form is none:
    nothing is told from it."""
    try:
        return list(_contradicted(work))
    finally:
        work.session.rollback()


def rebuild_told(work: Work) -> list[Difference]:
    """Make those anew, and all that were told from them, and keep what is missing; what was mended."""
    found = told_differences(work)
    with work.write():
        for difference in found:
            organization_id, event_id = difference.key
            _FORGET_FROM.run(work.session, organization_id=organization_id, event_id=event_id)
    keep_told(work)
    return found


def _contradicted(work: Work) -> Iterator[Difference]:
    publications = publications_before(work, centre_story(work), _END)
    for first_id, last_id, _slugs in parcels(work):
        ids = first_id - 1, last_id
        there: dict[int, dict[int, tuple[int, Mapping[str, Any]]]] = {}
        for id_, event_id, recorded_at, told in _ALL.rows(work.session, after_id=ids[0], last_id=ids[1], form=FORM):
            there.setdefault(id_, {})[event_id] = recorded_at, json.loads(told)
        events = told_by_organization(work, *ids, 0, _END) if there else {}
        for id_, kept in there.items():
            right = {row["event_id"]: row for row in _told_at(id_, events.get(id_, []), kept, publications)}
            for event_id, (recorded_at, state) in kept.items():
                row = right.get(event_id)
                told = json.loads(row["told"]) if row else {}
                if row is None or (recorded_at, state) != (row["recorded_at"], told):
                    names = sorted(name for name in {*state, *told} if state.get(name) != told.get(name))
                    yield Difference(
                        TABLE,
                        (id_, event_id),
                        (recorded_at, *(state.get(name) for name in names)),
                        (row["recorded_at"], *(told.get(name) for name in names)) if row else None,
                    )


def _told_at(
    id_: int, events: Sequence[tuple], ids: Mapping[int, Any], publications: Sequence[Publication]
) -> Iterator[dict[str, Any]]:
    """The rows after those of its events, told from the first event on."""
    one, releases = Story(id_, "", is_watched=True), deque(publications)
    for event in events:
        one.hear([event], releases)
        if event[1] in ids:
            yield _row(id_, event, one)


class ToldChore:
    """Keeps states for every centre, as the journal grows: looked for once `EVERY` events were recorded since."""

    def __init__(self) -> None:
        self._seen = -EVERY

    def __call__(self, is_over: Callable[[], bool]) -> int:
        with outside("upkeep looks at every centre of this installation") as session:
            last = session.scalar(select(func.max(Event.id))) or 0
            centres = [facts_of(centre) for centre in session.scalars(select(Centre).order_by(Centre.id))]
        if last < self._seen + EVERY:
            return 0
        kept = 0
        for centre in centres:
            with command_work(centre) as work:
                kept += keep_told(work, is_over)
        if not is_over():
            self._seen = last
        return kept


def init_app(app: Flask) -> None:
    register_chore(app, ToldChore())
