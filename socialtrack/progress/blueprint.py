"""The one blueprint of this feature, which several files of views share, and for whom its pages are put in words."""

from flask import Blueprint, g, request, session, url_for

from ..journal.gestures import hear
from ..people.who_queries import Who
from ..web.language import language
from .filter_rules import choice_of
from .pages import Reader

TOLD = "told"  # in the session: what changed meanwhile, for the page that follows a tick without script
STAYS = "stays"  # in the session: the task that was ticked there, which a filter does not take away at once

bp = Blueprint("progress", __name__, url_prefix="/centres/<slug:centre>/organizations/<slug:organization>")


@bp.before_request
def hear_what_waited() -> None:
    """What waited in a browser for its network says so in the journal."""
    if request.method == "POST" and (work := g.get("work")) is not None:
        hear(work, request.form)


def reader() -> Reader:
    """For whom the page is put in words."""
    membership = g.membership
    return Reader(language(), g.work, Who(membership.id, membership.name, membership.role, True))


def on_path(task_key: str) -> str:
    """The address of a task's row, in the path filtered as it was: forms carry the filter in their address. The row
    stays in sight there once more, whether or not the filter still shows it."""
    arguments = choice_of(request.args).as_arguments()
    if arguments:
        session[STAYS] = task_key
    return url_for("progress.path", **arguments, _anchor=f"task-{task_key}")  # type: ignore[arg-type]
