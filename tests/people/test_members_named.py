"""« Mon centre peut voir mon nom »: off, the name is nowhere that the centre reads; on, or invited by it, it is."""

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.visiting import send
from tests.walls.atlas import STANDS_FOR, VISITS, Spot
from tests.walls.test_access import _words

CANARY = "Canari Jaune"


def call(cast, who, **values):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast[who].membership_id).values(**values))


@pytest.fixture
def busy(cast):
    """Béatrice, whose name is a canary, has done a bit of everything in Les Amis."""
    call(cast, "beatrice", name=CANARY)
    with cast.work_for("beatrice") as work:
        for key, state in (("name-backup", "done"), ("org-email", "doing")):
            set_task_state(work, cast.les_amis.id, key, wanted(state, today=work.today), Gesture(key, "d"))
        set_network(work, cast.les_amis.id, "instagram", "chosen")
    page = f"{cast.les_amis.address}people"
    send(cast.client_for("bruno"), f"{page}/{cast.denis.membership_id}/sign-in-link", page=page)
    role = f"{page}/{cast.beatrice.membership_id}/role"
    send(cast.client_for("bruno"), role, page=page, was="member", role="lead")
    return cast


def read_by(cast, who):
    """Every page, file and report that somebody may open, with whatever stands in Les Amis; by its address."""
    app, client = cast.app, cast.client_for(who)
    found = {}
    for visit in VISITS:
        if visit.method == "GET" and visit.endpoint != "static":
            numbers = dict.fromkeys(visit.arguments(app) - set(STANDS_FOR) - {"centre", "organization"}, 1)
            if "membership" in numbers:
                numbers["membership"] = cast.beatrice.membership_id
            spot = Spot(cast.quebec.slug, cast.les_amis.slug, numbers)
            for more in (
                ({}, {"names": "1"}, {"q": CANARY}) if "csv" in visit.endpoint or "xlsx" in visit.endpoint else ({},)
            ):
                answer = client.get(visit.address(app, spot), query_string=more, follow_redirects=True)
                found[visit.endpoint, *more] = _words(answer)
    return found


@pytest.mark.parametrize("who", ["aline", "agathe", "rachel"])
def test_name_is_nowhere_that_the_centre_reads(busy, who):
    pages = read_by(busy, who)

    assert len(pages) > 20
    assert [where for where, text in pages.items() if CANARY in text or "beatrice@" in text] == []


def test_name_is_where_the_centre_reads_once_it_is_open(busy):
    """Else the test above would prove nothing."""
    call(busy, "beatrice", is_named_to_centre=True)

    pages = {where[0] for where, text in read_by(busy, "aline").items() if CANARY in text}

    assert {"home.board", "progress.path", "people.organization_people", "people.organization_member"} <= pages
    assert {"reports.tasks_csv", "reports.events_csv"} <= pages


def test_centre_reads_whom_it_invited_itself(busy):
    call(busy, "beatrice", invited_by=busy.aline.membership_id)

    assert CANARY in busy.client_for("agathe").get(f"{busy.les_amis.address}people").text


def test_own_people_read_it_whatever_the_box_says(busy):
    for who in ("bruno", "denis"):
        assert CANARY in busy.client_for(who).get(f"{busy.les_amis.address}people").text


def test_box_and_name_are_changed_on_ones_own_page(cast):
    there = f"{cast.les_amis.address}my-place"

    answer = send(cast.client_for("denis"), there, name="  Denis   Côté ", named="1")

    assert (answer.status_code, answer.location) == (303, there)
    (denis,) = cast.rows(select(Membership).where(Membership.id == cast.denis.membership_id))
    assert (denis.name, denis.is_named_to_centre) == ("Denis Côté", True)
    assert "Denis Côté" in cast.client_for("aline").get(f"{cast.les_amis.address}people").text
    send(cast.client_for("denis"), there, name="Denis Côté")
    assert "Denis Côté" not in cast.client_for("aline").get(f"{cast.les_amis.address}people").text
    kinds = cast.rows(select(Event.kind).where(Event.kind.like("membership-%")).order_by(Event.id))
    assert kinds[-3:] == ["membership-renamed", "membership-consent", "membership-consent"]


def test_nothing_new_is_no_event(cast):
    there, before = f"{cast.les_amis.address}my-place", len(cast.rows(select(Event)))

    assert send(cast.client_for("denis"), there, name="Denis").status_code == 303

    assert len(cast.rows(select(Event))) == before


def test_events_hold_no_name(cast):
    there = f"{cast.les_amis.address}my-place"
    send(cast.client_for("denis"), there, name=CANARY, named="1")

    assert CANARY not in repr([vars(event) for event in cast.rows(select(Event))])


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 121])
def test_bad_name_is_refused_in_words_and_kept_in_the_field(cast, name):
    answer = send(cast.client_for("denis"), f"{cast.les_amis.address}my-place", name=name, named="1")

    assert answer.status_code == 422
    assert answer.text.count(" checked") == 1
    (denis,) = cast.rows(select(Membership).where(Membership.id == cast.denis.membership_id))
    assert (denis.name, denis.is_named_to_centre) == ("Denis", False)


def test_team_is_called_by_its_name_without_a_box(cast):
    there = f"/centres/{cast.quebec.slug}/my-place"

    assert 'name="named"' not in cast.client_for("agathe").get(there).text
    assert send(cast.client_for("agathe"), there, name="Agathe R.", named="1").status_code == 303
    (agathe,) = cast.rows(select(Membership).where(Membership.id == cast.agathe.membership_id))
    assert (agathe.name, agathe.is_named_to_centre) == ("Agathe R.", False)
