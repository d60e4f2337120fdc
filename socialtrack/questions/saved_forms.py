"""A saved answer as its form says it: read with care, kept as it was typed where it is refused."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from ..journal.forms import words_of
from ..kernel.errors import DomainError, Invalid
from ..kernel.secrets import secret_in
from ..kernel.text import clean_line
from ..web.forms import Reading
from .saved_queries import Saved
from .saved_rules import LANGUAGES, LONGEST_BODY, LONGEST_TITLE, Wording

LABELS = {
    "title_fr": _l("Titre en français"),
    "body_fr": _l("Réponse en français"),
    "title_en": _l("Titre en anglais"),
    "body_en": _l("Réponse en anglais"),
}


class SavedForm(Reading):
    """`drawn` says which wording the form was drawn from."""

    @classmethod
    def of(cls, saved: Saved) -> "SavedForm":
        typed = {"drawn": saved.drawn}
        for language, title, body in zip(LANGUAGES, saved.wording.titles, saved.wording.bodies, strict=True):
            typed |= {f"title_{language}": title, f"body_{language}": body}
        return cls(None, **typed)

    def wording(self) -> Wording | None:
        """What was written, where nothing is wrong with it: a title and an answer, in one language at least."""
        titles = [self._title(f"title_{language}") for language in LANGUAGES]
        bodies = [self._body(f"body_{language}") for language in LANGUAGES]
        for language, title, body in zip(LANGUAGES, titles, bodies, strict=True):
            for field, text, other in ((f"title_{language}", title, body), (f"body_{language}", body, title)):
                if other and not text:
                    self.refuse(Invalid("saved-answer-half", field=field))
        if not any(titles) and not any(bodies) and not self.errors:
            self.refuse(Invalid("text-missing", field="title_fr"))
        if self.errors:
            return None
        return Wording((titles[0], titles[1]), (bodies[0], bodies[1]))

    def _title(self, field: str) -> str:
        return self._read(field, lambda: _title_in(self._form.get(field), field))

    def _body(self, field: str) -> str:
        return self._read(field, lambda: words_of(self._form, field, most=LONGEST_BODY))

    def _read(self, field: str, reading: Callable[[], str]) -> str:
        try:
            return reading()
        except DomainError as error:
            return self.refuse(error, field)


def _title_in(text: str | None, field: str) -> str:
    text = clean_line(text, field=field, most=LONGEST_TITLE, required=False)
    kind = secret_in(text)
    if kind is not None:
        raise Invalid(f"looks-like-{kind}", field=field)
    return text
