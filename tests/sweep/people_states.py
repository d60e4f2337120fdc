"""States of the pages about people: thirty of them, somebody whom nobody knows yet, an invitation of each age."""

from datetime import timedelta

from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.people.actions import Browser
from socialtrack.people.arrival_actions import Answer, accept, ask_for_new_link
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.people.member_lead_actions import Naming, name_member_lead
from socialtrack.people.member_rules import Gone
from socialtrack.people.models import Device, Invitation, Person, ShutRoom
from socialtrack.tenancy.actions import add_membership, command_work
from tests.cast import Cast, everything

NAMES = ("Marie-Ève O’Neil", "Jean-François Lapointe-Bélanger", "יוסף", "Lê Thị Hồng", "Fatou", "Ann B.")


def many_people(cast: Cast) -> None:
    """Les Amis has thirty people, in each role, and two who are waited for."""
    now = utc_now()
    with cast.app.app_context(), everything() as session, immediate(session):
        persons = [
            Person(email=f"membre{n}@example.org", email_key=f"membre{n}@example.org", language="fr", created_at=now)
            for n in range(27)
        ]
        session.add_all(persons)
        session.flush()
        ids = [person.id for person in persons]
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        for n, person_id in enumerate(ids):
            add_membership(
                work,
                person_id=person_id,
                role=("member", "reader", "member", "lead")[n % 4],
                name=f"{NAMES[n % len(NAMES)]} {n}",
                organization_id=cast.les_amis.id,
            )
    with cast.work_for("bruno") as work:
        for n in range(2):
            invite(work, Offer(f"invitee{n}@example.org", "member", "fr", new_token()), cast.les_amis.id)


def member(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.denis.membership_id)}


def last_lead(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.bruno.membership_id)}


def of_the_team(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.agathe.membership_id)}


def waiting(cast: Cast) -> dict[str, str]:
    """Bruno has invited somebody; what is waited for, and its link."""
    token = new_token()
    with cast.work_for("bruno") as work:
        number = invite(work, Offer("marie@example.org", "member", "fr", token), cast.les_amis.id)
    return {"invitation": str(number), "token": token}


def waiting_for_the_team(cast: Cast) -> dict[str, str]:
    with cast.work_for("aline") as work:
        return {"invitation": str(invite(work, Offer("luc@example.org", "advisor", "fr", new_token()), None))}


def too_old(cast: Cast) -> dict[str, str]:
    """The invitation's time is over, and whoever has its link asks for another."""
    found = waiting(cast)
    with cast.app.app_context():
        with everything() as session, immediate(session):
            row = session.scalars(select(Invitation).where(Invitation.id == int(found["invitation"]))).one()
            row.expires_at = utc_now() - timedelta(days=1)
        ask_for_new_link(found["token"], None, utc_now())
    return found


def too_old_link(cast: Cast) -> dict[str, str]:
    return {"token": too_old(cast)["token"]}


def too_old_number(cast: Cast) -> dict[str, str]:
    return {"invitation": too_old(cast)["invitation"]}


def waiting_number(cast: Cast) -> dict[str, str]:
    return {"invitation": waiting(cast)["invitation"]}


def somebody_unknown(cast: Cast) -> None:
    """Marie came in by a link that Aline copied; the centre has named a lead too, and copied a link for Denis."""
    token = new_token()
    with cast.work_for("aline") as work:
        invite(work, Offer("marie@example.org", "member", "fr", token), cast.les_amis.id)
    with cast.app.app_context():
        accept(token, Answer("Marie", is_named_to_centre=False, browser=Browser()), None, utc_now())
    with cast.work_for("aline") as work:
        name_member_lead(work, Naming(cast.les_amis.id, Gone.SILENT, frozenset()), cast.beatrice.membership_id)


def shut_out(cast: Cast) -> None:
    """Each session of Béatrice's is shut out of the private things of Les Amis."""
    with cast.app.app_context(), everything() as session, immediate(session):
        devices = session.scalars(select(Device.id).where(Device.person_id == cast.beatrice.person_id)).all()
        session.add(
            ShutRoom(
                centre_id=cast.quebec.id,
                organization_id=cast.les_amis.id,
                membership_id=cast.beatrice.membership_id,
                device_id=devices[0] if devices else None,
                reason="sign-in-link",
                shut_at=utc_now(),
            )
        )


def ten_places(cast: Cast) -> None:
    """Agathe belongs to the team, and to nine places more, in two centres."""
    for centre, room in ((cast.quebec, cast.le_phare), (cast.montreal, cast.elsewhere)):
        with cast.app.app_context(), command_work(centre) as work, work.write():
            for role in ("lead", "member", "reader", "member"):
                add_membership(work, person_id=cast.agathe.person_id, role=role, name="Agathe", organization_id=room.id)
