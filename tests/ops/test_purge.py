"""`flask purge`: what is older than its time goes, all else stays; twice is once; a rehearsal changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.access_actions import note_access
from socialtrack.journal.models import AccessEvent, Event, Receipt
from socialtrack.mailing.models import Letter
from socialtrack.ops import purge as rules
from socialtrack.people.models import (
    Challenge,
    Device,
    Incident,
    Invitation,
    ShutRoom,
    SignInLink,
    Throttle,
)
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import Centre
from tests.cast import everything
from tests.walls.world import contents

NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def ago(**time) -> datetime:
    return NOW - timedelta(**time)


def add(cast, *rows):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add_all(rows)
        session.flush()
        return [getattr(row, "id", None) for row in rows]


def run(cast, *arguments):
    result = cast.app.test_cli_runner().invoke(args=["purge", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def device(cast, who, token, **moments):
    said = {
        "created_at": ago(days=800),
        "last_seen_at": ago(days=700),
        "idle_until": ago(days=1),
        "ends_at": ago(days=1),
    }
    return Device(person_id=cast[who].person_id, token_hash=token, **{**said, **moments})


def invitation(cast, email, **more):
    said = {"created_at": ago(days=900), "expires_at": ago(days=886), "role": "member", "language": "fr"}
    return Invitation(
        centre_id=cast.quebec.id,
        organization_id=cast.les_amis.id,
        email=email,
        email_key=email,
        token_hash=email,
        **{**said, **more},
    )


def letter(**more):
    said = {
        "kind": "invitation",
        "language": "fr",
        "to_address": "x@example.org",
        "subject": "s",
        "text": "",
        "html": "",
    }
    return Letter(**{**said, **more})


def incident(cast, known_on, centre=None):
    words = dict.fromkeys(("information", "circumstances", "assessment", "measures"), "mots")
    return Incident(
        centre_id=(centre or cast.quebec).id, known_on=known_on, is_serious=False, written_at=ago(days=3000), **words
    )


def test_accesses_go_when_their_centres_own_time_is_over(cast, clock):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Centre).where(Centre.id == cast.quebec.id).values(kept_days=30))
    for who in ("aline", "chantal"):
        with cast.work_for(who) as work, work.write():
            note_access(work, "exported", after="tasks")
    clock.shift(timedelta(days=31))
    with cast.work_for("aline") as work, work.write():
        note_access(work, "exported", after="events")

    assert run(cast, "--dry-run") == [f"accesses of {cast.quebec.slug}: 1 would go"]
    assert run(cast) == [f"accesses of {cast.quebec.slug}: 1 gone"]
    assert run(cast) == []
    assert [(row.centre_id, row.after) for row in cast.rows(select(AccessEvent).order_by(AccessEvent.id))] == [
        (cast.montreal.id, "tasks"),
        (cast.quebec.id, "events"),
    ]


def test_many_rows_go_a_few_at_a_time(cast, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    add(cast, *(Throttle(key_hash=f"{n}", tries=1, since=ago(days=2)) for n in range(10)))

    assert run(cast) == ["counted tries: 10 gone"]
    assert cast.rows(select(Throttle)) == []


def test_dead_sessions_go_but_the_last_of_each_person_and_those_that_shut_a_room(cast):
    old, newer, shut, live = add(
        cast,
        device(cast, "bruno", "old", ended_at=ago(days=181), ends_at=NOW + timedelta(days=1), idle_until=NOW),
        device(cast, "bruno", "newer", ends_at=ago(days=181)),
        device(cast, "denis", "shut", idle_until=ago(days=400)),
        device(cast, "denis", "live", idle_until=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1)),
    )
    add(
        cast,
        ShutRoom(
            centre_id=cast.quebec.id,
            organization_id=cast.les_amis.id,
            membership_id=cast.denis.membership_id,
            device_id=shut,
            reason="copied-link",
            shut_at=ago(days=500),
        ),
    )

    assert run(cast) == ["ended sessions: 1 gone"]
    assert cast.rows(select(Device.id).order_by(Device.id)) == [newer, shut, live]
    assert old not in cast.rows(select(Device.id))


def test_links_challenges_tries_and_letters_go_in_their_time(cast):
    add(
        cast,
        SignInLink(person_id=cast.bruno.person_id, token_hash="a", created_at=ago(days=40), expires_at=ago(days=31)),
        SignInLink(person_id=cast.bruno.person_id, token_hash="b", created_at=ago(days=40), expires_at=ago(days=29)),
        Challenge(token_hash="a", purpose="sign-in", challenge="x", expires_at=ago(minutes=1)),
        Challenge(token_hash="b", purpose="sign-in", challenge="x", expires_at=NOW + timedelta(minutes=1)),
        Throttle(key_hash="a", tries=1, since=ago(hours=25)),
        Throttle(key_hash="b", tries=1, since=ago(hours=23)),
        letter(written_at=ago(days=40), sent_at=ago(days=31), subject="left"),
        letter(written_at=ago(days=40), sent_at=ago(days=29), subject="left lately"),
        letter(written_at=ago(days=91), subject="given up"),
        letter(written_at=ago(days=89), subject="given up lately"),
        letter(written_at=ago(days=200), next_try_at=NOW, subject="waits"),
    )

    assert run(cast) == [
        "sign-in links: 1 gone",
        "challenges: 1 gone",
        "counted tries: 1 gone",
        "letters that left: 1 gone",
        "letters given up: 1 gone",
    ]
    assert cast.rows(select(SignInLink.token_hash)) == ["b"]
    assert cast.rows(select(Challenge.token_hash)) == ["b"]
    assert cast.rows(select(Throttle.key_hash)) == ["b"]
    assert cast.rows(select(Letter.subject).order_by(Letter.id)) == ["left lately", "given up lately", "waits"]


def test_addresses_of_past_invitations_go_and_the_invitations_stay(cast):
    accepted, forgotten, lately, waiting = add(
        cast,
        invitation(cast, "accepted@example.org", accepted_at=ago(days=890)),
        invitation(cast, "forgotten@example.org"),
        invitation(cast, "lately@example.org", revoked_at=ago(days=10), expires_at=ago(days=1)),
        invitation(cast, "waiting@example.org", created_at=ago(days=1), expires_at=NOW + timedelta(days=13)),
    )

    assert run(cast) == [f"addresses of past invitations of {cast.quebec.slug}: 2 gone"]
    assert run(cast) == []
    rows = {row.id: row for row in cast.rows(select(Invitation))}
    assert (rows[accepted].email, rows[accepted].email_key, rows[accepted].revoked_at) == ("", "", None)
    assert (rows[forgotten].email, rows[forgotten].revoked_at) == ("", NOW)
    assert (rows[lately].email, rows[waiting].email) == ("lately@example.org", "waiting@example.org")


def test_keys_of_gestures_are_known_for_ninety_days_and_what_they_did_stays(cast, clock):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture("k1", "d"))
    clock.shift(timedelta(days=89))
    assert run(cast) == []
    clock.shift(timedelta(days=2))
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "org-email", wanted("done", today=work.today), Gesture("k2", "d"))
    ticks = cast.rows(select(Event.id).where(Event.kind == "task-state"))

    assert run(cast) == ["receipts of gestures: 1 gone"]
    assert cast.rows(select(Receipt.request_key)) == ["k2"]
    assert cast.rows(select(Event.id).where(Event.kind == "task-state")) == ticks


def test_incidents_stay_five_years_and_go_only_when_asked(cast):
    add(
        cast,
        incident(cast, date(2021, 11, 24)),
        incident(cast, date(2021, 11, 23)),
        incident(cast, date(2019, 1, 1), cast.montreal),
    )

    assert run(cast) == []
    assert run(cast, "--incidents") == [
        f"incidents of {cast.quebec.slug}: 1 gone",
        f"incidents of {cast.montreal.slug}: 1 gone",
    ]
    assert cast.rows(select(Incident.known_on)) == [date(2021, 11, 24)]


def test_rehearsal_changes_nothing(cast):
    add(
        cast,
        incident(cast, date(2019, 1, 1)),
        invitation(cast, "forgotten@example.org"),
        Throttle(key_hash="a", tries=1, since=ago(days=2)),
        device(cast, "bruno", "old", ends_at=ago(days=900)),
        device(cast, "bruno", "new"),
    )
    before, throttles = contents(cast.app), cast.rows(select(Throttle.key_hash))

    said = run(cast, "--dry-run", "--incidents")

    assert said == [
        f"addresses of past invitations of {cast.quebec.slug}: 1 would go",
        f"incidents of {cast.quebec.slug}: 1 would go",
        "ended sessions: 1 would go",
        "counted tries: 1 would go",
    ]
    assert contents(cast.app) == before
    assert cast.rows(select(Throttle.key_hash)) == throttles
    assert len(cast.rows(select(Device))) == 2


@pytest.mark.parametrize("model", [Event, Centre])
def test_what_must_last_is_under_no_rule(cast, model):
    with cast.app.app_context():
        ruled = {rule.model for rule in rules._rules(NOW, with_incidents=True)}

    assert model not in ruled
