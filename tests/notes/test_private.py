"""Private notes, with canaries: nothing that the centre's team can open or take holds a word of them, nor that they are
there. Every address is walked in `tests/walls/test_access.py`; here are the files, other days, and what is merged."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, TextRevision
from socialtrack.notes.actions import edit_note, remove_note, write_note
from socialtrack.notes.models import Note
from socialtrack.notes.rules import Audience
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything

TASK = "name-backup"
CANARY = "Canari privé"
STAFF = ("aline", "agathe", "rachel")


@pytest.fixture
def private(cast):
    """Written, worded anew, taken away and written again: an event of each kind."""
    with cast.work_for("bruno") as work:
        place = (work, cast.les_amis.id, TASK)
        first = write_note(*place, Audience.ORGANIZATION, f"{CANARY} un", Gesture())
        text = work.session.scalars(select(Note.text_id)).one()
        edit_note(*place, first.note_id, f"{CANARY} deux", text, Gesture(), with_private=True)
        remove_note(*place, first.note_id, Gesture(), with_private=True)
        write_note(*place, Audience.ORGANIZATION, f"{CANARY} trois", Gesture())
    return cast


def _addresses(cast):
    centre, room = f"/centres/{cast.quebec.slug}/", cast.les_amis.address
    reports = [f"{centre}reports/{name}.csv?names=1" for name in ("organizations", "tasks", "events")]
    return [
        *(centre, f"{centre}organizations", f"{centre}access", f"{centre}access.csv", f"{room}record", f"{room}access"),
        *(room, f"{room}tasks/{TASK}", f"{room}history", f"{room}people", f"{room}networks", f"{room}sheet"),
        *(f"{room}record/merge?with={cast.le_phare.slug}", f"{room}changes?since=0"),
        *reports,
        *(f"{address}&as_of=2026-11-22" for address in reports),
        *(f"{address}&header=keys" for address in reports),
    ]


@pytest.mark.parametrize("who", STAFF)
def test_team_opens_and_takes_no_word_of_them(private, clock, who):
    client = private.client_for(who)
    clock.shift(timedelta(days=1))

    seen = {address: client.get(address, buffered=True) for address in _addresses(private)}

    assert sum(answer.status_code == 200 for answer in seen.values()) > 12
    told = [at for at, answer in seen.items() if CANARY in answer.text or "private-note" in answer.text]
    assert told == []
    assert [at for at, answer in seen.items() if "note privée" in answer.text.casefold() and "people" not in at] == []
    events = next(answer.text for at, answer in seen.items() if "events.csv" in at)
    assert "membership-added" in events


def test_file_of_events_skips_them_without_a_trace_of_how_many(private):
    lines = private.client_for("agathe").get(f"/centres/{private.quebec.slug}/reports/events.csv").text.splitlines()

    ids = private.rows(select(Event.id).where(Event.centre_id == private.quebec.id, ~Event.kind.like("private-%")))
    assert len(lines) - 1 == len(ids)


def test_manager_hands_over_none_of_them(private):
    with private.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, private.bruno.membership_id).is_named_to_centre = True
    aline = Browser(private.client_for("aline"))
    aline.get(f"{private.les_amis.address}people/{private.bruno.membership_id}")

    answer = aline.client.post(
        f"{private.les_amis.address}people/{private.bruno.membership_id}/data",
        data={"csrf_token": aline.page.csrf_token},
        buffered=True,
    )

    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        text = "".join(file.read(name).decode() for name in file.namelist())
    assert "Bruno" in text
    assert CANARY not in text
    assert "private-note" not in text


def test_whoever_wrote_them_takes_them_along(private):
    bruno = Browser(private.client_for("bruno"))
    bruno.get("/account/data")

    answer = bruno.post("/account/data", status=200).response

    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        text = file.read("donnees.json").decode()
    assert text.count(CANARY) == 3
    assert "note privée écrite" in text


def test_organization_takes_them_along(private):
    bruno = Browser(private.client_for("bruno"))
    bruno.get(f"{private.les_amis.address}data")

    answer = bruno.post(f"{private.les_amis.address}data", status=200).response

    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        notes = file.read("notes.csv").decode("utf-8-sig").splitlines()
    assert [line.split(";")[2:4] for line in notes[1:]] == [
        [f"{CANARY} deux", "organization"],
        [f"{CANARY} trois", "organization"],
    ]


def test_they_count_as_activity_for_the_centre_and_a_past_day_says_the_same(private, clock):
    def last_activity(query=""):
        text = private.client_for("agathe").get(
            f"/centres/{private.quebec.slug}/reports/organizations.csv?header=keys{query}"
        )
        head, *rows = (line.split(";") for line in text.text.lstrip("\ufeff").splitlines())
        return next(dict(zip(head, row, strict=True)) for row in rows if "les-amis" in row)["last_activity_on"]

    assert last_activity() == "2026-11-23"
    clock.shift(timedelta(days=2))
    assert last_activity("&as_of=2026-11-23") == "2026-11-23"
    run = private.app.test_cli_runner().invoke(args=["rebuild-progress", "--check"])
    assert run.exit_code == 0, run.output


def test_words_are_kept_out_of_reach_of_the_team_in_the_texts_too(private):
    with private.work_for("aline") as work:
        assert [body for body in work.session.scalars(select(TextRevision.body)) if CANARY in body] == []
