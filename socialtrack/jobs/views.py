"""The page of a piece of long work, for whoever asked for it: how far it is, cancelling it, taking what it made."""

import mimetypes

from flask import Flask, current_app, flash, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import NotFound
from ..kernel.permissions import Can
from ..web.access import access
from ..web.pages import page
from . import actions
from .answers import lead_to_job
from .blueprint import bp
from .files import GIVEN, MADE
from .kinds import JobFacts, kinds_of
from .pages import Files, JobView, job_view
from .queries import own_job
from .rules import JobState, is_file_there, state_seen
from .running import call_worker, is_known_dead, worker_of

__all__ = ["bp"]


@bp.get("/<int:job>")
@access(Can.VIEW_CENTRE)
def one(job: int) -> Response:
    """The page; with `part=1`, only the region that changes while it runs."""
    found = own_job(g.work, job)
    if found.state == JobState.WAITING:
        call_worker(_app())  # the process that was to begin it may be gone
    return page("jobs/_job.html" if request.args.get("part") == "1" else "jobs/job.html", job=_view(found))


@bp.post("/<int:job>/cancel")
@access(Can.VIEW_CENTRE)
def cancel(job: int) -> Response:
    found = own_job(g.work, job)
    worker = worker_of(_app())
    standing = worker.does(found.id)
    if standing is not None:
        standing.is_cancelled = True  # before the database is asked, which it may be holding
    if not actions.cancel(g.work, job, worker.folder):
        flash(_("C’était déjà fini."))
    return redirect(url_for("jobs.one", job=job), 303)


@bp.post("/<int:job>/again")
@access(Can.VIEW_CENTRE)
def again(job: int) -> Response:
    found = own_job(g.work, job)
    is_lost = _state(found) is JobState.LOST
    return lead_to_job(actions.again(g.work, job, worker_of(_app()).folder, is_lost=is_lost))


@bp.get("/<int:job>/file")
@access(Can.VIEW_CENTRE)
def file(job: int) -> Response:
    found = own_job(g.work, job)
    path = worker_of(_app()).folder.of(g.centre.id, job, MADE)
    if found.file_name is None or not found.is_file_theirs or found.state != JobState.DONE:
        raise NotFound
    if not is_file_there(found.ended_at, g.work.now) or not path.exists():
        return redirect(url_for("jobs.one", job=job), 303)  # which says so, and how to have it made again
    kind = mimetypes.guess_type(found.file_name)[0] or "application/octet-stream"
    answer = send_file(path, kind, as_attachment=True, download_name=found.file_name, max_age=0, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined]


def _state(found: JobFacts) -> JobState:
    if worker_of(_app()).does(found.id) is not None:
        return JobState(found.state)  # it may hold the database back from storing that it goes on
    is_dead = is_known_dead(worker_of(_app()), found, g.work.now)
    return state_seen(found.state, found.beat_at, g.work.now, is_known_dead=is_dead)


def _view(found: JobFacts) -> JobView:
    kind = kinds_of(_app()).get(found.kind)
    if kind is None:
        raise NotFound  # made by another version, which knew how to do it
    standing = worker_of(_app()).does(found.id)
    done = standing.done if standing is not None else (found.done, found.total)
    folder, centre_id = worker_of(_app()).folder, g.centre.id
    files = Files(
        made=found.file_name is not None and folder.of(centre_id, found.id, MADE).exists(),
        given=not found.parameters.get("given") or folder.of(centre_id, found.id, GIVEN).exists(),
    )
    return job_view(found, kind, _state(found), g.work.now, (done[0], done[1] or found.total), files)
