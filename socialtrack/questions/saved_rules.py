"""A saved answer: a title and a body in at least one language, both of them in each that it has. Only Python."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("fr", "en")
LONGEST_TITLE = 120
LONGEST_BODY = 4_000
MOST = 300  # of one centre: a page lists them all


@dataclass(frozen=True, slots=True)
class Wording:
    """Pairs (title, body) by language; '' where it is not said in that one."""

    titles: tuple[str, str] = ("", "")
    bodies: tuple[str, str] = ("", "")

    @classmethod
    def kept(cls, titles: Mapping[str, str], bodies: Mapping[str, str]) -> "Wording":
        fr, en = LANGUAGES
        return cls((titles.get(fr, ""), titles.get(en, "")), (bodies.get(fr, ""), bodies.get(en, "")))

    def has(self, language: str) -> bool:
        return bool(self.bodies[LANGUAGES.index(language)])

    def missing(self) -> str | None:
        """The language in which it is not said, if there is one."""
        return next((language for language in LANGUAGES if not self.has(language)), None)

    def best(self, language: str) -> str:
        """That language if it is said in it, else the other."""
        other = LANGUAGES[1 - LANGUAGES.index(language)]
        return language if self.has(language) or not self.has(other) else other

    def title(self, language: str) -> str:
        return self.titles[LANGUAGES.index(self.best(language))]

    def body(self, language: str) -> str:
        return self.bodies[LANGUAGES.index(self.best(language))]

    def as_titles(self) -> dict[str, str]:
        return {language: text for language, text in zip(LANGUAGES, self.titles, strict=True) if text}

    def as_bodies(self) -> dict[str, str]:
        return {language: text for language, text in zip(LANGUAGES, self.bodies, strict=True) if text}
