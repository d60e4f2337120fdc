"""What people say of what holds them back: each gesture is one event, with ids and states alone, once."""

from dataclasses import replace
from datetime import date, datetime

from ..faq.queries import entry_even_retired, faq_of
from ..guide import queries as guide
from ..journal.actions import keep_text
from ..journal.gestures import Gesture
from ..journal.row_queries import body_of, event_of
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.work import Work
from .gestures import HesitationAnswer, as_it_is, begin, row_and_first, told, unchanged
from .row_actions import (
    audience_of,
    check_about,
    last_row,
    new_row,
    open_rows,
    same_row,
    value_of,
)
from .rules import About, HesitationState, Value, WordsAudience, keeps_words_private, may_become

State = HesitationState


def open_hesitation(
    work: Work,
    organization_id: int,
    about: About,
    gesture: Gesture,
    *,
    entry: str | None = None,
    words: str = "",
    is_shared: bool = False,
) -> HesitationAnswer:
    """Say what holds the organization back: an entry of the centre's answers, one's own words, or both.

    The same reason on the same thing is the same hesitation while it is open: it is given back, and nothing is
    recorded. Words that a named entry did not have yet are added to it.

    Raises:
        NotFound, Conflict: the path has no such task, network or step (any more), or the gesture's key was used.
        Invalid: no reason at all, or an entry that the centre does not offer (field `entry`).
        Refused: the organization is archived, or staff would keep words from their own centre.
    """
    check_about(work, about)
    if not entry and not words:
        raise Invalid("hesitation-without-reason", field="entry")
    if entry and faq_of(work).entry(entry) is None:
        retired = entry_even_retired(work, entry) is not None
        raise Invalid("reason-retired" if retired else "no-such-reason", field="entry")
    audience = WordsAudience.CENTRE if is_shared else WordsAudience.ORGANIZATION
    if words and not is_shared and not keeps_words_private(work.actor.role):
        raise Refused("words-not-yours-to-keep")
    with work.write():
        first = begin(work, organization_id, gesture)
        if first is not None and first.event_id is not None:
            return first
        present = same_row(work, organization_id, about, entry, words)
        if first is not None:  # it found one that was open then; it may be closed by now
            return as_it_is(present or last_row(work, organization_id, about, entry))
        if present is None:
            text_id = keep_text(work, words, audience=audience, organization_id=organization_id) if words else None
            value = Value(State.OPEN, entry, text_id)
            return told(work, new_row(work, organization_id, about, value, gesture), None, value, gesture)
        before = value_of(present)
        is_shown = audience_of(work, organization_id, before.words) == WordsAudience.CENTRE
        if words and (before.words is None or (is_shared and not is_shown)):
            text_id = keep_text(work, words, audience=audience, organization_id=organization_id)
            return told(work, present, before, replace(before, words=text_id), gesture)
        return unchanged(work, present, gesture)


def say_outcome(
    work: Work, organization_id: int, hesitation_id: int, outcome: HesitationState, gesture: Gesture
) -> HesitationAnswer:
    """Say whether the answer reassures: yes closes the hesitation, in part or no keeps it open.

    Raises:
        NotFound: the organization has no such hesitation.
        Conflict: it was closed in another way meanwhile (`hesitation-closed`), or taken back (`hesitation-gone`).
        Refused: the organization is archived.
    """
    return _move(work, organization_id, hesitation_id, outcome, gesture)


def settle(work: Work, organization_id: int, hesitation_id: int, gesture: Gesture) -> HesitationAnswer:
    """Say that it no longer holds. Raises as `say_outcome`."""
    return _move(work, organization_id, hesitation_id, State.SETTLED, gesture)


def reopen(work: Work, organization_id: int, hesitation_id: int, gesture: Gesture) -> HesitationAnswer:
    """Say that it holds again. Raises as `say_outcome`."""
    return _move(work, organization_id, hesitation_id, State.OPEN, gesture)


def decide_not_to(
    work: Work, organization_id: int, hesitation_id: int, gesture: Gesture, *, reason: str, review_on: date
) -> HesitationAnswer:
    """Close it with a decision not to, its reason (which the centre reads) and the day on which to come back to it.

    Of a step, or of what has left the path: a task and a network have a state of their own that says it, which closes
    the hesitation (`close_about`).

    Raises:
        As `say_outcome`; Conflict (`decline-its-task`) where the task or the network says it itself.
    """
    with work.write():
        row, first = row_and_first(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        path = guide.path(work)
        if row.task_key in path.by_key or row.network in path.network_keys:
            raise Conflict("decline-its-task")
        before = value_of(row)
        is_change = may_become(before.state, State.DECLINED)
        same_words = (body_of(work, row.organization_id, before.reason) or "") == reason
        if not is_change and same_words and before.review_on == review_on.isoformat():
            return unchanged(work, row, gesture)
        reason_id = before.reason if same_words else None
        if reason and reason_id is None:
            reason_id = keep_text(work, reason, audience=WordsAudience.CENTRE, organization_id=organization_id)
        after = replace(before, state=State.DECLINED, reason=reason_id, review_on=review_on.isoformat())
        return told(work, row, before, after, gesture)


def share_words(
    work: Work, organization_id: int, hesitation_id: int, gesture: Gesture, *, with_private: bool
) -> HesitationAnswer:
    """Show the centre the organization's own words: the same words once more, as a text that it reads.

    Raises:
        NotFound: no such hesitation, or no words there for whoever asks.
        Conflict: it was taken back (`hesitation-gone`).
        Refused: the organization is archived.
    """
    with work.write():
        row, first = row_and_first(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        before = value_of(row)
        if before.state == State.WITHDRAWN:
            raise Conflict("hesitation-gone")
        if audience_of(work, organization_id, before.words) == WordsAudience.CENTRE:
            return unchanged(work, row, gesture)
        body = body_of(work, organization_id, before.words) if with_private else None
        if not body:
            raise NotFound("no-such-words")
        text_id = keep_text(work, body, audience=WordsAudience.CENTRE, organization_id=organization_id)
        return told(work, row, before, replace(before, words=text_id), gesture)


def close_about(
    work: Work,
    organization_id: int,
    *,
    task_key: str | None = None,
    network: str | None = None,
    to: HesitationState,
    caused_by: int,
    gesture: Gesture | None = None,
) -> int:
    """Close what is open about a task or a network, because of what was said of it in the event `caused_by`; how many.

    To put a network off, or to drop it, closes what is open about its tasks too: they are not asked of the
    organization any more. Runs inside `work.write()`.
    """
    tasks = {task_key} if task_key else set()
    if network and to == State.DECLINED:
        tasks |= {task.key for task in guide.path(work).by_key.values() if task.network == network}
    found = [
        row
        for row in open_rows(work, organization_id)
        if row.task_key in tasks or (network is not None and row.network == network)
    ]
    if not found:
        return 0
    cause = event_of(work, organization_id, caused_by)
    said = (cause.value_after or {}) if cause and to == State.DECLINED else {}
    for row in found:
        before = value_of(row)
        after = replace(before, state=to, reason=said.get("reason_id"), review_on=said.get("review_on"))
        # What was done long ago, and said today, closes nothing before it was open.
        happened_at = max(cause.happened_at, row.opened_at) if cause else None
        told(work, row, before, after, _unkept(gesture, happened_at), caused_by=caused_by)
    return len(found)


def _unkept(gesture: Gesture | None, happened_at: datetime | None) -> Gesture:
    """What goes with another gesture has no receipt of its own: that one's stands for both."""
    return Gesture(happened_at=gesture.happened_at if gesture else happened_at)


def _move(
    work: Work, organization_id: int, hesitation_id: int, to: HesitationState, gesture: Gesture
) -> HesitationAnswer:
    with work.write():
        row, first = row_and_first(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        before = value_of(row)
        if not may_become(before.state, to):
            return unchanged(work, row, gesture)
        return told(work, row, before, replace(before, state=to, reason=None, review_on=None), gesture)
