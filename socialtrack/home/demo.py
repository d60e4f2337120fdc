"""A throw-away centre to visit: eight months of a life that nobody lived, with a place for each role.

Only on an empty database made for it: the clock of the journal walks forward from the past.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.scope import Scope, open_session
from ..guide import queries as guide
from ..guide.actions import give_first_path
from ..guide.edition import shipped_edition
from ..kernel.errors import Conflict, DomainError, Refused
from ..kernel.moments import utc_now
from ..kernel.permissions import Role
from ..kernel.settings import Settings
from ..kernel.work import Actor, CentreFacts, Work
from ..people.actions import close_setup, locked_installation, person_with
from ..people.cli import refusal
from ..progress.gestures import Gesture
from ..tenancy.actions import add_membership, command_work, found_centre
from ..tenancy.queries import any_centre, centre_facts
from .actions import add_example, reasons_of, say
from .example import EXAMPLES, Told, story
from .example_asks import Asked
from .example_support import Supported

CENTRE = "Centre d’action bénévole de la Rivière-aux-Pins"
FOUNDED_AGO = timedelta(days=245)
ARRIVED_BEFORE = timedelta(hours=2)  # an organization joins that long before the first thing it says


@dataclass(frozen=True, slots=True)
class Part:
    """Someone of the demonstration; `example` is the number of their organization, None for the centre's team."""

    name: str
    role: Role
    example: int | None = None
    is_named: bool = True
    language: str = "fr"

    @property
    def email(self) -> str:
        name = self.name.lower().translate(str.maketrans("éèêëàâïîôùûç ", "eeeeaaiiouuc."))
        return f"{name}@demo.example"


TEAM = (
    Part("Mireille Gagnon", Role.MANAGER),
    Part("Karim Benali", Role.ADVISOR),
    Part("Lucie Fortin", Role.CENTRE_READER),
)
LEADS = tuple(
    Part(example.lead, Role.LEAD, number, example.is_lead_named, example.language)
    for number, example in enumerate(EXAMPLES)
)
OTHERS = (
    Part("Yvon Lachance", Role.MEMBER, 0),
    Part("Thérèse Côté", Role.READER, 0),
    Part("Fatou Diallo", Role.MEMBER, 5, is_named=False),
)


def build_demo(settings: Settings) -> CentreFacts:
    """Fill an empty database with the demonstration.

    Raises:
        Refused: this is not a demonstration (`SOCIALTRACK_DEMO` is off).
        Conflict: the database already holds something.
    """
    if not settings.demo:
        raise Refused("not-a-demo")
    now = utc_now()
    session = open_session(Scope(None, "the demonstration is made on an empty database"))
    try:
        with immediate(session):
            installation = locked_installation(session)
            if installation.setup_done_at is not None or any_centre(session):
                raise Conflict("database-not-empty")
            close_setup(installation, now)
            installation.is_demo = True
            slug = found_centre(session, CENTRE, "fr", "America/Toronto", now - FOUNDED_AGO).slug
            persons = {part: _person(session, part) for part in (*TEAM, *LEADS, *OTHERS)}
            centre = centre_facts(session, slug)
    finally:
        session.close()
    with command_work(centre) as work, work.write():
        _live_through(work, persons)
    return centre


def _person(session: Session, part: Part) -> int:
    return person_with(session, part.email, part.language, utc_now() - FOUNDED_AGO).id


def _live_through(work: Work, persons: dict[Part, int]) -> None:
    """Everything in the order in which it happened, each with the clock of its own moment."""
    now = work.now
    work.now = now - FOUNDED_AGO
    give_first_path(work, shipped_edition())
    team = {
        part.role: Actor(
            part.role,
            add_membership(work, person_id=persons[part], role=part.role, name=part.name),
            persons[part],
        )
        for part in TEAM
    }
    told = story(guide.path(work), reasons_of(work))
    here: dict[int, tuple[int, Actor]] = {}
    for ago, number, said in _in_order(told):
        work.now = now - ago
        if said is None:
            here[number] = _arrive(work, number, persons)
            continue
        organization_id, actor = here[number]
        if isinstance(said, Supported) or (isinstance(said, Asked) and said.by == "centre"):
            actor = team[Role.ADVISOR]
        say(replace(work, actor=actor), organization_id, said, Gesture())
    work.now = now


def _in_order(told: list[Told]) -> list[tuple[timedelta, int, Told | None]]:
    """What was said, and before it each organization's arrival (None). The first is there from the start."""
    arrivals = {number: timedelta(days=1) for number in range(len(EXAMPLES))}
    for said in told:
        arrivals[said.example] = max(arrivals[said.example], said.ago + ARRIVED_BEFORE)
    arrivals[0] = FOUNDED_AGO - ARRIVED_BEFORE
    everything: list[tuple[timedelta, int, Told | None]] = [(ago, number, None) for number, ago in arrivals.items()]
    everything += [(said.ago, said.example, said) for said in told]
    return sorted(everything, key=lambda one: -one[0])


def _arrive(work: Work, number: int, persons: dict[Part, int]) -> tuple[int, Actor]:
    """An organization joins with its people; its id, and who speaks for it."""
    organization_id = add_example(work, EXAMPLES[number])
    actor = work.actor
    for part in (*LEADS, *OTHERS):
        if part.example == number:
            membership_id = add_membership(
                work,
                person_id=persons[part],
                role=part.role,
                name=part.name,
                organization_id=organization_id,
                is_named_to_centre=part.is_named,
            )
            if part.role is Role.LEAD:
                actor = Actor(part.role, membership_id, persons[part], organization_id)
    return organization_id, actor


@click.command("demo-data")
@with_appcontext
def demo_data() -> None:
    """Fill an empty database with the demonstration (only with SOCIALTRACK_DEMO=1)."""
    try:
        centre = build_demo(current_app.extensions["socialtrack-settings"])
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"{centre.name}: {len(EXAMPLES)}")
