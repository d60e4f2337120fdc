"""Founding a centre: composes what four features know, in one transaction. Behind the first-run page and a command."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.scope import Scope, narrow
from ..guide.actions import give_first_path
from ..guide.edition import shipped_edition
from ..kernel.permissions import Role
from ..kernel.tokens import new_token
from ..kernel.work import COMMAND, Actor, CentreFacts, Work
from ..people.actions import (
    Browser,
    Started,
    check_setup,
    close_setup,
    locked_installation,
    outside,
    person_with,
    start_device,
)
from ..people.invitation_actions import Offer, invite
from ..tenancy.actions import add_membership, found_centre

TIME_ZONE = "America/Toronto"
EXAMPLE_CENTRE = "Centre d’action bénévole d’exemple"


@dataclass(frozen=True, slots=True)
class NewSpace:
    """What the first-run page asks."""

    language: str
    centre: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A centre that has just been founded, and the session of its first manager."""

    centre: CentreFacts
    device: Started


def open_space(token: str, space: NewSpace, browser: Browser, now: datetime) -> Opened:
    """Found the first centre with its manager, and close the first-run page for good.

    Raises:
        Conflict: somebody was first (code `already-set-up`).
        NotFound: that link is not the last one printed.
    """
    with outside("the first centre is founded") as session, immediate(session):
        installation = locked_installation(session)
        check_setup(installation, token)
        close_setup(installation, now)
        person_id = person_with(session, space.email, space.language, now).id
        device = start_device(session, person_id, browser, now, is_staff=True, entered_by="setup")
        work = _found(session, space.centre, space.language, Actor(role=Role.MANAGER, person_id=person_id), now)
        add_membership(work, person_id=person_id, role=Role.MANAGER, name=space.name)
        return Opened(work.centre, device)


def create_centre(name: str, manager_email: str, language: str, now: datetime) -> tuple[CentreFacts, str]:
    """Found a further centre for the host, with an invitation to its manager: the centre, and the invitation's token.

    The first-run page closes too: who founds by command needs it no more.
    """
    token = new_token()
    with outside("the host founds a centre") as session, immediate(session):
        installation = locked_installation(session)
        if installation.setup_done_at is None:
            close_setup(installation, now)
        work = _found(session, name, language, COMMAND, now)
        invite(work, Offer(manager_email, Role.MANAGER, language, token), None)
        return work.centre, token


def found_example_centre(now: datetime) -> CentreFacts:
    """A centre for the examples alone, on an installation that has none. Nobody is in it: the host invites.

    The first-run page closes, as with any centre that a command founds.
    """
    with outside("the host founds a centre to try things in") as session, immediate(session):
        installation = locked_installation(session)
        if installation.setup_done_at is None:
            close_setup(installation, now)
        return _found(session, EXAMPLE_CENTRE, "fr", COMMAND, now).centre


def _found(session: Session, name: str, language: str, actor: Actor, now: datetime) -> Work:
    """A centre with its path, and the `Work` that goes on in the same transaction, walled to that centre."""
    centre = found_centre(session, name, language, TIME_ZONE, now)
    narrow(session, Scope(centre.id))

    def joined(work: Work) -> AbstractContextManager[None]:
        return nullcontext()

    work = Work(session=session, actor=actor, now=now, centre=centre, begin_write=joined)
    give_first_path(work, shipped_edition())
    return work
