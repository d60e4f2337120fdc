"""« Où en êtes-vous déjà? » as values ready to show: what may be ticked, and what was said. Knows no SQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath, PathTask
from ..journal.baseline_queries import Start
from ..journal.rules import Counts
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from .baseline_forms import StartForm
from .pages import Reader
from .queries import Present
from .rules import OPEN, State
from .start_actions import joined_on


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to tick. `said`: it is answered already, and only read here."""

    key: str
    title: str
    is_ticked: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class NetworkBox:
    box: Box
    tasks: Sequence[Box]


@dataclass(frozen=True, slots=True)
class StepBoxes:
    number: int
    title: str
    boxes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class StartPage:
    """`undo`: the event that « Annuler » takes back, while that may still be done."""

    organization_name: str
    is_own: bool
    is_open: bool
    last_day: str
    without_a_day: str
    today: str
    on: str
    networks: Sequence[NetworkBox]
    steps: Sequence[StepBoxes]
    lines: Sequence[str]
    fixed_on: str
    undo: int | None
    request_key: str


def start_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    start: Start,
    now: Present,
    form: StartForm,
    *,
    undo: int | None,
) -> StartPage:
    tasks = [task for step in path.steps for task in step.tasks if task.essential]

    def box(task: PathTask) -> Box:
        return _box(reader, task, now.states.get(task.key, State.TODO), form.done)

    networks = [
        NetworkBox(
            Box(
                network.key,
                network.name.in_(reader.language),
                network.key in form.networks,
                _("déjà choisi") if network.key in now.networks else "",
            ),
            [box(task) for task in tasks if task.network == network.key],
        )
        for network in path.networks
    ]
    steps = [
        StepBoxes(
            step.number,
            step.title.in_(reader.language),
            [box(task) for task in tasks if task.step_number == step.number and task.network is None],
        )
        for step in path.steps
    ]
    joined = joined_on(start, reader.today)
    return StartPage(
        organization_name=organization.name,
        is_own=not reader.is_staff,
        is_open=start.is_open,
        last_day=_day(start.due_on, reader),
        without_a_day=_day(joined, reader),
        today=reader.today.isoformat(),
        on=form.on,
        networks=networks,
        steps=steps,
        lines=_lines(start.counts) if start.counts else (),
        fixed_on=_day(start.fixed_on, reader),
        undo=undo,
        request_key=token_hex(8),
    )


def _box(reader: Reader, task: PathTask, state: str, ticked: Collection[str]) -> Box:
    said = ""
    if state not in OPEN:
        said = _("déjà notée comme faite") if state == State.DONE else _("déjà réglée")
    return Box(task.key, task.title.in_(reader.language), task.key in ticked, said)


def _day(day: date | None, reader: Reader) -> str:
    return in_words(day, year=day.year != reader.today.year) if day else ""


def _lines(counts: Counts) -> list[str]:
    """What was already so, in short sentences; each that would say zero is left out."""
    lines = []
    if counts.done:
        lines.append(
            ngettext(
                "%(num)s tâche essentielle était déjà faite.",
                "%(num)s tâches essentielles étaient déjà faites.",
                counts.done,
            )
        )
    if counts.declined:
        lines.append(
            ngettext(
                "%(num)s autre était réglée par une décision.",
                "%(num)s autres étaient réglées par une décision.",
                counts.declined,
            )
        )
    if counts.not_applicable:
        lines.append(
            ngettext(
                "%(num)s ne s’appliquait pas.",
                "%(num)s ne s’appliquaient pas.",
                counts.not_applicable,
            )
        )
    if not lines:
        lines.append(_("Rien n’était encore coché. C’est un très bon point de départ."))
    return lines
