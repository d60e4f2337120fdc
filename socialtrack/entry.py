"""The front door: who asks, in which centre and organization; opens the Work, closes it when the answer has left."""

from contextlib import suppress
from typing import Any, NoReturn

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask_login import LoginManager
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as WerkzeugResponse

from .data.caseload import let_in
from .data.scope import Scope, close_session, narrow, open_session
from .kernel.errors import Conflict, NotFound
from .kernel.moments import to_microseconds, utc_now
from .kernel.work import ANYONE, Actor
from .people.actions import is_stale, keep_alive
from .people.blueprint import TOKEN
from .people.queries import Visitor, visitor_and_place, visitor_by_token
from .tenancy.actions import open_work, scope_for
from .tenancy.organization_queries import goes_on_as
from .tenancy.queries import Place, open_centre, place_of
from .web import htmx
from .web.access import is_public, is_where_open

__all__ = ["TOKEN", "init_app"]


def init_app(app: Flask) -> None:
    login = LoginManager(app)
    login.request_loader(lambda _: g.get("visitor"))

    @app.url_value_preprocessor
    def enter(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if endpoint is None or endpoint == "static":
            return
        token = session.get(TOKEN)
        centre = values.pop("centre", None) if values else None
        organization = values.pop("organization", None) if values else None
        view = app.view_functions[endpoint]
        if token is None:
            if centre is not None and not _let_anyone_in(view, centre):
                abort(401)
            return
        session_ = open_session(Scope(None, "the door finds who asks, and where they belong"))
        try:
            now = utc_now()
            place = None
            if centre is None:
                visitor = visitor_by_token(session_, token, to_microseconds(now))
            else:
                visitor, place = visitor_and_place(session_, token, to_microseconds(now), centre, organization)
            if visitor is not None and visitor.is_waiting:
                _hold_at_second_step(visitor, is_for_all=is_public(view) or _let_anyone_in(view, centre))
                visitor = place = None
            g.visitor = visitor
            if visitor is not None and is_stale(visitor, now):
                keep_alive(session_, visitor, now)
            if visitor is not None and centre is not None and place is None:
                if organization is not None:
                    _follow_merge(session_, visitor, endpoint, {**(values or {}), "centre": centre}, organization)
                if not _let_anyone_in(view, centre):
                    raise NotFound
            elif visitor is None and centre is not None and not _let_anyone_in(view, centre):
                abort(401)
            if place is None or visitor is None:
                close_session(session_)
                return
            if place.asks_for_two_steps and not visitor.is_proved_twice:
                _lead_to("people.own_second_step")
            _step_in(session_, visitor, place)
        except BaseException:
            close_session(session_)
            raise

    @app.url_defaults
    def keep_place(endpoint: str, values: dict[str, Any]) -> None:
        for name in ("centre", "organization"):
            if name not in values and name in g and app.url_map.is_endpoint_expecting(endpoint, name):
                facts = g.get(name)
                if facts is not None:
                    values[name] = facts.slug

    @app.errorhandler(401)
    def to_sign_in(error: Exception) -> WerkzeugResponse:
        session.pop(TOKEN, None)
        return _elsewhere("people.sign_in")

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        for name in ("work", "anyone"):
            work = g.pop(name, None)
            if work is not None:
                close_session(work.session)


def _elsewhere(endpoint: str, **values: Any) -> WerkzeugResponse:
    """The page where whoever asks has something to do first, and which brings them back to the one they wanted."""
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else None
    where = url_for(endpoint, **values, next=wanted)
    if htmx.wants_fragment():
        return htmx.redirect_whole_page(Response("", 401), where)
    return redirect(where, 303)


def _lead_to(endpoint: str, **values: Any) -> NoReturn:
    abort(_elsewhere(endpoint, **values))


def _let_anyone_in(view: object, centre: str | None) -> bool:
    """Whether the centre of that address shows this page to everyone: a `Work` of nobody then waits for it."""
    if centre is None or not is_where_open(view):
        return False
    if "anyone" in g:
        return True
    session_ = open_session(Scope(None, "the door asks whether a centre opened its public pages"))
    try:
        facts = open_centre(session_, centre)
        if facts is not None:
            narrow(session_, Scope(facts.id))
            g.anyone, g.centre = open_work(session_, ANYONE, facts), facts
    finally:
        if "anyone" not in g:
            close_session(session_)
    return facts is not None


def _hold_at_second_step(visitor: Visitor, *, is_for_all: bool) -> None:
    """Between the two steps a session opens what is open to everyone, as everyone sees it, and nothing else."""
    g.waiting = visitor
    if not is_for_all:
        _lead_to("people.second_step")


def _follow_merge(
    session_: Session, visitor: Visitor, endpoint: str, values: dict[str, Any], organization: str
) -> None:
    """To its people, the address of an organization that was merged into another leads to the one that goes on."""
    for slug in goes_on_as(session_, values["centre"], organization):
        with suppress(NotFound):
            there = place_of(session_, visitor.person_id, values["centre"], slug).organization
            if request.method not in ("GET", "HEAD"):
                raise Conflict("organization-merged", name=there.name if there else "")
            query = request.query_string.decode("ascii", "ignore")
            where = url_for(endpoint, **{**values, "organization": slug})
            abort(redirect(f"{where}?{query}" if query else where, 303))


def _step_in(session_: Session, visitor: Visitor, place: Place) -> None:
    """From here on the session that found the place serves that place alone."""
    membership = place.membership
    actor = Actor(
        role=membership.role,
        membership_id=membership.id,
        person_id=visitor.person_id,
        organization_id=membership.organization_id,
        sees_caseload_only=membership.sees_caseload_only,
    )
    scope = scope_for(place.centre.id, actor)
    narrow(session_, scope)
    g.work = open_work(session_, actor, place.centre)
    g.centre = place.centre
    g.membership = membership
    if place.organization is not None:
        if scope.caseload is not None:
            let_in(session_, place.organization.id)
        g.organization = place.organization
