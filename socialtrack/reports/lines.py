"""The lines of a report: organizations in, bytes out. What comes back on each line is quoted and guarded once."""

from datetime import date
from typing import Protocol

from ..guide.rules import CentrePath, PathTask, is_in_scope
from ..journal.rules import STEPS, percent
from ..progress.rules import State, Value, due_again_on
from .cells import Cells, CsvCells, XlsxCells
from .queries import Planned, Reported
from .rules import Days, FileFormat, Options
from .withholding_rules import LEAST
from .words import Words

_ORGANIZATION = b"\0"  # stands for the organization's own cells in lines prepared beforehand; no text holds it
_JOINT = b""  # where the cells of a beginning and those of an end meet
_NOT_PLANNED = Planned(None, None, None)


class Frame:
    """What all lines of one file share."""

    def __init__(
        self, options: Options, words: Words, path: CentrePath, days: Days, centre: str, today: date, stalled: int
    ) -> None:
        self.options = options
        self.words = words
        self.path = path
        self.days = days
        self.today = today
        self.stalled_after_days = stalled
        self.cells: Cells = XlsxCells() if options.file_format is FileFormat.XLSX else CsvCells(options.delimiter)
        self.centre = self.cells.text(centre)
        self.as_of = self.cells.day(today)

    def organization(self, one: Reported) -> bytes:
        """The beginning and the first three cells of every line."""
        cells = self.cells
        return cells.begin + cells.between.join((self.centre, cells.text(one.name), cells.text(one.slug)))

    def step(self, number: int) -> bytes:
        return self.cells.text(self.words.steps[number]) if self.options.has_labels else self.cells.number(number)

    def day_of(self, microseconds: int | None) -> bytes:
        """The day of a moment at the centre."""
        return self.cells.day(self.days.text(microseconds)) if microseconds else self.cells.nothing


class Lines(Protocol):
    """`names` and `texts` hold what the ids of this chunk stand for."""

    needs_tasks: bool

    def of(self, one: Reported, names: dict[int, str], texts: dict[int, str]) -> bytes: ...


class OrganizationLines:
    """One line for each organization."""

    needs_tasks = False

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._statuses = {status: frame.cells.text(label) for status, label in frame.words.statuses.items()}
        self._networks = [network.key for network in frame.path.networks]

    def of(self, one: Reported, names: dict[int, str], texts: dict[int, str]) -> bytes:
        frame, counts, cells = self._frame, one.counts, self._frame.cells
        text, number, day = cells.text, cells.number, cells.day
        due = one.upkeep_due_on is not None and one.upkeep_due_on <= frame.today.isoformat()
        return (
            cells.between.join(
                (
                    frame.organization(one),
                    text(one.region or ""),
                    cells.texts(one.tags),
                    text(names.get(one.advisor_id or 0, "")),
                    self._statuses[one.status(frame.today, frame.stalled_after_days, frame.days)],
                    cells.texts(key for key in self._networks if key in one.networks),
                    number(percent(counts.settled, counts.counted)),
                    number(counts.settled),
                    number(counts.counted),
                    number(counts.done),
                    number(counts.declined),
                    number(counts.not_applicable),
                    number(counts.further_done),
                    *(number(percent(*counts.step(step))) for step in STEPS),
                    number(one.open_questions),
                    number(one.open_hesitations if self._says(one.open_hesitations) else None),
                    frame.day_of(one.last_activity_at),
                    number(int(due)),
                    day(one.started_on),
                    day(one.completed_on),
                    frame.as_of,
                )
            )
            + cells.end
        )

    def _says(self, count: int) -> bool:
        """Whether that count of hesitations may be said to whoever reads."""
        return not (self._frame.options.leaves and 0 < count < LEAST)


class _Scope:
    """The lines of an organization that has said nothing, for one choice of networks."""

    def __init__(self, lines: "TaskLines", networks: frozenset[str]) -> None:
        tasks = [task for task in lines.tasks if is_in_scope(task, networks)]
        self.places = {task.key: place for place, task in enumerate(tasks)}
        self.untouched = [lines.starts[task.key] + lines.untouched for task in tasks]
        self.body = b"".join(_ORGANIZATION + line for line in self.untouched)


class TaskLines:
    """One line for each organization and task in scope.

    Most lines are prepared whole before the first organization is read; only the tasks that an organization spoke of
    are written for it.
    """

    needs_tasks = True

    def __init__(self, frame: Frame) -> None:
        cells = frame.cells
        between, text = cells.between, cells.text
        self._frame, self._nothing = frame, cells.nothing
        self._states = {str(state): text(label) for state, label in frame.words.states.items()}
        self.tasks = [task for step in frame.path.steps for task in step.tasks]
        titles = {step.number: frame.words.title(step) for step in frame.path.steps}
        self.starts = {
            task.key: between.join(
                (
                    _JOINT,
                    frame.step(task.step_number),
                    text(titles[task.step_number]),
                    text(task.key),
                    text(task.title.in_(frame.words.language)),
                    text(task.network or ""),
                    cells.number(int(task.essential)),
                    _JOINT,
                )
            )
            for task in self.tasks
        }
        self._end = between + frame.as_of + cells.end
        self._recurring = {task.key: task for task in self.tasks if task.recurs_days is not None}
        self._by_name = {task.key for task in self.tasks if task.evidence == "name"}
        self.untouched = self._answer(str(State.TODO), *[self._nothing] * 10)
        self._scopes: dict[frozenset[str], _Scope] = {}

    def of(self, one: Reported, names: dict[int, str], texts: dict[int, str]) -> bytes:
        scope = self._scopes.get(one.networks)
        if scope is None:
            scope = self._scopes[one.networks] = _Scope(self, one.networks)
        organization = self._frame.organization(one)
        plans = one.plans
        if not one.said and not plans:
            return scope.body.replace(_ORGANIZATION, organization)
        lines = scope.untouched.copy()
        starts, places, day, day_of = self.starts, scope.places, self._frame.cells.day, self._frame.day_of
        nothing = self._nothing
        for key, plan in plans.items():
            if (place := places.get(key)) is not None:
                lines[place] = starts[key] + self._only_planned(plan, names, texts)
        for (
            _,
            key,
            state,
            done_at,
            changed_at,
            review_on,
            confirmed_on,
            reason,
            evidence,
            done_by,
            entered_by,
        ) in one.said:
            place = places.get(key)
            if place is None:
                continue
            plan = plans.get(key, _NOT_PLANNED) if plans else _NOT_PLANNED
            lines[place] = starts[key] + self._answer(
                state,
                day_of(done_at),
                self._name(names, done_by),
                self._name(names, entered_by),
                day(plan.due_on) if plans else nothing,
                self._due(key, state, done_at, confirmed_on),
                self._responsible(plan, names, texts) if plans else nothing,
                self._evidence(key, evidence, texts),
                self._frame.cells.text(texts.get(reason, "")) if reason and state == State.DECLINED else nothing,
                day(review_on),
                day_of(changed_at),
            )
        return organization + organization.join(lines)

    def _answer(
        self,
        state: str,
        done_on: bytes,
        done_by: bytes,
        entered_by: bytes,
        due_on: bytes,
        upkeep_due_on: bytes,
        responsible: bytes,
        evidence: bytes,
        declined_reason: bytes,
        review_on: bytes,
        last_changed_on: bytes,
    ) -> bytes:
        """The end of a line, from the state on. `due_on` is the day that people set; `upkeep_due_on` follows."""
        return (
            self._frame.cells.between.join(
                (
                    self._states[state],
                    done_on,
                    done_by,
                    entered_by,
                    due_on,
                    upkeep_due_on,
                    responsible,
                    evidence,
                    declined_reason,
                    review_on,
                    last_changed_on,
                )
            )
            + self._end
        )

    def _name(self, names: dict[int, str], membership_id: int | None) -> bytes:
        return self._frame.cells.text(names.get(membership_id, "")) if membership_id and names else self._nothing

    def _only_planned(self, plan: Planned, names: dict[int, str], texts: dict[int, str]) -> bytes:
        """The end of the line of a task of which nothing was said yet."""
        empty, day = self._nothing, self._frame.cells.day
        responsible = self._responsible(plan, names, texts)
        todo = str(State.TODO)
        return self._answer(todo, empty, empty, empty, day(plan.due_on), empty, responsible, *[empty] * 4)

    def _responsible(self, plan: Planned, names: dict[int, str], texts: dict[int, str]) -> bytes:
        """A member, as the centre may name them, or the name that was written: only where names are asked for."""
        if not self._frame.options.with_names:
            return self._nothing
        if plan.responsible_id is not None:
            return self._name(names, plan.responsible_id)
        return self._frame.cells.text(texts.get(plan.responsible_text_id or 0, ""))

    def _evidence(self, key: str, evidence_id: int | None, texts: dict[int, str]) -> bytes:
        if evidence_id is None or (key in self._by_name and not self._frame.options.with_names):
            return self._nothing
        return self._frame.cells.text(texts.get(evidence_id, ""))

    def _due(self, key: str, state: str, done_at: int | None, confirmed_on: str | None) -> bytes:
        task: PathTask | None = self._recurring.get(key)
        if task is None:
            return self._nothing
        value = Value(state=state, done_at=done_at, confirmed_on=confirmed_on)
        return self._frame.cells.day(due_again_on(task, value, self._frame.days.zone))
