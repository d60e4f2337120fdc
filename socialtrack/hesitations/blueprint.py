"""The one blueprint of this feature, under an organization's address."""

from flask import Blueprint, g, request

from ..journal.gestures import hear

bp = Blueprint(
    "hesitations", __name__, url_prefix="/centres/<slug:centre>/organizations/<slug:organization>/hesitations"
)


@bp.before_request
def hear_what_waited() -> None:
    """What waited in a browser for its network says so in the journal."""
    if request.method == "POST" and "work" in g:
        hear(g.work, request.form)
