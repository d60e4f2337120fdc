"""Two presses at the same moment: one wins, whatever the engine."""

import threading

import pytest
from sqlalchemy import select

from socialtrack.kernel.errors import Conflict, DomainError
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.people.actions import Browser
from socialtrack.people.arrival_actions import Answer, accept
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.people.link_actions import add_link, use_link
from socialtrack.people.models import Device, Person
from socialtrack.tenancy.models import Membership
from tests.cast import everything


def together(app, gestures):
    start, ends = threading.Barrier(len(gestures)), []

    def run(gesture):
        with app.app_context():
            start.wait()
            try:
                gesture()
                ends.append("won")
            except DomainError as error:
                ends.append(error.code)

    threads = [threading.Thread(target=run, args=(gesture,)) for gesture in gestures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_sign_in_link_pressed_twice_opens_one_session(app, cast):
    token = new_token()
    with app.app_context(), everything() as session:
        add_link(session, cast.bruno.person_id, token, utc_now())
        session.commit()

    ends = together(app, [lambda: use_link(token, Browser(), utc_now())] * 4)

    assert ends == ["link-used"] * 3 + ["won"]
    assert len(cast.rows(select(Device))) == 1


def test_invitation_pressed_twice_gives_one_place(app, cast):
    token = new_token()
    with cast.work_for("bruno") as work:
        invite(work, Offer("marie@example.org", "member", "fr", token), cast.les_amis.id)

    answer = Answer("Marie", is_named_to_centre=False, browser=Browser())
    ends = together(app, [lambda: accept(token, answer, None, utc_now())] * 4)

    assert ends == ["invitation-used"] * 3 + ["won"]
    assert len(cast.rows(select(Person).where(Person.email == "marie@example.org"))) == 1


def test_same_new_address_enters_two_centres_at_once(app, cast):
    """One person comes of it, with both places."""
    gestures = []
    for who in ("bruno", "victor"):
        token = new_token()
        with cast.work_for(who) as work:
            words = None
            member = cast[who]
            invite(work, Offer("marie@example.org", "member", "fr", token, words), member.organization.id)
        answer = Answer("Marie", is_named_to_centre=False, browser=Browser())
        gestures.append(lambda token=token, answer=answer: accept(token, answer, None, utc_now()))

    ends = together(app, gestures)

    people = cast.rows(select(Person.id).where(Person.email == "marie@example.org"))
    assert len(people) == 1
    places = cast.rows(select(Membership).where(Membership.person_id == people[0]))
    # The second came with a link that its maker saw, for somebody who by then belonged elsewhere: sign in first.
    assert (ends, len(places)) == (["sign-in-first", "won"], 1)


def test_lost_race_leaves_nothing_behind(app, cast):
    token = new_token()
    with cast.work_for("bruno") as work:
        invite(work, Offer("marie@example.org", "member", "fr", token), cast.les_amis.id)
    answer = Answer("Marie", is_named_to_centre=False, browser=Browser())
    with app.app_context():
        accept(token, answer, None, utc_now())
        with pytest.raises(Conflict):
            accept(token, answer, None, utc_now())

    assert len(cast.rows(select(Device))) == 1
