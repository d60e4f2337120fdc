"""One `Work` per request or command: the session (already walled to one centre), who acts, when, and the outbox.

Opened and closed at the edge, handed down. Nothing below asks who is signed in, what time it is, or which centre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from .moments import local_day
from .permissions import CENTRE_ROLES


@dataclass(frozen=True)
class Actor:
    """Who acts. `membership_id` is None for commands and for what the system does by itself.

    `sees_caseload_only`: an advisor to whom no organization exists but those confided to them.
    """

    role: str
    membership_id: int | None = None
    person_id: int | None = None
    organization_id: int | None = None
    channel: str = "web"
    sees_caseload_only: bool = False

    @property
    def is_centre_staff(self) -> bool:
        """Staff who change something in an organization do it on its behalf."""
        return self.role in CENTRE_ROLES


COMMAND = Actor(role="host", channel="command")
# Whoever reads what is open to everyone: a role that no permission is given to.
ANYONE = Actor(role="anyone")


@dataclass(frozen=True)
class CentreFacts:
    """What all floors may need to know of the centre: plain values, no row."""

    id: int
    slug: str
    name: str
    language: str
    time_zone: str
    stalled_after_days: int
    path_version: int

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass
class Work:
    """Session, actor, moment, centre, outbox.

    `begin_write` opens the immediate transaction and reads the membership again; the edge provides it, so that this
    file needs no database.
    """

    session: Any
    actor: Actor
    now: datetime
    centre: CentreFacts
    begin_write: Callable[[Work], AbstractContextManager[None]]
    outbox: list[Any] = field(default_factory=list)
    _writing: bool = False

    @property
    def today(self) -> date:
        """The day it is at the centre."""
        return local_day(self.now, self.centre.zone)

    @property
    def is_writing(self) -> bool:
        return self._writing

    @contextmanager
    def write(self) -> Iterator[None]:
        """One immediate transaction around an action: committed at the end, undone whole if anything is raised.

        An action called by another joins the transaction that is already open.
        """
        if self._writing:
            yield
            return
        self._writing = True
        try:
            with self.begin_write(self):
                yield
        finally:
            self._writing = False
