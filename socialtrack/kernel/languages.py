"""A text in the two languages of the house. Knows neither where the text comes from nor who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("fr", "en")
LOCALES = {"fr": "fr_CA", "en": "en_CA"}  # how days, numbers and quotation marks are written


@dataclass(frozen=True, slots=True)
class LocalText:
    """The same text in French and in English, always edited side by side."""

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """The text for a reader of `language` ("en", "en-CA", "en_CA"…); whoever does not read English reads French."""
        return self.en if str(language)[:2].lower() == "en" else self.fr

    __getitem__ = in_

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> "LocalText":
        """Refuses a text that lacks a language, or that has one we do not know."""
        if set(mapping) != set(LANGUAGES) or not all(isinstance(text, str) for text in mapping.values()):
            raise ValueError(f"a text needs exactly the languages {', '.join(LANGUAGES)}: {dict(mapping)!r}")
        return cls(fr=mapping["fr"], en=mapping["en"])

    def to_mapping(self) -> dict[str, str]:
        return {"fr": self.fr, "en": self.en}
