"""The first-run page: four answers, and the space is ready. It closes for good at its first use."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, DomainError, NotFound
from ..kernel.languages import LANGUAGES
from ..kernel.moments import utc_now
from ..people.actions import check_setup, outside
from ..people.blueprint import after_sign_in, this_browser
from ..people.queries import installation
from ..web.access import public
from ..web.forms import Reading
from ..web.language import language
from ..web.pages import page
from .founding import NewSpace, open_space

bp = Blueprint("setup", __name__)


@bp.get("/setup/")
@public
def no_link() -> Response:
    with outside("is the space set up already") as session:
        row = installation(session)
    is_done = row is not None and row.setup_done_at is not None
    return _closed(Conflict("already-set-up") if is_done else NotFound("setup-link-unknown"))


@bp.get("/setup/<token>")
@public
def setup(token: str) -> Response:
    try:
        with outside("is this the link that was printed last") as session:
            check_setup(installation(session), token)
    except DomainError as error:
        return _closed(error)
    return page("people/setup.html", form=Reading(lang=language()))


@bp.post("/setup/<token>")
@public
def set_up(token: str) -> Response:
    form = Reading(request.form)
    space = NewSpace(
        language=form.one_of("lang", LANGUAGES),
        centre=form.line("centre"),
        name=form.line("name", most=120),
        email=form.email("email"),
    )
    try:
        if form.errors:
            with outside("is this the link that was printed last") as session:
                check_setup(installation(session), token)
            return page("people/setup.html", 422, form=form)
        opened = open_space(token, space, this_browser(), utc_now())
    except (Conflict, NotFound) as error:
        return _closed(error)
    return after_sign_in(opened.device, url_for("home.board", centre=opened.centre.slug))


def _closed(error: DomainError) -> Response:
    is_done = isinstance(error, Conflict)
    return page("people/setup_closed.html", 409 if is_done else 404, is_done=is_done)
