"""Pauses, and what is kept of two organizations that are the same. Only Python."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.kernel.errors import Invalid
from socialtrack.tenancy.organization_rules import (
    SAID,
    From,
    differing,
    fuller,
    joined,
    pause_day,
    paused_until_after_resuming,
    rebased,
)
from socialtrack.tenancy.rules import Details

TODAY = date(2026, 11, 23)
MINE = Details("Les Amis", "A-1", "Limoilou", ("aînés",), None, "Loisirs", "fr", None, "418 555-0100", None, 7)
THEIRS = Details("Amis", "A-2", None, ("transport",), "a@example.org", None, "en", "1, rue X", None, None, None)
SOMETIMES = st.sampled_from([None, "a", "b"])
DETAILS = st.builds(
    Details,
    st.sampled_from("ab"),
    *[SOMETIMES] * 2,
    st.sampled_from([(), ("a",), ("b", "É"), ("é",)]),
    *[SOMETIMES] * 6,
    st.sampled_from([None, 1, 2]),
)


@pytest.mark.parametrize("days", [0, 1, 90, 731])
def test_pause_ends_today_at_the_earliest_and_in_two_years_at_the_latest(days):
    assert pause_day(TODAY + timedelta(days=days), TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize("days", [-1, 732, 40_000])
def test_other_days_are_refused(days):
    with pytest.raises(Invalid) as refused:
        pause_day(TODAY + timedelta(days=days), TODAY)

    assert (refused.value.code, refused.value.field) == ("pause-day-out-of-range", "until")


@pytest.mark.parametrize(
    ("before", "is_paused_today", "after"),
    [
        (None, False, date(2026, 11, 22)),
        (date(2026, 5, 1), False, date(2026, 11, 22)),
        (None, True, None),
        (date(2026, 5, 1), True, date(2026, 5, 1)),
        (date(2026, 12, 1), True, date(2026, 11, 22)),
    ],
)
def test_resuming_counts_silence_from_today_unless_the_pause_was_a_slip(before, is_paused_today, after):
    assert paused_until_after_resuming(TODAY, before, is_paused_today=is_paused_today) == after


def test_fuller_word_is_kept_of_each_field():
    assert fuller(MINE, THEIRS) == {
        "name": From.INTO,
        "reference": From.INTO,
        "region": From.INTO,
        "sector": From.INTO,
        "tags": From.BOTH,
        "language": From.INTO,
        "email": From.OTHER,
        "phone": From.INTO,
        "address": From.OTHER,
        "advisor_id": From.INTO,
    }


def test_joined_says_what_was_chosen():
    chosen = {**fuller(MINE, THEIRS), "reference": From.OTHER}

    said = joined(MINE, THEIRS, chosen)

    assert said == replace(
        MINE, reference="A-2", tags=("aînés", "transport"), email="a@example.org", address="1, rue X"
    )


def test_tags_of_both_may_be_too_many():
    many = tuple(f"t{n}" for n in range(15))
    mine, theirs = replace(MINE, tags=many), replace(THEIRS, tags=tuple(f"u{n}" for n in range(15)))

    assert fuller(mine, theirs)["tags"] is From.INTO
    with pytest.raises(Invalid):
        joined(mine, theirs, {"tags": From.BOTH})


@given(DETAILS, DETAILS, DETAILS)
def test_words_of_two_people_at_once_are_put_together(drawn, mine, theirs):
    said = rebased(mine, drawn, theirs)

    for name in SAID:
        whose = mine if getattr(mine, name) != getattr(drawn, name) else theirs
        assert getattr(said, name) == getattr(whose, name)


@given(DETAILS, DETAILS)
def test_nothing_is_lost_where_only_one_says_something(mine, theirs):
    said = joined(mine, theirs, fuller(mine, theirs))

    for name in SAID:
        values = getattr(mine, name), getattr(theirs, name)
        assert getattr(said, name) or not any(values)
        if name not in differing(mine, theirs):
            assert getattr(said, name) == values[0]
