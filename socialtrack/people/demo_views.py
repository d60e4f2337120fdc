"""The doors of a demonstration, opened by one press. They are there only where everything is invented."""

from flask import abort, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from ..kernel.moments import utc_now
from ..kernel.permissions import Role
from ..web.access import public
from ..web.pages import page
from . import actions, queries
from .blueprint import after_sign_in, bp, place_url, settings, this_browser
from .queries import HeldPlace

DOORS = {
    Role.MANAGER: _l("Responsable de l’espace : tout voir, importer, inviter l’équipe"),
    Role.ADVISOR: _l("Personne-ressource : suivre les organismes, un par un"),
    Role.LEAD: _l("Responsable dans un organisme : cocher le parcours"),
    Role.READER: _l("Lecture : un conseil qui regarde où en sont les choses"),
}


@bp.get("/demo")
@public
def demo() -> Response:
    places = _doors()
    return page("people/demo.html", doors=[(role, DOORS[role], places[role]) for role in DOORS if role in places])


@bp.post("/demo")
@public
def enter_demo() -> Response:
    place = _doors().get(request.form.get("role", ""))
    if place is None:
        abort(422)
    return after_sign_in(actions.enter_as(place.person_id, this_browser(), utc_now()), place_url(place))


def _doors() -> dict[str, HeldPlace]:
    """By role, who one becomes.

    Neither setting opens them alone: the process must be told, and the database made for it.
    """
    if not settings().demo:
        abort(404)
    with actions.outside("a demonstration has no one to protect") as everywhere:
        row = queries.installation(everywhere)
        if row is None or not row.is_demo:
            abort(404)
        return queries.first_of_each_role(everywhere)
