"""Live addresses: the page where the team opens and closes them, and what they answer to whoever reads them."""

from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale
from flask_babel import gettext as _

from ..journal.forms import gesture_of
from ..kernel.errors import Conflict, DomainError, Invalid, NotFound
from ..kernel.moments import utc_now
from ..kernel.permissions import Can, may
from ..kernel.tokens import new_token
from ..web.access import access, public
from ..web.errors import STATUS, say_when, sentence
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .filter_forms import address_of
from .filter_words import said
from .live_actions import close_address, keep_address, open_address, read_address
from .live_forms import NewAddress, carried, new_address, options_then
from .live_pages import REPORTS, google_line, is_out_of_reach, live_view, typed
from .live_queries import live_addresses as addresses_of
from .live_rules import SINCE_A_DAY, made_token
from .report import OpenReport
from .streams import streamed

GONE = "Cette adresse ne répond pas.\nNothing answers at this address.\n"


@bp.get("/reports/live")
@access(Can.OPEN_LIVE_ADDRESS)
def live_addresses() -> Response:
    return _page()


@bp.post("/reports/live")
@access(Can.OPEN_LIVE_ADDRESS)
def open_live() -> Response:
    """The address is shown in this answer and never again: its token is kept hashed."""
    try:
        said_of_it = new_address(g.work, request.form, language())
        _try(said_of_it)
        told = sorted(said_of_it.parameters.items())
        gesture = gesture_of(request.form, said_of_it.name, said_of_it.report, said_of_it.has_names, told)
        key = f"{gesture.request_key or new_token()} {gesture.digest}"
        token = made_token(current_app.config["SECRET_KEY"], g.centre.id, g.work.actor.membership_id, key)
        open_address(g.work, said_of_it, token)
    except (Invalid, Conflict) as error:
        return _page(422, {error.field or "name": sentence(error)})
    base_url = current_app.extensions["socialtrack-settings"].base_url
    address = f"{base_url}{url_for('reports.live', token=token)}"
    return page(
        "reports/live_opened.html",
        name=said_of_it.name,
        address=address,
        google=google_line(address),
        is_out_of_reach=is_out_of_reach(base_url),
        has_names=said_of_it.has_names,
        delimiter=said_of_it.parameters["delimiter"],
    )


@bp.post("/reports/live/<int:address>/close")
@access(Can.OPEN_LIVE_ADDRESS)
def close_live(address: int) -> Response:
    was_open = close_address(g.work, address)
    return _back(_("L’adresse est fermée\u00a0: elle ne répond plus.") if was_open else _("Elle était déjà fermée."))


@bp.post("/reports/live/<int:address>/keep")
@access(Can.MANAGE_TEAM)
def keep_live(address: int) -> Response:
    try:
        keep_address(g.work, address)
    except Conflict as error:
        return _back(sentence(error))
    return _back(_("Vous gardez cette adresse\u00a0: elle montre ce que vous voyez."))


def _back(words: str) -> Response:
    flash(words)
    return redirect(url_for("reports.live_addresses"), 303)  # type: ignore[return-value]


def _try(said_of_it: NewAddress) -> None:
    """Whether the report can be made as it is asked. Raises Invalid."""
    options = options_then(said_of_it.report, said_of_it.parameters, has_names=said_of_it.has_names)
    OpenReport(g.centre, g.work.actor, said_of_it.report, options).close()


def _page(status: int = 200, errors: dict[str, str] | None = None) -> Response:
    sent: Any = request.form if request.method == "POST" else request.args
    filters = carried(sent)
    manages = may(g.work.actor.role, Can.MANAGE_TEAM)
    base_url = current_app.extensions["socialtrack-settings"].base_url
    return page(
        "reports/live.html",
        status,
        addresses=[live_view(g.work, line, may_keep=manages) for line in addresses_of(g.work)],
        manages=manages,
        reports=[(str(report), str(words)) for report, words in REPORTS.items()],
        typed=typed(sent),
        carried=address_of(filters),
        carried_words=said(g.work, filters),
        is_out_of_reach=is_out_of_reach(base_url),
        dated=[str(report) for report in SINCE_A_DAY],
        errors=errors or {},
        key=new_token().lower().replace("_", ".")[:40],
    )


@public
def live(token: str) -> Response:
    """One report, read by whoever has its address. Whatever its query says changes nothing."""
    try:
        reading = read_address(token, request.remote_addr or "", utc_now())
        opened = OpenReport(reading.centre, reading.actor, reading.report, reading.options)
    except NotFound:
        return _plain(GONE, 404)
    except DomainError as error:
        return say_when(_plain(_said(error), STATUS[type(error)]), error)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    answer = streamed(app, opened, "text/csv")
    answer.headers["Content-Disposition"] = f'inline; filename="{opened.file_name}"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _said(error: DomainError) -> str:
    """In both languages: a program reads it, and somebody behind it."""
    words = []
    for locale in ("fr_CA", "en_CA"):
        with force_locale(locale):
            words.append(sentence(error))
    return "\n".join(words) + "\n"


def _plain(words: str, status: int) -> Response:
    answer = Response(words, status, mimetype="text/plain")
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.record
def _outside_of_any_centre(state: BlueprintSetupState) -> None:
    state.app.add_url_rule("/live/<token>.csv", "reports.live", live, methods=["GET"])
