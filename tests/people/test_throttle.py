"""Guesses wait longer and longer, and never for ever."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.kernel.errors import TooMany
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Throttle
from socialtrack.people.throttle import begin_try, forget_tries, sweep_tries, take_back_try, too_many, tries_of
from socialtrack.people.throttle_rules import wait_after
from tests.cast import everything


@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 0), (9, 0), (10, 1), (11, 2), (12, 4), (13, 8), (14, 15), (900, 15)]
)
def test_wait_grows_and_stops_growing(tries, minutes):
    assert wait_after(tries) == timedelta(minutes=minutes)


def test_wait_is_said_in_whole_seconds_and_minutes():
    assert too_many(timedelta(milliseconds=1)).values == {"seconds": 1, "minutes": 1}
    assert too_many(timedelta(seconds=61)).values == {"seconds": 61, "minutes": 2}


@pytest.fixture
def guess(app):
    """One guess at a key; the seconds that it must wait, or 0 if it may be checked."""

    def make(key="code:1", free=10):
        with app.app_context(), everything() as session:
            try:
                with immediate(session):
                    begin_try(session, {key: free}, utc_now())
            except TooMany as error:
                return error.values["seconds"]
            return 0

    return make


def test_eleventh_guess_waits_a_minute_and_the_next_ones_longer(guess, clock):
    assert [guess() for _ in range(10)] == [0] * 10
    assert guess() == 60

    clock.shift(timedelta(seconds=59))
    assert guess() == 1
    clock.shift(timedelta(seconds=1))
    assert guess() == 0
    assert guess() == 120


def test_knocking_while_one_waits_makes_nobody_wait_longer(guess, clock):
    for _ in range(10):
        guess()
    for _ in range(50):
        guess()
    clock.shift(timedelta(minutes=1))

    assert guess() == 0


def test_an_hour_of_guessing_at_full_speed_is_a_handful_of_guesses(guess, clock):
    checked = 0
    for _minute in range(24 * 60):
        checked += guess() == 0
        clock.shift(timedelta(minutes=1))

    assert checked <= 10 + 5 + 24 * 4


def test_each_key_has_its_own_count(guess):
    for _ in range(11):
        guess("code:1")

    assert guess("code:1") > 0
    assert guess("code:2") == 0


def test_right_answer_clears_an_account_and_one_try_of_a_place(app, guess):
    for _ in range(7):
        guess("account")
        guess("place")
    with app.app_context(), everything() as session, immediate(session):
        forget_tries(session, "account")
        take_back_try(session, "place")
        take_back_try(session, "never seen")

    with app.app_context(), everything() as session:
        assert (tries_of(session, "account"), tries_of(session, "place")) == (0, 6)


def test_one_key_that_waits_counts_nothing_under_the_others(app, guess):
    for _ in range(10):
        guess("account")
    with app.app_context(), everything() as session:
        with pytest.raises(TooMany), immediate(session):
            begin_try(session, {"account": 10, "place": 40}, utc_now())

        assert tries_of(session, "place") == 0


def test_a_day_later_all_is_forgotten(app, guess, clock):
    for _ in range(30):
        guess()
        clock.shift(timedelta(minutes=16))
    clock.shift(timedelta(hours=24, minutes=1))

    assert [guess() for _ in range(10)] == [0] * 10
    clock.shift(timedelta(hours=25))
    with app.app_context(), everything() as session, immediate(session):
        sweep_tries(session, utc_now())
        assert session.scalars(select(Throttle)).all() == []


def test_guesses_at_once_are_no_way_around(app):
    start, checked = threading.Barrier(12), []

    def run():
        with app.app_context(), everything() as session:
            start.wait()
            try:
                with immediate(session):
                    begin_try(session, {"code:1": 10}, utc_now())
                checked.append(1)
            except TooMany:
                pass

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(checked) == 10
