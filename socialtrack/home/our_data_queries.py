"""All that an organization has here, for its lead to take away: its own rows, in a session walled to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..data.db import Model
from ..faq.queries import entry_even_retired
from ..guide.queries import path as path_of
from ..guide.rules import CentrePath, is_in_scope
from ..hesitations.models import Hesitation
from ..journal.models import AccessEvent, Event, TextRevision
from ..kernel.work import Work
from ..notes.models import Note
from ..people.models import Invitation, Person
from ..progress.models import TaskPlan, TaskState
from ..questions.models import Question, QuestionMessage
from ..support.models import Support
from ..tenancy.models import Membership, NetworkChoice, Organization, OrganizationRevision
from ..tenancy.queries import chosen_networks

Row = Mapping[str, Any]

# What each file holds, column by column; `said`, `by`, `title` and the like are looked up for it.
FILES: Mapping[str, tuple[str, ...]] = {
    "record": (
        *("organization", "reference", "region", "sector", "tags", "language", "address", "phone", "email"),
        *("contact", "created_at", "archived_at"),
    ),
    "tasks": (
        *("step", "task_key", "title", "network", "essential", "state", "done_at", "done_by", "entered_by"),
        *("review_on", "confirmed_on", "reason", "evidence", "changed_at", "responsible", "due_on"),
    ),
    "networks": ("network", "title", "state", "review_on", "reason", "changed_at"),
    "people": ("name", "email", "role", "is_named_to_centre", "created_at", "ended_at"),
    "invitations": ("email", "role", "language", "created_at", "expires_at", "accepted_at", "revoked_at"),
    "notes": ("task_key", "title", "body", "audience", "by", "written_at", "changed_by", "changed_at", "removed_at"),
    "hesitations": (
        *("task_key", "title", "network", "step", "faq_key", "hesitation", "state", "words", "audience", "reason"),
        *("review_on", "opened_at", "opened_by", "changed_at", "changed_by", "closed_on"),
    ),
    "questions": (
        *("question", "task_key", "title", "network", "step", "state", "asked_at", "settled_at"),
        *("side", "by", "written_at", "body"),
    ),
    "support": ("given_on", "kind", "minutes", "logged_at", "removed_at"),
    "texts": ("body", "audience", "by", "written_at", "blanked_at"),
    "events": (
        *("happened_at", "recorded_at", "said", "kind", "task_key", "network", "before", "after", "by"),
        *("actor_role", "on_behalf", "channel"),
    ),
    "access": ("happened_at", "kind", "by", "actor_role", "about", "before", "after", "channel"),
    "past-records": (
        *("recorded_at", "organization", "reference", "region", "sector", "tags", "language", "address", "phone"),
        *("email", "contact"),
    ),
}
# Which file a table of an organization goes into; the others are left out, and why.
TABLES: Mapping[str, str] = {
    "organization": "record",
    "task_state": "tasks",
    "task_plan": "tasks",
    "note": "notes",
    "hesitation": "hesitations",
    "question": "questions",
    "question_message": "questions",
    "support": "support",
    "network_choice": "networks",
    "membership": "people",
    "invitation": "invitations",
    "text_revision": "texts",
    "event": "events",
    "access_event": "access",
    "organization_revision": "past-records",
}
LEFT_OUT: Mapping[str, str] = {
    "organization_summary": "figures counted from the tasks",
    "baseline": "figures counted from the tasks",
    "told_state": "what the events say, told up to one of them",
    "organization_tag": "how the centre sorts its organizations: the record has the same tags",
    "team_note": "the centre's own: its team's notes beside a question",
    "organization_merge": "the centre's own housekeeping: two records that were the same",
    "shut_room": "a session that could not read private notes for a while: the journal of access says so",
}


@dataclass(frozen=True)
class OurData:
    """What an organization has here. `rows` yields one file; nothing is read before it is asked for."""

    work: Work
    organization_id: int
    path: CentrePath
    names: Mapping[int, str]
    roles: Mapping[int, str]

    def rows(self, file: str) -> Iterator[Row]:
        readers = {
            "record": self._record,
            "tasks": self._tasks,
            "networks": self._networks,
            "people": self._people,
            "invitations": self._invitations,
            "notes": self._notes,
            "hesitations": self._hesitations,
            "questions": self._questions,
            "support": self._support,
            "texts": self._texts,
            "events": self._events,
            "access": self._access,
            "past-records": self._past_records,
        }
        return readers[file]()

    def _all(self, model: type[Model], *more: Any) -> Iterator[Any]:
        """Rows of this organization alone: the session's wall says so too."""
        table: Any = model
        key = table.id if hasattr(table, "id") else table.centre_id
        return iter(
            self.work.session.scalars(
                select(table)
                .where(table.centre_id == self.work.centre.id, table.organization_id == self.organization_id, *more)
                .order_by(key)
                .execution_options(yield_per=500)
            )
        )

    def _record(self) -> Iterator[Row]:
        row = self.work.session.scalars(
            select(Organization).where(
                Organization.centre_id == self.work.centre.id, Organization.id == self.organization_id
            )
        ).one()
        yield {**_columns(row), "organization": row.name}

    def _past_records(self) -> Iterator[Row]:
        for row in self._all(OrganizationRevision):
            yield {**_columns(row), "organization": row.name}

    def _tasks(self) -> Iterator[Row]:
        """Every task in scope, and those which were answered or planned while they were."""
        said = {row.task_key: row for row in self._by_task(TaskState)}
        plans = {row.task_key: row for row in self._by_task(TaskPlan)}
        texts = self._bodies()
        networks = chosen_networks(self.work, self.organization_id)
        for step in self.path.steps:
            for task in step.tasks:
                row, plan = said.pop(task.key, None), plans.pop(task.key, None)
                if row is None and plan is None and not is_in_scope(task, networks):
                    continue
                known = {"step": step.number, "task_key": task.key, "title": task.title, "network": task.network}
                yield {**known, "essential": task.essential, **self._answer(row, texts), **self._plan(plan, texts)}
        for key in sorted({*said, *plans}):
            yield {"task_key": key, **self._answer(said.get(key), texts), **self._plan(plans.get(key), texts)}

    def _by_task(self, model: type[TaskState] | type[TaskPlan]) -> list[Any]:
        return list(
            self.work.session.scalars(
                select(model)
                .where(model.centre_id == self.work.centre.id, model.organization_id == self.organization_id)
                .order_by(model.task_key)
            )
        )

    def _plan(self, row: TaskPlan | None, texts: Mapping[int, str]) -> Row:
        if row is None:
            return {}
        written = texts.get(row.responsible_text_id or 0)
        return {"responsible": self.names.get(row.responsible_id or 0) or written, "due_on": row.due_on}

    def _answer(self, row: TaskState | None, texts: Mapping[int, str]) -> Row:
        if row is None:
            return {"state": "todo"}
        return {
            **{name: getattr(row, name) for name in ("state", "done_at", "review_on", "confirmed_on", "changed_at")},
            "done_by": self.names.get(row.done_by or 0),
            "entered_by": self.names.get(row.entered_by or 0),
            "reason": texts.get(row.reason_id or 0),
            "evidence": texts.get(row.evidence_id or 0),
        }

    def _bodies(self) -> dict[int, str]:
        return {row.id: row.body for row in self._all(TextRevision, TextRevision.audience != "team")}

    def _networks(self) -> Iterator[Row]:
        texts = self._bodies()
        titles = {network.key: network.name for network in self.path.networks}
        for row in self.work.session.scalars(
            select(NetworkChoice)
            .where(
                NetworkChoice.centre_id == self.work.centre.id, NetworkChoice.organization_id == self.organization_id
            )
            .order_by(NetworkChoice.network)
        ):
            yield {**_columns(row), "title": titles.get(row.network), "reason": texts.get(row.reason_id or 0)}

    def _people(self) -> Iterator[Row]:
        rows = self.work.session.execute(
            select(Membership, Person.email)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.centre_id == self.work.centre.id, Membership.organization_id == self.organization_id)
            .order_by(Membership.id)
        )
        for member, email in rows:
            # Whoever has left, and not to be called back by a copied list: their name stands, their address does not.
            yield {**_columns(member), "email": email if member.ended_at is None else None}

    def _invitations(self) -> Iterator[Row]:
        return (_columns(row) for row in self._all(Invitation))

    def _notes(self) -> Iterator[Row]:
        """Shared ones and private ones, and those which were taken away: nothing that was written is lost."""
        titles = {task.key: task.title for step in self.path.steps for task in step.tasks}
        texts = self._bodies()
        for row in self._all(Note):
            by, changed_by = self.names.get(row.written_by or 0), self.names.get(row.changed_by or 0)
            known = {"title": titles.get(row.task_key), "body": texts.get(row.text_id)}
            yield {**_columns(row), **known, "by": by, "changed_by": changed_by}

    def _hesitations(self) -> Iterator[Row]:
        """Those that were withdrawn too, with the organization's own words, shown to the centre or not."""
        titles = {task.key: task.title for step in self.path.steps for task in step.tasks}
        texts = {row.id: row for row in self._all(TextRevision, TextRevision.audience != "team")}
        for row in self._all(Hesitation):
            words, reason = texts.get(row.words_id or 0), texts.get(row.reason_id or 0)
            entry = entry_even_retired(self.work, row.faq_key) if row.faq_key else None
            yield {
                **_columns(row),
                "title": titles.get(row.task_key or ""),
                "hesitation": entry.question if entry else None,
                "words": words.body if words else None,
                "audience": words.audience if words else None,
                "reason": reason.body if reason else None,
                "opened_by": self.names.get(row.opened_by or 0),
                "changed_by": self.names.get(row.changed_by or 0),
            }

    def _questions(self) -> Iterator[Row]:
        """One line a message, question after question."""
        titles = {task.key: task.title for step in self.path.steps for task in step.tasks}
        texts, asked = self._bodies(), {row.id: row for row in self._all(Question)}
        messages = sorted(self._all(QuestionMessage), key=lambda row: (row.question_id, row.id))
        for row in messages:
            known = {"question": row.question_id, "title": titles.get(asked[row.question_id].task_key)}
            said = {"by": self.names.get(row.written_by or 0), "body": texts.get(row.text_id)}
            yield {**_columns(asked[row.question_id]), **_columns(row), **known, **said}

    def _support(self) -> Iterator[Row]:
        """What the centre gave: the kind, the day, the minutes. Its notes are its team's own."""
        return (_columns(row) for row in self._all(Support))

    def _texts(self) -> Iterator[Row]:
        """Without what the centre's team keeps to itself."""
        for row in self._all(TextRevision, TextRevision.audience != "team"):
            yield {**_columns(row), "by": self.names.get(row.written_by or 0)}

    def _events(self) -> Iterator[Row]:
        for row in self._all(Event):
            yield {**_columns(row), "by": self.names.get(row.membership_id or 0)}

    def _access(self) -> Iterator[Row]:
        for row in self._all(AccessEvent):
            by, about = self.names.get(row.membership_id or 0), self.names.get(row.about_id or 0)
            yield {**_columns(row), "by": by, "about": about}


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def our_data(work: Work, organization_id: int, former: str) -> OurData:
    """`former` stands for whoever was erased. Names are those of this organization and of the centre's team, which its
    members read on their pages."""
    places = work.session.execute(
        select(Membership.id, Membership.name, Membership.role).where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id.is_(None) | (Membership.organization_id == organization_id),
        )
    ).all()
    names = {place.id: place.name or former for place in places}
    return OurData(work, organization_id, path_of(work), names, {place.id: place.role for place in places})
