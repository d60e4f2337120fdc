"""What people type of an entry, in both languages side by side: read, judged, kept for showing again."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from ..journal.forms import gesture_of, words_of
from ..journal.gestures import Gesture
from ..kernel.errors import DomainError, Invalid
from ..kernel.languages import LANGUAGES, LocalText
from ..kernel.moments import parse_day
from ..web.forms import Reading
from .edit_rules import EntryWords, WrittenSource, https_address, refuse_other_links, typeset

LONGEST = {"question": 200, "short": 300, "answer": 4000, "also_said": 500, "caution": 600}
LONGEST_TITLE = 300
MOST_SOURCES = 8
EMPTY_ROWS = 2  # that wait for one more source
EARLIEST = date(2000, 1, 1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EntryForm(Reading):
    """All that is written of an entry. `base`: what the form was drawn from; `seen`: the digest of the shipped entry
    beside which it was written; `about`: the organization that nothing in it may designate, by its slug."""

    def __init__(self, form: Mapping[str, str] | None = None, actions: tuple[str, ...] = (), **defaults: str) -> None:
        super().__init__(form, **defaults)
        self.actions = actions
        self.kept: frozenset[str] = frozenset()

    @classmethod
    def posted(cls, form: "MultiDict[str, str]") -> "EntryForm":
        read = cls(form, actions=tuple(dict.fromkeys(form.getlist("task"))))
        read.kept = frozenset(form.getlist("not_it"))
        return read

    @classmethod
    def drawn(cls, words: EntryWords, *, base: str, seen: str = "", about: str = "") -> "EntryForm":
        return cls(None, words.actions, **typed(words), base=base, seen=seen, about=about)

    def words(self, today: date, known_tasks: Mapping[str, object], categories: Mapping[str, object]) -> EntryWords:
        """What was written, as far as it may be kept: see `errors`. A task that nobody knows any more is left out."""
        texts = {name: self._text(name) for name in LONGEST}
        for language in LANGUAGES:
            self._check_links(f"answer_{language}", texts["answer"][language])
        if not texts["question"].fr and not texts["question"].en and "question_fr" not in self.errors:
            self.refuse(Invalid("faq-question-missing", field="question_fr"), "question_fr")
        return EntryWords(
            category=self.one_of("category", tuple(categories)),
            **texts,
            actions=tuple(key for key in known_tasks if key in self.actions),
            sources=tuple(source for row in range(self.rows) if (source := self._source(row, today))),
            checked_on=self._day("checked_on", today),
        )

    @property
    def rows(self) -> int:
        """How many rows of sources the form holds: those that say something, and some that wait."""
        said = [row for row in range(MOST_SOURCES) if any(self.typed.get(name, "").strip() for name in names(row))]
        return min(MOST_SOURCES, (said[-1] + 1 if said else 0) + EMPTY_ROWS)

    @property
    def base(self) -> str:
        return self.typed.get("base", "")[:64]

    @property
    def seen(self) -> str:
        """'' for what is no digest."""
        seen = self.typed.get("seen", "")
        return seen if _DIGEST.fullmatch(seen) else ""

    @property
    def about(self) -> str:
        return self.typed.get("about", "")[:80]

    def gesture(self, *content: object, part: str = "") -> Gesture:
        """Its key, with a digest of all that the form says. `part`: where one form is two gestures, which it is."""
        said = sorted((name, value) for name, value in self._form.items() if name not in ("csrf_token", "request_key"))
        whole = hashlib.sha256(repr((said, sorted(self.actions), sorted(self.kept))).encode()).hexdigest()
        key = self._form.get("request_key", "")
        return gesture_of({**self._form, "request_key": f"{key}.{part}" if key and part else key}, *content, whole)

    def _check_links(self, field: str, text: str) -> None:
        try:
            refuse_other_links(text, field=field)
        except DomainError as error:
            self.refuse(error, field)

    def _text(self, name: str) -> LocalText:
        read = self._paragraph if name in ("answer", "caution") else self._line
        french, english = (read(f"{name}_{language}", LONGEST[name]) for language in LANGUAGES)
        return LocalText(typeset(french), english)

    def _line(self, field: str, most: int) -> str:
        return self._judged(field, lambda field: clean_one(self._form, field, most))

    def _paragraph(self, field: str, most: int) -> str:
        return self._judged(field, lambda field: words_of(self._form, field, most=most))

    def _judged(self, field: str, read: Callable[[str], str]) -> str:
        try:
            return read(field)
        except DomainError as error:
            return self.refuse(error, field)

    def _source(self, row: int, today: date) -> WrittenSource | None:
        """None for a row where nothing is written."""
        french, english, link, day = names(row)
        if not any(self._form.get(name, "").strip() for name in names(row)):
            return None
        title = self._line(french, LONGEST_TITLE)
        if not title and french not in self.errors:
            self.refuse(Invalid("text-missing", field=french), french)
        other = self._line(english, LONGEST_TITLE)
        address = self._judged(link, lambda field: https_address(self._form.get(field), field=field))
        read_on = self._day(day, today) or today
        return WrittenSource(LocalText(typeset(title), other or title), address, read_on)

    def _day(self, field: str, today: date) -> date | None:
        text = self._form.get(field, "").strip()
        if not text:
            return None
        try:
            day = parse_day(text, field=field)
            if day > today:
                raise Invalid("moment-in-the-future", field=field)
            if day < EARLIEST:
                raise Invalid("day-too-early", field=field)
        except DomainError as error:
            self.refuse(error, field)
            return None
        return day


def names(row: int) -> tuple[str, str, str, str]:
    """The fields of one source: its title in French and in English, its address, the day when it was read."""
    return (f"source-{row}-fr", f"source-{row}-en", f"source-{row}-url", f"source-{row}-on")


def clean_one(form: Mapping[str, str], field: str, most: int) -> str:
    """One line, or nothing, that may be kept; its no-break spaces stay."""
    return " ".join(words_of(form, field, most=most).split("\n")).strip()


def typed(words: EntryWords) -> dict[str, str]:
    """An entry as the fields of the form hold it."""
    fields = {f"{name}_{language}": getattr(words, name)[language] for name in LONGEST for language in LANGUAGES}
    for row, source in enumerate(words.sources[:MOST_SOURCES]):
        english = "" if source.title.en == source.title.fr else source.title.en
        said = source.title.fr, english, source.url, source.read_on.isoformat()
        fields |= dict(zip(names(row), said, strict=True))
    checked = words.checked_on.isoformat() if words.checked_on else ""
    return {**fields, "category": words.category, "checked_on": checked}
