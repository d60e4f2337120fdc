"""The rows that name a person, blanked or gone, after the one list of what is held about persons."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ..journal.models import TextRevision
from ..kernel.collation import folded
from ..tenancy.models import Membership, Organization, OrganizationRevision
from .person_queries import Subject, table_named, theirs
from .personal_data import HELD, Fate


def blank_rows(session: Session, subject: Subject, now: datetime, *, with_texts: bool) -> None:
    """Blank or delete every row that names somebody, table after table of the list. The caller holds the transaction.

    The rows are found before any is changed: the address leads to them, and it goes too.
    """
    found = {name: theirs(session, name, held, subject) for name, held in HELD.items()}
    _blank_contacts(session, subject)
    _blank_lone_names(session, subject, now)
    _let_go_of_devices(session, subject)
    for name, held in HELD.items():
        table, which = table_named(name), found[name]
        if held.fate is Fate.GOES:
            session.execute(delete(table).where(which))
        elif held.fate is Fate.BLANKED or (held.fate is Fate.IF_ASKED and with_texts):
            values: dict[str, Any] = {column: None if table.c[column].nullable else "" for column in held.blanked}
            if name == "person":
                values["email_key"] = f"erased {subject.person_id}"
            if "blanked_at" in table.c:
                values["blanked_at"] = now
                which = which & table.c.blanked_at.is_(None)
            session.execute(update(table).where(which).values(values))


def _let_go_of_devices(session: Session, subject: Subject) -> None:
    """A room that was shut to one session stays shut to its membership, which has ended."""
    if subject.within is None:
        shut, device = table_named("shut_room"), table_named("device")
        mine = select(device.c.id).where(device.c.person_id == subject.person_id)
        session.execute(update(shut).where(shut.c.device_id.in_(mine)).values(device_id=None))


def _blank_contacts(session: Session, subject: Subject) -> None:
    """An organization of theirs may show their name as the one to reach, beside an address that is not theirs."""
    names = {folded(name) for name in subject.names}
    if not names:
        return
    rooms = select(Membership.organization_id).where(Membership.id.in_(subject.memberships))
    rows: list[Organization | OrganizationRevision] = [
        *session.scalars(select(Organization).where(Organization.id.in_(rooms))),
        *session.scalars(select(OrganizationRevision).where(OrganizationRevision.organization_id.in_(rooms))),
    ]
    for row in rows:
        if folded(row.contact or "") in names:
            row.contact = None
    session.flush()


def _blank_lone_names(session: Session, subject: Subject, now: datetime) -> None:
    """A text of an organization of theirs that is their name and nothing else names them, whoever wrote it: who sees to
    a task and has no place here, a « repère » that is a name."""
    names = {folded(name) for name in subject.names}
    if not names:
        return
    rooms = select(Membership.organization_id).where(Membership.id.in_(subject.memberships))
    longest = 2 * max(map(len, names)) + 2
    for text in session.scalars(
        select(TextRevision).where(
            TextRevision.organization_id.in_(rooms),
            TextRevision.blanked_at.is_(None),
            func.length(TextRevision.body) <= longest,
        )
    ):
        if folded(" ".join(text.body.split())) in names:
            text.body, text.blanked_at = "", now
    session.flush()
