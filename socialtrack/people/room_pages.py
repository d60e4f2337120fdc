"""What pages about people share: whose people they show, a link to copy, and what waits to be known there."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, url_for
from werkzeug.wrappers import Response

from ..web.pages import page
from ..web.qr import qr_code
from .room_queries import Arrival, Pending, arrivals, pending_rooms, shut_to

TEAM = "/centres/<slug:centre>/team"
ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/people"


@dataclass(frozen=True, slots=True)
class Room:
    """Whose people a page is about: an organization's, or the centre's team when there is none."""

    organization_id: int | None
    name: str
    template: str
    language: str
    url: Callable[..., str]

    @property
    def home(self) -> str:
        return self.url("list")

    @property
    def in_centre(self) -> bool:
        return self.organization_id is None


def team_room() -> Room:
    def url(what: str, **values: object) -> str:
        return url_for("people.team" if what == "list" else f"people.team_{what}", **values)  # type: ignore[arg-type]

    return Room(None, g.centre.name, "people/team.html", g.centre.language, url)


def organization_room() -> Room:
    def url(what: str, **values: object) -> str:
        endpoint = "people.organization_people" if what == "list" else f"people.organization_{what}"
        return url_for(endpoint, **values)  # type: ignore[arg-type]

    there = g.organization
    return Room(there.id, there.name, "people/organization_people.html", there.language, url)


def link_to_copy(room: Room, link: str, title: str, hint: str) -> Response:
    return page("people/link.html", room=room, link=link, title=title, hint=hint, code=qr_code(link))


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shut to whoever reads, and who waits for one of them to say that they know them."""

    shut_to_reader: list[Pending]
    arrivals: list[Arrival]


def room_notice() -> Notice:
    """For the organization of the address. One statement where nothing is shut; none at all for the centre's staff."""
    work = g.work
    if work.actor.organization_id is None:
        return Notice([], [])
    pending = pending_rooms(work, work.actor.organization_id)
    if not pending:
        return Notice([], [])
    device_id = g.visitor.device_id
    mine = shut_to(work, pending, work.actor.membership_id, device_id)
    others = [one for one in pending if one.membership_id != work.actor.membership_id]
    return Notice(mine, arrivals(work, others, is_reader_shut=bool(mine)))
