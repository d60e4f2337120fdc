"""A person's own second step: setting it up, its printed codes, taking it away."""

from typing import Any

import pyotp
from flask import Response as Page
from flask import current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, DomainError, Invalid, TooMany
from ..kernel.moments import local_day, utc_now
from ..mailing.sending import call_postman
from ..web.access import signed_in
from ..web.errors import STATUS, say_when, sentence
from ..web.forms import Reading
from ..web.pages import page
from ..web.qr import qr_code
from . import actions, factor_own_actions
from .account_views import account_section
from .blueprint import bp, from_place, go, put_in_cookie, settings
from .device_actions import Tell
from .device_mail import factor_off_letter, factor_set_letter
from .device_queries import zone_of
from .factor_actions import Typed
from .factor_own_actions import Renewed
from .factor_queries import OwnStep, own_step
from .factor_rules import BACKUP_CODES, BACKUP_LENGTH, LONGEST_CODE, grouped
from .factor_views import wanted_page
from .proof_views import is_fresh
from .queries import Visitor

OWN = "/account/second-step"
# In the signed cookie: it was begun in this session, which shows the secret again for as long as it takes to install
# an application. Another session of the same person, old or in other hands, does not.
_BEGUN = "second-step-begun"


@bp.get(OWN)
@signed_in
def own_second_step() -> Response:
    return _shown(Reading())


@bp.post(OWN)
@signed_in
def begin_second_step() -> Response:
    if not is_fresh():
        return _first_confirm()
    try:
        factor_own_actions.begin_app(g.visitor, settings().secret_key, utc_now())
    except Conflict as error:
        return _back_with(error)
    session[_BEGUN] = True
    return go(_here())


@bp.post(f"{OWN}/confirm")
@signed_in
def confirm_second_step() -> Response:
    form = Reading(request.form)
    typed = typed_code(form)
    try:
        if form.errors:
            return _shown(form, 422)
        renewed = factor_own_actions.confirm_app(g.visitor, typed, utc_now(), _tell(factor_set_letter))
    except Invalid as error:
        form.refuse(error, "code")
        return _shown(form, 422)
    except Conflict as error:
        return _back_with(error)
    _keep(renewed)
    return _codes(renewed.codes, is_first=True)


@bp.post(f"{OWN}/codes")
@signed_in
def renew_backup_codes() -> Response:
    if not is_fresh():
        return _first_confirm()
    try:
        codes = factor_own_actions.renew_codes(g.visitor, settings().secret_key, utc_now())
    except Conflict as error:
        return _back_with(error)
    return _codes(codes, is_first=False)


@bp.post(f"{OWN}/remove")
@signed_in
def remove_second_step() -> Response:
    if not is_fresh():
        return _first_confirm()
    form = Reading(request.form)
    typed = typed_code(form)
    try:
        if form.errors:
            return _shown(form, 422)
        renewed = factor_own_actions.remove_app(g.visitor, typed, utc_now(), _tell(factor_off_letter))
    except (Invalid, TooMany) as error:
        form.refuse(error, "code")
        return say_when(_shown(form, STATUS[type(error)]), error)
    except Conflict as error:
        return _back_with(error)
    _keep(renewed)
    flash(_("La vérification en deux étapes est retirée. Vos autres sessions sont fermées."))
    return go(url_for("people.account"))


@account_section("people/_account_factor.html", place=30)
def _section(visitor: Visitor) -> dict[str, Any]:
    own, day = _own(visitor)
    return {"own": own, "day": day}


def typed_code(form: Reading) -> Typed:
    return Typed(form.line("code", most=LONGEST_CODE), from_place(), settings().secret_key)


def _own(visitor: Visitor) -> tuple[OwnStep, Any]:
    """The step, and the day since which it counts, where that person lives."""
    with actions.outside("a person looks at their own second step") as everywhere:
        own = own_step(everywhere, visitor.person_id, settings().secret_key, utc_now())
        zone = zone_of(everywhere, visitor.person_id)
    return own, local_day(own.set_at, zone) if own.set_at else None


def _shown(form: Reading, status: int = 200) -> Page:
    own, day = _own(g.visitor)
    values: dict[str, Any] = {"form": form, "own": own, "next": wanted_page(), "most": BACKUP_CODES}
    if own.is_set:
        return page("people/factor.html", status, day=day, **values)
    if own.secret is None or not (session.get(_BEGUN) or is_fresh()):
        return page("people/factor_begin.html", status, **values)
    uri = pyotp.TOTP(own.secret).provisioning_uri(name=g.visitor.email, issuer_name="SocialTrack")
    code, key = qr_code(uri, scale=4), grouped(own.secret, 4)
    return page("people/factor_app.html", status, uri=uri, code=code, key=key, **values)


def _codes(codes: tuple[str, ...], *, is_first: bool) -> Page:
    """Shown in the answer itself: nothing that could be asked for again holds them."""
    shown = [grouped(code, BACKUP_LENGTH // 2) for code in codes]
    zone_day = _own(g.visitor)[1]
    return page(
        "people/factor_codes.html",
        codes=shown,
        is_first=is_first,
        email=g.visitor.email,
        day=zone_day,
        next=wanted_page() or url_for("people.own_second_step"),
    )


def _keep(renewed: Renewed) -> None:
    """The session goes on under its new token, and the letter that tells of it leaves."""
    put_in_cookie(renewed.token, is_shared=renewed.is_shared)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]


def _tell(letter: Tell) -> Tell | None:
    return letter if settings().mail_url is not None else None


def _first_confirm() -> Response:
    return go(url_for("people.confirm", next=_here()))


def _back_with(error: DomainError) -> Response:
    flash(sentence(error), "problem")
    return go(_here())


def _here() -> str:
    return url_for("people.own_second_step", next=wanted_page())
