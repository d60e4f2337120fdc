"""The answer to whoever asked for long work: the page that says where it stands."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

from ..kernel.work import Work
from .actions import start
from .running import call_worker, worker_of


def begin(
    work: Work, kind: str, parameters: Mapping[str, Any], total: int | None = None, *, given: bytes | None = None
) -> Response:
    """Ask for a piece of long work, have it done, and lead to its page. `given` is a file that it works on."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    kept = None if given is None else (worker_of(app).folder, given)
    return lead_to_job(start(work, kind, parameters, total, given=kept))


def lead_to_job(job_id: int) -> Response:
    call_worker(current_app._get_current_object())  # type: ignore[attr-defined]
    return redirect(url_for("jobs.one", job=job_id), 303)
