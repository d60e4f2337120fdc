"""Who sees to each task and by when, as pages show it. Knows no words."""

from dataclasses import dataclass
from datetime import date

from ..data.prepared import Prepared
from ..kernel.work import Work
from ..people.who_queries import WHO, Who, who_of

_PLANS = Prepared(
    f"""SELECT p.task_key, p.due_on, p.changed_at, p.event_id, CASE WHEN r.blanked_at IS NULL THEN r.body END,
              m.ended_at, {WHO}
       FROM task_plan p
       LEFT JOIN text_revision r ON r.centre_id = p.centre_id AND r.id = p.responsible_text_id
       LEFT JOIN membership m ON m.centre_id = p.centre_id AND m.id = p.responsible_id
       WHERE p.centre_id = :centre_id AND p.organization_id = :organization_id"""
)
_MEMBERS = Prepared(
    f"""SELECT {WHO} FROM membership m
       WHERE m.centre_id = :centre_id AND m.organization_id = :organization_id AND m.ended_at IS NULL
       ORDER BY m.id"""
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sees to a task: a member (`responsible`), or somebody without a place here (`responsible_name`); by when.

    `has_left`: the member has no place here any more. `changed_at` is in microseconds.
    """

    responsible: Who | None
    responsible_name: str
    due_on: date | None
    changed_at: int
    event_id: int
    has_left: bool = False

    @property
    def is_empty(self) -> bool:
        return self.responsible is None and not self.responsible_name and self.due_on is None


NOT_PLANNED = Plan(None, "", None, 0, 0)


def plans(work: Work, organization_id: int) -> dict[str, Plan]:
    """The plan of each task of which something was ever planned (`NOT_PLANNED` for the others), in one statement."""
    rows = _PLANS.rows(work.session, organization_id=organization_id)
    return {
        key: Plan(
            who_of(tuple(who)),
            name or "",
            date.fromisoformat(due_on) if due_on else None,
            changed_at,
            event_id,
            ended_at is not None,
        )
        for key, due_on, changed_at, event_id, name, ended_at, *who in rows
    }


def members(work: Work, organization_id: int) -> list[Who]:
    """Who can be named: those who have a place in the organization now, the first to come first."""
    rows = _MEMBERS.rows(work.session, organization_id=organization_id)
    return [who for row in rows if (who := who_of(tuple(row)))]
