"""What is confided to somebody of the team goes to somebody else: some of it, all of it, or as their place ends."""

from dataclasses import dataclass

from ..journal.gestures import Gesture, keep_receipt, was_answered
from ..kernel.errors import Invalid
from ..kernel.work import Work
from ..people.member_actions import Letter, Somebody, remove
from ..questions.give_actions import give_followed
from ..reports.filter_rules import Filters
from ..tenancy.bulk_actions import release_organizations
from ..tenancy.bulk_rules import Deed, Wanted
from ..tenancy.organization_queries import advisors
from .several_actions import Counted, Done, change_several
from .several_forms import Selection


def give_organizations(
    work: Work, membership_id: int, slugs: tuple[str, ...], to: int | None, gesture: Gesture, counted: Counted
) -> Done:
    """Confide to `to` (None: nobody) what is confided to that membership: those of `slugs`, all of it without any.

    Raises:
        SelectionMoved: by now there are more, or fewer, or some of those chosen are somebody else's.
        Invalid: to themselves, or to nobody of the team.
    """
    if to == membership_id:
        raise Invalid("assign-to-whom", field="to")
    theirs = Selection(Filters(advisor=str(membership_id), only=slugs), None)
    return change_several(work, theirs, Wanted(Deed.ASSIGN, to), gesture, counted)


@dataclass(frozen=True, slots=True)
class Leaving:
    """To whom goes what somebody leaves behind, who is to lose their place; None: to nobody."""

    somebody: Somebody
    organizations_to: int | None
    questions_to: int | None


def end_team_place(work: Work, leaving: Leaving, gesture: Gesture, *, letter: Letter = None) -> bool:
    """Give what they had, then end their place: one transaction. False where this very form did it before.

    Raises:
        NotFound, Conflict, Refused: what `people.member_actions.remove` raises.
        Invalid: to themselves, or to nobody of the team (fields `to`, `questions_to`).
    """
    who = leaving.somebody.membership_id
    with work.write():
        if was_answered(work, gesture):
            return False
        team = {one.id for one in advisors(work)} - {who}
        for field, to in (("to", leaving.organizations_to), ("questions_to", leaving.questions_to)):
            if to is not None and to not in team:
                raise Invalid("assign-to-whom", field=field)
        give_followed(work, who, leaving.questions_to)
        release_organizations(work, who, leaving.organizations_to)
        remove(work, leaving.somebody, letter=letter)
        keep_receipt(work, gesture, None)
    return True
