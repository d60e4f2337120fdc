"""What stands beside tasks follows in a merge: shared notes, who sees to a task and by when, and what shows it done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.errors import Refused
from socialtrack.notes.actions import edit_note, remove_note, write_note
from socialtrack.notes.models import Note
from socialtrack.notes.rules import Audience
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskPlan
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.queries import task_facts
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.models import Membership
from tests.browser import Browser

SHARED, PRIVATE = "Paul appelle mardi", "Canari à nous"


def write(cast, who, words, audience=Audience.CENTRE, key="name-backup"):
    with cast.work_for(who) as work:
        return write_note(work, cast[who].organization.id, key, audience, words, Gesture()).note_id


def tick(cast, who, key, detail=""):
    with cast.work_for(who) as work:
        room = cast[who].organization.id
        set_task_state(work, room, key, wanted("done", today=work.today), Gesture())
        if detail:
            set_evidence(work, room, key, detail, Gesture())


def plan(cast, who, key, **said):
    with cast.work_for(who) as work:
        set_plan(work, cast[who].organization.id, key, WantedPlan(**said), Gesture())


def merge(cast):
    with cast.work_for("aline") as work:
        found = plan_merge(work, cast.les_amis.id, cast.le_phare.id)
        merge_organizations(work, cast.les_amis.id, cast.le_phare.id, {}, found.digest)
    return found


@pytest.fixture
def notes_here(cast):
    """The bodies of the notes of the one that goes on."""

    def read(room=cast.les_amis):
        ids = cast.rows(select(Note.text_id).where(Note.organization_id == room.id, Note.removed_at.is_(None)))
        return sorted(cast.rows(select(TextRevision.body).where(TextRevision.id.in_(ids))))

    return read


def place_of_paul(cast):
    [place] = cast.rows(
        select(Membership.id).where(
            Membership.organization_id == cast.les_amis.id, Membership.person_id == cast.paul.person_id
        )
    )
    return place


def test_shared_notes_follow_with_author_and_day_and_private_ones_stay(cast, clock, notes_here):
    write(cast, "paul", SHARED)
    write(cast, "paul", PRIVATE, Audience.ORGANIZATION)
    write(cast, "bruno", "La nôtre")
    [written_at] = cast.rows(
        select(Note.written_at).where(Note.audience == "centre", Note.written_by == cast.paul.membership_id)
    )
    clock.shift(timedelta(days=2))

    merge(cast)

    assert notes_here() == ["La nôtre", SHARED]
    [copy] = cast.rows(
        select(Note).where(
            Note.organization_id == cast.les_amis.id,
            Note.written_at == written_at,
            Note.written_by == place_of_paul(cast),
        )
    )
    assert copy.audience == "centre"
    assert notes_here(cast.le_phare) == [PRIVATE, SHARED]
    assert cast.rows(select(TextRevision.organization_id).where(TextRevision.body == PRIVATE)) == [cast.le_phare.id]
    [event] = cast.rows(select(Event).where(Event.channel == "merge"))
    assert (event.kind, event.happened_at, event.id) == ("note-written", written_at, copy.event_id)
    history = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}history").page.words
    assert "Note reprise par" in history
    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_note_that_followed_is_still_its_author_s_and_can_be_taken_back(cast, notes_here):
    write(cast, "paul", SHARED)
    merge(cast)
    [event_id] = cast.rows(select(Note.event_id).where(Note.organization_id == cast.les_amis.id))

    with cast.work_for("denis") as work, pytest.raises(Refused):
        take_back(work, cast.les_amis.id, event_id, Gesture())
    with cast.work_for("bruno") as work:
        take_back(work, cast.les_amis.id, event_id, Gesture())

    assert notes_here() == []
    assert notes_here(cast.le_phare) == [SHARED]


def test_wording_that_stands_is_the_one_that_follows_and_what_was_taken_away_does_not(cast, notes_here):
    gone = write(cast, "paul", "Retirée")
    note_id = write(cast, "paul", "Mardi")
    with cast.work_for("paul") as work:
        place = work, cast.le_phare.id, "name-backup"
        remove_note(*place, gone, Gesture(), with_private=True)
        text = work.session.scalars(select(Note.text_id).where(Note.id == note_id)).one()
        edit_note(*place, note_id, "Mercredi", text, Gesture(), with_private=True)

    merge(cast)

    assert notes_here() == ["Mercredi"]


def test_merging_once_more_copies_no_note_twice(cast, notes_here):
    write(cast, "paul", SHARED)
    merge(cast)
    with cast.work_for("aline") as work:
        life.restore_organization(work, cast.le_phare.id)

    again = merge(cast)

    assert again.notes == ()
    assert notes_here() == [SHARED]


def test_preview_counts_shared_notes_and_never_tells_of_private_ones(cast, aline):
    address = f"{cast.les_amis.address}record/merge?with=le-phare"
    write(cast, "paul", SHARED)
    before = aline.get(address).page
    write(cast, "paul", PRIVATE, Audience.ORGANIZATION)

    after = aline.get(address).page

    words = after.words.replace("\u00a0", " ")
    assert "1 note partagée suivra." in words
    assert "Les notes et les mots que l’organisme garde pour lui restent avec l’ancienne fiche." in words
    assert after.words == before.words
    assert after.form("record/merge").values["digest"] == before.form("record/merge").values["digest"]


def test_note_written_since_the_preview_is_shown_first(cast, aline):
    aline.get(f"{cast.les_amis.address}record/merge?with=le-phare")
    form = aline.page.form("record/merge")
    write(cast, "paul", SHARED)

    refused = aline.submit(form, status=409)

    assert "1 note partagée suivra." in refused.page.words.replace("\u00a0", " ")


def test_who_and_when_follow_where_the_one_that_goes_on_said_nothing(cast, clock):
    due = date(2026, 12, 1)
    plan(cast, "paul", "name-backup", responsible_id=cast.paul.membership_id, due_on=due)
    plan(cast, "paul", "org-email", responsible_name="Madame Voisine")
    plan(cast, "paul", "password-vault", due_on=due)
    plan(cast, "bruno", "password-vault", responsible_id=cast.beatrice.membership_id)
    clock.shift(timedelta(days=30))  # the day may be past when the two are merged
    words = (
        Browser(cast.client_for("aline"))
        .get(f"{cast.les_amis.address}record/merge?with=le-phare")
        .page.words.replace("\u00a0", " ")
    )
    assert "Qui s’en occupe et d’ici quand : « Nommer une deuxième personne : la relève » et «" in words

    merge(cast)

    rows = {
        row.task_key: row for row in cast.rows(select(TaskPlan).where(TaskPlan.organization_id == cast.les_amis.id))
    }
    assert (rows["name-backup"].responsible_id, rows["name-backup"].due_on) == (place_of_paul(cast), due)
    name = cast.rows(select(TextRevision).where(TextRevision.id == rows["org-email"].responsible_text_id))[0]
    assert (name.body, name.organization_id) == ("Madame Voisine", cast.les_amis.id)
    assert (rows["password-vault"].responsible_id, rows["password-vault"].due_on) == (cast.beatrice.membership_id, None)
    with cast.work_for("aline") as work:
        assert differences(work) == []
        [event_id] = work.session.scalars(
            select(Event.id).where(Event.channel == "merge", Event.task_key == "name-backup")
        )
    with cast.work_for("bruno") as work:
        take_back(work, cast.les_amis.id, event_id, Gesture())
    [row] = cast.rows(
        select(TaskPlan).where(TaskPlan.organization_id == cast.les_amis.id, TaskPlan.task_key == "name-backup")
    )
    assert (row.responsible_id, row.due_on) == (None, None)


def test_detail_follows_where_there_is_none_and_one_s_own_is_never_lost(cast, aline):
    tick(cast, "bruno", "name-responsible")
    tick(cast, "paul", "name-responsible", "Paul Savard")  # both did it: only the detail follows
    tick(cast, "paul", "name-backup", "Rose Cantin")  # the other is further, and brings its own
    with cast.work_for("bruno") as work:
        set_evidence(work, cast.les_amis.id, "privacy-person", "La nôtre", Gesture())
    tick(cast, "paul", "privacy-person", "La leur")
    words = aline.get(f"{cast.les_amis.address}record/merge?with=le-phare").page.words.replace("\u00a0", " ")
    assert "Repère : « Nommer une personne responsable » et « Nommer une deuxième personne : la relève »" in words

    merge(cast)

    with cast.work_for("aline") as work:
        facts = task_facts(work, cast.les_amis.id)
        assert differences(work) == []
    assert {key: (one.value.state, one.evidence) for key, one in facts.items()} == {
        "name-responsible": ("done", "Paul Savard"),
        "name-backup": ("done", "Rose Cantin"),
        "privacy-person": ("done", "La nôtre"),
    }
    [kind] = cast.rows(select(Event.kind).where(Event.channel == "merge", Event.task_key == "name-responsible"))
    assert kind == "task-evidence"
