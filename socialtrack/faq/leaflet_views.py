"""A leaflet of chosen answers, for a board's table: first the choice, then pages to print. Only reads."""

from flask import Response, g, request

from ..kernel.permissions import Can
from ..people.blueprint import absolute
from ..web.access import access, public, where_open
from ..web.pages import page
from .blueprint import bp
from .leaflet_rules import MOST_ANSWERS, leaflet_of
from .reader import OF_CENTRE, OF_ORGANIZATION, Reader, everyone, of_organization, public_of_centre, to_their_room


@bp.get("/faq/leaflet")
@public
def leaflet() -> Response:
    return _leaflet(everyone())


@bp.get(f"{OF_CENTRE}/leaflet")
@where_open
def centre_leaflet() -> Response:
    return to_their_room("leaflet") or _leaflet(public_of_centre())


@bp.get(f"{OF_ORGANIZATION}/leaflet")
@access(Can.VIEW_ORGANIZATION)
def organization_leaflet() -> Response:
    return _leaflet(of_organization())


def _leaflet(reader: Reader) -> Response:
    """`?key=` names each answer. Without any, or with `?choose=1`, the page where they are chosen."""
    faq = reader.faq.edition
    chosen = leaflet_of(faq, request.args.getlist("key"))
    if not chosen.entries or request.args.get("choose"):
        ticked = {entry.key for entry in chosen.entries}
        return page("faq/choose.html", reader=reader, faq=faq, ticked=ticked, chosen=chosen, most=MOST_ANSWERS)
    place = g.get("organization") or g.get("centre")
    return page(
        "faq/leaflet.html",
        reader=reader,
        chosen=chosen,
        most=MOST_ANSWERS,
        name=place.name if place else "",
        online=None if reader.is_organization else absolute(reader.url("index")),
    )
