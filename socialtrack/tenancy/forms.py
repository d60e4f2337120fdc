"""What people type about an organization, and the file they bring: read, judged, kept for showing again."""

from collections.abc import Mapping

from werkzeug.datastructures import FileStorage

from ..kernel.errors import DomainError, Invalid
from ..web.forms import Reading
from .read_list import Choices
from .read_table import MOST_BYTES
from .rules import FIELDS, Details, details


class OrganizationForm(Reading):
    """Each field is judged by itself, so that all that is wrong shows at once."""

    def __init__(self, form: Mapping[str, str] | None = None) -> None:
        super().__init__(form, **dict.fromkeys(FIELDS, ""))

    def details(self) -> Details | None:
        """What was said; None if something can't be kept (see `errors`)."""
        for field in FIELDS:
            try:
                # A name that stands in for the real one, so that each field is heard alone.
                details({"name": "x", field: self._form.get(field, "")})
            except DomainError as error:
                self.refuse(error, field)
        return None if self.errors else details({field: self._form.get(field, "") for field in FIELDS})

    @property
    def is_same_name_meant(self) -> bool:
        return self.is_ticked("same_name")


def file_content(file: FileStorage | None) -> bytes:
    """The bytes of the file that was brought.

    Raises:
        Invalid: no file was chosen, or it is empty or too big.
    """
    if file is None or not file.filename:
        raise Invalid("file-missing", field="file")
    data = file.stream.read(MOST_BYTES + 1)
    if not data.strip():
        raise Invalid("file-empty", field="file")
    if len(data) > MOST_BYTES:
        raise Invalid("file-too-big", field="file", most=MOST_BYTES // 1_000_000)
    return data


def matched_choices(form: Mapping[str, str], shown: Choices) -> Choices:
    """How the file is to be read, as somebody chose beside its columns; what was not asked stays as it was `shown`.

    Another sheet has other columns, and another row of titles may have: those are then recognized anew.
    """
    sheet = _number(form.get("sheet"), shown.sheet)
    if sheet != shown.sheet:
        return Choices(sheet)
    titles = _number(form.get("titles"), shown.titles or 0)
    if titles != shown.titles:
        return Choices(sheet, titles)
    fields = shown.fields or ()
    return Choices(sheet, titles, tuple(form.get(f"column-{n}", field) for n, field in enumerate(fields)))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise
