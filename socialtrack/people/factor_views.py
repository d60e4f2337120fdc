"""The second step of a session: the page that asks for a code, and those on which it is set up and taken away."""

from flask import current_app, flash, g, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, DomainError, Invalid, TooMany
from ..kernel.moments import utc_now
from ..web.access import public
from ..web.addresses import local_path
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.pages import page
from .blueprint import bp, from_place, go, put_in_cookie
from .factor_actions import Typed, prove
from .queries import Visitor

LONGEST_CODE = 40


@bp.get("/sign-in/second-step")
@public
def second_step() -> Response:
    waiting = _waiting()
    return _over() if waiting is None else _asked(Reading())


@bp.post("/sign-in/second-step")
@public
def take_second_step() -> Response:
    waiting = _waiting()
    if waiting is None:
        return _over()
    form = Reading(request.form)
    typed = Typed(form.line("code", most=LONGEST_CODE), from_place(), _secret_key())
    if form.errors:
        return _asked(form, 422)
    try:
        proved = prove(waiting, typed, utc_now())
    except (Conflict, Invalid, TooMany) as error:
        form.refuse(error, "code")
        return _asked(form, STATUS[type(error)], error)
    put_in_cookie(proved.token, is_shared=proved.is_shared)
    if proved.codes_left is not None:
        _say_codes_left(proved.codes_left)
    return go(_next() or url_for("people.places"))


def _say_codes_left(left: int) -> None:
    flash(
        ngettext(
            "Ce code de secours ne sert plus. Il vous en reste %(num)s.",
            "Ce code de secours ne sert plus. Il vous en reste %(num)s.",
            left,
        )
    )


def _waiting() -> Visitor | None:
    waiting: Visitor | None = g.get("waiting")
    return waiting


def _over() -> Response:
    """No session waits in this browser: it is open already, or there is none."""
    if g.get("visitor") is not None:
        return go(_next() or url_for("people.places"))
    return go(url_for("people.sign_in", next=_next()))


def _asked(form: Reading, status: int = 200, error: DomainError | None = None) -> Response:
    answer = page("people/factor_step.html", status, form=form, next=_next())
    return say_when(answer, error) if error else answer


def _secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _next() -> str | None:
    return local_path(request.values.get("next"))
