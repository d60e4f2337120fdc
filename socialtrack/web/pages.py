"""One template for the page and for its fragments: htmx gets the regions that changed, a plain browser goes back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template

from . import htmx


def after_change(
    *fragments: str, back: Callable[[], str], events: Mapping[str, object] | None = None, **context: Any
) -> Response:
    """The answer to a change.

    htmx: the named fragments, each out of band (`oob=True` in their context), and `events` for the page's script.
    Plain browser: 303 to `back()`, the page that shows what changed.
    """
    if not htmx.wants_fragment():
        return redirect(back(), 303)  # type: ignore[return-value]
    response = make_response(_drawn(fragments, {"oob": True, **context}))
    return htmx.trigger(response, dict(events)) if events else response


def _drawn(fragments: Sequence[str], context: dict[str, Any]) -> str:
    """Fragments one after the other, in one context: they need no page frame, so no context processor runs."""
    environment = current_app.jinja_env
    templates = [environment.get_template(name) for name in fragments]
    # Jinja's own way would copy all that templates know, each time.
    shared = environment.context_class(environment, environment.globals, fragments[0], {})
    shared.vars.update(context)
    return "".join(piece for template in templates for piece in template.root_render_func(shared))


def page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(template, **context), status)


def without_frame(template: str, **context: Any) -> str:
    """A template alone, for what is no page: letters, which commands write too, where nobody reads a menu."""
    return current_app.jinja_env.get_template(template).render(**context)
