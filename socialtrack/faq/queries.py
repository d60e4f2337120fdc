"""The hesitations as a centre has them: shipped, in its own words, its own, less those it retired.

What a centre put in force is read once, and again when it changed: each request asks with one short statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..guide.edition import Source
from ..kernel.languages import LocalText
from ..kernel.work import Work
from ..tenancy.actions import only_centre_work
from .edition import FaqCategory, FaqEdition, FaqEntryText, shipped_faq
from .models import FaqText
from .search import SearchIndex, shipped_index

# Texts never change: these four columns name exactly what is in force, even where a text was undone and its id used
# again.
_IN_FORCE = Prepared(
    """SELECT key, state, text_id, changed_at FROM faq_entry
       WHERE centre_id = :centre_id AND state IN ('published', 'retired') ORDER BY key"""
)
Stamp = tuple[tuple[str, str, int | None, int], ...]


@dataclass(frozen=True)
class CentreFaq:
    """What a centre answers; its index is built when something is first looked for.

    `retired` are the entries that nobody finds any more, by key: whoever named one once still reads it.
    """

    stamp: Stamp
    edition: FaqEdition
    retired: Mapping[str, FaqEntryText]

    @cached_property
    def index(self) -> SearchIndex:
        return shipped_index() if self.edition is shipped_faq() else SearchIndex(self.edition.entries)

    def even_retired(self, key: str) -> FaqEntryText | None:
        return self.edition.entry(key) or self.retired.get(key)


_kept: WeakKeyDictionary[Engine, dict[int, CentreFaq]] = WeakKeyDictionary()
_keeping = Lock()


def faq_of(work: Work) -> FaqEdition:
    """The hesitations that people of the centre find now."""
    return all_of(work).edition


def index_of(work: Work) -> SearchIndex:
    return all_of(work).index


def entry_even_retired(work: Work, key: str) -> FaqEntryText | None:
    """An entry that somebody named once, in the words in force or the last that were."""
    return all_of(work).even_retired(key)


def all_of(work: Work) -> CentreFaq:
    """What the centre answers, with what it retired and the index of its words."""
    return faq_in(work.session, work.centre.id)


def faq_in(session: Session, centre_id: int) -> CentreFaq:
    """The same, in any session of that centre."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    stamp: Stamp = tuple(_IN_FORCE.rows(session))
    kept = _kept.get(engine, {}).get(centre_id)
    if kept is not None and kept.stamp == stamp:
        return kept
    read = _read(session, centre_id, stamp) if stamp else shipped()
    with _keeping:
        _kept.setdefault(engine, {})[centre_id] = read
    return read


def forget_faqs(engine: Engine) -> None:
    """What was read of the database behind this engine, which another one is about to stand in for."""
    with _keeping:
        _kept.pop(engine, None)


def public_faq() -> CentreFaq:
    """What anyone may read: the only centre's answers, else the shipped ones."""
    with only_centre_work() as work:
        return all_of(work) if work is not None else shipped()


@lru_cache(maxsize=1)
def shipped() -> CentreFaq:
    """One for all centres that changed nothing: its index is built once."""
    return CentreFaq((), shipped_faq(), {})


def _read(session: Session, centre_id: int, stamp: Stamp) -> CentreFaq:
    as_shipped = shipped_faq()
    wanted = [text_id for _key, _state, text_id, _changed_at in stamp if text_id is not None]
    texts = {
        text.id: text
        for text in session.scalars(select(FaqText).where(FaqText.centre_id == centre_id, FaqText.id.in_(wanted)))
    }
    entries = {entry.key: entry for entry in as_shipped.entries}
    retired: dict[str, FaqEntryText] = {}
    for key, state, text_id, _changed_at in stamp:
        text = texts.get(text_id) if text_id is not None else None
        said = entry_of(text, as_shipped.categories) if text is not None else entries.get(key)
        if state == "retired":
            entries.pop(key, None)
            if said is not None:
                retired[key] = said
        elif said is not None:
            entries[key] = said
    ranks = {category.key: rank for rank, category in enumerate(as_shipped.categories)}
    # The sort keeps the shipped order within a subject; a centre's own entries follow, in the order of their keys.
    ordered = tuple(sorted(entries.values(), key=lambda entry: ranks[entry.category.key]))
    return CentreFaq(stamp, replace(as_shipped, entries=ordered), retired)


def entry_of(text: FaqText, categories: tuple[FaqCategory, ...]) -> FaqEntryText:
    """A centre's words in the shape of a shipped entry. A subject that is no longer shipped becomes the last one."""
    by_key = {category.key: category for category in categories}
    return FaqEntryText(
        key=text.key,
        category=by_key.get(text.category, categories[-1]),
        question=LocalText.from_mapping(text.question),
        short=LocalText.from_mapping(text.short),
        answer=LocalText.from_mapping(text.answer),
        also_said=LocalText.from_mapping(text.also_said),
        actions=tuple(text.actions),
        sources=tuple(_source(source) for source in text.sources),
        checked=text.checked_on,
        caution=LocalText.from_mapping(text.caution) if text.caution else None,
        is_of_centre=True,
    )


def _source(said: dict) -> Source:
    """A source as a centre names it: a title in one language or in both, and the day when somebody read it."""
    title, read_on = said["title"], said["read_on"]
    return Source(
        id="",
        title=LocalText(title, title) if isinstance(title, str) else LocalText.from_mapping(title),
        url=said.get("url") or None,
        language=None,
        published=None,
        dated=LocalText("", ""),
        read_on=read_on if isinstance(read_on, date) else date.fromisoformat(read_on),
    )
