"""What the editor shows: every entry with what is whose, one entry with all its words. A fixed number of statements."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ..data.prepared import Prepared
from ..kernel.errors import NotFound
from ..kernel.languages import LocalText
from ..kernel.work import Work
from ..people.who_queries import WHO, Who, who_of
from .edit_rules import (
    NOTHING,
    EntryState,
    EntryWords,
    WrittenSource,
    is_own,
    shipped_digest,
    words_of_shipped,
)
from .edition import FaqEntryText, shipped_faq
from .models import FaqText

_ENTRIES = Prepared(
    f"""SELECT e.key, e.state, e.text_id, e.draft_id, e.shipped_digest, e.changed_at, {WHO}
        FROM faq_entry e LEFT JOIN membership m ON m.centre_id = e.centre_id AND m.id = e.changed_by
        WHERE e.centre_id = :centre_id ORDER BY e.key"""
)
_ENTRY = Prepared(
    f"""SELECT e.key, e.state, e.text_id, e.draft_id, e.shipped_digest, e.changed_at, {WHO}
        FROM faq_entry e LEFT JOIN membership m ON m.centre_id = e.centre_id AND m.id = e.changed_by
        WHERE e.centre_id = :centre_id AND e.key = :key"""
)
_TITLES = Prepared(
    """SELECT t.id, t.category, t.question FROM faq_text t
       JOIN faq_entry e ON e.centre_id = t.centre_id AND (t.id = e.text_id OR t.id = e.draft_id)
       WHERE t.centre_id = :centre_id"""
)
_VOTES = Prepared("SELECT key, sum(helped), sum(not_helped) FROM faq_vote WHERE centre_id = :centre_id GROUP BY key")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as the editor lists it. `changed_at` in microseconds, 0 where the centre never touched it.

    `is_changed`: the shipped entry says something else since somebody of the centre looked at it.
    """

    key: str
    category: str
    question: LocalText
    state: EntryState
    is_own: bool
    has_draft: bool
    is_changed: bool
    changed_at: int
    who: Who | None
    helped: int
    not_helped: int

    @property
    def is_found(self) -> bool:
        """Whether people find it, in the centre's words or as shipped."""
        return self.state == EntryState.PUBLISHED or (not self.is_own and self.state != EntryState.RETIRED)


@dataclass(frozen=True, slots=True)
class Edited:
    """One entry with all its words. `own` is what the centre last had in force, `draft` what is being written,
    `shipped` the shipped entry of that key. `looked_at`: the digest of the shipped entry that somebody last saw."""

    key: str
    state: EntryState
    own: EntryWords | None
    draft: EntryWords | None
    shipped: FaqEntryText | None
    looked_at: str
    changed_at: int
    who: Who | None

    @property
    def is_own(self) -> bool:
        return is_own(self.key)

    @property
    def words(self) -> EntryWords:
        """What the form opens with: what is being written, else what is in force."""
        if self.draft is not None:
            return self.draft
        return self.in_force or self.own or EntryWords("")

    @property
    def in_force(self) -> EntryWords | None:
        """What people read, or read last: the centre's words, else the shipped ones; None if nobody ever did."""
        if self.own is not None and self.state in (EntryState.PUBLISHED, EntryState.RETIRED):
            return self.own
        return words_of_shipped(self.shipped) if self.shipped is not None else None

    @property
    def shipped_now(self) -> str:
        return shipped_digest(self.shipped) if self.shipped is not None else ""

    @property
    def is_changed(self) -> bool:
        return is_changed(self.shipped, self.looked_at, self.state, has_draft=self.draft is not None)

    @property
    def is_found(self) -> bool:
        return self.state == EntryState.PUBLISHED or (self.shipped is not None and self.state != EntryState.RETIRED)


def is_changed(shipped: FaqEntryText | None, looked_at: str | None, state: str, *, has_draft: bool) -> bool:
    is_in_its_place = has_draft or state == EntryState.PUBLISHED
    return bool(shipped and looked_at and is_in_its_place and shipped_digest(shipped) != looked_at)


def listed(work: Work) -> list[Listed]:
    """Every entry that there is for the centre, the shipped ones first, then its own by key. Three statements."""
    rows = {row[0]: row for row in _ENTRIES.rows(work.session)}
    votes = {key: (int(helped), int(not_helped)) for key, helped, not_helped in _VOTES.rows(work.session)}
    titles = {
        id_: (category, LocalText.from_mapping(json.loads(question)))
        for id_, category, question in _TITLES.rows(work.session)
    }
    edition = shipped_faq()
    shipped = {entry.key: entry for entry in edition.entries}
    return [
        one
        for key in (*shipped, *(key for key in rows if key not in shipped))
        if (one := _listed(key, rows.get(key), shipped.get(key), titles, votes.get(key, (0, 0)))) is not None
    ]


def _listed(
    key: str,
    row: tuple | None,
    shipped: FaqEntryText | None,
    titles: dict[int, tuple[str, LocalText]],
    votes: tuple[int, int],
) -> Listed | None:
    if row is None:
        assert shipped is not None
        said = shipped.category.key, shipped.question
        return Listed(key, *said, EntryState.SHIPPED, False, False, False, 0, None, *votes)
    _key, state, text_id, draft_id, looked_at, changed_at, *who = row
    has_own = text_id is not None and state in (EntryState.PUBLISHED, EntryState.RETIRED)
    title = titles.get(text_id if has_own else draft_id) if has_own or shipped is None else None
    if title is None:
        if shipped is None:
            return None  # a draft that was thrown away before anybody read it
        title = shipped.category.key, shipped.question
    return Listed(
        key,
        *title,
        EntryState(state),
        is_own(key),
        draft_id is not None,
        is_changed(shipped, looked_at, state, has_draft=draft_id is not None),
        changed_at,
        who_of(tuple(who)),
        *votes,
    )


def edited(work: Work, key: str) -> Edited:
    """One entry, shipped, of the centre, or both.

    Raises:
        NotFound: there is none of that key, or its only draft was thrown away.
    """
    row = _ENTRY.row(work.session, key=key)
    shipped = shipped_faq().entry(key)
    if row is None and shipped is None:
        raise NotFound
    if row is None:
        return Edited(key, EntryState.SHIPPED, None, None, shipped, "", 0, None)
    _key, state, text_id, draft_id, looked_at, changed_at, *who = row
    texts = _texts(work, [id_ for id_ in (text_id, draft_id) if id_ is not None])
    if shipped is None and not texts:
        raise NotFound
    return Edited(
        key, EntryState(state), texts.get(text_id), texts.get(draft_id), shipped, looked_at or "", changed_at,
        who_of(tuple(who)),
    )  # fmt: skip


def _texts(work: Work, ids: Collection[int]) -> dict[int | None, EntryWords]:
    rows = work.session.scalars(select(FaqText).where(FaqText.centre_id == work.centre.id, FaqText.id.in_(ids)))
    return {row.id: words_of_text(row) for row in rows}


def words_of_text(text: FaqText) -> EntryWords:
    return EntryWords(
        category=text.category,
        question=LocalText.from_mapping(text.question),
        short=LocalText.from_mapping(text.short),
        answer=LocalText.from_mapping(text.answer),
        also_said=LocalText.from_mapping(text.also_said),
        caution=LocalText.from_mapping(text.caution) if text.caution else NOTHING,
        actions=tuple(text.actions),
        sources=tuple(
            WrittenSource(
                LocalText.from_mapping(source["title"]), source["url"] or "", date.fromisoformat(source["read_on"])
            )
            for source in text.sources
        ),
        checked_on=text.checked_on,
    )
