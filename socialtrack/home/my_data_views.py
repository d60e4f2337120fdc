"""« Mes données »: what is held about oneself, in one file. And the same for whoever asks a manager of their centre."""

from flask import Response, g
from flask_babel import gettext as _

from ..data.db import immediate
from ..journal.access_actions import note_access, note_of_person
from ..kernel.errors import NotFound, Refused
from ..kernel.moments import utc_now
from ..kernel.permissions import Can
from ..people.actions import outside
from ..people.member_queries import member_of
from ..people.proof_views import own_hands
from ..people.queries import places_held
from ..people.room_pages import ORGANIZATION, TEAM
from ..web.access import access, even_archived, signed_in
from ..web.language import language
from ..web.pages import page
from . import my_data_pages
from .blueprint import bp


@bp.get("/account/data")
@signed_in
@own_hands("home.my_data")
def my_data() -> Response:
    copy = my_data_pages.copy_with_words(g.visitor.person_id, utc_now())
    return page("home/my_data.html", sections=my_data_pages.sections_of(copy))


@bp.post("/account/data")
@signed_in
@own_hands("home.my_data")
def take_my_data() -> Response:
    """That it was taken is noted wherever the person has a place: somebody else may be sitting at their session."""
    now = utc_now()
    file = my_data_pages.zipped(g.visitor.person_id, language(), now)
    with outside("a person takes a copy of all that is held about them") as everywhere, immediate(everywhere):
        for place in places_held(everywhere, g.visitor.person_id):
            note_of_person(
                everywhere,
                "person-exported",
                now,
                centre_id=place.centre_id,
                organization_id=place.organization_id,
                membership_id=place.membership_id,
                role=place.role,
            )
    return download(file, _("mes-donnees"), now.date().isoformat())


@bp.post(f"{TEAM}/<int:membership>/data")
@access(Can.ANSWER_PERSON)
def team_person_data(membership: int) -> Response:
    return _of_member(membership, None)


@bp.post(f"{ORGANIZATION}/<int:membership>/data")
@access(Can.ANSWER_PERSON)
@even_archived
def organization_person_data(membership: int) -> Response:
    return _of_member(membership, g.organization.id)


def _of_member(membership_id: int, organization_id: int | None) -> Response:
    """What the centre holds about somebody who asked its manager. The file reads in their language, not the manager's.

    Raises:
        NotFound: nobody of that number is here.
        Refused: they did not open their name to the centre: this would.
    """
    work = g.work
    member = member_of(work, membership_id, organization_id)
    if member.name is None:
        raise Refused("person-not-named-to-centre")
    if not member.name:
        raise NotFound("no-such-member")
    file = my_data_pages.zipped(member.person_id, member.language, work.now, within=g.centre.id)
    with work.write():
        note_access(work, "person-exported", organization_id=organization_id, about_id=membership_id)
    return download(file, _("donnees-d-une-personne"), work.today.isoformat())


def download(file: bytes, name: str, day: str) -> Response:
    response = Response(file, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
