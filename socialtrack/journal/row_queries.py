"""One event, one text of an organization, as rows: for whoever changes what they tell of. None where there is none."""

from sqlalchemy import select

from ..kernel.work import Work
from .models import Event, TextRevision


def event_of(work: Work, organization_id: int, event_id: int | None) -> Event | None:
    """An event of that organization."""
    if event_id is None:
        return None
    return work.session.scalars(
        select(Event).where(
            Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.id == event_id
        )
    ).one_or_none()


def text_of(work: Work, organization_id: int, text_id: int | None) -> TextRevision | None:
    """A text of that organization, if this session may read it."""
    if text_id is None:
        return None
    return work.session.scalars(
        select(TextRevision).where(
            TextRevision.centre_id == work.centre.id,
            TextRevision.organization_id == organization_id,
            TextRevision.id == text_id,
        )
    ).one_or_none()


def body_of(work: Work, organization_id: int, text_id: int | None) -> str | None:
    """The words of a text that this session may read; None where they were blanked, too."""
    text = text_of(work, organization_id, text_id)
    return None if text is None or text.blanked_at else text.body
