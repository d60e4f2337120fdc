"""The path to read and to print, for everyone, or for those to whom a centre shows its own."""

from flask import Blueprint, Response, request

from ..web.access import public, reading_work, where_open
from ..web.pages import page
from .edition import shipped_sources
from .queries import path, public_path
from .rules import CentrePath

bp = Blueprint("guide", __name__)

EVERYTHING = "all"


@bp.get("/guide")
@public
def guide() -> Response:
    return _guide(public_path(), hesitations="faq.index")


@bp.get("/centres/<slug:centre>/guide")
@where_open
def centre_guide() -> Response:
    return _guide(path(reading_work()), hesitations="faq.centre_index")


def _guide(path: CentrePath, hesitations: str) -> Response:
    """`?open=` unfolds one task, or all of them: printing then needs no script and no recent browser.

    `hesitations` is the view that answers what holds people back there.
    """
    known = shipped_sources()
    asked = request.args.get("open", "")
    return page(
        "guide/guide.html",
        path=path,
        here=request.endpoint,
        hesitations=hesitations,
        networks={network.key: network.name for network in path.networks},
        sources={task.key: [known[id_] for id_ in task.sources if id_ in known] for task in path.by_key.values()},
        opened=path.by_key.keys() if asked == EVERYTHING else {asked},
        is_all_open=asked == EVERYTHING,
    )
