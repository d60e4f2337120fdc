"""Keeping the « repère » of a task, beside where it stands: part of its whole value, with an event of its own."""

from dataclasses import replace

from ..guide import queries as guide
from ..kernel.moments import local_day
from ..kernel.work import Work
from .actions import Answer, answer_of, change, find, first_answer, task_named
from .evidence_rules import evidence_of
from .gestures import Gesture, Part, keep_reason, keep_receipt, refuse_overtaken, words_of


def set_evidence(work: Work, organization_id: int, task_key: str, typed: str, gesture: Gesture) -> Answer:
    """Keep what was typed, or nothing where it is empty. The task stays where it stands, done or still to do.

    The centre may read it, as it may a reason: the page says so beside the field.

    Raises:
        NotFound, Conflict: no such task any more (see `task_named`), it asks for no « repère », the gesture's key was
            used for something else, or it waited for a network and another was kept since (see `refuse_overtaken`).
        Invalid: what was typed is not what the task asks for, or looks like a secret.
        Refused: the organization is archived.
    """
    task = task_named(guide.path(work), task_key, guide.retired_keys(work, task_key))
    said_on = local_day(gesture.happened_at or work.now, work.centre.zone)
    words = evidence_of(task.evidence, typed, said_on)
    with work.write():
        found = find(work, organization_id, task, gesture)
        if (first := first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        if words == words_of(work, found.value.evidence_id):
            keep_receipt(work, gesture, None)
            return answer_of(work, organization_id, task, found, found.value, None, gesture)
        refuse_overtaken(work, organization_id, gesture, Part.EVIDENCE, task_key=task.key)
        evidence_id = keep_reason(work, organization_id, words) if words else None
        after = replace(found.value, evidence_id=evidence_id)
        return change(work, organization_id, task, found, after, gesture, kind="task-evidence")
