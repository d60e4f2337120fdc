"""To whom a letter about a question goes: one side's people who can sign in, found under the lock."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from ..kernel.permissions import Can, Role, may
from ..kernel.work import Work
from ..mailing.stopping import is_refused
from ..people.models import Person
from ..tenancy.models import Membership, Organization
from .models import Question, QuestionMessage
from .rules import Side


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to, in their language."""

    person_id: int
    email: str
    language: str


def readers_of(work: Work, question: Question, side: Side) -> list[Reader]:
    """Those of that side who are told of what the other wrote: never whoever acts, nor whoever wants no letters."""
    found = _in_centre(work, question) if side is Side.CENTRE else _in_organization(work, question)
    return [
        reader
        for reader in found
        if reader.person_id != work.actor.person_id
        and not is_refused(work.session, work.centre.id, email_key_of(work, reader))
    ]


def email_key_of(work: Work, reader: Reader) -> str:
    return work.session.get_one(Person, reader.person_id).email_key


def _in_centre(work: Work, question: Question) -> list[Reader]:
    """Whom it is assigned to, else the organization's advisor, else the managers. Never somebody who does not see that
    organization."""
    advisor_id = work.session.scalars(
        select(Organization.advisor_id).where(
            Organization.centre_id == work.centre.id, Organization.id == question.organization_id
        )
    ).one()
    in_team = Membership.organization_id.is_(None) & (
        Membership.sees_caseload_only.is_(False) | (Membership.id == advisor_id)
    )
    for membership_id in (question.assigned_to, advisor_id):
        if membership_id is not None:
            here = _found(work, in_team, Membership.id == membership_id)
            if here and may(here[0][1], Can.ANSWER_QUESTION):
                return [here[0][0]]
    return [reader for reader, _ in _found(work, in_team, Membership.role == Role.MANAGER)]


def _in_organization(work: Work, question: Question) -> list[Reader]:
    """Who asked, else who wrote last of those who are still there, else the leads."""
    here = Membership.organization_id == question.organization_id
    wrote = work.session.scalars(
        select(QuestionMessage.written_by)
        .where(
            QuestionMessage.centre_id == work.centre.id,
            QuestionMessage.organization_id == question.organization_id,
            QuestionMessage.question_id == question.id,
            QuestionMessage.side == Side.ORGANIZATION,
            QuestionMessage.written_by.is_not(None),
        )
        .order_by(QuestionMessage.id.desc())
    ).all()
    for membership_id in (question.asked_by, *wrote):
        found = _found(work, here, Membership.id == membership_id) if membership_id is not None else []
        if found and may(found[0][1], Can.ASK):
            return [found[0][0]]
    return [reader for reader, _ in _found(work, here, Membership.role == Role.LEAD)]


def _found(work: Work, *conditions: ColumnElement[bool]) -> list[tuple[Reader, str]]:
    """Those who can sign in, with their roles."""
    rows = work.session.execute(
        select(Person.id, Person.email, Person.language, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.ended_at.is_(None),
            Person.erased_at.is_(None),
            *conditions,
        )
        .order_by(Membership.id)
    )
    return [(Reader(row.id, row.email, row.language), row.role) for row in rows]
