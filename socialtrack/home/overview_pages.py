"""One organization for its centre, as values ready to show: situation, steps, figures over time, what holds it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.rules import STEPS, Counts, Status, percent
from ..kernel.work import Work
from ..people.who_queries import Who
from ..people.who_words import named
from ..people.words import ROLES
from ..progress.queries import PathFacts
from ..progress.rules import SETTLED, State, next_small_thing
from ..reports.words import status_labels
from ..web.charts import Chart, Series, Table, line_chart
from ..web.formats import day as in_words
from ..web.formats import month, on_day_near, percentage
from .grid_pages import ICONS
from .overview_queries import MonthEnd, Situation

GROUND = 2  # months from which on a line says something


@dataclass(frozen=True, slots=True)
class SituationView:
    """`words` with its icon; `since` as a sentence; `waits`: somebody of the centre is waited for."""

    words: str
    icon: str
    since: str
    waits: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its figures, and the task that comes next in it ('' where it is settled)."""

    number: int
    title: str
    settled: int
    counted: int
    doing: int
    next: str
    next_url: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person, named where the centre may read the name."""

    name: str
    role: str


def situation_view(work: Work, now: Situation, joined_on: date) -> SituationView:
    return SituationView(
        words=status_labels()[now.status],
        icon=ICONS[now.status],
        since=_since(work, now, joined_on),
        waits=now.status is Status.WAITING,
    )


def _since(work: Work, now: Situation, joined_on: date) -> str:
    if now.status is Status.PAUSED and now.since:
        return _("Jusqu’au %(day)s.", day=in_words(now.since))
    if now.status is Status.NOT_STARTED:
        return _("Ajouté %(day)s; rien n’est encore coché.", day=on_day_near(joined_on, work.today))
    if now.since is None:
        return ""
    day = on_day_near(now.since, work.today)
    if now.status is Status.STALLED:
        return ngettext(
            "Rien de nouveau depuis %(num)s jour. Dernière activité : %(day)s.",
            "Rien de nouveau depuis %(num)s jours. Dernière activité : %(day)s.",
            now.days,
            day=day,
        )
    words = {
        Status.WAITING: _("Sa question la plus ancienne a été posée %(day)s.", day=day),
        Status.UPKEEP_DUE: _("Une vérification est à refaire : %(day)s.", day=day),
        Status.COMPLETE: _("Parcours terminé %(day)s.", day=day),
    }
    return words.get(now.status, _("Dernière activité : %(day)s.", day=day))


def steps_view(path: CentrePath, facts: PathFacts, language: str) -> list[StepView]:
    tasks, states = in_scope(path, facts.chosen), facts.states
    return [
        _step(
            step.number,
            step.title.in_(language),
            [one for one in tasks if one.step_number == step.number],
            states,
            language,
        )
        for step in path.steps
    ]


def _step(number: int, title: str, tasks: Sequence[PathTask], states: Mapping[str, str], language: str) -> StepView:
    said = [states.get(task.key, State.TODO) for task in tasks if task.essential]
    settled = sum(state in SETTLED for state in said)
    counted = sum(state != State.NOT_APPLICABLE for state in said)
    task = next_small_thing(tasks, states) if settled < counted else None
    return StepView(
        number=number,
        title=title,
        settled=settled,
        counted=counted,
        doing=said.count(State.DOING),
        next=task.title.in_(language) if task else "",
        next_url=url_for("progress.task", task_key=task.key) if task else "",
    )


def people_view(people: Sequence[Who]) -> list[PersonView]:
    return [PersonView(_head(named(who, reader_is_staff=True)), str(ROLES[who.role])) for who in people]  # type: ignore[index]


def _head(words: str) -> str:
    return words[:1].upper() + words[1:]


def over_time_chart(points: Sequence[MonthEnd]) -> Chart | None:
    """Progress month after month, with its table; None where there is no past yet."""
    if len(points) < GROUND:
        return None
    values = [percent(one.counts.settled, one.counts.counted) if one.counts else None for one in points]
    first, last = month(points[0].day), month(points[-1].day)
    series = Series(_("Tâches essentielles réglées"), values, percentage(values[-1]))
    return line_chart(
        "over-time", _("Progression, mois après mois"), [series], (first, last), top_value=100, table=_table(points)
    )


def _table(points: Sequence[MonthEnd]) -> Table:
    steps = [_("Étape %(number)s", number=number) for number in STEPS]
    return Table(
        caption=_("Tâches essentielles réglées, à la fin de chaque mois"),
        head=[_("Mois"), _("En tout"), *steps],
        rows=[[month(one.day), *_cells(one.counts)] for one in points],
    )


def _cells(counts: Counts | None) -> list[str]:
    if counts is None:
        return ["—"] * (1 + len(STEPS))
    of = [(counts.settled, counts.counted), *(counts.step(number) for number in STEPS)]
    return [_("%(settled)s sur %(counted)s", settled=settled, counted=counted) for settled, counted in of]
