"""Changing a centre's settings: the row, the event for what reports use, a trace for each field."""

from sqlalchemy import select, update

from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.moments import zone_named
from ..kernel.work import Work
from .models import Centre, CentreRevision
from .settings_rules import CentreSettings, changed, told


def set_settings(work: Work, before: CentreSettings, after: CentreSettings) -> tuple[str, ...]:
    """Put other settings in force; the fields that changed. Runs inside `work.write()`.

    What hangs on the time zone (days kept beside the journal) is the caller's business: it lies in a higher feature.

    Raises:
        Invalid: there is no such time zone.
    """
    names = changed(before, after)
    if not names:
        return ()
    zone_named(after.time_zone)
    work.session.execute(
        update(Centre).where(Centre.id == work.centre.id).values({name: getattr(after, name) for name in names})
    )
    value = told(after, names)
    if "name" in names:
        value["revision"] = _keep_name(work, before.name, after.name)
    if value:
        record(work, kind="settings-changed", value_before=told(before, names) or None, value_after=value)
    for name in names:
        note_access(work, "settings-changed", after=name)
    return names


def _keep_name(work: Work, before: str, after: str) -> int:
    """Keep the new name, and with the first change the one that the centre was founded under."""
    centre_id = work.centre.id
    if (
        work.session.scalars(select(CentreRevision.id).where(CentreRevision.centre_id == centre_id).limit(1)).first()
        is None
    ):
        founded_at = work.session.scalars(select(Centre.created_at).where(Centre.id == centre_id)).one()
        work.session.add(CentreRevision(name=before, recorded_at=founded_at))
        work.session.flush()
    revision = CentreRevision(name=after, recorded_at=work.now)
    work.session.add(revision)
    work.session.flush()
    return revision.id
