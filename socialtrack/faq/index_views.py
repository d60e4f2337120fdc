"""The hesitations, for everyone, for a centre's public and for an organization's people: the same pages three times."""

from flask import Response, g, request

from ..kernel.permissions import Can, may
from ..web.access import access, public, where_open
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .reader import OF_CENTRE, OF_ORGANIZATION, Reader, everyone, of_organization, public_of_centre, to_their_room
from .search import readable


@bp.get("/faq")
@public
def index() -> Response:
    return _index(everyone())


@bp.get(OF_CENTRE)
@where_open
def centre_index() -> Response:
    return to_their_room("index") or _index(public_of_centre())


@bp.get(OF_ORGANIZATION)
@access(Can.VIEW_ORGANIZATION)
def organization_index() -> Response:
    return _index(of_organization())


def _index(reader: Reader) -> Response:
    """All of them by subject; `?q=` searches, `?task=` gives those of one task."""
    faq = reader.faq.edition
    asked = readable(request.args.get("q", ""))
    task = reader.path.by_key.get(request.args.get("task", ""))
    found = None
    if asked:
        found = reader.faq.index.search(asked, language())
    elif task:
        found = [entry for key in task.hesitations if (entry := faq.entry(key))]
    return page(
        "faq/index.html",
        reader=reader,
        faq=faq,
        asked=asked,
        task=None if asked else task,
        found=found,
        may_edit_faq="work" in g and may(g.work.actor.role, Can.EDIT_FAQ),
    )
