"""The sheet on paper, as values ready to show. Knows no SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from ..guide.rules import CentrePath, PathTask, in_scope
from ..kernel.moments import from_microseconds, local_day
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from ..web.qr import qr_code
from .pages import Reader
from .queries import NOTHING_SAID, PathFacts, TaskFacts
from .rules import State, due_again_on, looks_due
from .sheet_rules import SheetCode, numbers_of

SMALL = (State.DOING, State.NOT_APPLICABLE, State.DECLINED)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One task on paper. `said` is what is known of it already; `small` are its other boxes, ticked or not."""

    number: str
    title: str
    network: str
    is_done: bool
    said: str
    small: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class SheetStep:
    number: int
    title: str
    lines: Sequence[SheetLine]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The path of one organization, to print."""

    organization_name: str
    centre_name: str
    is_own: bool
    code: str
    version: int
    printed_on: str
    contact: str
    address: str
    drawing: Markup
    steps: Sequence[SheetStep]


def sheet_page(reader: Reader, organization: OrganizationFacts, path: CentrePath, facts: PathFacts) -> SheetPage:
    numbers = {key: number for number, key in numbers_of(path).items()}
    names = path.network_names(reader.language)
    scope = in_scope(path, facts.chosen)
    address = url_for("progress.path", _external=True)

    def line(task: PathTask) -> SheetLine:
        said = facts.tasks.get(task.key, NOTHING_SAID)
        network = names[task.network] if task.network else ""
        is_named = network.partition(" ")[0] in task.title.in_(reader.language)
        return _line(reader, task, said, str(numbers[task.key]), "" if is_named else network)

    return SheetPage(
        organization_name=organization.name,
        centre_name=reader.work.centre.name,
        is_own=not reader.is_staff,
        code=str(SheetCode(organization.id, path.version)),
        version=path.version,
        printed_on=in_words(reader.today),
        contact=facts.contact.name if facts.contact else "",
        address=address,
        drawing=qr_code(address, scale=3),
        steps=[
            SheetStep(
                step.number,
                step.title.in_(reader.language),
                [line(task) for task in scope if task.step_number == step.number],
            )
            for step in path.steps
        ],
    )


def _line(reader: Reader, task: PathTask, facts: TaskFacts, number: str, network: str) -> SheetLine:
    value, zone = facts.value, reader.work.centre.zone
    is_due = looks_due(task, value, reader.today, zone)
    said = ""
    if value.state == State.DONE:
        day = in_words(local_day(from_microseconds(value.done_at or 0), zone))
        due = due_again_on(task, value, zone)
        if due is not None and is_due:
            said = _("Faite le %(day)s, à refaire d’ici le %(due)s.", day=day, due=in_words(due))
        else:
            said = _("Faite le %(day)s.", day=day)
    elif value.state in (State.NOT_APPLICABLE, State.DECLINED) and value.review_on:
        said = _("À revoir le %(day)s.", day=in_words(date.fromisoformat(value.review_on)))
    return SheetLine(
        number=number,
        title=task.title.in_(reader.language),
        network=network,
        is_done=value.state == State.DONE and not is_due,
        said=said,
        small=() if value.state == State.DONE else [(str(_BOXES[state]), value.state == state) for state in SMALL],
    )


_BOXES = {
    State.DOING: _l("en cours"),
    State.NOT_APPLICABLE: _l("ne s’applique pas"),
    State.DECLINED: _l("décidé que non"),
}
