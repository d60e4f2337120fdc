"""Who of the centre opened an organization's pages is noted after the page, and holds no page up."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.home import looked_in
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Busy
from tests.statements import counted


def noted(cast):
    rows = cast.rows(select(AccessEvent).where(AccessEvent.kind == "looked-in").order_by(AccessEvent.id))
    return [(row.membership_id, row.organization_id, row.actor_role) for row in rows]


def open_(client, address, **more):
    """Read an answer to its end, as a browser does."""
    return client.get(address, buffered=True, **more)


def test_advisor_leaves_one_trace_a_day_for_each_organization(cast, clock):
    agathe = cast.client_for("agathe")

    for address in (cast.les_amis.address, f"{cast.les_amis.address}networks", cast.le_phare.address):
        assert open_(agathe, address).status_code == 200
    assert open_(agathe, cast.les_amis.address).status_code == 200
    clock.shift(timedelta(days=1))
    assert open_(agathe, cast.les_amis.address).status_code == 200

    mine = cast.agathe.membership_id
    assert noted(cast) == [
        (mine, cast.les_amis.id, "advisor"),
        (mine, cast.le_phare.id, "advisor"),
        (mine, cast.les_amis.id, "advisor"),
    ]


def test_two_processes_leave_one_trace(cast):
    """What a process remembers is a shortcut; the database decides."""
    first, second = cast.client_for("agathe"), cast.client_for("agathe")

    open_(first, cast.les_amis.address)
    for noted_here in (cell.cell_contents for f in cast.app.after_request_funcs[None] for cell in f.__closure__ or ()):
        if hasattr(noted_here, "visits"):
            noted_here.visits.clear()
    open_(second, cast.les_amis.address)

    assert len(noted(cast)) == 1


@pytest.mark.parametrize("who", ["bruno", "denis"])
def test_members_of_the_organization_leave_none(cast, who):
    open_(cast.client_for(who), cast.les_amis.address)

    assert noted(cast) == []


def test_what_was_not_shown_leaves_none(cast):
    chantal, agathe = cast.client_for("chantal"), cast.client_for("agathe")

    assert open_(chantal, cast.les_amis.address).status_code == 404
    assert open_(agathe, f"{cast.les_amis.address}tasks/no-such-task").status_code == 404
    assert open_(agathe, f"/centres/{cast.quebec.slug}/").status_code == 200
    agathe.head(cast.les_amis.address, buffered=True)

    assert noted(cast) == []


def test_page_asks_nothing_more_of_the_database_before_it_is_answered(cast):
    agathe = cast.client_for("agathe")
    open_(agathe, cast.les_amis.address)

    with counted() as again:
        open_(agathe, cast.les_amis.address)
    with counted() as as_member:
        open_(cast.client_for("bruno"), cast.les_amis.address)

    assert not [statement for statement in again if "access_event" in statement]
    assert not [statement for statement in as_member if "access_event" in statement]


def test_database_that_takes_no_change_fails_no_page_and_the_next_one_is_noted(cast, monkeypatch, caplog):
    agathe = cast.client_for("agathe")

    def busy(*arguments):
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(looked_in, "note_looking_in", busy)
        answer = open_(agathe, cast.les_amis.address)
    assert answer.status_code == 200
    assert "Les Amis" in answer.text
    assert "not noted" in caplog.text
    assert noted(cast) == []

    open_(agathe, cast.les_amis.address)

    assert len(noted(cast)) == 1


@pytest.mark.sqlite
def test_page_is_whole_before_anything_is_written(cast, database_url):
    """Another process holds the write lock all the while: the page is there, and its trace waits."""
    agathe = cast.client_for("agathe")
    holder = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    answer = agathe.get(cast.les_amis.address)
    text = answer.text  # read to its end, but not closed yet
    holder.execute("ROLLBACK")
    holder.close()

    assert "</html>" in text
    assert noted(cast) == []
    answer.close()
    assert len(noted(cast)) == 1
