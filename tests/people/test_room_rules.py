"""When the private things of an organization are shut to a session, branch by branch."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from socialtrack.people.room_rules import OPENS_AFTER, SessionFacts, Shut, Why, concerns, is_shut, opens_at, why_shut

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHUT = Shut(None, AT, None)
IN_ONE_SESSION = Shut(7, AT, None)


@pytest.mark.parametrize(("is_doubtful", "is_copied", "is_for_lead", "anyone"), list(product((False, True), repeat=4)))
def test_what_shuts_a_room(is_doubtful, is_copied, is_for_lead, anyone):
    why = why_shut(is_doubtful=is_doubtful, is_copied=is_copied, is_for_lead=is_for_lead, was_anyone_before=anyone)

    expected = None
    if is_doubtful and anyone:
        expected = Why.INVITATION if is_copied else Why.LEAD if is_for_lead else None
    assert why == expected


def test_where_there_never_was_a_member_it_opens_at_once():
    assert why_shut(is_doubtful=True, is_copied=True, is_for_lead=True, was_anyone_before=False) is None


def test_shut_as_long_as_somebody_of_before_is_there():
    assert opens_at(SHUT, [None, AT - DAY]) is None
    assert is_shut(SHUT, [None], AT + 400 * DAY)


def test_opens_seven_days_after_it_was_shut_where_nobody_was_left():
    assert opens_at(SHUT, []) == opens_at(SHUT, [AT - 30 * DAY]) == AT + OPENS_AFTER
    assert is_shut(SHUT, [], AT + 7 * DAY - HOUR)
    assert not is_shut(SHUT, [], AT + 7 * DAY)


def test_opens_seven_days_after_the_last_one_left():
    """Whoever shuts a room and then removes the last member waits for seven more days."""
    left = [AT - DAY, AT + 6 * DAY]

    assert opens_at(SHUT, left) == AT + 13 * DAY
    assert is_shut(SHUT, left, AT + 8 * DAY)


def test_opened_by_hand_it_is_open():
    assert not is_shut(Shut(None, AT, AT + HOUR), [None], AT + HOUR)


def test_new_place_is_shut_in_each_of_its_sessions():
    for device, entered_by in ((1, "invitation"), (2, "link"), (3, "password")):
        assert concerns(SHUT, SessionFacts(device, entered_by, None))


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (SessionFacts(7, "link", None), True),
        (SessionFacts(8, "link", None), False),
        (SessionFacts(8, "password", None), False),
        (SessionFacts(8, "password", AT - HOUR), False),
        (SessionFacts(8, "password", AT), True),
        (SessionFacts(8, "passkey", AT + HOUR), True),
        (SessionFacts(8, "link", AT + HOUR), False),
        (SessionFacts(8, "invitation", AT + HOUR), False),
    ],
)
def test_one_session_is_shut_and_what_was_made_within_it(session, expected):
    """A password set in a session of a copied link opens no more than that session."""
    assert concerns(IN_ONE_SESSION, session) is expected
