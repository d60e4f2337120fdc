"""One hesitation and its answer, at an address of its own; and what stands there once a centre retired it."""

from flask import Response

from ..kernel.errors import NotFound
from ..kernel.permissions import Can
from ..web.access import access, public, where_open
from ..web.pages import page
from .blueprint import bp
from .reader import OF_CENTRE, OF_ORGANIZATION, Reader, everyone, of_organization, public_of_centre, to_their_room
from .vote_views import vote_of


@bp.get("/faq/<slug:key>")
@public
def entry(key: str) -> Response:
    return _entry(everyone(), key)


@bp.get(f"{OF_CENTRE}/<slug:key>")
@where_open
def centre_entry(key: str) -> Response:
    return to_their_room("entry", key=key) or _entry(public_of_centre(), key)


@bp.get(f"{OF_ORGANIZATION}/<slug:key>")
@access(Can.VIEW_ORGANIZATION)
def organization_entry(key: str) -> Response:
    return _entry(of_organization(), key)


def _entry(reader: Reader, key: str) -> Response:
    faq = reader.faq.edition
    found = faq.entry(key)
    if found is None:
        return _retired(reader, key)
    before, after = faq.beside(found)
    return page(
        "faq/entry.html",
        reader=reader,
        entry=found,
        tasks=reader.tasks(found.actions),
        same_subject=faq.of(found.category),
        before=before,
        after=after,
        said=vote_of(reader.centre_id, key),
    )


def _retired(reader: Reader, key: str) -> Response:
    """410: the answer was here and is no longer. Its words stay unsaid, whatever made the centre take them away."""
    gone = reader.faq.retired.get(key)
    if gone is None:
        raise NotFound
    neighbours = reader.faq.edition.of(gone.category)
    return page("faq/retired.html", 410, reader=reader, category=gone.category, neighbours=neighbours)
