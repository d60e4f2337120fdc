"""Asking whoever holds an open session to show once more who they are, before what opens the account is changed.

Fresh enough are: a session opened (or its second step done) less than 15 minutes ago, and the current password, typed
less than 15 minutes ago in this session. A new mailed link opens a new session, so it is a proof by itself. A link that
was copied went through other hands: where letters leave, it proves nothing, or whoever copied it could choose a
password for somebody else, and come in by it wherever that person goes later.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response as Page
from flask import g, request, session, url_for
from werkzeug.wrappers import Response

from ..kernel.errors import Invalid, TooMany
from ..kernel.moments import to_microseconds, utc_now
from ..web.access import signed_in
from ..web.addresses import local_path
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.pages import page
from . import actions, device_queries
from .blueprint import bp, go, hasher, settings
from .factor_rules import FRESH_FOR
from .password_actions import prove_password
from .sign_in_views import send_link

View = TypeVar("View", bound=Callable[..., Any])
_PROVED = "proved"  # in the signed cookie: when the password was typed; gone with the session it was typed in


def is_fresh() -> bool:
    """Whether who asks showed who they are a moment ago."""
    now, proved = utc_now(), session.get(_PROVED)
    return g.visitor.is_fresh(now, is_copied_enough=settings().mail_url is None) or (
        isinstance(proved, int) and to_microseconds(now - FRESH_FOR) < proved <= to_microseconds(now)
    )


def fresh(back: str) -> Callable[[View], View]:
    """Under `@signed_in`: the view is for who showed who they are a moment ago. Others do that first, and come back
    to the page they wanted; what they sent is not done, and they come back to the page named `back`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if not is_fresh():
                wanted = request.path if request.method == "GET" else url_for(back)
                return go(url_for("people.confirm", next=wanted))
            return view(*args, **values)

        return guarded  # type: ignore[return-value]

    return guard


def own_hands(back: str) -> Callable[[View], View]:
    """Under `@signed_in`: the view tells all about its person. In a session that a copied link opened they show who
    they are first, as for `fresh`; any other opens it."""

    def guard(view: View) -> View:
        proved = fresh(back)(view)

        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            return (proved if g.visitor.came_by_copied_link else view)(*args, **values)

        return guarded  # type: ignore[return-value]

    return guard


@bp.get("/account/confirm")
@signed_in
def confirm() -> Page:
    return _asked(Reading())


@bp.post("/account/confirm")
@signed_in
def confirm_by_password() -> Response:
    form = Reading()
    try:
        prove_password(g.visitor, request.form.get("password", ""), hasher(), utc_now())
    except (Invalid, TooMany) as error:
        form.refuse(error, "password")
        return say_when(_asked(form, STATUS[type(error)]), error)
    session[_PROVED] = to_microseconds(utc_now())
    return go(_wanted())


@bp.post("/account/confirm/link")
@signed_in
def confirm_by_link() -> Response:
    """A link to one's own address. It opens a new session, which is fresh."""
    if settings().mail_url is not None:
        send_link(g.visitor.email, _wanted())
    return page("people/sign_in_asked.html", email=g.visitor.email, has_mail=settings().mail_url is not None)


def _wanted() -> str:
    return local_path(request.values.get("next")) or url_for("people.account")


def _asked(form: Reading, status: int = 200) -> Page:
    with actions.outside("a person shows who they are once more") as everywhere:
        account = device_queries.account_of(everywhere, g.visitor.person_id)
    return page(
        "people/account_confirm.html",
        status,
        form=form,
        account=account,
        has_mail=settings().mail_url is not None,
        next=_wanted(),
    )
