"""What pages ask of an organization's progress: rows as values, in a fixed number of statements. Knows no words."""

from dataclasses import dataclass

from ..data.prepared import Prepared
from ..kernel.work import Work
from ..people.who_queries import WHO, Who, who_of
from .rules import State, Value

_STATES = Prepared(
    f"""SELECT t.task_key, t.state, t.reason_id, t.review_on, t.evidence_id, t.done_at, t.done_by, t.entered_by,
              t.confirmed_on, t.changed_at, t.event_id, CASE WHEN r.blanked_at IS NULL THEN r.body END, {WHO},
              CASE WHEN v.blanked_at IS NULL THEN v.body END
       FROM task_state t
       LEFT JOIN text_revision r ON r.centre_id = t.centre_id AND r.id = t.reason_id
       LEFT JOIN text_revision v ON v.centre_id = t.centre_id AND v.id = t.evidence_id
       LEFT JOIN membership m ON m.centre_id = t.centre_id AND m.id = COALESCE(t.done_by, t.entered_by)
       WHERE t.centre_id = :centre_id AND t.organization_id = :organization_id"""
)
_NETWORKS = Prepared(
    """SELECT n.network, n.state, n.review_on, n.changed_at, CASE WHEN r.blanked_at IS NULL THEN r.body END
       FROM network_choice n LEFT JOIN text_revision r ON r.centre_id = n.centre_id AND r.id = n.reason_id
       WHERE n.centre_id = :centre_id AND n.organization_id = :organization_id"""
)
_ENTERED = Prepared(
    f"""SELECT e.network, {WHO} FROM event e JOIN membership m ON m.centre_id = e.centre_id AND m.id = e.membership_id
       WHERE e.centre_id = :centre_id AND e.organization_id = :organization_id AND e.kind = 'network' AND e.on_behalf
         AND e.id = (SELECT max(l.id) FROM event l WHERE l.centre_id = e.centre_id
             AND l.organization_id = e.organization_id AND l.kind = 'network' AND l.network = e.network)"""
)
_PEOPLE = Prepared(
    f"""SELECT {WHO}, 0 AS is_contact FROM membership m
       WHERE m.centre_id = :centre_id AND m.organization_id = :organization_id AND m.ended_at IS NULL
       UNION ALL
       SELECT {WHO}, 1 FROM organization o JOIN membership m ON m.centre_id = o.centre_id AND m.id = o.advisor_id
       WHERE o.centre_id = :centre_id AND o.id = :organization_id AND m.ended_at IS NULL"""
)
_NAMED = Prepared(f"""SELECT {WHO} FROM membership m WHERE m.centre_id = :centre_id AND m.id IN (:one, :other)""")
_PRESENT = Prepared(
    """SELECT task_key, state, changed_at, COALESCE(changed_by, 0) FROM task_state
       WHERE centre_id = :centre_id AND organization_id = :organization_id
       UNION ALL
       SELECT network, 'chosen network', changed_at, 0 FROM network_choice
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND state = 'chosen'"""
)
# A hesitation that followed a tick, or its way back, came after it: the tick is the gesture.
_MINE = Prepared(
    """SELECT id, kind, task_key, after, undoes_id, recorded_at
       FROM (SELECT id, kind, task_key, after, undoes_id, recorded_at, membership_id FROM event
             WHERE centre_id = :centre_id AND organization_id = :organization_id ORDER BY id DESC LIMIT 40) AS latest
       WHERE membership_id = :membership_id AND task_key IS NOT NULL AND recorded_at >= :since
         AND kind <> 'hesitation'
       ORDER BY id DESC LIMIT 1"""
)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Where one task stands, its reason and its « repère » in words, who said so; `NOTHING_SAID` where nobody spoke."""

    value: Value
    changed_at: int
    event_id: int
    reason: str
    who: Who | None
    evidence: str = ""


NOTHING_SAID = TaskFacts(Value(), 0, 0, "", None)


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    network: str
    state: str
    review_on: str | None
    changed_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class LastGesture:
    """Somebody's latest gesture on a task."""

    event_id: int
    kind: str
    task_key: str
    after: str
    is_undo: bool


@dataclass(frozen=True, slots=True)
class PathFacts:
    """All that the path page shows of one organization, besides the path itself."""

    tasks: dict[str, TaskFacts]
    networks: dict[str, NetworkFacts]
    people: tuple[Who, ...]
    contact: Who | None
    mine: LastGesture | None

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, network in self.networks.items() if network.state == "chosen")

    @property
    def states(self) -> dict[str, str]:
        return {key: task.value.state for key, task in self.tasks.items()}


@dataclass(frozen=True, slots=True)
class Present:
    """What an answer needs besides the task it is about: states, networks, and who changed what when."""

    states: dict[str, str]
    networks: frozenset[str]
    changes: dict[str, tuple[int, int]]


def path_facts(work: Work, organization_id: int, *, since: int) -> PathFacts:
    """Everything at once, in four statements. `since` (microseconds): how far back one's own latest gesture counts."""
    session = work.session
    people = _PEOPLE.rows(session, organization_id=organization_id)
    here = sorted(
        (who for *columns, at_centre in people if not at_centre and (who := who_of(tuple(columns)))), key=_rank
    )
    contact = next((who_of(tuple(columns)) for *columns, at_centre in people if at_centre), None)
    mine = _MINE.row(session, organization_id=organization_id, membership_id=work.actor.membership_id, since=since)
    return PathFacts(
        tasks=task_facts(work, organization_id),
        networks=networks(work, organization_id),
        people=tuple(here),
        contact=contact,
        mine=LastGesture(mine[0], mine[1], mine[2], mine[3] or State.TODO, mine[4] is not None) if mine else None,
    )


def _rank(who: Who) -> tuple[int, str]:
    return ("lead", "member", "reader").index(who.role), who.name


def networks(work: Work, organization_id: int) -> dict[str, NetworkFacts]:
    """What the organization decided about each network; a network it never spoke of is not there."""
    rows = _NETWORKS.rows(work.session, organization_id=organization_id)
    return {row[0]: NetworkFacts(row[0], row[1], row[2], row[3], row[4] or "") for row in rows}


def entered_networks(work: Work, organization_id: int) -> dict[str, Who]:
    """Who of the centre had the last word on a network for the organization; one that it decided itself is absent."""
    rows = _ENTERED.rows(work.session, organization_id=organization_id)
    return {network: who for network, *columns in rows if (who := who_of(tuple(columns)))}


def present(work: Work, organization_id: int) -> Present:
    states, chosen, changes = {}, set(), {}
    for key, state, changed_at, changed_by in _PRESENT.rows(work.session, organization_id=organization_id):
        if state == "chosen network":
            chosen.add(key)
        else:
            states[key] = state
            changes[key] = changed_at, changed_by
    return Present(states, frozenset(chosen), changes)


def named(work: Work, *ids: int | None) -> dict[int, Who]:
    """The persons behind one or two memberships."""
    known = [id_ for id_ in ids if id_] or [0]
    rows = _NAMED.rows(work.session, one=known[0], other=known[-1])
    return {who.id: who for row in rows if (who := who_of(tuple(row)))}


def task_facts(work: Work, organization_id: int) -> dict[str, TaskFacts]:
    """Where each task stands, with names, reasons and « repères »."""
    rows = _STATES.rows(work.session, organization_id=organization_id)
    return {
        row[0]: TaskFacts(Value(*row[1:9]), row[9], row[10], row[11] or "", who_of(row[12:17]), row[17] or "")
        for row in rows
    }
