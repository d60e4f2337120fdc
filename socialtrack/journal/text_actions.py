"""Texts that stand in two places: the same words once more, for another organization. Inside `work.write()`."""

from sqlalchemy import select

from ..kernel.work import Work
from .models import TextRevision


def copy_text(work: Work, text_id: int, organization_id: int) -> int:
    """The same words, with who wrote them and when, as a text of that organization; its id."""
    text = work.session.scalars(
        select(TextRevision).where(TextRevision.centre_id == work.centre.id, TextRevision.id == text_id)
    ).one()
    copy = TextRevision(
        organization_id=organization_id,
        audience=text.audience,
        body=text.body,
        written_by=text.written_by,
        written_at=text.written_at,
        blanked_at=text.blanked_at,
    )
    work.session.add(copy)
    work.session.flush()
    return copy.id
