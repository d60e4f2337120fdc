"""Setting, changing and taking away one's own password. Nobody needs one."""

from flask import Response as Page
from flask import abort, current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, Invalid, TooMany
from ..kernel.moments import utc_now
from ..mailing.sending import call_postman
from ..web.access import signed_in
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.pages import page
from . import actions, device_mail, device_queries, password_actions
from .blueprint import TOKEN, bp, go, hasher, settings
from .device_actions import Tell
from .password_rules import SHORTEST
from .proof_views import fresh


@bp.get("/account/password")
@signed_in
@fresh("people.password")
def password() -> Response:
    return _shown(Reading())


@bp.post("/account/password")
@signed_in
@fresh("people.password")
def set_password() -> Response:
    form = Reading()
    try:
        new = password_actions.check_new_password(g.visitor, request.form.get("password", ""))
        kept = hasher().hash(new)
    except (Invalid, TooMany) as error:
        form.refuse(error, "password")
        return say_when(_shown(form, STATUS[type(error)]), error)
    _keep(kept, device_mail.password_set_letter)
    flash(_("Votre mot de passe est gardé. Vos autres sessions sont fermées, celle-ci reste ouverte."))
    return go(url_for("people.account"))


@bp.post("/account/password/remove")
@signed_in
@fresh("people.password")
def remove_password() -> Response:
    _keep(None, device_mail.password_removed_letter)
    flash(_("Votre mot de passe est retiré. Un lien ouvrira votre session, comme avant."))
    return go(url_for("people.account"))


def _keep(new_hash: str | None, letter: Tell) -> None:
    has_mail = settings().mail_url is not None
    try:
        token = password_actions.set_password(g.visitor, new_hash, utc_now(), letter if has_mail else None)
    except Conflict:
        abort(401)  # the same gesture came first elsewhere, and ended this session
    renew_cookie(token)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]


def renew_cookie(token: str) -> None:
    """The session goes on under a new token; so does the token of its forms."""
    session[TOKEN] = token
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _shown(form: Reading, status: int = 200) -> Page:
    with actions.outside("a person looks at their own account") as everywhere:
        account = device_queries.account_of(everywhere, g.visitor.person_id)
    return page("people/password.html", status, form=form, account=account, shortest=SHORTEST)
