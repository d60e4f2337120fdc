"""events.csv: the journal itself, one line for each event, with the names of organizations as they were that day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import select

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds, to_microseconds
from ..kernel.work import Work
from ..tenancy.models import Organization, OrganizationRevision
from .lines import Frame
from .queries import names_for_centre

AT_A_TIME = 2_000
_EVENTS = Prepared(
    """SELECT id, organization_id, happened_at, recorded_at, kind, task_key, network, before, after, actor_role,
              membership_id, on_behalf, channel
       FROM event WHERE centre_id = :centre_id AND id > :after_id AND recorded_at < :end ORDER BY id LIMIT :at_most"""
)


def events_until(work: Work, end: datetime) -> Iterator[list[tuple]]:
    """The rows of the events recorded before `end`, a bounded number at a time."""
    after_id, last = 0, to_microseconds(end)
    while rows := _EVENTS.rows(work.session, after_id=after_id, end=last, at_most=AT_A_TIME):
        yield rows
        after_id = rows[-1][0]


def event_pieces(work: Work, frame: Frame, chunks: Iterable[list[tuple]], end: datetime) -> Iterator[bytes]:
    """The lines of those events."""
    for rows in chunks:
        organizations = _organizations(work, {row[1] for row in rows if row[1] is not None}, end, frame)
        names = {}
        if frame.options.with_names:
            names = names_for_centre(work, {row[10] for row in rows if row[10] is not None}, frame.words.unnamed)
        yield b"".join([_line(frame, row, organizations, names) for row in rows])


def _line(frame: Frame, row: tuple, organizations: dict[int, bytes], names: dict[int, str]) -> bytes:
    id_, organization_id, happened_at, recorded_at, kind, task, network, before, after, role, by, on_behalf, channel = (
        row
    )
    cells = frame.cells
    text: Callable[[str], bytes] = cells.text
    nobody = cells.nothing + cells.between + cells.nothing
    said = (
        cells.number(id_),
        frame.centre,
        organizations[organization_id] if organization_id is not None else nobody,
        _moment(frame, happened_at),
        _moment(frame, recorded_at),
        text(kind),
        text(task or ""),
        text(network or ""),
        text(before or ""),
        text(after or ""),
        text(role),
        text(names.get(by, "")),
        cells.number(int(on_behalf)),
        text(channel),
    )
    return cells.begin + cells.between.join(said) + cells.end


def _moment(frame: Frame, microseconds: int) -> bytes:
    """In the hour of the centre."""
    return frame.cells.moment(from_microseconds(microseconds).astimezone(frame.days.zone))


def _organizations(work: Work, ids: Iterable[int], end: datetime, frame: Frame) -> dict[int, bytes]:
    """The cells `organization` and `slug` of each, under the last name recorded before `end`."""
    wanted = sorted(ids)
    rows = work.session.execute(
        select(Organization.id, Organization.slug, OrganizationRevision.name)
        .join(OrganizationRevision, OrganizationRevision.organization_id == Organization.id)
        .where(
            Organization.centre_id == work.centre.id,
            OrganizationRevision.centre_id == work.centre.id,
            Organization.id.in_(wanted),
            OrganizationRevision.recorded_at < end,
        )
        .order_by(OrganizationRevision.id)
    )
    text, between = frame.cells.text, frame.cells.between
    return {row.id: text(row.name) + between + text(row.slug) for row in rows}
