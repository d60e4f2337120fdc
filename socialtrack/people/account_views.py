"""« Mon compte »: one's own address, language, places, ways in and sessions, wherever one belongs."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.moments import utc_now
from ..web.access import signed_in
from ..web.pages import page
from . import actions, device_actions, device_queries, queries
from .blueprint import bp, go, place_url, sign_out_here
from .device_words import ENTERED, browser_in_words, moment_in_words
from .queries import Visitor
from .words import ROLES

Values = Callable[[Visitor], dict[str, Any]]
_SECTIONS: list[tuple[int, str, Values]] = []


def account_section(template: str, *, place: int) -> Callable[[Values], Values]:
    """Add a section to « Mon compte »: a fragment, one `<li>`, and the function that gives it its values.

    They stand in the order of `place`: 10 password, 20 passkeys, 30 second step, 40 sessions, 50 one's own data.
    """

    def add(values: Values) -> Values:
        _SECTIONS.append((place, template, values))
        _SECTIONS.sort(key=lambda section: section[:2])
        return values

    return add


@bp.get("/account")
@signed_in
def account() -> Response:
    with actions.outside("a person looks at their own account") as everywhere:
        held = queries.places_held(everywhere, g.visitor.person_id)
    return page(
        "people/account.html",
        places=[(place, place_url(place), ROLES[place.role]) for place in held],  # type: ignore[index]
        sections=[(template, values(g.visitor)) for _place, template, values in _SECTIONS],
    )


@account_section("people/_account_password.html", place=10)
def _password(visitor: Visitor) -> dict[str, Any]:
    with actions.outside("a person looks at their own account") as everywhere:
        account = device_queries.account_of(everywhere, visitor.person_id)
        return {"account": account, "zone": device_queries.zone_of(everywhere, visitor.person_id)}


@account_section("people/_account_devices.html", place=40)
def _devices(visitor: Visitor) -> dict[str, Any]:
    with actions.outside("a person looks at their own account") as everywhere:
        return {"count": len(device_queries.devices_of(everywhere, visitor.person_id, visitor.device_id, utc_now()))}


@bp.get("/account/devices")
@signed_in
def devices() -> Response:
    visitor, now = g.visitor, utc_now()
    with actions.outside("a person looks at their own sessions") as everywhere:
        lines = device_queries.devices_of(everywhere, visitor.person_id, visitor.device_id, now)
        zone = device_queries.zone_of(everywhere, visitor.person_id)
    return page(
        "people/devices.html",
        devices=[
            (
                line,
                browser_in_words(line.user_agent),
                moment_in_words(line.last_seen_at, now, zone),
                ENTERED.get(line.entered_by, ""),
            )
            for line in lines
        ],
    )


@bp.post("/account/devices/<int:device>/end")
@signed_in
def end_device(device: int) -> Response:
    device_actions.end_own_device(g.visitor.person_id, device, utc_now())
    if device == g.visitor.device_id:
        return sign_out_here()
    flash(_("Cette session est fermée."))
    return go(url_for("people.devices"))


@bp.post("/account/devices/end-others")
@signed_in
def end_other_devices() -> Response:
    device_actions.end_own_devices(g.visitor.person_id, utc_now(), keep=g.visitor.device_id)
    flash(_("Vos autres sessions sont fermées. Celle-ci reste ouverte."))
    return go(url_for("people.devices"))


@bp.post("/account/devices/end-all")
@signed_in
def end_all_devices() -> Response:
    device_actions.end_own_devices(g.visitor.person_id, utc_now())
    return sign_out_here()
