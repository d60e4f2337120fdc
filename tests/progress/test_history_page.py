"""The history of an organization: everything, in sentences, for whoever may read it, with the way back where there is
one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.actions import record
from socialtrack.journal.models import Event
from socialtrack.notes.actions import edit_note, remove_note, write_note
from socialtrack.notes.models import Note
from socialtrack.notes.rules import Audience
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.progress import network_actions
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.history_queries import AT_A_TIME
from socialtrack.progress.history_rules import GROUP_OF
from socialtrack.progress.past_sentences import KNOWN
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import WAYS, take_back
from socialtrack.tenancy.organization_actions import archive_organization, pause_organization
from tests.browser import Browser
from tests.statements import counted


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def tick(cast, who, key, state="done", reason="", **more):
    with cast.work_for(who) as work:
        said = wanted(state, reason, today=work.today)
        return set_task_state(work, cast.les_amis.id, key, said, Gesture(**more)).event_id


def open_history(cast, who, query=""):
    browser = Browser(cast.client_for(who))
    browser.get(f"{cast.les_amis.address}history{query}")
    return browser


def line(page, event_id):
    return plain(page.element(f"event-{event_id}").text)


def text_of(work):
    """The text of the one note."""
    return work.session.scalars(select(Note.text_id)).one()


def buttons(page):
    return [button.get("value") for button in page.all("button") if button.get("name") == "event"]


def events(cast):
    return cast.rows(select(Event).where(Event.organization_id == cast.les_amis.id).order_by(Event.id))


def test_everything_is_told_the_newest_first(cast):
    with cast.work_for("aline") as work:
        pause_organization(work, cast.les_amis.id, work.today + timedelta(days=30), "Le temps de déménager")
        invite(work, Offer("nouvelle@example.org", "member", "fr", "token"), cast.les_amis.id)
    one = tick(cast, "bruno", "name-backup")
    other = tick(cast, "agathe", "org-email", "declined", "Une seule adresse suffit.")

    page = open_history(cast, "bruno").page

    ids = [
        int(element.get("id").removeprefix("event-")) for element in page.all("li") if "event-" in element.get("id", "")
    ]
    assert ids == sorted((event.id for event in events(cast)), reverse=True)
    assert "Faite par Bruno." in line(page, one)
    assert "« Nous avons décidé de ne pas le faire », inscrit par Agathe pour l’organisme." in line(page, other)
    assert "« Une seule adresse suffit. »" in line(page, other)
    assert "Mis en pause, jusqu’au" in page.words
    assert "« Le temps de déménager »" in plain(page.words)
    assert "Aline a copié un lien d’invitation (membre)." in page.words
    assert "Bruno a pris sa place (personne responsable)." in page.words
    assert "Quelque chose a changé" not in page.words


def test_only_the_last_change_of_each_thing_can_be_taken_back(cast):
    first = tick(cast, "bruno", "name-backup", "doing")
    last = tick(cast, "bruno", "name-backup")
    other = tick(cast, "beatrice", "org-email")
    network = next(event.id for event in events(cast) if event.kind == "network")

    shown = buttons(open_history(cast, "bruno").page)

    assert shown == [str(other), str(last), str(network)]
    assert str(first) not in shown


def test_taking_back_from_the_history_stays_there_and_says_so(cast):
    event = tick(cast, "bruno", "name-backup")
    browser = open_history(cast, "bruno", "?kind=tasks")

    answer = browser.submit(browser.page.form("undo"), {"event": str(event)})

    assert answer.location == f"{cast.les_amis.address}history?kind=tasks"
    page = browser.follow(answer).page
    assert "C’est annulé. De nouveau à faire : nommer une deuxième personne" in plain(page.words)
    assert "Annulé depuis." in line(page, event)
    undone = events(cast)[-1].id
    assert "Retour en arrière, par Bruno. De nouveau à faire. Rétablir," in line(page, undone)
    assert buttons(page)[0] == str(undone)


def test_with_htmx_the_list_and_the_notice_change_in_place(cast):
    event = tick(cast, "bruno", "name-backup")
    browser = open_history(cast, "bruno")

    answer = browser.submit(browser.page.form("undo"), {"event": str(event)}, htmx=True)

    assert answer.page.has("history")
    assert plain(answer.page.element("undo").text).startswith("C’est annulé. De nouveau à faire")
    assert buttons(answer.page)[0] == buttons(answer.page)[-1] == str(events(cast)[-1].id)


@pytest.mark.parametrize("htmx", [False, True])
def test_overtaken_way_back_says_both_sides(cast, htmx):
    event = tick(cast, "bruno", "name-backup")
    browser = open_history(cast, "bruno")
    tick(cast, "beatrice", "name-backup", "declined", "Nous sommes trois.")
    count = len(events(cast))

    answer = browser.submit(browser.page.form("undo"), {"event": str(event)}, htmx=htmx, status=409)

    words = plain(answer.page.words)
    assert "Faite par Bruno." in words
    assert "« Nous avons décidé de ne pas le faire », noté par Béatrice." in words
    assert len(events(cast)) == count


def test_overtaken_network_says_both_sides_too(cast):
    with cast.work_for("bruno") as work:
        event = network_actions.set_network(work, cast.les_amis.id, "x", "chosen").event_id
    browser = open_history(cast, "bruno")
    with cast.work_for("beatrice") as work:
        network_actions.set_network(work, cast.les_amis.id, "x", "dropped")

    words = plain(browser.submit(browser.page.form("undo"), {"event": str(event)}, status=409).page.words)

    assert "« Choisi par Bruno. »" in words
    assert "« Laissé de côté par Béatrice. »" in words


def test_centre_reads_names_that_were_opened_to_it_and_no_other(cast):
    event = tick(cast, "beatrice", "name-backup")

    page = open_history(cast, "rachel").page

    assert "Faite par un membre." in line(page, event)
    assert "Béatrice" not in page.words
    assert buttons(page) == []


def test_reader_reads_everything_and_takes_nothing_back(cast):
    event = tick(cast, "bruno", "name-backup")

    page = open_history(cast, "denis").page

    assert "Faite par Bruno." in line(page, event)
    assert buttons(page) == []
    assert not [form for form in page.forms if form.address.endswith("undo")]


def test_archived_organization_shows_its_history_and_no_way_back(cast):
    tick(cast, "bruno", "name-backup")
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    page = open_history(cast, "bruno").page

    assert "Archivé, par Aline." in page.words
    assert buttons(page) == []


def private_event(cast, kind="private-note-written"):
    with cast.work_for("bruno") as work, work.write():
        return record(work, kind=kind, organization_id=cast.les_amis.id, task_key="name-backup")


@pytest.mark.parametrize("who", ["aline", "agathe", "rachel"])
def test_private_note_does_not_even_exist_for_the_centre(cast, who):
    event = private_event(cast)

    browser = open_history(cast, who)

    assert not browser.page.has(f"event-{event}")
    assert "privée" not in browser.page.words
    if who != "rachel":
        browser.post("undo", {"event": str(event)}, status=404)


def test_private_note_is_told_to_the_organization(cast):
    event = private_event(cast)

    for who in ("bruno", "beatrice", "denis"):
        assert "Note privée écrite par Bruno." in line(open_history(cast, who).page, event)


def test_pages_follow_one_another_without_gap(cast):
    for n in range(AT_A_TIME):
        tick(cast, "bruno", "name-backup", "doing" if n % 2 else "done")
    browser = open_history(cast, "bruno")
    seen = []

    while True:
        seen += [e.get("id") for e in browser.page.all("li") if e.get("id", "").startswith("event-")]
        older = [a.get("href") for a in browser.page.all("a") if a.get("rel") == "next"]
        if not older:
            break
        browser.get(older[0])

    assert seen == [f"event-{event.id}" for event in reversed(events(cast))]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?kind=cats", 422),
        ("?before=x", 422),
        ("?before=-1", 422),
        ("?before=0", 200),
        ("?before=1", 422),
        ("?before=" + "9" * 30, 422),
    ],
)
def test_address_that_means_nothing_is_refused(cast, query, status):
    browser = Browser(cast.client_for("bruno"))
    browser.get(f"{cast.les_amis.address}history{query}", status=status)


@pytest.mark.parametrize("group", ["tasks", "networks", "people", "record"])
def test_each_group_shows_its_own(cast, group):
    tick(cast, "bruno", "name-backup")

    page = open_history(cast, "bruno", f"?kind={group}").page

    shown = {e.get("id") for e in page.all("li") if e.get("id", "").startswith("event-")}
    assert shown == {f"event-{event.id}" for event in events(cast) if GROUP_OF.get(event.kind) == group}
    assert shown


def test_statements_do_not_grow_with_the_history(cast):
    tick(cast, "agathe", "org-email", "declined", "Non")
    client = cast.client_for("denis")
    address = f"{cast.les_amis.address}history"
    client.get(address)
    with counted() as few:
        client.get(address)
    for n, key in enumerate(("name-backup", "name-responsible", "account-register")):
        tick(cast, "bruno" if n % 2 else "agathe", key, "declined", f"Raison {n}")

    with counted() as many:
        client.get(address)

    assert len(many) == len(few)


def test_said_late_is_said_with_its_day(cast, clock):
    with cast.work_for("agathe") as work:
        earlier = work.now - timedelta(days=20)
    event = tick(cast, "agathe", "name-backup", happened_at=earlier)

    assert "Faite, inscrite par Agathe pour l’organisme." in line(open_history(cast, "bruno").page, event)
    assert "C’était le 3 novembre." in line(open_history(cast, "bruno").page, event)


def test_undo_sees_the_last_on_its_thing_as_the_history_does(cast):
    """The page's one question and each action's own rule say the same, event by event."""
    tick(cast, "bruno", "name-backup", "doing")
    tick(cast, "bruno", "name-backup")
    with cast.work_for("bruno") as work:
        network_actions.set_network(work, cast.les_amis.id, "x", "not_now", reason="Non")
        network_actions.set_network(work, cast.les_amis.id, "x", "chosen")
        take_back(work, cast.les_amis.id, events(cast)[-1].id, Gesture())
    offered = set(buttons(open_history(cast, "bruno").page))
    browser = open_history(cast, "bruno")

    for event in reversed([event for event in events(cast) if event.kind in WAYS]):
        status = 303 if str(event.id) in offered else 409
        browser.post("undo", {"event": str(event.id)}, status=status)
        if status == 303:  # put it back as it was
            browser.post("undo", {"event": str(events(cast)[-1].id)})


@pytest.mark.parametrize("before", ["x", "1"])
def test_way_back_from_a_place_that_is_none_changes_nothing(cast, before):
    """The answer could not be drawn: nothing may have been done by then."""
    event = tick(cast, "bruno", "name-backup")
    browser = open_history(cast, "bruno")

    browser.post("undo", {"event": str(event), "was": "history", "before": before}, status=422)

    assert events(cast)[-1].id == event


def test_every_kind_of_event_of_an_organization_has_words():
    assert set(GROUP_OF) <= KNOWN
    assert set(WAYS) <= KNOWN


def test_whatever_the_centre_said_for_them_says_so(cast):
    with cast.work_for("agathe") as work:
        here = cast.les_amis.id
        note = write_note(work, here, "name-backup", Audience.CENTRE, "Odile viendra.", Gesture("n", "n"))
        edited = edit_note(
            *(work, here, "name-backup", note.note_id, "Odile vient.", text_of(work), Gesture("e", "e")),
            with_private=False,
        )
        removed = remove_note(work, here, "name-backup", note.note_id, Gesture("r", "r"), with_private=False)
        undone = take_back(work, here, removed.event_id, Gesture("u", "u")).answer
        network = network_actions.set_network(work, here, "x", "chosen")
        with work.write():
            fixed = record(work, kind="baseline-fixed", organization_id=here, after="fixed")

    page = open_history(cast, "bruno").page

    assert "Note inscrite par Agathe pour l’organisme." in line(page, note.event_id)
    assert "Note modifiée par Agathe, pour l’organisme." in line(page, edited.event_id)
    assert "Note retirée par Agathe, pour l’organisme." in line(page, removed.event_id)
    assert "Retour en arrière, par Agathe, pour l’organisme." in line(page, undone.event_id)
    assert "inscrit par Agathe pour l’organisme." in line(page, network.event_id)
    assert "Point de départ inscrit par Agathe pour l’organisme." in line(page, fixed)
