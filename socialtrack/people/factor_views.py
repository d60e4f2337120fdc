"""The second step of a session: the page that asks for a code."""

from flask import flash, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, DomainError, Invalid, TooMany
from ..kernel.moments import utc_now
from ..web.access import public
from ..web.addresses import local_path
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.pages import page
from .blueprint import bp, from_place, go, put_in_cookie, settings
from .factor_actions import Typed, prove
from .factor_rules import LONGEST_CODE
from .known_browser import welcome
from .queries import Visitor


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
    field = "backup" if "backup" in request.form else "code"
    typed = Typed(form.line(field, most=LONGEST_CODE), from_place(), settings().secret_key)
    if form.errors:
        return _asked(form, 422)
    try:
        proved = prove(waiting, typed, utc_now())
    except (Conflict, Invalid, TooMany) as error:
        form.refuse(error, field)
        return _asked(form, STATUS[type(error)], error)
    put_in_cookie(proved.token, is_shared=proved.is_shared)
    welcome(proved.token, is_shared=proved.is_shared)
    if proved.codes_left is not None:
        _say_codes_left(proved.codes_left)
    return go(wanted_page() or url_for("people.places"))


def _say_codes_left(left: int) -> None:
    if left == 0:
        flash(_("C’était votre dernier code de secours. Faites-en d’autres à la page « Mon compte »."))
        return
    flash(
        ngettext(
            "Ce code de secours ne servira plus. Il vous en reste %(num)s.",
            "Ce code de secours ne servira plus. Il vous en reste %(num)s.",
            left,
        )
    )


def _waiting() -> Visitor | None:
    waiting: Visitor | None = g.get("waiting")
    return waiting


def _over() -> Response:
    """No session waits in this browser: it is open already, or there is none."""
    if g.get("visitor") is not None:
        return go(wanted_page() or url_for("people.places"))
    return go(url_for("people.sign_in", next=wanted_page()))


def _asked(form: Reading, status: int = 200, error: DomainError | None = None) -> Response:
    answer = page("people/factor_step.html", status, form=form, next=wanted_page())
    return say_when(answer, error) if error else answer


def wanted_page() -> str | None:
    """The page of ours that a form or an address brings along, to go to in the end."""
    return local_path(request.values.get("next"))
