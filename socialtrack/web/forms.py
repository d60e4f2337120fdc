"""Reading a posted form: field by field, keeping what was typed, gathering all that is wrong before answering."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from email_validator import EmailNotValidError, validate_email
from flask import Flask, abort, request
from flask_babel import gettext as _

from ..kernel.errors import DomainError, Invalid
from ..kernel.text import LINE, clean_line
from .errors import sentence, shown

LONGEST_EMAIL = 254
# Bytes. Taking a form of several megabytes apart costs seconds and hundreds of megabytes, before anyone is known.
LARGEST_FORM = 256 * 1024

View = TypeVar("View", bound=Callable[..., Any])


def takes_a_file(view: View) -> View:
    """The view receives more than a form may hold: up to the largest body that the app takes. Above `@access`."""
    view.takes_a_file = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """To be called before the CSRF protection, which reads every form and stumbles over a part without a name."""

    @app.before_request
    def refuse_large_forms() -> None:
        if not getattr(app.view_functions.get(request.endpoint or ""), "takes_a_file", False):
            request.max_content_length = LARGEST_FORM

    @app.before_request
    def refuse_nameless_parts() -> None:
        if request.mimetype == "multipart/form-data" and None in (*request.form, *request.files):
            abort(400)


def clean_email(text: str | None, *, field: str = "email") -> str:
    """An address as it may be written to: its shape is checked, nobody is asked whether it answers.

    Raises:
        Invalid: no address has this shape.
    """
    line = clean_line(text, field=field, most=LONGEST_EMAIL)
    if "=?" in line:  # mail programs would read it as an encoded word (RFC 2047), which hides another address
        raise Invalid("email-not-understood", field=field)
    try:
        return validate_email(line, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Invalid("email-not-understood", field=field) from error


class Reading:
    """A form being read. `typed` goes back into the fields, `errors` (by field) beside them."""

    def __init__(self, form: Mapping[str, str] | None = None, **defaults: str) -> None:
        self._form = {} if form is None else form
        self.typed = {**defaults, **{name: shown(value) for name, value in self._form.items()}}
        self.errors: dict[str, str] = {}

    def line(self, field: str, *, most: int = LINE, required: bool = True) -> str:
        try:
            return clean_line(self._form.get(field), field=field, most=most, required=required)
        except DomainError as error:
            return self.refuse(error, field)

    def email(self, field: str) -> str:
        try:
            return clean_email(self._form.get(field), field=field)
        except DomainError as error:
            return self.refuse(error, field)

    def one_of(self, field: str, allowed: Collection[str]) -> str:
        """A choice among a few; nothing chosen and something unknown are the same to the reader."""
        value = self._form.get(field, "")
        return value if value in allowed else self.refuse(Invalid("choice-missing", field=field), field)

    def is_ticked(self, field: str) -> bool:
        return self._form.get(field) == "1"

    def refuse(self, error: DomainError, field: str = "") -> str:
        """Note what is wrong with a field, in the reader's words."""
        self.errors.setdefault(error.field or field, sentence(error))
        return ""

    def summary(self, **labels: str) -> list[tuple[str, str]]:
        """Pairs (id of the field, label and sentence), as the head of a refused form shows them: in the order of the
        labels, which is that of the page, then those that have none."""
        fields = [
            *(name for name in labels if name in self.errors),
            *(name for name in self.errors if name not in labels),
        ]
        return [
            (
                field,
                _("%(label)s : %(sentence)s", label=labels[field], sentence=self.errors[field])
                if field in labels
                else self.errors[field],
            )
            for field in fields
        ]
