"""How often a live address may be read, and what its token is made of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from socialtrack.reports.live_rules import AT_ONCE, made_token, read_once_more

NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def served(seconds):
    """How many of these readings, each so long after the one before, are answered; and the waits of the others."""
    uses, since, now, waits = 0, None, NOW, []
    answered = []
    for gap in seconds:
        now += timedelta(seconds=gap)
        said = read_once_more(uses, since, now)
        if isinstance(said, timedelta):
            waits.append(said)
        else:
            uses, since = said
            answered.append(now)
    return answered, waits


def test_six_at_once_then_one_a_minute():
    answered, waits = served([0] * 8)
    assert (len(answered), waits) == (6, [timedelta(minutes=1)] * 2)

    answered, _ = served([0] * 6 + [60, 1, 59, 61])
    assert len(answered) == 9


def test_whoever_reads_each_second_gets_about_sixty_an_hour():
    answered, _ = served([1] * 3600)

    assert len(answered) == AT_ONCE + 59


@given(st.lists(st.integers(0, 200), max_size=80))
def test_never_more_than_six_in_a_minute_whatever_the_order(gaps):
    answered, waits = served(gaps)

    for n, moment in enumerate(answered):
        assert sum(moment <= other < moment + timedelta(minutes=1) for other in answered[n:]) <= AT_ONCE
    assert all(timedelta() < wait <= timedelta(minutes=1) for wait in waits)


def test_reading_again_after_the_wait_that_was_told_is_answered():
    uses, since = 0, None
    for _ in range(6):
        uses, since = read_once_more(uses, since, NOW)
    wait = read_once_more(uses, since, NOW + timedelta(seconds=20))

    assert wait == timedelta(seconds=40)
    assert not isinstance(read_once_more(uses, since, NOW + timedelta(seconds=20) + wait), timedelta)


def test_clock_that_goes_back_shuts_nobody_out():
    assert read_once_more(6, NOW + timedelta(days=1), NOW) == (1, NOW)


def test_token_is_that_of_one_gesture_of_one_person_in_one_centre():
    tokens = {
        made_token(secret, centre, member, key)
        for secret in ("a", "b") for centre in (1, 11) for member in (1, 11) for key in ("1", "11")
    }  # fmt: skip

    assert len(tokens) == 16
    assert {len(token) for token in tokens} == {43}
    assert made_token("a", 1, 1, "1") in tokens
