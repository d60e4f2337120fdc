"""A canary in every field that says something of a person: planted by walking the tables, so that none is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, LargeBinary, String, Table, Text, func, insert, select

from socialtrack.data.db import db, immediate
from socialtrack.data.types import Day, Json, Moment
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.text import email_key
from socialtrack.mailing.stopping import address_hash
from socialtrack.people.person_queries import table_named
from socialtrack.people.personal_data import HELD, PLACES, Points
from tests.cast import Cast, Member, everything

LONG_ENOUGH = 40
LANGUAGES = ("language",)
OF_AN_ORGANIZATION = ("note", "task_plan", "hesitation", "question", "question_message", "support")
NAMES_ANOTHER = {"event_id": "event", "text_id": "text_revision", "question_id": "question"}


def canary(who: str, table: str, column: str) -> str:
    """A word that stands in one field of one person, and nowhere else. In capitals and lower case: nothing folds it."""
    return f"Canari-{who}-{table}.{column}"[:LONG_ENOUGH]


def address_of(who: str) -> str:
    return f"Canari-{who}@canari.example"


def holds_words(table: Table, column: str) -> bool:
    """Whether a column can hold a canary: a text that is long enough, and no code of ours."""
    kind = table.c[column].type
    if isinstance(kind, Json | Day):
        return False
    length = getattr(kind, "length", None)
    return isinstance(kind, Text) or (isinstance(kind, String) and (length or LONG_ENOUGH) >= LONG_ENOUGH)


def plant(cast: Cast, who: Member, without: tuple[str, ...] = ()) -> dict[tuple[str, str], str]:
    """A row of each table that holds something of persons, for that one; the canaries, by table and column.

    What is there already (the person, their place, their organization) is overwritten.
    """
    planted: dict[tuple[str, str], str] = {}
    with cast.app.app_context(), everything() as session, immediate(session):
        for name, held in HELD.items():
            if not held.whose or name in without:
                continue
            table = table_named(name)
            values = {
                column: _word(table, column, who, held.whose)
                for column in (*held.given, *held.facts, *held.kept_back)
                if holds_words(table, column) and table.c[column].foreign_keys == set()
            }
            values |= {column: _points(points, who) for column, points in held.whose.items() if column != "id"}
            if name == "person":
                values["email_key"] = email_key(address_of(who.key))
            if name in OF_AN_ORGANIZATION and who.organization is None:
                continue
            if name == "team_note":  # the centre's own, beside a question that is there
                if _newest(session, "question", who) is None:
                    continue
                values["organization_id"] = None
            if name == "task_plan" and _is_planned(session, table, who):
                continue
            if name == "shut_room":  # shut once, and opened since
                values |= {"reason": "lead", "opened_at": utc_now()}
            if name == "letter":  # an address is spelled as whoever typed it
                values["to_address"] = address_of(who.key).upper()
            there = _present(name, who)
            if there is not None:
                left = {"slug", "name_key", "time_zone", "reference"} if name != "person" else set()
                session.execute(table.update().where(there).values({k: v for k, v in values.items() if k not in left}))
                values = {k: v for k, v in values.items() if k not in left}
            else:
                session.execute(insert(table).values(_whole(table, values, who, session)))
            planted |= {(name, column): str(value) for column, value in values.items() if _is_canary(value)}
    return planted


def _is_planned(session: Any, table: Table, who: Member) -> bool:
    """Whether somebody of the same organization has planned that task already: there is one plan a task."""
    there = select(table.c.task_key).where(table.c.organization_id == who.organization.id)
    return session.scalar(there.limit(1)) is not None


def _is_canary(value: Any) -> bool:
    return isinstance(value, str) and value.casefold().startswith("canari")


def _word(table: Table, column: str, who: Member, whose: Any) -> str:
    return canary(who.key, table.name, column)


def _points(points: Points, who: Member) -> Any:
    return {
        Points.PERSON: who.person_id,
        Points.MEMBERSHIP: who.membership_id,
        Points.ADDRESS: email_key(address_of(who.key)),
        Points.DIGEST: address_hash(who.centre.id, email_key(address_of(who.key))),
    }[points]


def _present(name: str, who: Member) -> Any:
    table = table_named(name)
    if name == "person":
        return table.c.id == who.person_id
    if name == "membership":
        return table.c.id == who.membership_id
    if name == "organization":
        return table.c.id == (who.organization.id if who.organization else 0)
    if name == "centre":
        return table.c.id == who.centre.id
    if name == "task_state":
        return table.c.changed_by == who.membership_id
    return None


def _whole(table: Table, values: dict[str, Any], who: Member, session: Any) -> dict[str, Any]:
    """Every column that may not be empty gets something of its kind."""
    whole = dict(values)
    for column in table.columns:
        if column.name in whole or (column.name == "id" and column.autoincrement):
            continue
        if column.name == "centre_id":
            whole["centre_id"] = who.centre.id
        elif column.name == "organization_id":
            whole["organization_id"] = who.organization.id if who.organization else None
        elif column.name == "person_id":
            whole["person_id"] = who.person_id
        elif column.name in LANGUAGES:
            whole[column.name] = "fr"
        elif column.name == "task_key":
            whole[column.name] = "name-backup"
        elif column.name in NAMES_ANOTHER and not column.nullable:
            whole[column.name] = _newest(session, NAMES_ANOTHER[column.name], who)
        elif column.nullable or column.name in PLACES:
            continue
        elif isinstance(column.type, Moment):
            whole[column.name] = utc_now() - timedelta(days=2)
        elif isinstance(column.type, Day):
            whole[column.name] = utc_now().date()
        elif isinstance(column.type, Json):
            whole[column.name] = []
        elif isinstance(column.type, Boolean):
            whole[column.name] = False
        elif isinstance(column.type, LargeBinary):
            whole[column.name] = canary(who.key, table.name, column.name).encode()
        elif isinstance(column.type, String):
            whole[column.name] = "x"
        else:
            whole[column.name] = 1
    return whole


def _newest(session: Any, name: str, who: Member) -> int | None:
    """The newest row of that table in their centre."""
    kept = table_named(name)
    return session.scalar(select(func.max(kept.c.id)).where(kept.c.centre_id == who.centre.id))


def everything_kept(cast: Cast) -> dict[str, str]:
    """All that the database holds, as text, by table: PostgreSQL gives rows that changed in an order of its own."""
    with cast.app.app_context(), everything() as session:
        return {
            table.name: "\n".join(sorted(repr(tuple(row)) for row in session.execute(select(table))))
            for table in db.metadata.sorted_tables
        }
