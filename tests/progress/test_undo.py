"""Taking back: any change that is the last on its thing, once, by the same form, whatever its kind."""

from datetime import date

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.progress import network_actions
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import WAYS
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.models import NetworkChoice
from socialtrack.tenancy.organization_actions import archive_organization
from socialtrack.web.sentences import SENTENCES
from tests.browser import Browser


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(f"{cast.les_amis.address}networks")
    return browser


def plain(text):
    return text.replace("\u00a0", " ")


def events(cast):
    return cast.rows(select(Event).where(Event.organization_id == cast.les_amis.id).order_by(Event.id))


def last(cast):
    return events(cast)[-1]


def choice(cast, network):
    rows = cast.rows(select(NetworkChoice).where(NetworkChoice.organization_id == cast.les_amis.id))
    return next(
        (
            (row.state, row.reason_id, row.review_on and row.review_on.isoformat())
            for row in rows
            if row.network == network
        ),
        None,
    )


def figures(cast):
    (row,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    return {name: getattr(row, name) for name in set(row.__table__.c.keys()) - {"last_activity_at"}}


def told(page):
    return plain(next(e.text for e in page.all("div") if "news" in e.get("class").split()))


def choose(cast, network, state, **more):
    with cast.work_for("bruno") as work:
        return network_actions.set_network(work, cast.les_amis.id, network, state, **more)


def rebuilt(cast):
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work)


@pytest.mark.parametrize("state", ["chosen", "not_now"])
def test_first_word_on_a_network_taken_back_leaves_nothing_decided(bruno, cast, state):
    before = figures(cast)
    choose(cast, "x", state, reason="Trop bruyant" if state == "not_now" else "")

    answer = bruno.post("undo", {"event": str(last(cast).id)})

    assert answer.location == f"{cast.les_amis.address}networks#network-x"
    page = bruno.follow(answer).page
    assert told(page).startswith("C’est annulé. X (anciennement Twitter) : de nouveau rien de décidé.")
    assert page.element("fact-x").text.startswith("Rien de décidé")
    assert choice(cast, "x") is None
    assert {**figures(cast), "started_on": None} == {**before, "started_on": None}
    assert rebuilt(cast) == []


def test_undo_of_a_network_gives_back_reason_and_review_date(bruno, cast):
    choose(cast, "instagram", "not_now", reason="Une chose à la fois.", review_on=date(2027, 3, 1))
    before = choice(cast, "instagram")
    choose(cast, "instagram", "chosen")
    assert choice(cast, "instagram") == ("chosen", None, None)

    page = bruno.follow(bruno.post("undo", {"event": str(last(cast).id)})).page

    assert choice(cast, "instagram") == before
    assert "« Une chose à la fois. » À revoir le 1er mars 2027." in plain(page.element("fact-instagram").text)
    assert rebuilt(cast) == []


def test_dropping_taken_back_brings_the_tasks_and_what_was_done(bruno, cast):
    with cast.work_for("bruno") as work:
        set_task_state(
            work, cast.les_amis.id, "facebook-create-page", wanted("done", today=work.today), Gesture("one", "done")
        )
    before = figures(cast)
    choose(cast, "facebook", "dropped")
    assert figures(cast)["done"] == 0

    bruno.post("undo", {"event": str(last(cast).id)})

    assert figures(cast) == before
    assert bruno.get(cast.les_amis.address).page.element("fact-facebook-create-page").text.startswith("Faite")
    assert rebuilt(cast) == []


def test_undo_of_an_undo_makes_it_stand_again(bruno, cast):
    choose(cast, "x", "chosen")
    bruno.follow(bruno.post("undo", {"event": str(last(cast).id)}))
    assert choice(cast, "x") is None

    page = bruno.follow(bruno.post("undo", {"event": str(last(cast).id)})).page

    assert choice(cast, "x") == ("chosen", None, None)
    assert told(page).startswith("C’est annulé. X (anciennement Twitter) est de nouveau choisi.")
    assert rebuilt(cast) == []


def test_double_click_takes_back_once(bruno, cast):
    choose(cast, "x", "chosen")
    event = str(last(cast).id)
    said = {"event": event, "request_key": "1-2-3-4"}

    first, again = bruno.post("undo", said), bruno.post("undo", said)

    assert (first.status, again.status) == (303, 303)
    assert sum(event.undoes_id is not None for event in events(cast)) == 1
    assert choice(cast, "x") is None
    assert told(bruno.follow(again).page).startswith("C’est annulé.")


def test_one_key_serves_each_way_back_once(bruno, cast):
    """A page kept by the browser offers several ways back in one form, which has one key."""
    choose(cast, "x", "chosen")
    one = last(cast).id
    choose(cast, "tiktok", "chosen")
    other = last(cast).id

    for event in (one, other):
        bruno.post("undo", {"event": str(event), "request_key": "same-key"})

    assert choice(cast, "x") is None
    assert choice(cast, "tiktok") is None


def test_way_back_of_a_network_is_refused_once_overtaken(bruno, cast):
    choose(cast, "x", "chosen")
    event = last(cast).id
    choose(cast, "x", "not_now", reason="Finalement non")

    bruno.post("undo", {"event": str(event)}, status=409)

    assert choice(cast, "x")[0] == "not_now"


def test_archived_organization_takes_nothing_back(bruno, cast):
    choose(cast, "x", "chosen")
    event = last(cast).id
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    bruno.post("undo", {"event": str(event)}, status=403)

    assert choice(cast, "x")[0] == "chosen"


def test_what_is_no_change_of_theirs_is_nothing(bruno, cast):
    """Another organization's event, one that can't be taken back, one that does not exist: one and the same answer."""
    with cast.work_for("paul") as work:
        elsewhere = network_actions.set_network(work, cast.le_phare.id, "x", "chosen").event_id
    joined = next(event.id for event in events(cast) if event.kind == "membership-added")
    before = len(events(cast))

    answers = {bruno.post("undo", {"event": str(event)}, status=404).page.words for event in (elsewhere, joined, 2**40)}

    assert len(answers) == 1
    assert len(events(cast)) == before


def test_denis_takes_nothing_back(cast):
    choose(cast, "x", "chosen")
    denis = Browser(cast.client_for("denis"))
    denis.get(cast.les_amis.address)

    denis.post("undo", {"event": str(last(cast).id)}, status=403)

    assert choice(cast, "x")[0] == "chosen"


def test_network_taken_back_with_htmx_leads_to_the_page_that_shows_it(bruno, cast):
    choose(cast, "x", "chosen")

    answer = bruno.post("undo", {"event": str(last(cast).id)}, htmx=True)

    assert answer.headers["HX-Redirect"] == f"{cast.les_amis.address}networks#network-x"


def test_every_way_back_has_its_refusal_in_words():
    assert {"undo-overtaken", "no-such-change", "network-retired"} <= set(SENTENCES)
    assert {"task-state", "task-confirmed", "task-evidence", "network"} <= set(WAYS)
