"""The filters of the path page as values ready to show: links with their numbers, and which rows each one leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from . import path_sentences
from .filter_rules import MINUTES, NEAR, WHOLE, Choice, Show, Standing, belongs, fitting, shortest
from .pages import Reader, TaskView

# What counts in each filter, as the page's own rows say it: a tick counts them again without asking the server.
_OPEN = ":is([data-state=todo],[data-state=doing])"
_COUNTED = {
    Show.TODO: "[data-state=todo]",
    Show.DOING: "[data-state=doing]",
    Show.MINE: f".mine {_OPEN},.mine [data-state=again]",
    Show.DUE: f"[data-state=again],.soon {_OPEN},.review :is([data-state=not_applicable],[data-state=declined])",
    Show.THINKING: ".thinks",
    Show.FURTHER: "",
}


@dataclass(frozen=True, slots=True)
class FilterLink:
    """`counted`: the selector of the rows that it counts; '' where no tick changes the number. `stays`: also without a
    task, as it is where one stands, leads to the shortest tasks, or is filled by a fold that counts nothing."""

    label: str
    address: str
    number: int
    is_current: bool
    counted: str
    stays: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """`offered` stands before the steps, in an order of its own. `empty`: what is said where nothing is shown.
    `carried`: what an answer's address takes along, to come back to the same filter."""

    choice: Choice
    title: str
    shows: Sequence[FilterLink]
    minutes: Sequence[FilterLink]
    shown: frozenset[str]
    offered: Sequence[TaskView]
    empty: str
    carried: str

    @property
    def is_whole(self) -> bool:
        return self.choice == WHOLE


@dataclass(frozen=True, slots=True)
class Row:
    """How a row stands in the page. All rows are always there, some hidden: the card's button is one of theirs."""

    classes: str
    is_hidden: bool
    is_offered: bool


def filters(reader: Reader, standings: Sequence[Standing], views: Mapping[str, TaskView], choice: Choice) -> Filters:
    if choice.show is Show.MINE and reader.is_staff:
        choice = WHOLE  # nobody of the centre sees to an organization's tasks
    own = [show for show in Show if show is not Show.MINE or not reader.is_staff]
    offered, empty = _offered(standings, choice)
    keys = _shown(reader, standings, choice) if choice.minutes is None else frozenset(offered)
    if choice.show is not None and not keys:
        empty = path_sentences.nothing(choice, is_any_open=any(one.is_open for one in standings))
    return Filters(
        choice=choice,
        title=path_sentences.title(choice, is_fitting=not (offered and empty)),
        shows=[
            _link(Choice(), path_sentences.WHOLE, len(standings), choice),
            *(_show_link(reader, standings, show, choice) for show in own),
        ],
        minutes=[
            _link(Choice(minutes=n), path_sentences.MINUTES[n], len(fitting(standings, n)), choice, f".m{n} {_OPEN}")
            for n in MINUTES
        ],
        shown=keys,
        offered=[views[key] for key in offered],
        empty=empty,
        carried=f"?{urlencode(choice.as_arguments())}" if choice != WHOLE else "",
    )


def _offered(standings: Sequence[Standing], choice: Choice) -> tuple[list[str], str]:
    """The tasks that fit, or the shortest with a word about it."""
    if choice.minutes is None:
        return [], ""
    if fits := fitting(standings, choice.minutes):
        return [task.key for task in fits], ""
    is_any_open = any(one.is_open for one in standings)
    return [task.key for task in shortest(standings)], path_sentences.nothing(choice, is_any_open=is_any_open)


def _shown(reader: Reader, standings: Sequence[Standing], choice: Choice) -> frozenset[str]:
    show, zone = choice.show, reader.work.centre.zone
    return frozenset(one.task.key for one in standings if show is None or belongs(one, show, reader.today, zone))


def _show_link(reader: Reader, standings: Sequence[Standing], show: Show, current: Choice) -> FilterLink:
    choice = Choice(show=show)
    return _link(choice, path_sentences.LABELS[show], len(_shown(reader, standings, choice)), current, _COUNTED[show])


def _link(choice: Choice, label: object, number: int, current: Choice, counted: str = "") -> FilterLink:
    arguments = urlencode(choice.as_arguments())
    address = f"./?{arguments}#filters" if arguments else "./#filters"
    stays = choice == current or choice.minutes is not None or choice.show is Show.MINE
    return FilterLink(str(label), address, number, choice == current, counted, stays)


def rows(reader: Reader, standings: Sequence[Standing], shown: Filters, *, kept: str | None) -> Mapping[str, Row]:
    """How each row is drawn. `kept`: the task that was just answered here stays in sight, with its way back."""
    offered = {task.key for task in shown.offered}
    return {
        one.task.key: Row(
            classes=_classes(reader, one),
            is_hidden=one.task.key not in shown.shown and one.task.key != kept,
            is_offered=one.task.key in offered,
        )
        for one in standings
    }


def _classes(reader: Reader, one: Standing) -> str:
    """Those that `_COUNTED` reads."""
    today = reader.today
    found = [f"m{n}" for n in MINUTES if one.task.minutes <= n]
    if one.is_mine:
        found.append("mine")
    if one.due_on is not None and one.due_on <= today + NEAR:
        found.append("soon")
    if not one.is_open and one.value.review_on and date.fromisoformat(one.value.review_on) <= today:
        found.append("review")
    return " ".join(found)
