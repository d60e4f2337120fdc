"""What people say of what holds them back: each gesture is one event, with ids and states alone, once."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from ..faq.queries import entry_even_retired, faq_of
from ..guide import queries as guide
from ..journal.actions import count, keep_text, read_figures
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..journal.models import Event
from ..journal.row_queries import body_of, event_of, text_of
from ..journal.rules import Counts
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.work import Work
from .models import Hesitation
from .row_actions import (
    about_of,
    audience_of,
    check_about,
    last_row,
    new_row,
    open_rows,
    put,
    rows,
    same_row,
    value_of,
)
from .rules import About, HesitationState, Value, WordsAudience, keeps_words_private, may_become

State = HesitationState


@dataclass(frozen=True, slots=True)
class HesitationAnswer:
    """What a gesture did. `event_id` is None where nothing changed; `is_last`: it can be taken back."""

    hesitation_id: int
    about: About
    state: str
    event_id: int | None
    is_last: bool = True


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
        first = _begin(work, organization_id, gesture)
        if first is not None and first.event_id is not None:
            return first
        present = same_row(work, organization_id, about, entry, words)
        if first is not None:  # it found one that was open then; it may be closed by now
            return _answer(present or last_row(work, organization_id, about, entry))
        if present is None:
            text_id = keep_text(work, words, audience=audience, organization_id=organization_id) if words else None
            value = Value(State.OPEN, entry, text_id)
            return _told(work, new_row(work, organization_id, about, value, gesture), None, value, gesture)
        before = value_of(present)
        is_shown = audience_of(work, organization_id, before.words) == WordsAudience.CENTRE
        if words and (before.words is None or (is_shared and not is_shown)):
            text_id = keep_text(work, words, audience=audience, organization_id=organization_id)
            return _told(work, present, before, replace(before, words=text_id), gesture)
        return _unchanged(work, present, gesture)


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
        row, first = _found(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        path = guide.path(work)
        if row.task_key in path.by_key or row.network in path.network_keys:
            raise Conflict("decline-its-task")
        before = value_of(row)
        is_change = may_become(before.state, State.DECLINED)
        same_words = (body_of(work, row.organization_id, before.reason) or "") == reason
        if not is_change and same_words and before.review_on == review_on.isoformat():
            return _unchanged(work, row, gesture)
        reason_id = before.reason if same_words else None
        if reason and reason_id is None:
            reason_id = keep_text(work, reason, audience=WordsAudience.CENTRE, organization_id=organization_id)
        after = replace(before, state=State.DECLINED, reason=reason_id, review_on=review_on.isoformat())
        return _told(work, row, before, after, gesture)


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
        row, first = _found(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        before = value_of(row)
        if before.state == State.WITHDRAWN:
            raise Conflict("hesitation-gone")
        if audience_of(work, organization_id, before.words) == WordsAudience.CENTRE:
            return _unchanged(work, row, gesture)
        body = body_of(work, organization_id, before.words) if with_private else None
        if not body:
            raise NotFound("no-such-words")
        text_id = keep_text(work, body, audience=WordsAudience.CENTRE, organization_id=organization_id)
        return _told(work, row, before, replace(before, words=text_id), gesture)


def undo_hesitation(work: Work, organization_id: int, event: Event, gesture: Gesture) -> HesitationAnswer:
    """Take back what `event` did: the hesitation is as it was before; one that was only just opened is withdrawn.

    Words that were shown to the centre are not shown any more.

    Raises:
        Conflict: it has changed since (code `undo-overtaken`), or the gesture's key was used for something else.
        Refused: the organization is archived.
    """
    with work.write():
        if (first := _begin(work, organization_id, gesture)) is not None:
            return first
        row = work.session.scalars(rows(work, organization_id).where(Hesitation.event_id == event.id)).one_or_none()
        if row is None or (event.value_after or {}).get("hesitation") != row.id:
            raise Conflict("undo-overtaken", task_key=event.task_key)
        return _take_back(work, row, event, gesture)


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
        _told(work, row, before, after, _unkept(gesture, happened_at), caused_by=caused_by)
    return len(found)


def take_back_followed(
    work: Work, organization_id: int, event_id: int, *, caused_by: int | None = None
) -> list[HesitationAnswer]:
    """Take back what followed from that event, where nothing was said of it since: what it had closed is open again;
    where it was a way back, which `caused_by` takes back in its turn, what it had opened is closed again. Runs inside
    `work.write()`."""
    pairs = work.session.execute(
        select(Hesitation, Event)
        .join(Event, (Event.centre_id == Hesitation.centre_id) & (Event.id == Hesitation.event_id))
        .where(
            Hesitation.centre_id == work.centre.id,
            Hesitation.organization_id == organization_id,
            Event.organization_id == organization_id,
            Event.id > event_id,
        )
        .order_by(Hesitation.id)
    ).all()
    followed = [(row, event) for row, event in pairs if (event.value_after or {}).get("caused_by") == event_id]
    return [_take_back(work, row, event, Gesture(), caused_by=caused_by) for row, event in followed]


def _unkept(gesture: Gesture | None, happened_at: datetime | None) -> Gesture:
    """What goes with another gesture has no receipt of its own: that one's stands for both."""
    return Gesture(happened_at=gesture.happened_at if gesture else happened_at)


def _move(
    work: Work, organization_id: int, hesitation_id: int, to: HesitationState, gesture: Gesture
) -> HesitationAnswer:
    with work.write():
        row, first = _found(work, organization_id, hesitation_id, gesture)
        if first is not None:
            return first
        before = value_of(row)
        if not may_become(before.state, to):
            return _unchanged(work, row, gesture)
        return _told(work, row, before, replace(before, state=to, reason=None, review_on=None), gesture)


def _take_back(
    work: Work, row: Hesitation, event: Event, gesture: Gesture, *, caused_by: int | None = None
) -> HesitationAnswer:
    before = value_of(row)
    earlier = event.value_before or {}
    words = earlier.get("words")
    if event.before is None:
        words = before.words  # withdrawn, it keeps its words
    elif words != before.words:
        words = _words_again(work, row.organization_id, words, before.words)
    after = Value(
        state=event.before or State.WITHDRAWN,
        entry=earlier.get("entry", before.entry) if event.before else before.entry,
        words=words,
        reason=earlier.get("reason"),
        review_on=earlier.get("review_on"),
    )
    return _told(work, row, before, after, gesture, undoes_id=event.id, caused_by=caused_by)


def _words_again(work: Work, organization_id: int, earlier_id: int | None, present_id: int | None) -> int | None:
    """The words that stood there earlier. What the centre read until now is blanked; what was blanked in this way, and
    is shown again, is a new text."""
    present = text_of(work, organization_id, present_id)
    earlier = text_of(work, organization_id, earlier_id)
    if present is not None and present.audience == WordsAudience.CENTRE and earlier_id is not None:
        present.blanked_at = work.now
    if earlier is not None and earlier.blanked_at is not None and present is not None and not present.blanked_at:
        return keep_text(work, present.body, audience=earlier.audience, organization_id=organization_id)
    return earlier_id


def _told(
    work: Work,
    row: Hesitation,
    before: Value | None,
    after: Value,
    gesture: Gesture,
    *,
    undoes_id: int | None = None,
    caused_by: int | None = None,
) -> HesitationAnswer:
    """The row, the event, the figures and the receipt of what was said."""
    if gesture.happened_at is not None and gesture.happened_at < row.opened_at:
        gesture = replace(gesture, happened_at=row.opened_at)  # a clock that runs late: nothing is said of it before it
    event_id = put(work, row, before, after, gesture, undoes_id=undoes_id, caused_by=caused_by)
    more = int(after.is_open) - int(before is not None and before.is_open)
    count(work, row.organization_id, Counts(), open_hesitations=more, happened_at=gesture.happened_at)
    keep_receipt(work, gesture, event_id)
    return HesitationAnswer(row.id, about_of(row), row.state, event_id)


def _unchanged(work: Work, row: Hesitation, gesture: Gesture) -> HesitationAnswer:
    keep_receipt(work, gesture, None)
    return _answer(row)


def _answer(row: Hesitation) -> HesitationAnswer:
    """Nothing changed: it is as it was."""
    return HesitationAnswer(row.id, about_of(row), row.state, None)


def _begin(work: Work, organization_id: int, gesture: Gesture) -> HesitationAnswer | None:
    """The first answer, where this gesture arrives again.

    Raises:
        Refused: the organization is archived.
        Conflict: the gesture's key was used for something else.
    """
    if not read_figures(work, organization_id).is_listed:
        raise Refused("organization-archived")
    receipt = first_receipt(work, gesture)
    if receipt is None:
        return None
    event = event_of(work, organization_id, receipt.event_id)
    if event is None:
        return HesitationAnswer(0, About(), "", None)
    row = _row(work, organization_id, (event.value_after or {})["hesitation"])
    return HesitationAnswer(row.id, about_of(row), row.state, event.id, row.event_id == event.id)


def _found(
    work: Work, organization_id: int, hesitation_id: int, gesture: Gesture
) -> tuple[Hesitation, HesitationAnswer | None]:
    row = _row(work, organization_id, hesitation_id)
    first = _begin(work, organization_id, gesture)
    if first is not None and first.event_id is None:  # it changed nothing then, so it names nothing
        first = _answer(row)
    return row, first


def _row(work: Work, organization_id: int, hesitation_id: int) -> Hesitation:
    row = work.session.scalars(rows(work, organization_id).where(Hesitation.id == hesitation_id)).one_or_none()
    if row is None:
        raise NotFound("no-such-hesitation")
    return row
