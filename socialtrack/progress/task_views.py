"""A task's own page, and what is said of a task: its state, that it is still true, that the last word is taken back."""

from flask import Response, current_app, flash, g, make_response, redirect, request, session, url_for

from ..data.db import is_unavailable
from ..faq.queries import faq_of
from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid
from ..kernel.moments import from_microseconds, to_microseconds
from ..kernel.permissions import Can
from ..people.room_views import reads_private
from ..web import htmx
from ..web.access import access, may_here
from ..web.errors import STATUS, error_page, sentence
from ..web.pages import after_change, page
from . import actions, answers, forms, overtaken_views, pages, queries, task_page
from .ask_queries import NO_ASK, open_asks
from .blueprint import TOLD, bp, on_path, reader
from .gestures import Gesture, Part
from .history_queries import past_of_task
from .more_page import Mistake, more_page
from .more_queries import more_facts
from .note_page import notes_here
from .plan_forms import BESIDE_FIELDS, typed_in


@bp.get("/tasks/<slug:task_key>")
@access(Can.VIEW_ORGANIZATION)
def task(task_key: str) -> Response:
    return task_page_of(task_key)


@bp.post("/tasks/<slug:task_key>/state")
@access(Can.TICK)
def set_state(task_key: str) -> Response:
    work, organization_id = g.work, g.organization.id
    if overtaken_views.is_settled_for_theirs():
        return redirect(on_path(task_key), 303)  # type: ignore[return-value]
    try:
        form = forms.task_form(request.form, organization_id, task_key, today=work.today)
        if form.wanted is None:
            answer = actions.confirm_task(work, organization_id, task_key, form.gesture)
        else:
            answer = actions.set_task_state(work, organization_id, task_key, form.wanted, form.gesture)
    except (Conflict, Invalid) as error:
        if isinstance(error, Conflict) and error.code == overtaken_views.CODE:
            return overtaken_views.both_sides(error, Part.STATE)
        return refused(error, task_key)
    reason = form.wanted.reason if form.wanted else ""
    return answered(answer, form.gesture, "set" if form.wanted else "confirm", reason)


def task_page_of(
    task_key: str, mistake: Mistake | None = None, status: int = 200, *, hesitation: int | None = None
) -> Response:
    """The task's page; after a refusal, with what was typed and what is wrong with it. `hesitation`: the one from whose
    page a refused answer was sent."""
    work, organization_id, by, can_tick = g.work, g.organization.id, reader(), may_here(Can.TICK)
    path = guide.path(work)
    task = actions.task_named(path, task_key, guide.retired_keys(work, task_key))
    tasks, networks = queries.task_facts(work, organization_id), queries.networks(work, organization_id)
    facts = more_facts(work, organization_id, task_key, with_members=can_tick)
    more = more_page(by, task, facts, can_tick=can_tick, by_script=False, mistake=mistake)
    events = past_of_task(work, organization_id, task_key, reads_private=reads_private())
    since = to_microseconds(work.now) - pages.NOTICE_FOR
    ask = open_asks(work, organization_id).tasks.get(task_key, NO_ASK)
    return page(
        "progress/task.html",
        status,
        path=task_page.around(by, g.organization, tasks, networks, can_tick=can_tick),
        step=path.steps[task.step_number - 1],
        task=task_page.task_page(by, path, task, tasks, networks, faq_of(work), ask, mistake),
        hesitation=hesitation,
        more=more,
        notes=notes_here(task_key, by_script=False, mistake=mistake),
        history=task_page.past_lines(by, events, can_tick=can_tick),
        notice=None if mistake else task_page.latest(by, more.title, events, more, since=since),
        mistakes=[(_place(mistake.field, task_key), mistake.sentence)] if mistake else [],
    )


def _place(field: str, task_key: str) -> str:
    """The id of the field that a refusal speaks of, or of all the answers together."""
    if field in ("reason", "review_on"):
        return field
    beside = {name: name.replace("_", "-") for name in (*BESIDE_FIELDS, "audience")}
    beside |= {"evidence": "evidence-value", "note": "note-text"}
    return f"{beside[field]}-{task_key}" if field in beside else "answers"


def answered(answer: actions.Answer, gesture: Gesture, kind: str, reason: str) -> Response:
    """What a gesture on a task answers: the regions that changed, or the path. `kind`: set, confirm or undo."""
    work = g.work
    try:
        present = queries.present(work, g.organization.id)
        shown = answers.answer_view(
            reader(), guide.path(work), answer, present, reason=reason, drawn_at=gesture.drawn_at, kind=kind
        )
    except Exception as error:
        if not is_unavailable(error):
            raise
        return _kept(answer.task.key)
    said: dict[str, object] = {"task": shown.task.key, "state": shown.task.state, "order": shown.order}
    if gesture.drawn_at:
        said["at"] = from_microseconds(shown.seen_at).isoformat()
    if shown.others:
        said["others"] = {other.key: other.state for other in shown.others}
    fragments = [
        *("progress/_task_fact.html", "progress/_step_figures.html", "progress/_overall.html", "progress/_undo.html"),
        *(["progress/_next.html"] if shown.is_next_new else []),
        *(["progress/_others.html"] if shown.others else []),
        *(["progress/_upkeep.html"] if shown.upkeep else []),
    ]
    return after_change(
        *fragments,
        back=lambda: _back(shown),
        events={"task:saved": said},
        can_tick=True,
        task=shown.task,
        step=shown.step,
        path=shown.path,
        notice=shown.notice,
        next=shown.next,
        others=shown.others,
        other_steps=shown.other_steps,
        upkeep=shown.upkeep,
    )


def _back(shown: answers.AnswerView) -> str:
    """Where the gesture was made (the path, where the next small thing waits, a hesitation, the task's own page), which
    says what it did."""
    task_key = shown.task.key
    if (hesitation := forms.hesitation_of(request.form)) is not None:
        flash(shown.notice.text, "news")
        return url_for("hesitations.one", hesitation=hesitation)
    if shown.told:
        session[TOLD] = shown.told
    if request.form.get("back") == "task":
        return url_for("progress.task", task_key=task_key, _anchor="more")
    return on_path(task_key)


def _kept(task_key: str) -> Response:
    """The change is committed, and the database went away before the answer was drawn: no answer may say otherwise."""
    if htmx.wants_fragment():
        return htmx.redirect_whole_page(make_response(""), on_path(task_key))
    return redirect(on_path(task_key), 303)  # type: ignore[return-value]


def refused(error: Conflict | Invalid, task_key: str | None) -> Response:
    """What a refused gesture answers. `task_key`: the task whose form it was, None for the way back."""
    status, words = STATUS[type(error)], sentence(error)
    if not htmx.wants_fragment():
        if task_key is not None and error.code != "task-retired":
            mistake = Mistake(error.field or "", words, typed_in(request.form))
            return task_page_of(task_key, mistake, status, hesitation=forms.hesitation_of(request.form))
        return error_page(status, words)
    templates = current_app.jinja_env
    html = templates.get_template("progress/_undo.html").render(notice=pages.Notice(words, is_problem=True))
    response = htmx.retarget(make_response("", status), "#undo")
    changed = error.values.get("task_key")
    if isinstance(changed, str):
        # What the page shows of that task is no longer true: say where it stands, beside the refusal.
        facts = queries.task_facts(g.work, g.organization.id).get(changed, queries.NOTHING_SAID)
        task = reader().task(guide.path(g.work).by_key[changed], facts)
        html += templates.get_template("progress/_task_fact.html").render(oob=True, task=task)
        newest = actions.newest_event_id(g.work, g.organization.id)
        htmx.trigger(response, {"task:saved": {"task": task.key, "state": task.state, "order": newest}})
    response.set_data(html)
    return response
