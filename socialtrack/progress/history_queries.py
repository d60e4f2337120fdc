"""What happened to an organization, the newest first, and what of it can still be taken back: five statements at most,
however many events."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from ..data.prepared import Prepared
from ..hesitations.rules import KIND as HESITATION
from ..kernel.work import Work
from ..people.who_queries import WHO, Who, who_of
from ..tenancy.models import Organization
from ..tenancy.organization_queries import texts
from .history_rules import KINDS, NOTES, PRIVATE_NOTES, Group
from .rules import VALUE_KINDS

AT_A_TIME = 40
_END = 2**62
_AFTER = """FROM event l WHERE l.centre_id = e.centre_id AND l.organization_id = e.organization_id AND l.id > e.id"""
# Whether an event is the last on its thing: only then can it be taken back. The same rule as each action's own.
_IS_LAST = f"""CASE
    WHEN e.kind IN ('task-state', 'task-confirmed', 'task-evidence') THEN
        (SELECT 1 FROM task_state t WHERE t.centre_id = e.centre_id AND t.organization_id = e.organization_id
            AND t.task_key = e.task_key AND t.event_id = e.id)
    WHEN e.kind = 'task-plan' THEN
        (SELECT 1 FROM task_plan t WHERE t.centre_id = e.centre_id AND t.organization_id = e.organization_id
            AND t.task_key = e.task_key AND t.event_id = e.id)
    WHEN e.kind LIKE 'note-%' OR e.kind LIKE 'private-note-%' THEN
        (SELECT 1 FROM note n WHERE n.centre_id = e.centre_id AND n.organization_id = e.organization_id
            AND n.event_id = e.id)
    WHEN e.kind = 'hesitation' THEN
        (SELECT 1 FROM hesitation h WHERE h.centre_id = e.centre_id AND h.organization_id = e.organization_id
            AND h.event_id = e.id)
    WHEN e.kind = 'baseline-fixed' THEN
        (SELECT 1 FROM baseline b WHERE b.centre_id = e.centre_id AND b.organization_id = e.organization_id
            AND b.event_id = e.id)
    WHEN e.kind = 'network' THEN
        CASE WHEN EXISTS (SELECT 1 {_AFTER} AND l.kind = 'network' AND l.network = e.network) THEN 0 ELSE 1 END
    WHEN e.kind = 'sheet-keyed' THEN
        CASE WHEN EXISTS (SELECT 1 {_AFTER} AND l.undoes_id = e.id) THEN 0 ELSE 1 END
    END"""
# Who wrote the note that an event left as it is: whoever else may change it, the notes' own rule says.
_WRITER = """CASE WHEN e.kind LIKE 'note-%' OR e.kind LIKE 'private-note-%' THEN
        (SELECT n.written_by FROM note n WHERE n.centre_id = e.centre_id AND n.organization_id = e.organization_id
            AND n.event_id = e.id)
    END"""
_EVENTS = f"""SELECT e.id, e.kind, e.task_key, e.network, e.before, e.after, e.value_before, e.value_after,
           e.happened_at, e.recorded_at, e.on_behalf, e.actor_role, e.channel, e.undoes_id,
           CASE WHEN EXISTS (SELECT 1 {_AFTER} AND l.undoes_id = e.id) THEN 1 ELSE 0 END, {_IS_LAST}, {_WRITER}, {WHO}
    FROM event e LEFT JOIN membership m ON m.centre_id = e.centre_id AND m.id = e.membership_id
    WHERE e.centre_id = :centre_id AND e.organization_id = :organization_id AND e.id < :before
      AND (:reads_private OR e.kind NOT LIKE 'private-%')"""
_LATEST_FIRST = "ORDER BY e.id DESC LIMIT :most"


def _of(group: Group) -> Prepared:
    kinds = ", ".join(f"'{kind}'" for kind in KINDS[group])
    return Prepared(f"{_EVENTS} AND e.kind IN ({kinds}) {_LATEST_FIRST}")


_ALL = Prepared(f"{_EVENTS} {_LATEST_FIRST}")
_BY_GROUP = {group: _of(group) for group in Group}
_OF_TASK = Prepared(f"{_EVENTS} AND e.task_key = :task_key {_LATEST_FIRST}")
_OF_NETWORK = Prepared(f"{_EVENTS} AND e.kind = 'network' AND e.network = :network {_LATEST_FIRST}")
_LAST_OF_HESITATION = Prepared(
    """SELECT event_id FROM hesitation
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND id = :hesitation_id"""
)
_SAME_THING = {kind: kinds for kinds in (VALUE_KINDS, frozenset(NOTES), frozenset(PRIVATE_NOTES)) for kind in kinds}
_PEOPLE = Prepared(
    f"""SELECT {WHO} FROM membership m
        WHERE m.centre_id = :centre_id AND (m.organization_id = :organization_id OR m.organization_id IS NULL)"""
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, with what its sentence names. `is_last`: nothing has changed on its thing since.

    `writer`: of the note that it left as it is; `about`: the person it concerns; `said_by`: whose word was keyed in;
    `words`: texts by id that the reader may read; `other`: the name of another organization.
    """

    id: int
    kind: str
    task_key: str | None
    network: str | None
    before: str | None
    after: str | None
    value_before: Mapping[str, Any]
    value: Mapping[str, Any]
    happened_at: int
    recorded_at: int
    on_behalf: bool
    actor_role: str
    channel: str
    is_undo: bool
    is_undone: bool
    is_last: bool
    writer_id: int | None
    who: Who | None
    writer: Who | None = None
    about: Who | None = None
    said_by: Who | None = None
    words: Mapping[int, str] = field(default_factory=dict)
    other: str = ""

    @property
    def reason(self) -> str:
        return self.words.get(self.value.get("reason_id", 0) or self.value.get("reason", 0), "")

    @property
    def is_caused(self) -> bool:
        """Whether something else that was said brought it about, and is told by an event of its own."""
        return "caused_by" in self.value


@dataclass(frozen=True, slots=True)
class Past:
    """A stretch of the past. `older_than`: from which event on it goes further back; None at its beginning."""

    events: tuple[Happened, ...]
    older_than: int | None


def past(
    work: Work,
    organization_id: int,
    *,
    reads_private: bool,
    group: Group | None = None,
    before: int | None = None,
    most: int = AT_A_TIME,
) -> Past:
    """What happened to an organization, the newest first. `before`: older than that event."""
    statement = _ALL if group is None else _BY_GROUP[group]
    rows = statement.rows(
        work.session,
        organization_id=organization_id,
        before=_END if before is None else before,
        reads_private=reads_private,
        most=most + 1,
    )
    events = _named(work, organization_id, rows[:most])
    return Past(events, events[-1].id if len(rows) > most else None)


def past_of_task(
    work: Work, organization_id: int, task_key: str, *, reads_private: bool, most: int = 100
) -> tuple[Happened, ...]:
    """What was said of one task, the newest first."""
    rows = _OF_TASK.rows(
        work.session,
        organization_id=organization_id,
        task_key=task_key,
        before=_END,
        reads_private=reads_private,
        most=most,
    )
    return _named(work, organization_id, rows)


def last_of_network(work: Work, organization_id: int, network: str) -> Happened | None:
    """What was last decided of a network."""
    said = {"organization_id": organization_id, "network": network, "before": _END, "reads_private": False, "most": 1}
    return next(iter(_named(work, organization_id, _OF_NETWORK.rows(work.session, **said))), None)


def one_event(work: Work, organization_id: int, event_id: int, *, reads_private: bool) -> Happened | None:
    """That event of the organization, as its history tells it."""
    found = past(work, organization_id, reads_private=reads_private, before=event_id + 1, most=1).events
    return found[0] if found and found[0].id == event_id else None


def since(work: Work, organization_id: int, event: Happened, *, reads_private: bool) -> tuple[Happened, ...]:
    """The latest change on the thing that an event changed, where it is not that event itself."""
    if event.kind == HESITATION:
        return _since_hesitation(work, organization_id, event, reads_private=reads_private)
    if event.network is not None:
        latest = last_of_network(work, organization_id, event.network)
        return (latest,) if latest is not None and latest.id != event.id else ()
    if event.task_key is None:
        return ()
    same = _SAME_THING[event.kind] if event.kind in _SAME_THING else frozenset({event.kind})
    of_task = past_of_task(work, organization_id, event.task_key, reads_private=reads_private)
    later = [one for one in of_task if one.id > event.id and one.kind in same and _note_in(one) == _note_in(event)]
    return tuple(later[:1])


def _since_hesitation(
    work: Work, organization_id: int, event: Happened, *, reads_private: bool
) -> tuple[Happened, ...]:
    row = _LAST_OF_HESITATION.row(
        work.session, organization_id=organization_id, hesitation_id=event.value.get("hesitation", 0)
    )
    latest = one_event(work, organization_id, row[0], reads_private=reads_private) if row else None
    return (latest,) if latest is not None and latest.id != event.id else ()


def _note_in(event: Happened) -> int | None:
    return event.value.get("note") or event.value_before.get("note")


def _named(work: Work, organization_id: int, rows: Iterable[tuple[Any, ...]]) -> tuple[Happened, ...]:
    events = [_event(*row) for row in rows]
    people = _people(work, organization_id, events)
    words = _texts(work, organization_id, events)
    others = _others(work, events)
    return tuple(
        replace(
            event,
            writer=people.get(event.writer_id or 0),
            about=people.get(_membership_in(event)),
            said_by=people.get(event.value.get("said_by", 0)),
            words=words,
            other=others.get(_other_in(event), ""),
        )
        for event in events
    )


def _event(*row: Any) -> Happened:
    id_, kind, task_key, network, before, after, value_before, value, happened_at, recorded_at, on_behalf = row[:11]
    actor_role, channel, undoes_id, is_undone, is_last, writer_id = row[11:17]
    return Happened(
        id=id_,
        kind=kind,
        task_key=task_key,
        network=network,
        before=before,
        after=after,
        value_before=json.loads(value_before or "{}"),
        value=json.loads(value or "{}"),
        happened_at=happened_at,
        recorded_at=recorded_at,
        on_behalf=bool(on_behalf),
        actor_role=actor_role,
        channel=channel,
        is_undo=undoes_id is not None,
        is_undone=bool(is_undone),
        is_last=bool(is_last),
        writer_id=writer_id,
        who=who_of(tuple(row[17:])),
    )


def _membership_in(event: Happened) -> int:
    said = {**event.value_before, **event.value} if event.kind != "task-plan" else {}
    return int(said.get("membership") or event.value.get("responsible_id") or event.value.get("assigned_to") or 0)


def _other_in(event: Happened) -> int:
    return int(event.value.get("into") or event.value.get("from") or 0)


def _people(work: Work, organization_id: int, events: list[Happened]) -> dict[int, Who]:
    if not any(_membership_in(event) or event.value.get("said_by") or event.writer_id for event in events):
        return {}
    rows = _PEOPLE.rows(work.session, organization_id=organization_id)
    return {who.id: who for row in rows if (who := who_of(tuple(row)))}


def _texts(work: Work, organization_id: int, events: list[Happened]) -> dict[int, str]:
    names = ("reason_id", "responsible_text_id", "evidence_id", "reason")
    ids = sorted({event.value[name] for event in events for name in names if event.value.get(name)})
    return texts(work, organization_id, ids) if ids else {}


def _others(work: Work, events: list[Happened]) -> dict[int, str]:
    ids = sorted({id_ for event in events if (id_ := _other_in(event))})
    if not ids:
        return {}
    rows = work.session.execute(
        select(Organization.id, Organization.name).where(
            Organization.centre_id == work.centre.id, Organization.id.in_(ids)
        )
    )
    return {row.id: row.name for row in rows}
