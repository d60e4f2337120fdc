"""What stands beside a task: who sees to it and by when, its « repère ». On the task's page, or in its row's fold."""

from flask import Response, g, make_response, redirect, render_template, request, url_for

from ..guide import queries as guide
from ..guide.rules import PathTask
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web import htmx
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.pages import after_change, page
from . import actions, evidence_actions, overtaken_views, plan_actions
from .blueprint import bp, reader
from .gestures import Part
from .more_page import Mistake, More, just_said, more_page
from .more_queries import more_facts
from .note_page import notes_here
from .pages import Notice
from .plan_forms import BESIDE_FIELDS, evidence_form, plan_form, typed_in
from .row_page import whole_row
from .task_views import task_page_of


@bp.get("/tasks/<slug:task_key>/more")
@access(Can.VIEW_ORGANIZATION)
def more(task_key: str) -> Response:
    task = actions.task_named(guide.path(g.work), task_key, guide.retired_keys(g.work, task_key))
    if not htmx.wants_fragment():
        return redirect(_page_of(task_key), 303)  # type: ignore[return-value]
    return page("progress/_more.html", more=_more(task), notes=notes_here(task_key, by_script=True))


@bp.post("/tasks/<slug:task_key>/plan")
@access(Can.TICK)
def set_plan(task_key: str) -> Response:
    work, organization_id = g.work, g.organization.id
    if overtaken_views.is_settled_for_theirs():
        return redirect(_page_of(task_key), 303)  # type: ignore[return-value]
    try:
        form = plan_form(request.form, organization_id, task_key)
        answer = plan_actions.set_plan(work, organization_id, task_key, form.wanted, form.gesture)
    except (Conflict, Invalid) as error:
        return _refused(error, task_key, Part.PLAN)
    return answered_beside("plan", answer)


@bp.post("/tasks/<slug:task_key>/evidence")
@access(Can.TICK)
def set_evidence(task_key: str) -> Response:
    work, organization_id = g.work, g.organization.id
    if overtaken_views.is_settled_for_theirs():
        return redirect(_page_of(task_key), 303)  # type: ignore[return-value]
    try:
        form = evidence_form(request.form, organization_id, task_key)
        answer = evidence_actions.set_evidence(work, organization_id, task_key, form.typed, form.gesture)
    except (Conflict, Invalid) as error:
        return _refused(error, task_key, Part.EVIDENCE)
    return answered_beside("evidence", answer)


def answered_beside(part: str, answer: actions.Answer | plan_actions.PlanAnswer, *, is_undo: bool = False) -> Response:
    """What a gesture beside a task answers: the fold's words and fields, the row, and the way back; or the task's page.

    `part`: plan or evidence.
    """
    task, order = answer.task, answer.newest_event_id
    event_id = answer.event_id if answer.is_last else None
    if not htmx.wants_fragment():
        return redirect(_page_of(task.key), 303)  # type: ignore[return-value]
    row, more = whole_row(reader(), g.organization.id, task), _more(task)
    notice = Notice(just_said(more, f"task-{part}", is_undo=is_undo), event_id, is_redo=is_undo)
    return after_change(
        *(f"progress/_{part}_fact.html", f"progress/_{part}_fields.html"),
        *("progress/_task_fact.html", "progress/_undo.html"),
        back=lambda: _page_of(task.key),
        events={"task:saved": {"task": task.key, "state": row.state, "order": order}},
        task=row,
        more=more,
        notice=notice,
    )


def _refused(error: Conflict | Invalid, task_key: str, part: Part) -> Response:
    """The form again, with what was typed and what is wrong with it: in the fold, or on the task's page."""
    if isinstance(error, Conflict) and error.code == overtaken_views.CODE:
        return overtaken_views.both_sides(error, part)
    status, words = STATUS[type(error)], sentence(error)
    mistake = Mistake(error.field or "", words, typed_in(request.form))
    task = guide.path(g.work).by_key.get(task_key)
    if task is None:
        raise error
    if not htmx.wants_fragment():
        return task_page_of(task_key, mistake, status)
    fragments = (f"progress/_{part}_fields.html",) if error.field in BESIDE_FIELDS else ()
    context = {"oob": True, "more": _more(task, mistake), "notice": Notice(words, is_problem=True)}
    html = "".join(render_template(name, **context) for name in (*fragments, "progress/_undo.html"))
    return make_response(html, status)


def _more(task: PathTask, mistake: Mistake | None = None) -> More:
    can_tick = may_here(Can.TICK)
    facts = more_facts(g.work, g.organization.id, task.key, with_members=can_tick)
    return more_page(reader(), task, facts, can_tick=can_tick, by_script=htmx.wants_fragment(), mistake=mistake)


def _page_of(task_key: str) -> str:
    return url_for("progress.task", task_key=task_key, _anchor="more")
