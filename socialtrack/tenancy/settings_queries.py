"""A centre's settings as they are, and what it was called on a past day."""

from datetime import datetime

from sqlalchemy import select

from ..kernel.work import Work
from .models import Centre, CentreRevision
from .settings_rules import CentreSettings


def centre_settings(work: Work) -> CentreSettings:
    row = work.session.execute(select(Centre).where(Centre.id == work.centre.id)).scalar_one()
    return CentreSettings(
        name=row.name,
        language=row.language,
        time_zone=row.time_zone,
        stalled_after_days=row.stalled_after_days,
        privacy_person=row.privacy_person,
        privacy_email=row.privacy_email,
        hosting_place=row.hosting_place,
        kept_days=row.kept_days,
        requires_second_factor=row.requires_second_factor,
        has_public_pages=row.has_public_pages,
    )


def name_before(work: Work, end: datetime) -> str:
    """What the centre was called just before that moment.

    A centre that never changed its name has no revision; the first change keeps the founding name too.
    """
    name = work.session.scalars(
        select(CentreRevision.name)
        .where(CentreRevision.centre_id == work.centre.id, CentreRevision.recorded_at < end)
        .order_by(CentreRevision.id.desc())
        .limit(1)
    ).one_or_none()
    return work.centre.name if name is None else str(name)
