"""The wall between centres: a session serves one scope, opened once; without it, no statement runs.

Belt one narrows every ORM statement to the scope and refuses those it can't narrow. Belt two, `before_flush`, refuses
a row of another centre or organization, and fills in `centre_id`. Belt three is the database's own: composite keys on
both engines, and on PostgreSQL policies that follow the session's scope (`guard.py`).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Alias, ClauseElement, ColumnClause, ForeignKey, SelectBase, Table, TextClause, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.orm.unitofwork import UOWTransaction

from . import caseload, private
from .db import db
from .guard import SCOPE, tell_again
from .types import Id


class CentreOwned:
    """Mixin: the row belongs to one centre."""

    centre_id: Mapped[int] = mapped_column(Id, ForeignKey("centre.id"))


class OrganizationOwned(CentreOwned):
    """Mixin: the row belongs to one organization of one centre. The class adds the composite key to `organization`, and
    may say again that the column can be empty (the centre's own events)."""

    organization_id: Mapped[int] = mapped_column(Id)


@dataclass(frozen=True)
class Scope:
    """What a session may touch: a centre, or one organization of it; None is everything, and says why.

    `caseload`: the membership of an advisor to whom no organization of the centre exists but those confided to them
    (`caseload.py`).
    """

    centre_id: int | None
    reason: str = ""
    organization_id: int | None = None
    caseload: int | None = None

    def __post_init__(self) -> None:
        if self.centre_id is None and not self.reason:
            raise ValueError("an unscoped session states its reason")
        if self.caseload is not None and (self.centre_id is None or self.organization_id is not None):
            raise ValueError("a caseload is one of a whole centre")

    @property
    def hides_private(self) -> bool:
        """A whole centre is read without what its organizations keep to themselves (`private.py`)."""
        return self.centre_id is not None and self.organization_id is None


class ScopeMissing(RuntimeError):
    """A statement ran in a session that nobody scoped: open it with `open_session(Scope(…))`."""


class RawStatement(RuntimeError):
    """A statement that the wall can't narrow (Core table, text, bulk insert) ran in a scoped session."""


class WrongCentre(RuntimeError):
    """A row of another centre or organization was about to be written."""


class KeptPrivate(RuntimeError):
    """A session that hides what organizations keep to themselves was about to write some of it."""


def open_scope(session: Session, scope: Scope) -> None:
    if SCOPE in session.info:
        raise RuntimeError("a session serves one scope: open another session")
    session.info[SCOPE] = scope


def open_session(scope: Scope) -> Session:
    """A new session for one scope. Whoever opens it closes it."""
    # A plain session on the one engine: the extension's own would look the engine up for each statement.
    session = Session(db.engine, expire_on_commit=False)
    open_scope(session, scope)
    return session


def close_session(session: Session) -> None:
    """Give the connection back. One whose database has gone away is thrown away: what was committed is answered."""
    try:
        session.close()
    except DBAPIError:
        session.invalidate()


def narrow(session: Session, scope: Scope) -> None:
    """Shut an unscoped session into the scope that it has just found out: once, never from one centre to another."""
    if scope_of(session).centre_id is not None or scope.centre_id is None:
        raise RuntimeError("a session serves one centre: open another session")
    session.flush()
    session.expunge_all()  # nothing read without the wall stays within reach
    session.info[SCOPE] = scope
    tell_again(session)


def scope_of(session: Session) -> Scope:
    scope = session.info.get(SCOPE)
    if scope is None:
        raise ScopeMissing("this session has no scope")
    return scope


def _looks_past(statement: Any) -> bool:
    """Whether part of an ORM statement is a text, or a table of Core that is no entity there: criteria would not
    reach that part."""
    queries: list[ClauseElement] = [statement]
    for query in queries:
        entities, tables = set(), set()
        parts = list(query.get_children())
        while parts:
            part = parts.pop()
            if isinstance(part, TextClause):
                return True
            if isinstance(part, SelectBase):
                queries.append(part)
                continue
            if "parententity" in part._annotations:
                entities.add(part._annotations["parententity"].mapper.local_table)
            elif isinstance(part, ColumnClause):
                table = part.table.element if isinstance(part.table, Alias) else part.table
                if isinstance(table, Table):
                    tables.add(part.table)
            parts.extend(part.get_children())
        if tables - entities:
            return True
    return False


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope = state.session.info.get(SCOPE)
    if scope is None:
        raise ScopeMissing(str(state.statement)[:80])
    if scope.centre_id is None or state.is_relationship_load or state.is_column_load:
        return
    if not state.is_orm_statement or state.is_from_statement or state.is_insert or _looks_past(state.statement):
        raise RawStatement(str(state.statement)[:80])
    values = getattr(state.statement, "_values", None) or ()
    if state.is_update and any(getattr(name, "key", name) == "centre_id" for name in values):
        raise WrongCentre(str(state.statement)[:80])
    if scope.hides_private:
        state.statement = state.statement.options(*private.criteria())
    if scope.caseload is not None:
        state.statement = state.statement.options(*caseload.criteria(scope.centre_id, scope.caseload))
    centre, organization = scope.centre_id, scope.organization_id
    state.statement = state.statement.options(
        with_loader_criteria(CentreOwned, lambda cls: cls.centre_id == centre, include_aliases=True)
    )
    if organization is not None:
        state.statement = state.statement.options(
            with_loader_criteria(
                OrganizationOwned, lambda cls: cls.organization_id == organization, include_aliases=True
            )
        )


@event.listens_for(Session, "before_flush")
def _keep_inside(session: Session, context: UOWTransaction, instances: object) -> None:
    scope = session.info.get(SCOPE)
    for row in [*session.new, *session.dirty, *session.deleted]:
        if scope is None:
            raise ScopeMissing(type(row).__name__)
        if scope.centre_id is None or not isinstance(row, CentreOwned):
            continue
        if scope.hides_private and private.is_private(row):
            raise KeptPrivate(type(row).__name__)
        given: int | None = row.centre_id
        if given is None:
            row.centre_id = scope.centre_id
        if row.centre_id != scope.centre_id:
            raise WrongCentre(type(row).__name__)
        if scope.caseload is not None:
            caseload.check_row(session, row)
        if (
            scope.organization_id is not None
            and isinstance(row, OrganizationOwned)
            and row.organization_id != scope.organization_id
        ):
            raise WrongCentre(type(row).__name__)
