"""Notes which of the centre's team opened an organization's pages: once a day each, after the page has been answered.

Nobody waits for it, and a page is never refused because of it.
"""

import logging
from dataclasses import dataclass, field
from datetime import date

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from ..journal.access_actions import note_looking_in
from ..kernel.errors import DomainError
from ..kernel.work import Actor, CentreFacts
from ..tenancy.actions import command_work

log = logging.getLogger(__name__)


NOTED = "socialtrack-looked-in"  # where the app keeps it


@dataclass
class Noted:
    """What this process knows to be noted already today: so a page opened again costs no look at the database."""

    day: date = date.min
    visits: set[tuple[int, int]] = field(default_factory=set)

    def is_new(self, day: date, membership_id: int, organization_id: int) -> bool:
        if day != self.day:  # centres may differ by a day for some hours: then what is noted is only asked again
            self.day, self.visits = day, set()
        return (membership_id, organization_id) not in self.visits


def init_app(app: Flask) -> None:
    app.extensions[NOTED] = Noted()

    @app.after_request
    def look(response: Response) -> Response:
        if request.method != "GET" or response.status_code != 200 or "organization" not in g:
            return response
        work = g.work
        actor, organization_id = work.actor, g.organization.id
        if not actor.is_centre_staff or actor.membership_id is None:
            return response
        noted: Noted = app.extensions[NOTED]
        if noted.is_new(work.today, actor.membership_id, organization_id):
            day, centre = work.today, g.centre
            response.call_on_close(lambda: _note(app, noted, day, centre, actor, organization_id))
        return response


def _note(app: Flask, noted: Noted, day: date, centre: CentreFacts, actor: Actor, organization_id: int) -> None:
    try:
        with app.app_context(), command_work(centre, actor) as work:
            note_looking_in(work, organization_id)
    except (DomainError, SQLAlchemyError):  # busy, or the membership has just ended: the page was answered all the same
        log.warning("membership %s looked in on %s; not noted", actor.membership_id, organization_id, exc_info=True)
        return
    if noted.day == day and actor.membership_id is not None:
        noted.visits.add((actor.membership_id, organization_id))
