"""« Cette réponse vous aide-t-elle? »: two buttons, one vote for a browser's session, where a centre is known."""

from flask import Response, flash, g, redirect, request, session
from flask_babel import gettext as _

from ..kernel.errors import Invalid, NotFound
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..people.blueprint import from_place
from ..tenancy.actions import only_centre_work
from ..web.access import access, public, reading_work, where_open
from .blueprint import bp
from .queries import all_of
from .reader import OF_CENTRE, OF_ORGANIZATION
from .vote_actions import count_vote, refuse_flood
from .vote_rules import mark_of, remember, remembered

VOTES = "helped"  # in the session: what this browser said already
_SAID = {"yes": True, "no": False}


@bp.post("/faq/<slug:key>/vote")
@public
def vote(key: str) -> Response:
    """Counted for the only centre. Where there are several, nobody knows which one, and it is not asked."""
    with only_centre_work() as work:
        if work is None:
            raise NotFound
        return _vote(work, key)


@bp.post(f"{OF_CENTRE}/<slug:key>/vote")
@where_open
def centre_vote(key: str) -> Response:
    return _vote(reading_work(), key)


@bp.post(f"{OF_ORGANIZATION}/<slug:key>/vote")
@access(Can.HESITATE)
def organization_vote(key: str) -> Response:
    return _vote(g.work, key)


def vote_of(centre_id: int | None, key: str) -> bool | None:
    """What this browser said of that answer already."""
    return remembered(session.get(VOTES), mark_of(centre_id, key)) if centre_id is not None else None


def _vote(work: Work, key: str) -> Response:
    if all_of(work).edition.entry(key) is None:
        raise NotFound
    helped = _SAID.get(request.form.get("helped", ""))
    if helped is None:
        raise Invalid("choice-missing", field="helped")
    refuse_flood(from_place(), work)
    mark = mark_of(work.centre.id, key)
    with work.write():
        count_vote(work, key, helped=helped, before=remembered(session.get(VOTES), mark))
    session[VOTES] = remember(session.get(VOTES), mark, helped=helped)
    flash(_("Merci. Votre centre verra le compte de ces réponses, sans savoir qui les donne."))
    return redirect(f"{request.path.removesuffix('/vote')}#vote", 303)  # type: ignore[return-value]
