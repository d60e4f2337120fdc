"""Who reads the hesitations, and from where: everyone, a centre's public, an organization's people. Their addresses."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g, redirect, request, url_for

from ..guide.queries import path as path_in_force
from ..guide.queries import shipped_path
from ..guide.rules import CentrePath, PathTask, in_scope
from ..kernel.moments import local_day, utc_now
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..tenancy.actions import only_centre_work
from ..tenancy.queries import chosen_networks, slug_of_organization
from ..web.access import may_here, reading_work
from .queries import CentreFaq, all_of, shipped

OF_CENTRE = "/centres/<slug:centre>/faq"
OF_ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/faq"
# The days of an installation that serves no centre, or several.
DEFAULT_ZONE = ZoneInfo("America/Toronto")


@dataclass(frozen=True)
class Reader:
    """What a page of hesitations needs to know of where it is read.

    `place` is how the names of that place's views begin. `centre_id` is where a vote is counted, None if it is not
    asked. `networks` are those of the organization, None where the reader stands for none. `can_hesitate`: the
    organization's pages of hesitations and questions are theirs to write in.
    """

    place: str
    faq: CentreFaq
    path: CentrePath
    today: date
    centre_id: int | None = None
    networks: Collection[str] | None = None
    can_hesitate: bool = False

    @property
    def is_organization(self) -> bool:
        return self.networks is not None

    def url(self, view: str, **values: object) -> str:
        """The address of a view of this feature, for this reader: « index », « entry », « leaflet », « vote »."""
        return url_for(f"faq.{self.place}{view}", **values)  # type: ignore[arg-type]

    def task_url(self, task: PathTask) -> str:
        """Where the reader does something about a task: on their organization's page of it, or in the path."""
        if self.is_organization:
            return url_for("progress.task", task_key=task.key)
        guide = "guide.centre_guide" if self.place else "guide.guide"
        return url_for(guide, open=task.key, _anchor=f"task-{task.key}")

    def tasks(self, keys: Iterable[str]) -> list[PathTask]:
        """Those of the tasks that concern the reader, as they are named."""
        if self.networks is not None:
            concerned = {task.key for task in in_scope(self.path, self.networks)}
            keys = [key for key in keys if key in concerned]
        return [self.path.by_key[key] for key in keys if key in self.path.by_key]


def everyone() -> Reader:
    """The only centre's answers, else the shipped ones."""
    with only_centre_work() as work:
        if work is None:
            return Reader("", shipped(), shipped_path(), local_day(utc_now(), DEFAULT_ZONE))
        return Reader("", all_of(work), path_in_force(work), work.today, work.centre.id)


def public_of_centre() -> Reader:
    """Whoever came through the centre's own address. What its team says of an answer is not counted."""
    work = reading_work()
    is_asked = not work.actor.is_centre_staff
    return Reader("centre_", all_of(work), path_in_force(work), work.today, work.centre.id if is_asked else None)


def of_organization() -> Reader:
    work: Work = g.work
    can_hesitate = may_here(Can.HESITATE)
    is_asked = can_hesitate and not work.actor.is_centre_staff
    return Reader(
        "organization_",
        all_of(work),
        path_in_force(work),
        work.today,
        work.centre.id if is_asked else None,
        chosen_networks(work, g.organization.id),
        can_hesitate,
    )


def to_their_room(view: str, **values: object) -> Response | None:
    """An organization's people read in its own frame what they came for at their centre's address; others, here."""
    work: Work | None = g.get("work")
    if work is None or work.actor.organization_id is None:
        return None
    organization = slug_of_organization(work, work.actor.organization_id)
    url = url_for(f"faq.organization_{view}", organization=organization, **values)  # type: ignore[arg-type]
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{url}?{query}" if query else url, 303)  # type: ignore[return-value]
