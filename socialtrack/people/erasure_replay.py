"""After a restore: erasing again whom the older copy of the database brought back, from the list beside it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.db import forget_old_pages, immediate
from ..tenancy.actions import command_work
from ..tenancy.models import Centre, Membership
from ..tenancy.queries import facts_of
from .actions import outside
from .erasure_actions import Order, erase_person, leave_centre
from .erasure_list import Line
from .erasure_rows import blank_rows
from .models import Person
from .person_queries import subject_of


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: how many erasures of the list this database did not know."""

    listed: int
    done: int


def replay(lines: list[Line], data_dir: Path) -> Replayed:
    """Do again what the list says and this database does not know, as after a restore. Running it twice is running it
    once.

    A number may have been given again since: whoever came after that erasure is somebody else, and is left alone.
    """
    done = 0
    for line in lines:
        with_texts = any(
            other.with_texts
            for other in lines
            if (other.person_id, other.centre_id) == (line.person_id, line.centre_id)
        )
        with outside("a restored copy may hold people who were erased since") as session:
            person = session.get(Person, line.person_id)
            if person is None or person.created_at > line.erased_at:
                continue
            is_known = person.erased_at is not None if line.centre_id is None else not _is_here(session, line)
        if is_known:
            continue
        order = Order(line.asked_by, with_texts, may_leave_alone=True, is_forced=True)
        if line.centre_id is None:
            erase_person(line.person_id, order, data_dir)
        else:
            _erase_from(line, order)
        done += 1
    return Replayed(len(lines), done)


def _is_here(session: Session, line: Line) -> bool:
    """Whether that centre has a place of theirs from before the erasure, or its name."""
    return (
        session.scalars(
            select(Membership.id)
            .where(
                Membership.person_id == line.person_id,
                Membership.centre_id == line.centre_id,
                Membership.created_at <= line.erased_at,
                Membership.name != "",
            )
            .limit(1)
        ).first()
        is not None
    )


def _erase_from(line: Line, order: Order) -> None:
    assert line.centre_id is not None
    with outside("a restored copy may hold people who were erased since") as session:
        centre = facts_of(session.get_one(Centre, line.centre_id))
    with command_work(centre) as work:
        leave_centre(work, line.person_id, order)
    with outside("whoever is erased from one centre may belong to another") as everywhere:
        with immediate(everywhere, line.centre_id):
            subject = subject_of(everywhere, line.person_id, within=line.centre_id)
            blank_rows(everywhere, subject, line.erased_at, with_texts=order.with_texts)
        forget_old_pages(everywhere)
