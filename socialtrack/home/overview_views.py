"""One organization for whoever accompanies it: a page that says where it stands, and what can be done next."""

from flask import Response, g

from ..guide import queries as guide
from ..hesitations.pages import hesitations_page
from ..kernel.moments import from_microseconds, local_day
from ..kernel.permissions import Can, may
from ..progress.blueprint import reader
from ..progress.history_pages import Line, lines
from ..progress.history_queries import past
from ..progress.queries import path_facts
from ..questions import queries as questions
from ..questions.pages import list_view
from ..support import given_queries
from ..support.pages import form_view, given_view
from ..tenancy.organization_actions import organization_there
from ..tenancy.organization_queries import pause_of
from ..tenancy.queries import details_of
from ..web.access import access, may_here
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .news import few_signs
from .overview_pages import over_time_chart, people_view, situation_view, steps_view
from .overview_queries import over_time, situation
from .record_pages import LABELS, Wording

SHOWN = 5  # of support, and of what happened last
_NOBODY = 2**62  # one's own latest gesture is not asked for
IN_RECORD = ("advisor_id", "region", "reference", "tags", "contact", "phone", "email")


@bp.get("/centres/<slug:centre>/organizations/<slug:organization>/overview")
@access(Can.VIEW_CENTRE)
def overview() -> Response:
    work, id_ = g.work, g.organization.id
    row, path = organization_there(work, id_), guide.path(work)
    facts = path_facts(work, id_, since=_NOBODY)
    joined_on, now = (
        local_day(row.created_at, work.centre.zone),
        situation(work, id_, is_archived=g.organization.is_archived),
    )
    details = details_of(row)
    wording = Wording({details.advisor_id: facts.contact.name} if details.advisor_id and facts.contact else {})
    points = over_time(work, id_, joined_on)
    return page(
        "home/overview.html",
        situation=situation_view(work, now, joined_on),
        figures=now.figures,
        pause=pause_of(work, id_),
        steps=steps_view(path, facts, language()),
        chart=over_time_chart(points),
        questions=list_view(work, questions.every(work, id_), language()),
        hesitations=hesitations_page(),
        people=people_view(facts.people),
        given=given_view(work, given_queries.support_given(work, id_, SHOWN), given_queries.totals(work, id_)),
        support=form_view(work, None, given_queries.founded_on(work)),
        latest=_latest(),
        record=[(str(LABELS[name]), text) for name in IN_RECORD if (text := wording.of(details, name))],
        can_log=may_here(Can.LOG_SUPPORT),
        may_edit=may_here(Can.EDIT_ORGANIZATION),
        may_invite=may_here(Can.INVITE_TO_ORGANIZATION),
        may_key=may_here(Can.KEY_SHEET),
        may_export=may(work.actor.role, Can.EXPORT),
    )


def _latest() -> list[tuple[str, Line]]:
    """What happened last, each with the day on which it was recorded, in few signs."""
    work = g.work
    events = past(work, g.organization.id, reads_private=False, most=SHOWN).events
    days = [local_day(from_microseconds(event.recorded_at), work.centre.zone) for event in events]
    drawn = lines(reader(), guide.path(work), events, can_undo=False)
    return [(few_signs(day, work.today), line) for day, line in zip(days, drawn, strict=True)]
