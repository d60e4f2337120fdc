"""What a centre does to its organizations when several features must follow: add, import, remove."""

from collections.abc import Callable
from datetime import timedelta

from ..faq.queries import faq_of
from ..guide import queries as guide
from ..journal.actions import record
from ..journal.baseline_actions import fix_baseline
from ..kernel.errors import Conflict
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..notes.actions import write_note
from ..notes.rules import Audience
from ..progress import rules as progress
from ..progress.actions import set_task_state
from ..progress.evidence_actions import set_evidence
from ..progress.gestures import Gesture
from ..progress.network_actions import begin_path, set_network
from ..progress.plan_actions import set_plan
from ..progress.plan_rules import WantedPlan
from ..progress.removal_actions import remove_organization
from ..support.actions import Said, keep_given
from ..support.rules import Given
from ..tenancy import actions as tenancy
from ..tenancy.queries import example_ids, namesake
from ..tenancy.rules import Details
from .example import EXAMPLES, Beside, Example, Told, story
from .example_actions import say_asked
from .example_asks import Asked
from .example_support import Supported


def add_organization(work: Work, said: Details, *, is_same_name_meant: bool = False) -> int:
    """Add an organization with its path to tick; return its id.

    Raises:
        Conflict: its reference is taken (`reference-taken`), or so is its name and nobody said that it is another one
            (`name-taken`): two presses of one button add one organization.
    """
    with work.write():
        if not is_same_name_meant and (slug := namesake(work, said)) is not None:
            raise Conflict("name-taken", field="name", name=said.name, slug=slug)
        organization_id = tenancy.add_organizations(work, [said])[0]
        begin_path(work, organization_id)
        return organization_id


def load_example(work: Work, told: Callable[[int, int], None] | None = None) -> list[int]:
    """Add the twelve example organizations; their ids. `told` hears how much of their story is written, of how much.

    What they said lies in the past (`happened_at`), but the journal says when it was really recorded: now. So nothing
    that a report said of an earlier day changes.

    Raises:
        Conflict: they are there already.
    """
    with work.write():
        if example_ids(work):
            raise Conflict("example-already-there")
        ids = [add_example(work, example) for example in EXAMPLES]
        everything = story(guide.path(work), reasons_of(work))
        for number, said in enumerate(everything, start=1):
            say(work, ids[said.example], said, Gesture(happened_at=work.now - said.ago))
            if told is not None:
                told(number, len(everything))
        record(work, kind="example-loaded", value_after={"organizations": len(ids)})
        return ids


def remove_example(work: Work) -> int:
    """Take all example organizations away in one gesture; how many there were."""
    with work.write():
        ids = example_ids(work)
        for organization_id in ids:
            remove_organization(work, organization_id)
        if ids:
            record(work, kind="example-removed", value_after={"organizations": len(ids)})
        return len(ids)


def add_example(work: Work, example: Example) -> int:
    """Add one example organization; its id."""
    said = example.details
    (organization_id,) = tenancy.add_organizations(work, [said], language=example.language, is_example=True)
    begin_path(work, organization_id)
    return organization_id


def reasons_of(work: Work) -> frozenset[str]:
    """The reasons that the centre offers to whoever hesitates."""
    return frozenset(entry.key for entry in faq_of(work).entries)


def say(work: Work, organization_id: int, said: Told, gesture: Gesture) -> None:
    """Have an example organization say one thing, or its centre answer it."""
    if isinstance(said, Asked):
        say_asked(work, organization_id, said, gesture)
        return
    if isinstance(said, Supported):
        on = local_day(gesture.happened_at or work.now, work.centre.zone)
        keep_given(work, organization_id, Said(Given(said.kind, on, said.minutes), said.note))
        return
    if isinstance(said, Beside):
        _say_beside(work, organization_id, said, gesture)
        return
    if said.network:
        set_network(work, organization_id, said.network, said.state, reason=said.reason, gesture=gesture)
        return
    happened_at = gesture.happened_at or work.now
    that_day = local_day(happened_at, work.centre.zone)
    wanted = progress.wanted(said.state, said.reason, today=that_day)
    set_task_state(work, organization_id, said.task_key, wanted, gesture)


def _say_beside(work: Work, organization_id: int, said: Beside, gesture: Gesture) -> None:
    that_day = local_day(gesture.happened_at or work.now, work.centre.zone)
    if said.what == "start":
        fix_baseline(work, organization_id, said_at=gesture.happened_at)
    elif said.what == "note":
        write_note(work, organization_id, said.task_key, Audience.CENTRE, said.words, gesture)
    elif said.what == "plan":
        due_on = that_day + timedelta(days=said.ago.days + said.due_in)
        wanted = WantedPlan(responsible_name=said.words, due_on=due_on)
        set_plan(work, organization_id, said.task_key, wanted, gesture)
    else:
        set_evidence(work, organization_id, said.task_key, said.words or that_day.isoformat(), gesture)
