"""The world: the cast, with something in each room that nobody else may read, and what stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from socialtrack.data.db import db
from socialtrack.hesitations.actions import open_hesitation
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About
from socialtrack.jobs.models import Job
from socialtrack.journal.models import Event
from socialtrack.notes.actions import write_note
from socialtrack.notes.models import Note
from socialtrack.notes.rules import Audience
from socialtrack.people.models import Incident, Invitation
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.reports.models import LiveAddress, SavedView
from socialtrack.support.actions import Said as SupportSaid
from socialtrack.support.actions import log_support
from socialtrack.support.models import Support
from socialtrack.support.rules import Given, SupportKind
from tests.cast import FOUNDED_AT, Cast, Member, everything
from tests.cast import Organization as Room
from tests.walls.asks_planted import READERS, plant_asks
from tests.walls.atlas import Spot, Visit
from tests.walls.questions_planted import plant_question, planted_in

TASK = About(task_key="name-backup")
CANARIES = {
    "le_phare": "canari du phare",
    "elsewhere": "canari de montréal",
    "les_amis": "canari des amis",
    "quebec": "canari du registre de québec",
    "montreal": "canari du registre des montréalais",
    "le_phare private": "oiseau du phare, entre nous",
    "elsewhere private": "oiseau de montréal, entre nous",
    "les_amis private": "oiseau des amis, entre nous",
    "quebec team": "rossignol de l’équipe de québec",
    "montreal team": "rossignol de l’équipe des montréalais",
    **{words: words for words in READERS},
}
# Who may read the words of which room (its people, and their centre's team), of which centre's register.
READS = {
    "le_phare": {"aline", "agathe", "rachel", "paul"},
    "les_amis": {"aline", "agathe", "rachel", "bruno", "beatrice", "denis"},
    "elsewhere": {"chantal", "victor"},
    "quebec": {"aline"},
    "montreal": {"chantal"},
    "le_phare private": {"paul"},
    "les_amis private": {"bruno", "beatrice", "denis"},
    "elsewhere private": {"victor"},
    "quebec team": {"aline", "agathe", "rachel"},
    "montreal team": {"chantal"},
    **READERS,
}


@dataclass
class World:
    cast: Cast
    spots: dict[str, Spot]
    rows: dict[str, list[tuple]] = field(default_factory=dict)  # `contents` of it, as it was made

    def spot(self, name: str) -> Spot:
        return self.spots[name]


def furnish(cast: Cast) -> World:
    """Reasons that are canaries, invitations, and the numbers of what stands where."""
    for who, room in (("paul", "le_phare"), ("victor", "elsewhere"), ("bruno", "les_amis")):
        with cast.work_for(who) as work:
            organization: Room = getattr(cast, room)
            said = wanted("declined", CANARIES[room], today=work.today)
            set_task_state(work, organization.id, "name-backup", said, Gesture("canary-" + room, "digest"))
            write_note(
                work, organization.id, "name-backup", Audience.ORGANIZATION, CANARIES[f"{room} private"], Gesture()
            )
            own = CANARIES[f"{room} private"]
            open_hesitation(work, organization.id, TASK, Gesture(), entry="time-too-much", words=own)
        with cast.work_for("chantal" if who == "victor" else "aline") as work:
            said_of_it = {"entry": "time-too-much", "words": CANARIES[room], "is_shared": True}
            open_hesitation(work, organization.id, TASK, Gesture(), **said_of_it)
            write_note(work, organization.id, "name-backup", Audience.CENTRE, CANARIES[room], Gesture())
        staff, team = ("chantal", "montreal team") if who == "victor" else ("aline", "quebec team")
        plant_question(cast, who, staff, organization, CANARIES[room], CANARIES[team])
        with cast.work_for(staff) as work:
            given = Given(SupportKind.CALL, FOUNDED_AT.date(), 20)
            log_support(work, [organization.id], SupportSaid(given, CANARIES[team]), Gesture())
    plant_asks(cast)
    spots = {
        "here": _spot(cast, "aline", "bruno", cast.les_amis),
        "next door": _spot(cast, "aline", "paul", cast.le_phare),
        "abroad": _spot(cast, "chantal", "victor", cast.elsewhere),
    }
    here = spots["here"].ids
    spots["no such room"] = Spot(cast.quebec.slug, "no-such-organization", here)
    spots["no such centre"] = Spot("no-such-centre", cast.les_amis.slug, here)
    return World(cast, spots)


def _spot(cast: Cast, staff: str, member: str, room: Room) -> Spot:
    with cast.app.app_context(), everything() as session:
        events = select(Event.id).where(Event.organization_id == room.id, Event.kind == "task-state")
        ids = {"event": session.scalars(events.order_by(Event.id)).first(), "membership": cast[member].membership_id}
        for organization_id in (room.id, None):
            invitation = Invitation(
                centre_id=room.centre.id,
                organization_id=organization_id,
                email=f"{room.name}@canari.example",
                email_key=f"{room.id}-{organization_id}@canari.example",
                role="member" if organization_id else "advisor",
                language="fr",
                token_hash=f"{room.id}-{organization_id}",
                invited_by=cast[member if organization_id else staff].membership_id,
                created_at=FOUNDED_AT,
                expires_at=FOUNDED_AT + timedelta(days=30),
            )
            session.add(invitation)
            session.flush()
            ids["invitation" if organization_id else "team invitation"] = invitation.id
        notes = select(Note.id).where(Note.organization_id == room.id).order_by(Note.id)
        ids["private note"], ids["note"] = session.scalars(notes)
        hesitations = select(Hesitation.id, Hesitation.event_id).where(Hesitation.organization_id == room.id)
        ids["hesitation"], ids["hesitation event"] = session.execute(hesitations.order_by(Hesitation.id)).first()
        ids |= planted_in(session, room)
        given = select(Support.id).where(Support.organization_id == room.id)
        ids["support"] = session.scalars(given.order_by(Support.id)).one()
        ids["incident"] = _incident_of(session, room)
        ids["import_id"] = _import_of(session, room)
        ids["view"] = _view_of(session, room)
        ids["several"] = _several_of(session, room)
        ids["job"] = _job_of(session, room, cast[staff])
        ids["address"] = _live_address_of(session, room, cast[staff])
        session.commit()
    ids["team membership"] = cast[staff].membership_id
    return Spot(room.centre.slug, room.slug, ids)


def _incident_of(session: Session, room: Room) -> int:
    """An incident in the centre's register, with words that only its managers may read."""
    words = CANARIES["montreal" if room.centre.name.endswith("Montréal") else "quebec"]
    incident = Incident(
        centre_id=room.centre.id,
        information=words,
        circumstances=words,
        known_on=FOUNDED_AT.date(),
        persons=1,
        is_serious=False,
        assessment=words,
        measures=words,
        written_at=FOUNDED_AT,
    )
    session.add(incident)
    session.flush()
    return incident.id


def _job_of(session: Session, room: Room, staff: Member) -> int:
    """Long work that somebody of the team asked for, which the server did not finish."""
    job = Job(
        centre_id=room.centre.id,
        kind="import-organizations",
        parameters={"lines": 4000},
        state="failed",
        problem={"code": "job-interrupted"},
        made_by=staff.membership_id,
        made_at=FOUNDED_AT,
        ended_at=FOUNDED_AT,
    )
    session.add(job)
    session.flush()
    return job.id


def _live_address_of(session: Session, room: Room, staff: Member) -> int:
    """An address that a spreadsheet reads, whose name only its centre may read."""
    address = LiveAddress(
        centre_id=room.centre.id,
        token_hash=f"of {room.name} in {room.centre.slug}",
        name=f"Adresse de {room.name}",
        report="organizations",
        parameters={"lang": "fr", "delimiter": "comma", "header": "labels"},
        made_by=staff.membership_id,
        made_at=FOUNDED_AT,
    )
    session.add(address)
    session.flush()
    return address.id


def _import_of(session: Session, room: Room) -> int:
    """A list that was brought to the centre, and whose organizations are all gone."""
    event = Event(
        centre_id=room.centre.id,
        kind="organizations-imported",
        happened_at=FOUNDED_AT,
        recorded_at=FOUNDED_AT,
        value_after={"created": 1, "updated": 0, "first": 1, "last": 0},
        actor_role="host",
        channel="import",
    )
    session.add(event)
    session.flush()
    return event.id


def _view_of(session: Session, room: Room) -> int:
    """A view that the centre's team keeps."""
    name = f"Vue de {room.name}"
    row = SavedView(
        centre_id=room.centre.id,
        name=name,
        name_key=name.casefold(),
        parameters={"status": "stalled"},
        made_at=FOUNDED_AT,
        changed_at=FOUNDED_AT,
    )
    session.add(row)
    session.flush()
    return row.id


def _several_of(session: Session, room: Room) -> int:
    """A gesture for several organizations, of which none is left."""
    event = Event(
        centre_id=room.centre.id,
        kind="several-changed",
        happened_at=FOUNDED_AT,
        recorded_at=FOUNDED_AT,
        value_after={"deed": "tag", "changed": 1, "first": 1, "last": 0},
        actor_role="host",
        channel="web",
    )
    session.add(event)
    session.flush()
    return event.id


def at(visit: Visit, spot: Spot, app: Flask) -> Spot:
    """The spot with the numbers that this visit's address speaks of: a team's or an organization's."""
    if visit.is_in(app, "organization") or "centre" not in visit.arguments(app):
        return spot
    ids = {name.removeprefix("team "): value for name, value in spot.ids.items() if name.startswith("team ")}
    return Spot(spot.centre, spot.organization, {**spot.ids, **ids})


def role_at(member: Member | None, spot: Spot, world: World, *, in_room: bool) -> str | None:
    """The role in which somebody stands at a spot; None where nothing exists for them."""
    if member is None or member.membership_id is None or member.centre.slug != spot.centre:
        return None
    if not in_room:
        return member.role
    rooms = {world.cast.les_amis, world.cast.le_phare, world.cast.elsewhere}
    exists = any(room.slug == spot.organization and room.centre.slug == spot.centre for room in rooms)
    if not exists or (member.organization is not None and member.organization.slug != spot.organization):
        return None
    return member.role


UNSEEN = frozenset(("throttle", "device"))  # tries and last visits are noted even of who is refused


def contents(app: Flask) -> dict[str, list[tuple]]:
    """Every row of every table, but the traces that a mere visit leaves."""
    with app.app_context(), everything() as session:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in session.execute(select(table)))
            for table in db.metadata.sorted_tables
            if table.name not in UNSEEN
        }
