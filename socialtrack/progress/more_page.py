"""What stands beside a task (who sees to it, by when, its « repère », the day it was done), ready to show.

The same values serve the task's own page and the fold of its row in the path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask import url_for
from flask_babel import gettext as _

from ..guide.edition import shipped_edition
from ..guide.rules import PathTask
from ..kernel.moments import from_microseconds, local_day
from ..people.who_queries import Who
from ..people.who_words import named
from . import about_sentences, more_sentences
from .evidence_rules import host_of
from .more_queries import MoreFacts
from .pages import Reader
from .plan_forms import OTHER
from .plan_queries import Plan
from .queries import TaskFacts
from .rules import EARLIEST, State


@dataclass(frozen=True, slots=True)
class Mistake:
    """A refused form: its field, the sentence, and what was typed in it."""

    field: str
    sentence: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanView:
    """`fact` is '' where nothing is planned; the rest fills the form."""

    url: str
    fact: str
    choices: Sequence[tuple[str, str]]
    responsible: str
    name: str
    name_before: str
    due_on: str
    first_day: str
    mistake: Mistake | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """`label`: what the task asks for. `link` and `host` are '' where what is kept is no address."""

    url: str
    kind: str
    label: str
    words: str
    link: str
    host: str
    typed: str
    mistake: Mistake | None


@dataclass(frozen=True, slots=True)
class DoneOnView:
    """`is_done`: a day is corrected rather than said for the first time."""

    url: str
    is_done: bool
    day: str
    first_day: str
    last_day: str
    mistake: Mistake | None


@dataclass(frozen=True, slots=True)
class More:
    key: str
    title: str
    is_own: bool
    can_tick: bool
    by_script: bool
    request_key: str
    drawn_at: str
    plan: PlanView
    evidence: EvidenceView | None
    done_on: DoneOnView


def more_page(
    reader: Reader, task: PathTask, facts: MoreFacts, *, can_tick: bool, by_script: bool, mistake: Mistake | None = None
) -> More:
    """`by_script`: the forms are sent by htmx. `mistake`: of the form that was refused, if any."""
    return More(
        key=task.key,
        title=task.title.in_(reader.language),
        is_own=not reader.is_staff,
        can_tick=can_tick,
        by_script=by_script,
        request_key=token_hex(8),
        drawn_at=from_microseconds(max(facts.task.changed_at, facts.plan.changed_at, 1)).isoformat(),
        plan=_plan(reader, task, facts, _of(mistake, "responsible", "responsible_name", "due_on")),
        evidence=_evidence(reader, task, facts.evidence, _of(mistake, "evidence")),
        done_on=_done_on(reader, task, facts.task, _of(mistake, "done_on")),
    )


def just_said(more: More, kind: str, *, is_undo: bool) -> str:
    """What a gesture beside the task just did, by the kind of its event."""
    if kind == "task-plan":
        words = more.plan.fact
        return more_sentences.plan_undone(more.title) if is_undo else more_sentences.planned(more.title, words)
    words = (more.evidence.host or more.evidence.words) if more.evidence else ""
    return more_sentences.evidence_undone(more.title) if is_undo else more_sentences.evidence_kept(more.title, words)


def _of(mistake: Mistake | None, *fields: str) -> Mistake | None:
    return mistake if mistake and mistake.field in fields else None


def plan_fact(reader: Reader, plan: Plan) -> str:
    """« Béatrice s’en occupe. D’ici le 7 décembre 2026. »; '' where nothing is planned."""
    who = about_sentences.who_sees_to_it(plan, reader.me, reader_is_staff=reader.is_staff)
    return " ".join(filter(None, (who, about_sentences.by_when(plan, reader.today))))


def _plan(reader: Reader, task: PathTask, facts: MoreFacts, mistake: Mistake | None) -> PlanView:
    plan = facts.plan
    kept = {
        "responsible": str(plan.responsible.id) if plan.responsible else (OTHER if plan.responsible_name else ""),
        "responsible_name": plan.responsible_name,
        "due_on": plan.due_on.isoformat() if plan.due_on else "",
    }
    typed = mistake.typed if mistake else kept
    return PlanView(
        url=url_for("progress.set_plan", task_key=task.key),
        fact=plan_fact(reader, plan),
        choices=_choices(reader, plan, facts.members),
        responsible=typed["responsible"],
        name=typed["responsible_name"],
        name_before=plan.responsible_name,
        due_on=typed["due_on"],
        first_day=min(reader.today, plan.due_on or reader.today).isoformat(),
        mistake=mistake,
    )


def _choices(reader: Reader, plan: Plan, members: Sequence[Who]) -> list[tuple[str, str]]:
    choices = [("", _("Personne pour le moment"))]
    for who in sorted(members, key=lambda who: who.id != reader.me.id):
        words = named(who, reader_is_staff=reader.is_staff)
        words = _("Moi, %(name)s", name=words) if who.id == reader.me.id else words[:1].upper() + words[1:]
        choices.append((str(who.id), words))
    if plan.responsible and plan.has_left:
        words = named(plan.responsible, reader_is_staff=reader.is_staff)
        choices.append(
            (str(plan.responsible.id), _("%(name)s, qui n’est plus ici", name=words[:1].upper() + words[1:]))
        )
    return [*choices, (OTHER, _("Quelqu’un d’autre, à nommer ici"))]


def _evidence(reader: Reader, task: PathTask, kept: str, mistake: Mistake | None) -> EvidenceView | None:
    """None where the task asks for none, and none is kept from the time when it did."""
    if task.evidence == "none" and not kept:
        return None
    kinds = {kind.key: kind.name.in_(reader.language) for kind in shipped_edition().evidence_kinds}
    host = host_of(kept)
    return EvidenceView(
        url=url_for("progress.set_evidence", task_key=task.key),
        kind=task.evidence,
        label=kinds[task.evidence],
        words=more_sentences.as_words(kept),
        link=kept if host else "",
        host=host,
        typed=mistake.typed["evidence"] if mistake else kept,
        mistake=mistake,
    )


def _done_on(reader: Reader, task: PathTask, facts: TaskFacts, mistake: Mistake | None) -> DoneOnView:
    is_done = facts.value.state == State.DONE
    day: date | None = None
    if is_done and facts.value.done_at is not None:
        day = local_day(from_microseconds(facts.value.done_at), reader.work.centre.zone)
    return DoneOnView(
        url=url_for("progress.set_state", task_key=task.key),
        is_done=is_done,
        day=mistake.typed["done_on"] if mistake else (day.isoformat() if day else ""),
        first_day=EARLIEST.isoformat(),
        last_day=reader.today.isoformat(),
        mistake=mistake,
    )
