"""What a centre does to its organizations when several features must follow: add, import, remove."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..guide import queries as guide
from ..journal.actions import record
from ..kernel.errors import Conflict
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..progress import rules as progress
from ..progress.actions import set_task_state
from ..progress.gestures import Gesture
from ..progress.network_actions import begin_path, set_network
from ..tenancy import actions as tenancy
from ..tenancy.import_rules import Line, Outcome, Planned, plan, tally
from ..tenancy.organization_actions import remove_organization
from ..tenancy.queries import example_ids, known_organizations, namesake
from ..tenancy.rules import Details
from .example import EXAMPLES, Example, Said, story


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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change now. `digest` names exactly that: another day, or after a change, it is another."""

    planned: tuple[Planned, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        return tally(self.planned)

    @property
    def changes_something(self) -> bool:
        return any(one.outcome in (Outcome.CREATED, Outcome.UPDATED) for one in self.planned)

    @property
    def digest(self) -> str:
        told = "\n".join(f"{one.line.number} {one.outcome} {one.organization_id} {one.details}" for one in self.planned)
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()

    def of(self, outcome: Outcome) -> list[Planned]:
        return [one for one in self.planned if one.outcome == outcome]


def preview_import(work: Work, lines: Sequence[Line]) -> Preview:
    """What these lines would do to the centre as it is. Changes nothing."""
    return Preview(plan(lines, known_organizations(work)))


def import_organizations(work: Work, lines: Sequence[Line], *, digest: str | None = None) -> Preview:
    """Do what the preview said, whole or not at all; lines that are refused stay aside. What was done is returned.

    `digest` is that of the preview somebody agreed to.

    Raises:
        ImportOvertaken: the centre has changed since, and the same file would now do something else.
    """
    work = replace(work, actor=replace(work.actor, channel="import"))
    with work.write():
        preview = preview_import(work, lines)
        if not preview.changes_something:
            return preview
        if digest is not None and digest != preview.digest:
            raise ImportOvertaken(preview)
        created = [one.details for one in preview.of(Outcome.CREATED) if one.details]
        updated = {one.organization_id: one.details for one in preview.of(Outcome.UPDATED)}
        if updated:
            tenancy.change_organizations(work, {id_: said for id_, said in updated.items() if id_ and said})
        if created:
            begin_path(work, *tenancy.add_organizations(work, created))
        record(work, kind="organizations-imported", value_after={"created": len(created), "updated": len(updated)})
        return preview


class ImportOvertaken(Conflict):
    """Carries what the same file would do now, for the preview to be shown again."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("import-overtaken")
        self.preview = preview


def load_example(work: Work) -> list[int]:
    """Add the twelve example organizations; their ids.

    What they said lies in the past (`happened_at`), but the journal says when it was really recorded: now. So nothing
    that a report said of an earlier day changes.

    Raises:
        Conflict: they are there already.
    """
    with work.write():
        if example_ids(work):
            raise Conflict("example-already-there")
        ids = [add_example(work, example) for example in EXAMPLES]
        for said in story(guide.path(work)):
            say(work, ids[said.example], said, Gesture(happened_at=work.now - said.ago))
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


def say(work: Work, organization_id: int, said: Said, gesture: Gesture) -> None:
    """Have an example organization say one thing."""
    if said.network:
        set_network(work, organization_id, said.network, said.state, reason=said.reason, gesture=gesture)
        return
    happened_at = gesture.happened_at or work.now
    that_day = local_day(happened_at, work.centre.zone)
    wanted = progress.wanted(said.state, said.reason, today=that_day)
    set_task_state(work, organization_id, said.task_key, wanted, gesture)
