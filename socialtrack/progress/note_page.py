"""The notes of a task, for whoever reads it in this very session."""

from flask import g

from ..notes.pages import Notes, Typed, notes_of
from .more_page import Mistake


def notes_here(task_key: str, *, by_script: bool, mistake: Mistake | None = None, typed: Typed | None = None) -> Notes:
    """What `notes/_notes.html` takes. `mistake`: a refusal on the task's page, of a note or of anything else there."""
    if mistake is not None and mistake.field in ("note", "audience"):
        typed = Typed(mistake.typed["note"], mistake.typed["audience"], mistake.field, mistake.sentence)
    return notes_of(
        *(g.work, g.organization.id, task_key, g.visitor.device_id),
        is_archived=g.organization.is_archived,
        by_script=by_script,
        typed=typed,
    )
