"""One template for the page and for its fragments: htmx gets the regions that changed, a plain browser goes back."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template

from . import htmx


def after_change(*fragments: str, back: str, events: Mapping[str, object] | None = None, **context: Any) -> Response:
    """The answer to a change.

    htmx: the named fragments, each out of band (`oob=True` in their context), and `events` for the page's script.
    Plain browser: 303 to `back`, the page that shows what changed.
    """
    if not htmx.wants_fragment():
        return redirect(back, 303)  # type: ignore[return-value]
    # Straight from the environment: fragments need no page frame, so no context processor runs on the hot path.
    templates = current_app.jinja_env
    html = "".join(templates.get_template(name).render(oob=True, **context) for name in fragments)
    response = make_response(html)
    return htmx.trigger(response, dict(events)) if events else response


def page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(template, **context), status)
