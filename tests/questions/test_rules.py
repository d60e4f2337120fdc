"""Where a question stands after each gesture, and who waits since when. Only Python."""

from datetime import UTC, datetime, timedelta

import pytest

from socialtrack.questions.rules import (
    QuestionKind,
    QuestionState,
    Side,
    Standing,
    asked,
    more_open,
    needs_letter,
    reopened,
    said,
    settled,
    side_of,
)

AT = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
LATER = AT + timedelta(days=2)
OPEN, ANSWERED, SETTLED = QuestionState
US, CENTRE = Side


def test_what_is_asked_waits_for_the_centre():
    assert asked(AT).after == Standing(OPEN, AT)


def test_a_detail_added_to_a_question_does_not_lose_its_place():
    move = said(Standing(OPEN, AT), US, LATER)

    assert (move.kind, move.after) == (QuestionKind.SAID, Standing(OPEN, AT))


@pytest.mark.parametrize("before", [Standing(OPEN, AT), Standing(ANSWERED), Standing(SETTLED)])
def test_any_message_of_the_centre_is_an_answer(before):
    move = said(before, CENTRE, LATER)

    assert (move.kind, move.after) == (QuestionKind.ANSWERED, Standing(ANSWERED))


@pytest.mark.parametrize("state", [ANSWERED, SETTLED])
def test_a_message_of_the_organization_after_an_answer_waits_from_then_on(state):
    assert said(Standing(state), US, LATER).after == Standing(OPEN, LATER)


@pytest.mark.parametrize(("side", "kind"), [(US, QuestionKind.SETTLED), (CENTRE, QuestionKind.SETTLED_BY_CENTRE)])
def test_either_settles_it_once(side, kind):
    move = settled(Standing(OPEN, AT), side)

    assert move is not None
    assert (move.kind, move.after) == (kind, Standing(SETTLED))
    assert settled(move.after, side) is None


def test_reopened_by_the_organization_it_waits_for_the_centre_from_now_on():
    move = reopened(Standing(SETTLED), US, LATER, last_word=CENTRE)

    assert move is not None
    assert (move.kind, move.after) == (QuestionKind.REOPENED, Standing(OPEN, LATER))


@pytest.mark.parametrize(("last_word", "after"), [(CENTRE, Standing(ANSWERED)), (US, Standing(OPEN, LATER))])
def test_reopened_by_the_centre_whoever_did_not_have_the_last_word_is_next(last_word, after):
    move = reopened(Standing(SETTLED), CENTRE, LATER, last_word=last_word)

    assert move is not None
    assert (move.kind, move.after) == (QuestionKind.REOPENED_BY_CENTRE, after)


@pytest.mark.parametrize("before", [Standing(OPEN, AT), Standing(ANSWERED)])
def test_what_is_not_settled_is_not_reopened(before):
    assert reopened(before, US, LATER, last_word=CENTRE) is None


def test_open_questions_are_counted_once():
    assert [more_open(None, OPEN), more_open(OPEN, ANSWERED), more_open(ANSWERED, SETTLED)] == [1, 0, -1]
    assert [more_open(SETTLED, OPEN), more_open(SETTLED, ANSWERED), more_open(OPEN, OPEN)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("earlier", "minute", "told"),
    [
        ([], 0, True),
        ([0], 1, False),
        ([0, 10], 14, False),
        ([0, 10], 15, True),  # the one of minute 10 wrote no letter
        ([0, 10, 15], 20, False),
        ([0], 60 * 24, True),
    ],
)
def test_several_messages_in_a_row_are_one_letter(earlier, minute, told):
    moments = [AT + timedelta(minutes=m) for m in earlier]

    assert needs_letter(moments, AT + timedelta(minutes=minute)) is told


def test_side_comes_from_the_role():
    assert [side_of(role) for role in ("manager", "advisor", "lead", "member", "host")] == [
        *(CENTRE, CENTRE),
        *(US, US, US),
    ]
