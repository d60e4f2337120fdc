"""Notes on a task: written beside it, given another wording on a page of their own, taken away."""

from flask import Response, g, make_response, redirect, render_template, request, url_for

from ..guide import queries as guide
from ..guide.rules import PathTask
from ..journal.forms import as_typed
from ..kernel.errors import Conflict, Invalid, Refused
from ..kernel.permissions import Can
from ..notes import actions as notes
from ..notes.forms import edit_form, note_form, remove_form
from ..notes.pages import Typed, edit_page
from ..notes.rules import Audience, Done
from ..notes.sentences import already, said
from ..people.room_views import reads_private
from ..web import htmx
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.pages import after_change, page
from .actions import newest_event_id, task_named
from .blueprint import bp, reader
from .more_page import Mistake
from .note_page import notes_here
from .pages import Notice
from .row_page import whole_row
from .sentences import in_sentence
from .task_views import task_page_of

NOTES = "/tasks/<slug:task_key>/notes"
NOTE = f"{NOTES}/<int:note>"


@bp.post(NOTES)
@access(Can.WRITE_NOTE)
def write_note(task_key: str) -> Response:
    work, organization_id = g.work, g.organization.id
    try:
        form = note_form(request.form, organization_id, task_key)
        if form.audience is Audience.ORGANIZATION and not _writes_private():
            raise Refused("room-shut-to-you")
        answer = notes.write_note(work, organization_id, task_key, form.audience, form.words, form.gesture)
    except (Conflict, Invalid) as error:
        return _refused(error, task_key)
    return _answered(task_key, Done.WRITTEN, answer)


@bp.get(f"{NOTE}/edit")
@access(Can.WRITE_NOTE)
def edit_note(task_key: str, note: int) -> Response:
    return _edit_page(task_key, note)


@bp.post(f"{NOTE}/edit")
@access(Can.WRITE_NOTE)
def reword_note(task_key: str, note: int) -> Response:
    work, organization_id = g.work, g.organization.id
    try:
        form = edit_form(request.form, organization_id, note)
        answer = notes.edit_note(
            *(work, organization_id, task_key, note, form.words, form.drawn_from, form.gesture),
            with_private=reads_private(),
        )
    except (Conflict, Invalid) as error:
        return _edit_page(task_key, note, error)
    return _answered(task_key, Done.EDITED, answer)


@bp.post(f"{NOTE}/remove")
@access(Can.WRITE_NOTE)
def remove_note(task_key: str, note: int) -> Response:
    work, organization_id = g.work, g.organization.id
    gesture = remove_form(request.form, organization_id, note)
    answer = notes.remove_note(work, organization_id, task_key, note, gesture, with_private=reads_private())
    return _answered(task_key, Done.REMOVED, answer)


def _writes_private() -> bool:
    """Whether this very session may write what the organization keeps to itself; a role that may not is refused."""
    return reads_private() or g.work.actor.is_centre_staff


def _edit_page(task_key: str, note_id: int, refused: Conflict | Invalid | None = None) -> Response:
    """The note in its form; after a refusal with what was typed, and what somebody else wrote meanwhile beside it."""
    status = STATUS[type(refused)] if refused else 200
    overtaken = refused is not None and refused.code in ("note-overtaken", "note-gone")
    drawn = edit_page(
        *(g.work, g.organization.id, task_key, note_id),
        with_private=reads_private(),
        typed=as_typed(request.form, "note") if refused else None,
        overtaken=overtaken,
        mistake=("note", sentence(refused)) if refused and not overtaken else None,
    )
    return page("notes/edit.html", status, edit=drawn, title=_title(task_key), back=_beside(task_key))


def _answered(task_key: str, done: Done, answer: notes.NoteAnswer) -> Response:
    """In the fold of a row: the list, an empty form, the row, and the way back. Else the task's page, which says it."""
    if not htmx.wants_fragment():
        return redirect(_beside(task_key), 303)  # type: ignore[return-value]
    work, organization_id, title = g.work, g.organization.id, in_sentence(_title(task_key))
    words = said(done, title) if answer.event_id else already(title)
    row = whole_row(reader(), organization_id, _task(task_key))
    newest = newest_event_id(work, organization_id)
    return after_change(
        *("notes/_notes_list.html", "notes/_note_fields.html", "progress/_task_fact.html", "progress/_undo.html"),
        back=lambda: _beside(task_key),
        events={"task:saved": {"task": task_key, "state": row.state, "order": newest}},
        task=row,
        notes=notes_here(task_key, by_script=True),
        notice=Notice(words, answer.event_id if answer.is_last else None),
    )


def _refused(error: Conflict | Invalid, task_key: str) -> Response:
    """The form again, with what was typed and what is wrong with it: in the fold, or on the task's page."""
    if error.code == "task-retired":
        raise error
    status, words = STATUS[type(error)], sentence(error)
    field = error.field if error.field in ("note", "audience") else "note"
    typed = {name: as_typed(request.form, name) for name in ("note", "audience")}
    if not htmx.wants_fragment():
        return task_page_of(task_key, Mistake(field, words, typed), status)
    drawn = notes_here(task_key, by_script=True, typed=Typed(typed["note"], typed["audience"], field, words))
    notice = Notice(words, is_problem=True)
    html = "".join(
        render_template(name, oob=True, notes=drawn, notice=notice)
        for name in ("notes/_note_fields.html", "progress/_undo.html")
    )
    return make_response(html, status)


def _task(task_key: str) -> PathTask:
    return task_named(guide.path(g.work), task_key, guide.retired_keys(g.work, task_key))


def _title(task_key: str) -> str:
    return _task(task_key).title.in_(reader().language)


def _beside(task_key: str) -> str:
    return url_for("progress.task", task_key=task_key, _anchor=f"notes-{task_key}")
