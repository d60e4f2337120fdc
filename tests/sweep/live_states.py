"""What the pages of long work and of live addresses show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.jobs.actions import start
from socialtrack.jobs.models import Job
from socialtrack.kernel.moments import utc_now
from socialtrack.reports.live_actions import open_address
from socialtrack.reports.live_forms import NewAddress
from socialtrack.reports.models import LiveAddress
from socialtrack.reports.rules import Report
from tests.cast import Cast, everything


def job_waits(cast: Cast) -> dict[str, str]:
    """Aline asked for a long list to be brought in."""
    with cast.work_for("aline") as work:
        return {"job": str(start(work, "import-organizations", {"lines": 4000}))}


def job_runs(cast: Cast) -> dict[str, str]:
    values = job_waits(cast)
    _change_jobs(cast, state="running", done=1200, total=4000, beat_at=utc_now(), started_at=utc_now())
    return values


def job_is_done(cast: Cast) -> dict[str, str]:
    values = job_waits(cast)
    _change_jobs(cast, state="done", result={"created": 3990, "updated": 0, "refused": 10}, ended_at=utc_now())
    return values


def job_is_lost(cast: Cast) -> dict[str, str]:
    values = job_waits(cast)
    _change_jobs(cast, state="running", beat_at=utc_now() - timedelta(minutes=5))
    return values


def _change_jobs(cast: Cast, **values: Any) -> None:
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Job).values(**values))


def live_addresses(cast: Cast) -> None:
    """One is read each day, one's person has left, one is closed."""
    parameters = {"lang": "fr", "delimiter": "comma", "header": "labels", "status": "stalled"}
    with cast.work_for("aline") as work:
        for n, name in enumerate(("Suivi du conseil", "Bailleur de fonds", "Essai")):
            said = NewAddress(name, Report.ORGANIZATIONS, parameters, has_names=n == 1)
            open_address(work, said, f"token {n}")
    with cast.app.app_context(), everything() as session, immediate(session):
        each = {row.name: row for row in session.scalars(select(LiveAddress))}
        each["Suivi du conseil"].uses, each["Suivi du conseil"].last_used_at = 12, utc_now()
        each["Essai"].revoked_at = utc_now()
        each["Bailleur de fonds"].made_by = cast.rachel.membership_id
