"""Which view asks for which permission. A view that says nothing stops the app from starting."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, g, request

from ..kernel.errors import Refused
from ..kernel.permissions import GRANTS, Can, may
from ..kernel.work import Work

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


def access(permission: Can) -> Callable[[View], View]:
    """The view needs `permission` where its address leads. Signed out: 401, which the edge turns into sign-in.

    In an archived organization everything is read and nothing changes: a view that does says `@even_archived`.
    """
    roles = GRANTS[permission]

    def guard(view: View) -> View:
        is_even_archived = getattr(view, "is_even_archived", False)

        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            work = g.get("work")
            if work is None:
                abort(401)
            if work.actor.role not in roles:
                abort(403)
            if request.method not in _READING and not is_even_archived and _is_archived():
                raise Refused("organization-archived")
            return view(*args, **values)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _is_archived() -> bool:
    organization = g.get("organization")
    return organization is not None and organization.is_archived


def may_here(permission: Can) -> bool:
    """Whether whoever reads may do that in the organization of this page, as it is."""
    return may(g.work.actor.role, permission) and not _is_archived()


def even_archived(view: View) -> View:
    """The view changes something even in an archived organization: it restores it, say. Under `@access`."""
    view.is_even_archived = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """The view is for any person with a session, wherever they belong (their own devices, their language)."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if g.get("visitor") is None:
            abort(401)
        return view(*args, **values)

    guarded.access = "signed-in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """The view is for everyone, without an account."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def where_open(view: View) -> View:
    """The view is for everyone where the centre of its address opened its public pages, else for that centre's people.

    The door lets nobody else as far as this: see `reading_work`.
    """
    view.access = "where-open"  # type: ignore[attr-defined]
    return view


def reading_work() -> Work:
    """What serves a page of `where_open`: the `Work` of whoever belongs to the centre, or that of nobody."""
    work: Work = g.get("work") or g.anyone
    return work


def from_elsewhere(view: View) -> View:
    """The view is called by other programs, without our forms: its address alone says that it may. Above `@public`."""
    view.is_from_elsewhere = True  # type: ignore[attr-defined]
    return view


def is_public(view: object) -> bool:
    return getattr(view, "access", None) == "public"


def is_where_open(view: object) -> bool:
    return getattr(view, "access", None) == "where-open"


def refuse_undeclared(app: Flask) -> None:
    """Stop the start if a view declares neither `@access`, `@signed_in`, `@public` nor `@where_open`.

    Raises:
        RuntimeError: names the endpoints.
    """
    silent = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")}
    )
    if silent:
        raise RuntimeError(f"views without @access, @signed_in, @public or @where_open: {', '.join(silent)}")
