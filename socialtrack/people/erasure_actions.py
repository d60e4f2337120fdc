"""Erasing a person (docs/decisions/0017): their places end, then every row that names them is blanked or goes.

Each centre's part is one change of that centre, with its events; the rest is one transaction of the installation. If
the server dies in between, nothing was answered, the person can still come in, and asking again finishes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..data.db import forget_old_pages, immediate
from ..journal.access_actions import note_access
from ..kernel.errors import Busy, NotFound, Refused
from ..kernel.moments import utc_now
from ..kernel.permissions import Role
from ..kernel.work import COMMAND, Actor, CentreFacts, Work
from ..mailing.actions import Words, post
from ..tenancy.actions import command_work
from ..tenancy.models import Centre, Membership
from ..tenancy.queries import facts_of
from .actions import outside
from .erasure_list import Line, list_erasures
from .erasure_rows import blank_rows
from .erasure_rules import what_stands_in_the_way
from .invitation_actions import take_back
from .member_actions import end_place
from .models import Erasure, Invitation, Person
from .person_queries import seats_of, subject_of

NoLeadLetter = Callable[[str, str], Words]
"""The letter that tells a centre's manager, in a language, that an organization of that name has no lead."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked. `asked_by`: person, manager, host. `no_lead_letter` is None where no letter leaves."""

    asked_by: str
    with_texts: bool = False
    may_leave_alone: bool = False
    is_forced: bool = False
    no_lead_letter: NoLeadLetter | None = None


def erase_person(person_id: int, order: Order, data_dir: Path) -> None:
    """Erase a person everywhere. Asking twice is asking once.

    Raises:
        Refused: a centre would have no manager left (code `erase-last-manager`), or an organization no lead while
            nobody said that it may (code `erase-last-lead`).
    """
    for _attempt in range(3):
        with outside("whoever is erased may belong to several centres") as everywhere:
            _check(everywhere, person_id, order)
            places = _centres_left(everywhere, person_id)
        for centre, themselves in places:
            actor = themselves if order.asked_by == "person" else COMMAND
            with command_work(centre, actor) as work:
                leave_centre(work, person_id, order)
        if (line := _erase_everywhere(person_id, order)) is not None:
            break
    else:
        raise Busy
    _list(data_dir, line)


def erase_from_centre(
    work: Work, membership_id: int, organization_id: int | None, order: Order, data_dir: Path
) -> bool:
    """Erase somebody from one centre, at its manager's hands and their own request; whether they went as a whole,
    since nothing names them elsewhere.

    Raises:
        NotFound: nobody of that number is here.
        Refused: as `erase_person`; or it is the manager themself, whose own page asks for more (`erase-yourself`).
    """
    member = work.session.scalars(
        select(Membership).where(
            Membership.centre_id == work.centre.id,
            Membership.id == membership_id,
            Membership.organization_id == organization_id,
        )
    ).one_or_none()
    if member is None or (member.ended_at is not None and not member.name):
        raise NotFound("no-such-member")
    if member.person_id == work.actor.person_id:
        raise Refused("erase-yourself")
    person_id, centre_id = member.person_id, work.centre.id
    leave_centre(work, person_id, order)
    with outside("whoever is erased from one centre may belong to another") as everywhere:
        is_last = not _is_named_elsewhere(everywhere, person_id, centre_id)
        if not is_last:
            with immediate(everywhere, centre_id):
                now = utc_now()
                blank_rows(
                    everywhere, subject_of(everywhere, person_id, within=centre_id), now, with_texts=order.with_texts
                )
            forget_old_pages(everywhere)
    if is_last:
        erase_person(person_id, order, data_dir)
    else:
        _list(data_dir, Line(person_id, centre_id, order.with_texts, order.asked_by, now))
    return is_last


def leave_centre(work: Work, person_id: int, order: Order) -> None:
    """End every place of a person in this centre, and take back the invitations that wait for them.

    Raises:
        Refused: see `erase_person`.
    """
    with work.write():
        seats = seats_of(work.session, person_id, within=work.centre.id)
        refusal = what_stands_in_the_way(
            seats, may_leave_alone=order.may_leave_alone or order.asked_by != "person", is_forced=order.is_forced
        )
        if refusal:
            raise Refused(refusal)
        places = work.session.scalars(
            select(Membership)
            .where(Membership.centre_id == work.centre.id, Membership.person_id == person_id)
            .order_by(Membership.id)
        ).all()
        for place in places:
            if place.ended_at is None:
                _end(work, place)
        _take_invitations_back(work, person_id)
        if order.no_lead_letter is not None:
            alone = [seat.organization_name or "" for seat in seats if seat.is_last_lead]
            _tell_managers(work, alone, order.no_lead_letter)


def _end(work: Work, place: Membership) -> None:
    end_place(work, place)
    note_access(work, "person-erased", organization_id=place.organization_id, about_id=place.id, before=place.role)


def _take_invitations_back(work: Work, person_id: int) -> None:
    key = work.session.get_one(Person, person_id).email_key
    waiting = work.session.scalars(
        select(Invitation).where(
            Invitation.centre_id == work.centre.id,
            Invitation.email_key == key,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    ).all()
    for invitation in waiting:
        take_back(work, invitation)


def _tell_managers(work: Work, organizations: list[str], letter: NoLeadLetter) -> None:
    if not organizations:
        return
    managers = work.session.execute(
        select(Person.email, Person.language)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id.is_(None),
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
        )
    ).all()
    for name in organizations:
        for email, language in managers:
            words = letter(language, name)
            post(
                work.session,
                kind="no-lead",
                to=email,
                language=language,
                words=words,
                now=work.now,
                centre_id=work.centre.id,
            )


def _check(session: Session, person_id: int, order: Order) -> None:
    may_leave = order.may_leave_alone or order.asked_by != "person"
    refusal = what_stands_in_the_way(seats_of(session, person_id), may_leave_alone=may_leave, is_forced=order.is_forced)
    if refusal:
        raise Refused(refusal)


def _centres_left(session: Session, person_id: int) -> list[tuple[CentreFacts, Actor]]:
    """The centres in which something is left to end, each with its person as they act there."""
    found: dict[int, Actor] = {}
    for place in session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.organization_id.is_not(None), Membership.id)
    ):
        who = Actor(place.role, place.id, person_id, place.organization_id, sees_caseload_only=place.sees_caseload_only)
        found.setdefault(place.centre_id, who)
    return [(facts_of(session.get_one(Centre, centre_id)), actor) for centre_id, actor in found.items()]


def _is_named_elsewhere(session: Session, person_id: int, centre_id: int) -> bool:
    """Whether another centre still has a place of theirs, or a name from one they had."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.person_id == person_id, Membership.centre_id != centre_id, Membership.name != "")
        )
        or 0
    ) > 0


def _erase_everywhere(person_id: int, order: Order) -> Line | None:
    """Blank all that names the person; None if they were given a new place meanwhile."""
    with outside("whoever is erased is erased everywhere") as session:
        with immediate(session):
            person = session.get_one(Person, person_id, with_for_update=True)
            now = utc_now()
            before = person.erased_at
            if _centres_left(session, person_id):
                return None
            blank_rows(session, subject_of(session, person_id), now, with_texts=order.with_texts)
            person.erased_at = before or now
            if before is None:
                session.add(
                    Erasure(person_id=person_id, with_texts=order.with_texts, asked_by=order.asked_by, erased_at=now)
                )
        forget_old_pages(session)
    return Line(person_id, None, order.with_texts, order.asked_by, now)


def _list(data_dir: Path, line: Line) -> None:
    """Beside the database, with whatever an earlier crash kept from being listed."""
    with outside("erasures are listed beside the database") as session:
        known = session.scalars(select(Erasure).order_by(Erasure.id)).all()
    lines = [Line(row.person_id, None, row.with_texts, row.asked_by, row.erased_at) for row in known]
    list_erasures(data_dir, [*lines, *([line] if line.centre_id is not None else [])])
