"""The path to read and to print, for everyone."""

from flask import Blueprint, Response, request

from ..web.access import public
from ..web.pages import page
from .edition import shipped_sources
from .queries import public_path

bp = Blueprint("guide", __name__)

EVERYTHING = "all"


@bp.get("/guide")
@public
def guide() -> Response:
    """`?open=` unfolds one task, or all of them: printing then needs no script and no recent browser."""
    path = public_path()
    known = shipped_sources()
    asked = request.args.get("open", "")
    return page(
        "guide/guide.html",
        path=path,
        networks={network.key: network.name for network in path.networks},
        sources={task.key: [known[id_] for id_ in task.sources if id_ in known] for task in path.by_key.values()},
        opened=path.by_key.keys() if asked == EVERYTHING else {asked},
        is_all_open=asked == EVERYTHING,
    )
