"""What people send beside a task (who sees to it, by when, its « repère »): refused in words, never half understood."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..kernel.errors import Invalid
from ..kernel.text import clean_line
from .evidence_rules import LONGEST_NAME, refuse_secret
from .forms import as_typed, day_of, gesture_of
from .gestures import Gesture
from .plan_rules import WantedPlan

BESIDE_FIELDS = ("responsible", "responsible_name", "due_on", "evidence", "done_on")
OTHER = "other"  # somebody without a place here, whose name is written beside


@dataclass(frozen=True, slots=True)
class PlanForm:
    wanted: WantedPlan
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    typed: str
    gesture: Gesture


def plan_form(form: Mapping[str, str], organization_id: int, task_key: str) -> PlanForm:
    """A name that is newly written counts without the choice « quelqu’un d’autre »: few people would set both.

    Raises:
        Invalid: a member and another name at once, no name for somebody else, a name that looks like a secret, a day
            that is none, a broken key.
    """
    chosen = form.get("responsible", "")
    name = clean_line(form.get("responsible_name"), field="responsible_name", most=LONGEST_NAME, required=False)
    is_new = bool(name) and name != form.get("responsible_before", "")
    if chosen == OTHER and not name:
        raise Invalid("text-missing", field="responsible_name")
    if chosen not in ("", OTHER) and is_new:
        raise Invalid("two-responsibles", field="responsible_name")
    member = None
    if chosen not in ("", OTHER):
        name, member = "", _number(chosen)
    elif chosen == "" and not is_new:
        name = ""
    refuse_secret(name, "responsible_name")
    wanted = WantedPlan(member, name, day_of(form, "due_on"))
    return PlanForm(wanted, gesture_of(form, organization_id, "plan", task_key, member, name, wanted.due_on))


def evidence_form(form: Mapping[str, str], organization_id: int, task_key: str) -> EvidenceForm:
    """What it holds is judged by the action, which knows what the task asks for."""
    typed = form.get("evidence", "")
    return EvidenceForm(typed, gesture_of(form, organization_id, "evidence", task_key, typed))


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """What was typed in any form of a task, to stand in its fields again."""
    return {field: as_typed(form, field) for field in (*BESIDE_FIELDS, "reason", "review_on")}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Invalid("no-such-member", field="responsible")
    return int(text)
