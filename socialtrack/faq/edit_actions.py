"""Writing an entry, publishing it, retiring it, giving the shipped one its place back. Each said once."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from ..journal.actions import record
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..journal.models import Event
from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.languages import LocalText
from ..kernel.work import Work
from .edit_queries import Edited, edited
from .edit_rules import EntryState, EntryWords, FaqKind, missing, own_key, shipped_digest
from .edition import shipped_faq
from .models import FaqEntry, FaqText


class Overtaken(Conflict):
    """Somebody else wrote this entry in the meantime; `now` is how it stands."""

    def __init__(self, now: Edited) -> None:
        super().__init__("faq-overtaken")
        self.now = now


@dataclass(frozen=True, slots=True)
class Saved:
    """The entry that a gesture was about. `event_id` is None where nobody will read anything else than before."""

    key: str
    event_id: int | None


def add_entry(work: Work, words: EntryWords, gesture: Gesture) -> Saved:
    """Begin an entry of the centre's own, as a draft. The same gesture sent twice begins one."""
    with work.write():
        receipt = first_receipt(work, gesture)
        if receipt is not None:
            return Saved(_key_told(work, receipt.event_id), receipt.event_id)
        key = own_key(words.question, _taken(work))
        text = _keep(work, key, words)
        event_id = record(work, kind=FaqKind.DRAFTED, after=EntryState.DRAFT, value_after={"key": key})
        entry = FaqEntry(key=key, state=EntryState.DRAFT, draft_id=text.id)
        _touch(work, entry, event_id)
        work.session.add(entry)
        work.session.flush()
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def save_draft(work: Work, key: str, words: EntryWords, base: str, gesture: Gesture) -> Saved:
    """Keep what is being written, while what is in force stays so. `base`: the digest of what the form opened with.

    Raises:
        NotFound: no such entry.
        Overtaken: somebody else wrote something else since the form was opened.
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = _not_overtaken(work, key, words, base)
        event_id = None
        if now.words != words:
            event_id = _draft(work, now, words)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def publish(work: Work, key: str, words: EntryWords, base: str, seen: str, gesture: Gesture) -> Saved:
    """Put these words in force. `seen`: the digest of the shipped entry beside which they were written, if it was.

    Raises:
        NotFound, Overtaken: see `save_draft`.
        Invalid: something is missing that people would read.
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = _not_overtaken(work, key, words, base)
        for field, language in missing(words):
            raise Invalid("faq-incomplete", field=f"{field}_{language}")
        event_id = _publish(work, now, words, seen)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def _publish(work: Work, now: Edited, words: EntryWords, seen: str) -> int | None:
    if now.is_found and now.in_force == words:
        if now.draft is not None:
            _drop_draft(work, _row(work, now.key))
        return _keep_ours(work, now, seen) if seen and seen == now.shipped_now else None
    if now.draft != words:
        _draft(work, now, words)
    entry = _row(work, now.key)
    entry.text_id, entry.draft_id = entry.draft_id, None
    if seen and now.shipped is not None:
        entry.shipped_digest = seen
    return _tell(work, entry, FaqKind.PUBLISHED, EntryState.PUBLISHED)


def retire(work: Work, key: str, gesture: Gesture) -> Saved:
    """Nobody finds the entry any more; whoever named it once still reads it. Twice is once.

    Raises:
        NotFound: no such entry.
        Conflict: a draft that nobody ever read is thrown away instead (code `faq-never-published`).
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = edited(work, key)
        if not now.is_found and now.state != EntryState.RETIRED:
            raise Conflict("faq-never-published")
        event_id = None
        if now.state != EntryState.RETIRED:
            event_id = _tell(work, _row_or_new(work, now), FaqKind.RETIRED, EntryState.RETIRED)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def bring_back(work: Work, key: str, gesture: Gesture) -> Saved:
    """People find it again, in the words that were in force last.

    Raises:
        NotFound: no such entry.
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = edited(work, key)
        event_id = None
        if now.state == EntryState.RETIRED and now.own is not None:
            event_id = _tell(work, _row(work, key), FaqKind.PUBLISHED, EntryState.PUBLISHED)
        elif now.state == EntryState.RETIRED:
            event_id = _tell(work, _row(work, key), FaqKind.SHIPPED, EntryState.SHIPPED)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def take_shipped(work: Work, key: str, gesture: Gesture) -> Saved:
    """The shipped entry is in force again. The centre's words are kept, out of sight; so is a draft.

    Raises:
        NotFound: no such entry, or it is no shipped one.
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = _of_shipped(work, key)
        event_id = None
        if now.state != EntryState.SHIPPED or now.is_changed:
            entry = _row_or_new(work, now)
            entry.shipped_digest = now.shipped_now
            event_id = _tell(work, entry, FaqKind.SHIPPED, EntryState.SHIPPED)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def keep_ours(work: Work, key: str, seen: str, gesture: Gesture) -> Saved:
    """The centre's words stay, though the shipped ones have changed. `seen`: the digest of the shipped entry that was
    compared.

    Raises:
        NotFound: no such entry, or it is no shipped one.
        Conflict: it changed once more since (code `faq-shipped-again`).
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = _of_shipped(work, key)
        if seen != now.shipped_now:
            raise Conflict("faq-shipped-again")
        event_id = _keep_ours(work, now, seen)
        keep_receipt(work, gesture, event_id)
        return Saved(key, event_id)


def _keep_ours(work: Work, now: Edited, seen: str) -> int | None:
    if not now.is_changed:
        return None
    entry = _row(work, now.key)
    entry.shipped_digest = seen
    return _tell(work, entry, FaqKind.KEPT, EntryState(entry.state))


def discard_draft(work: Work, key: str, base: str, gesture: Gesture) -> Saved:
    """Throw away what is being written, for good; what is in force stays. `base`: the digest of what was shown.

    Raises:
        NotFound: no such entry.
        Overtaken: the draft says something else by now.
    """
    with work.write():
        if (receipt := first_receipt(work, gesture)) is not None:
            return Saved(key, receipt.event_id)
        now = edited(work, key)
        if now.draft is not None:
            if now.draft.digest != base:
                raise Overtaken(now)
            _drop_draft(work, _row(work, key))
        keep_receipt(work, gesture, None)
        return Saved(key, None)


def _not_overtaken(work: Work, key: str, words: EntryWords, base: str) -> Edited:
    now = edited(work, key)
    if now.words.digest != base and now.words != words:
        raise Overtaken(now)
    return now


def _of_shipped(work: Work, key: str) -> Edited:
    now = edited(work, key)
    if now.shipped is None:
        raise NotFound
    return now


def _draft(work: Work, now: Edited, words: EntryWords) -> int | None:
    """Other words to be written, in the place of those of the last draft, which nobody ever read; the event of the
    first."""
    text, event_id = _keep(work, now.key, words), None
    entry = work.session.get(FaqEntry, (work.centre.id, now.key))
    if entry is None:
        event_id = record(work, kind=FaqKind.DRAFTED, after=EntryState.DRAFT, value_after={"key": now.key})
        entry = FaqEntry(key=now.key, state=EntryState.DRAFT)
        work.session.add(entry)
    if now.shipped is not None and now.state in (EntryState.SHIPPED, EntryState.DRAFT) and now.draft is None:
        entry.shipped_digest = now.shipped_now  # it is from that one that they begin
    _drop_draft(work, entry)
    entry.draft_id = text.id
    _touch(work, entry, event_id or entry.event_id)
    work.session.flush()
    return event_id


def _drop_draft(work: Work, entry: FaqEntry) -> None:
    """Words that were never in force leave nothing behind."""
    dropped, entry.draft_id = entry.draft_id, None
    if dropped is None:
        return
    _touch(work, entry, entry.event_id)
    work.session.flush()
    text = work.session.scalars(select(FaqText).where(FaqText.centre_id == work.centre.id, FaqText.id == dropped)).one()
    work.session.delete(text)
    work.session.flush()


def _keep(work: Work, key: str, words: EntryWords) -> FaqText:
    text = FaqText(
        key=key,
        category=words.category,
        question=words.question.to_mapping(),
        short=words.short.to_mapping(),
        answer=words.answer.to_mapping(),
        also_said=words.also_said.to_mapping(),
        caution=_or_nothing(words.caution),
        actions=list(words.actions),
        sources=[source.to_mapping() for source in words.sources],
        checked_on=words.checked_on,
        written_by=work.actor.membership_id,
        written_at=work.now,
    )
    work.session.add(text)
    work.session.flush()
    return text


def _or_nothing(text: LocalText) -> dict[str, str] | None:
    return text.to_mapping() if text.fr or text.en else None


def _tell(work: Work, entry: FaqEntry, kind: FaqKind, after: EntryState) -> int:
    """The event, and the row as it says."""
    before = None if entry.event_id is None else entry.state
    value = {"key": entry.key, "text": entry.text_id, "shipped": entry.shipped_digest}
    event_id = record(
        work,
        kind=kind,
        before=before,
        after=after,
        value_after={name: said for name, said in value.items() if said is not None},
    )
    entry.state = after
    _touch(work, entry, event_id)
    work.session.flush()
    return event_id


def _touch(work: Work, entry: FaqEntry, event_id: int | None) -> None:
    entry.changed_at, entry.changed_by, entry.event_id = work.now, work.actor.membership_id, event_id


def _row(work: Work, key: str) -> FaqEntry:
    return work.session.scalars(select(FaqEntry).where(FaqEntry.centre_id == work.centre.id, FaqEntry.key == key)).one()


def _row_or_new(work: Work, now: Edited) -> FaqEntry:
    """The row of an entry; a shipped one that the centre never touched gets its first."""
    entry = work.session.get(FaqEntry, (work.centre.id, now.key))
    if entry is None:
        assert now.shipped is not None
        entry = FaqEntry(key=now.key, state=EntryState.SHIPPED, shipped_digest=shipped_digest(now.shipped))
        _touch(work, entry, None)
        work.session.add(entry)
    return entry


def _key_told(work: Work, event_id: int | None) -> str:
    value = work.session.scalars(
        select(Event.value_after).where(Event.centre_id == work.centre.id, Event.id == event_id)
    ).one()
    return value["key"]


def _taken(work: Work) -> set[str]:
    return {entry.key for entry in shipped_faq().entries} | set(_own_keys(work))


def _own_keys(work: Work) -> Iterable[str]:
    return work.session.scalars(select(FaqEntry.key).where(FaqEntry.centre_id == work.centre.id))
