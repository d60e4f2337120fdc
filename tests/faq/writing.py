"""An entry of the centre, whole, for tests that need one."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from socialtrack.faq import edition, queries, search
from socialtrack.faq.edit_rules import EntryWords, WrittenSource
from socialtrack.kernel.languages import LocalText

WHOLE = EntryWords(
    category="time",
    question=LocalText("Personne ici n’a le temps de répondre le soir.", "Nobody here has time to answer at night."),
    short=LocalText("Répondre le lendemain convient très bien.", "Answering the next day is fine."),
    answer=LocalText(
        "Vous choisissez vos heures.\n\n- Écrivez-les sur la **page**;\n- répondez le matin.",
        "You choose your hours.\n\n- Write them on the **page**;\n- answer in the morning.",
    ),
    also_said=LocalText("soirée, fin de semaine", "evening, weekend"),
    actions=("name-backup",),
    sources=(WrittenSource(LocalText("Nos heures", "Our hours"), "https://exemple.ca/heures", date(2026, 11, 20)),),
    checked_on=date(2026, 11, 20),
)


def whole(**changes: Any) -> EntryWords:
    return replace(WHOLE, **changes)


def fields(words: EntryWords = WHOLE, **changes: str) -> dict[str, Any]:
    """What a browser sends of it."""
    texts = {
        f"{name}_{of}": getattr(words, name)[of]
        for name in ("question", "short", "answer", "also_said", "caution")
        for of in ("fr", "en")
    }
    said = words.sources[0] if words.sources else None
    source = (
        {
            "source-0-fr": said.title.fr,
            "source-0-en": said.title.en,
            "source-0-url": said.url,
            "source-0-on": said.read_on.isoformat(),
        }
        if said
        else {}
    )
    return {
        **texts,
        **source,
        "category": words.category,
        "task": list(words.actions),
        "checked_on": "2026-11-20",
        **changes,
    }


def forget_shipped(engine: Any = None) -> None:
    """What the process read of the edition; of a database, what it read of the answers in force there."""
    for read in (edition.shipped_faq, queries.shipped, search.shipped_index):
        read.cache_clear()
    if engine is not None:
        queries.forget_faqs(engine)


@contextmanager
def newer_edition(key: str, engine: Any = None, **changes: Any) -> Iterator[None]:
    """The product ships something else under that key from here on, as after an update and a restart."""
    read = edition.read_content

    def changed(path: Any) -> Any:
        content = deepcopy(read(path))
        next(entry for entry in content["entries"] if entry["key"] == key).update(changes)
        return content

    edition.read_content = changed
    forget_shipped(engine)
    try:
        yield
    finally:
        edition.read_content = read
        forget_shipped(engine)
