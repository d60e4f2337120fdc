"""The one blueprint of this feature, which several files of views share. Routes carry their whole address: some pages
are an organization's, some its centre's."""

from flask import Blueprint, g, request

from ..journal.gestures import hear

IN_CENTRE = "/centres/<slug:centre>/questions"
IN_ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/questions"
THREAD = f"{IN_ORGANIZATION}/<int:question>"

bp = Blueprint("questions", __name__)


@bp.before_request
def hear_what_waited() -> None:
    """What waited in a browser for its network says so in the journal."""
    if request.method == "POST" and "work" in g:
        hear(g.work, request.form)
