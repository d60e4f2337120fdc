"""A centre with as many organizations as one likes, made in bulk: rows and figures as the real actions leave them.

Half of its organizations spoke within two months, the others at some time of three years. 20 advisors follow two in a
hundred each: 200 of 10,000. Each organization has a lead of its own.

With `events`, each has said so many things, from three years ago until its last gesture: recurring tasks confirmed,
minds changed, plans. They are recorded in turn, organization after organization, as in a centre that lives.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from socialtrack.data.db import Base, db, immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.guide.actions import give_first_path
from socialtrack.guide.edition import shipped_edition
from socialtrack.guide.queries import path_of
from socialtrack.guide.rules import CentrePath, in_scope
from socialtrack.hesitations.models import Hesitation
from socialtrack.journal.figures import DAY_COUNTS, TOTALS, Figures
from socialtrack.journal.models import (
    CentreDayCount,
    CentreDayMovement,
    CentreTotals,
    Event,
    OrganizationSummary,
    TextRevision,
)
from socialtrack.journal.rules import COUNT_NAMES, MOVEMENT_NAMES, is_settled, moved
from socialtrack.kernel.collation import sort_key
from socialtrack.kernel.moments import local_day, to_microseconds, utc_now
from socialtrack.kernel.settings import read_settings
from socialtrack.kernel.tokens import new_token, token_hash
from socialtrack.kernel.work import CentreFacts
from socialtrack.people.models import Device, Person
from socialtrack.progress.models import TaskState
from socialtrack.progress.rules import counts_of
from socialtrack.questions.models import Question
from socialtrack.tenancy.actions import add_membership, command_work, found_centre
from socialtrack.tenancy.models import Membership, NetworkChoice, Organization, OrganizationRevision, OrganizationTag
from socialtrack.tenancy.queries import centre_facts
from socialtrack.wiring import create_app

from .asks import add_asks
from .lived import live_on
from .measure import Clock, own_time
from .postgresql import Server

REGIONS = ("Québec", "Chaudière-Appalaches", "Bas-Saint-Laurent", "Saguenay–Lac-Saint-Jean")
KINDS = ("Les Amis de", "Cuisine collective", "Maison des jeunes « L’Été »", "Popote roulante; secteur", "Entraide")
ADVISORS = 20
EVERY = 50  # organizations, of which each advisor follows one
FIRST_ADVISOR = 2  # the number of their membership: the manager's is before, the leads' are after 100
YEARS = 3 * 365
FOUNDING = 1_000  # numbers up to this are left to what was said of the centre itself
Write = Callable[[type[Base], list[dict[str, Any]]], object]  # many rows of one table
STATES = ("done", "todo", "done", "doing", "todo", "declined", "todo", "done", "todo", "not_applicable")


@dataclass(frozen=True)
class Stage:
    """An app on a database of its own, a centre in it, and the session tokens of a manager, of a lead, of an advisor
    and of one held to their caseload. `clock`: seconds of CPU, the database server's with it."""

    app: Flask
    file: Path
    centre: CentreFacts
    manager: str
    lead: str
    organization: str
    advisor: str = ""
    held: str = ""
    clock: Clock = field(default=own_time)

    @property
    def address(self) -> str:
        return f"/centres/{self.centre.slug}/"


def settings_in(folder: str) -> dict[str, str]:
    return {"SOCIALTRACK_DATA_DIR": folder, "SOCIALTRACK_SECRET_KEY": "nothing but figures in here, " * 2}


@contextmanager
def stage(
    organizations: int, *, everything_said: bool = False, events: int = 0, on: Server | None = None
) -> Iterator[Stage]:
    """A throw-away stage, on SQLite or on that server. Half of the tasks of each organization have been spoken of, or
    all of them. `events`: how many things each has said at least."""
    with tempfile.TemporaryDirectory(prefix="socialtrack-bench-") as folder:
        settings = settings_in(folder)
        if on is not None:
            settings |= on.new_database()
        app = create_app(read_settings(settings, Path(folder)))
        with app.app_context():
            upgrade()
            there = _furnished(app, Path(folder) / "socialtrack.db", organizations, everything_said, on, events)
            if on is not None:
                on.settle()
                there = replace(there, clock=on.cpu_time)
            yield there
            keeper = app.extensions.get("socialtrack-keeper")  # of SQLite's file alone
            if keeper is not None:
                keeper.close()
            db.engine.dispose()


def _furnished(
    app: Flask, file: Path, organizations: int, everything_said: bool, on: Server | None, events: int
) -> Stage:
    session = open_session(Scope(None, "figures are made on a stage of their own"))
    with immediate(session):
        centre = found_centre(session, "Centre d’action bénévole de Mesure", "fr", "America/Toronto", utc_now())
        addresses = [f"{n}@example.org" for n in range(1, ADVISORS + 3)]
        persons = [Person(email=address, email_key=address, created_at=utc_now()) for address in addresses]
        session.add_all(persons)
        session.flush()
        manager, lead, *advisors = (person.id for person in persons)
    with command_work(centre) as work, work.write():
        give_first_path(work, shipped_edition())
        add_membership(work, person_id=manager, role="manager", name="Aline")
    centre = centre_facts(session, centre.slug)
    write = on.copy if on is not None else _inserting(session)
    with immediate(session):
        _add_advisors(session, centre, advisors)
        first_event = FOUNDING + organizations * events
        path = path_of(session, centre.id, 1)
        _fill(session, centre, path, organizations, lead, everything_said, first_event=first_event, write=write)
        tokens = [_token(session, person) for person in (manager, lead)]
        advisor, held = (_token(session, person) for person in advisors[:2])
    session.close()
    if events:
        live_on(file, centre.id, events, FOUNDING)
    return Stage(app, file, centre, tokens[0], tokens[1], "organisme-1", advisor, held)


def _add_advisors(session: Any, centre: CentreFacts, persons: list[int]) -> None:
    """The second sees nothing but the organizations confided to them."""
    rows = [
        {
            "id": FIRST_ADVISOR + place,
            "centre_id": centre.id,
            "person_id": person,
            "role": "advisor",
            "sees_caseload_only": place == 1,
            "name": f"Conseil {place + 1}",
            "created_at": utc_now(),
        }
        for place, person in enumerate(persons)
    ]
    session.connection().execute(insert(Membership), rows)


def _token(session: Any, person_id: int) -> str:
    token, now = new_token(), utc_now()
    later = now + timedelta(days=1)
    session.add(
        Device(
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            idle_until=later,
            ends_at=later,
        )
    )
    return token


def _state(organization: int, task: int, everything_said: bool) -> str | None:
    if everything_said:
        return "done"
    state = STATES[(organization * 7 + task * 3) % len(STATES)]
    return None if state == "todo" else state


def _fill(
    session: Any,
    centre: CentreFacts,
    path: CentrePath,
    organizations: int,
    lead: int,
    everything_said: bool,
    *,
    first_event: int,
    write: Write,
) -> None:
    now = datetime.now(UTC)
    rows: dict[type[Base], list[dict[str, Any]]] = {}
    totals = dict.fromkeys(TOTALS, 0)
    by_day: dict[Any, dict[str, int]] = {}
    by_movement: dict[Any, dict[str, int]] = {}
    zone_of: Any = SimpleNamespace(centre=centre)  # all that `Figures` asks of a `Work`
    networks = frozenset(path.network_keys)
    tasks = in_scope(path, networks)
    event_id = first_event

    def add(model: type[Base], **values: Any) -> None:
        whose = {} if model is Person else {"centre_id": centre.id}
        rows.setdefault(model, []).append({**whose, **values})

    for number in range(1, organizations + 1):
        days = number % 60 if number % 2 else number * 7 % YEARS
        at = now - timedelta(days=days, minutes=number % 1_440)
        advisor_id = FIRST_ADVISOR + number % EVERY if number % EVERY < ADVISORS else None
        tags = ["aînés", "quartier", *(["transport"] if number % 20 == 0 else [])]
        name, region = f"{KINDS[number % len(KINDS)]} {number}", REGIONS[number % len(REGIONS)]
        add(
            Organization,
            id=number,
            slug=f"organisme-{number}",
            name=name,
            name_key=sort_key(name),
            region=region,
            tags=tags,
            advisor_id=advisor_id,
            language="fr",
            is_example=False,
            created_at=at,
        )
        add(
            OrganizationRevision,
            id=number,
            organization_id=number,
            name=name,
            region=region,
            tags=tags,
            advisor_id=advisor_id,
            recorded_at=at,
        )
        for tag in tags:
            add(OrganizationTag, tag=tag, organization_id=number)
        person = lead
        if number > 1:
            person, address = 1_000 + number, f"{1_000 + number}@example.org"
            add(Person, id=person, email=address, email_key=address, created_at=at)
        add(Membership, id=100 + number, person_id=person, organization_id=number, role="lead", name="B", created_at=at)
        event_id += 1
        _event(add, event_id, number, at, kind="organization-added", value_after={"revision": number})
        for network in sorted(networks):
            event_id += 1
            _event(add, event_id, number, at, kind="network", network=network, after="chosen")
            add(NetworkChoice, organization_id=number, network=network, state="chosen", changed_at=at)
        states: dict[str, str] = {}
        for place, task in enumerate(tasks):
            state = _state(number, place, everything_said)
            if state is None:
                continue
            states[task.key] = state
            event_id += 1
            done_at = at - timedelta(hours=place) if state == "done" else None
            rest = {"done_at": int(done_at.timestamp()) * 1_000_000} if done_at else None
            _event(add, event_id, number, at, kind="task-state", task_key=task.key, after=state, value_after=rest)
            add(
                TaskState,
                organization_id=number,
                task_key=task.key,
                state=state,
                done_at=done_at,
                done_by=100 + number,
                entered_by=100 + number,
                changed_at=at,
                changed_by=100 + number,
                event_id=event_id,
            )

        def told(number: int = number, at: datetime = at, **values: Any) -> int:
            nonlocal event_id
            event_id += 1
            _event(add, event_id, number, at, **values)
            return event_id

        asked = add_asks(add, told, number, at)
        counts = counts_of(path, networks, states)
        complete = is_settled(counts.settled, counts.counted)
        add(
            OrganizationSummary,
            organization_id=number,
            **dict(zip(COUNT_NAMES, counts.values(), strict=True)),
            progress_order=counts.settled * 100 // counts.counted,
            last_activity_at=int(at.timestamp() * 1_000_000),
            started_on=at.date(),
            completed_on=at.date() if complete else None,
            waiting_since=asked.waiting_since,
            answered_on=asked.answered_on,
            open_questions=asked.open_questions,
            open_hesitations=asked.open_hesitations,
            is_listed=True,
        )
        figures = Figures(
            counts=counts,
            last_activity_at=to_microseconds(at),
            started_on=at.date().isoformat(),
            completed_on=at.date().isoformat() if complete else None,
            upkeep_due_on=None,
            paused_until=None,
            baseline_due_on=None,
            answered_on=asked.answered_on.isoformat() if asked.answered_on else None,
            waiting_since=to_microseconds(asked.waiting_since) if asked.waiting_since else None,
            open_questions=asked.open_questions,
            open_hesitations=asked.open_hesitations,
            is_listed=True,
        )
        for what, n in zip(TOTALS, figures.totals(), strict=True):
            totals[what] += n
        for day, what, n in figures.by_day(zone_of):
            counted = by_day.setdefault(day, dict.fromkeys(DAY_COUNTS, 0))
            counted[what] += n
        what_moved = moved(counts, started=1, completed=int(complete))
        day_of_it = by_movement.setdefault(local_day(at, centre.zone), dict.fromkeys(MOVEMENT_NAMES, 0))
        for what, n in zip(MOVEMENT_NAMES, what_moved.values(), strict=True):
            day_of_it[what] += n
        if number % 500 == 0:
            _write(write, rows)
    for day, counted in by_day.items():
        add(CentreDayCount, day=day, **counted)
    for day, counted in by_movement.items():
        add(CentreDayMovement, day=day, **counted)
    _write(write, rows)
    session.query(CentreTotals).filter_by(centre_id=centre.id).update(totals)


def _event(add: Any, event_id: int, organization: int, at: datetime, **values: Any) -> None:
    empty = {
        **dict.fromkeys(("task_key", "network", "before", "after", "value_before", "value_after")),
        "happened_at": at,
    }
    add(
        Event,
        id=event_id,
        organization_id=organization,
        recorded_at=at,
        actor_role="lead",
        membership_id=None,
        on_behalf=False,
        channel="web",
        **{**empty, **values},
    )


def _inserting(session: Any) -> Write:
    return lambda model, rows: session.connection().execute(insert(model), rows)


def _write(write: Write, rows: dict[type[Base], list[dict[str, Any]]]) -> None:
    first = (Person, Organization, OrganizationTag, Membership, OrganizationRevision)
    order = (*first, Event, TextRevision, Hesitation, Question)
    for model in sorted(rows, key=lambda model: order.index(model) if model in order else len(order)):
        write(model, rows[model])
    rows.clear()
