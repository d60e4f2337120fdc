"""A gesture for several organizations, as its forms say it: which ones, what is to become of them, under which key."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from ..journal.forms import gesture_of, number_of
from ..journal.gestures import Gesture
from ..kernel.errors import DomainError, Invalid
from ..kernel.moments import parse_day
from ..kernel.text import clean_line
from ..kernel.work import Work
from ..reports.filter_forms import FromMapping, address_of, filters_of
from ..reports.filter_rules import Filters
from ..tenancy.bulk_rules import MOST_NAMED, Deed, Wanted
from ..tenancy.organization_rules import pause_day
from ..tenancy.rules import LONGEST
from .record_forms import USUAL_PAUSE

EXPORT = "export"
SUPPORT = "support"
NOBODY = "none"
Address = dict[str, str | list[str]]


class Which(StrEnum):
    """Whom a gesture is for: those ticked, the whole page, all that the filters of the grid keep."""

    CHOSEN = "chosen"
    PAGE = "page"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Selection:
    """`slugs`: each by its name; None: all that `filters` keep, read again at the moment of the gesture."""

    filters: Filters
    slugs: tuple[str, ...] | None

    @property
    def is_all(self) -> bool:
        return self.slugs is None

    def address(self) -> Address:
        """The same organizations, as reports are asked for them."""
        return address_of(self.filters) if self.slugs is None else {"only": list(self.slugs)}


def selection_of(form: MultiDict[str, str], filters: Filters) -> Selection:
    """Whom the form is about.

    Raises:
        Invalid: nobody (`nothing-chosen`), more than may be named, or a name that no organization can have.
    """
    which, of_page, chosen = form.get("which", Which.CHOSEN), form.get("page", "").split(), form.getlist("only")
    if which == Which.ALL:
        return Selection(filters, None)
    slugs = list(dict.fromkeys(of_page if which == Which.PAGE else chosen))
    if not slugs:
        raise Invalid("nothing-chosen", field="which")
    if len(slugs) > MOST_NAMED:
        raise Invalid("too-many-named", field="which", most=MOST_NAMED)
    return Selection(filters, filters_of(FromMapping({"only": slugs})).only)


class SeveralForm:
    """What is to become of them, field by field; `errors` by field, `typed` to stand there again."""

    def __init__(self, form: MultiDict[str, str], work: Work) -> None:
        self._form, self._work = form, work
        deed, _, to = form.get("deed", "").partition("-")
        self.deed = Deed(deed) if deed in set(Deed) else None
        self.is_export = deed == EXPORT
        self.is_support = deed == SUPPORT
        self.to = form.get("to", to)
        self.tag = form.get("tag", "")
        self.until = form.get("until", "")

    @property
    def is_asked(self) -> bool:
        """Whether everything that the deed needs has been said, or typed: else it is asked on a page of its own."""
        if self.deed is Deed.ASSIGN:
            return bool(self.to)
        if self.deed in (Deed.TAG, Deed.UNTAG):
            return "tag" in self._form
        return self.deed is not Deed.PAUSE or "until" in self._form

    def wanted(self) -> Wanted:
        """What is to become of each.

        Raises:
            Invalid: no deed was chosen, or its person, tag or day can't be understood.
        """
        if self.deed is None:
            raise Invalid("choice-missing", field="deed")
        if self.deed is Deed.ASSIGN:
            return Wanted(self.deed, advisor_id=self._advisor())
        if self.deed in (Deed.TAG, Deed.UNTAG):
            return Wanted(self.deed, tag=self._tag())
        if self.deed is Deed.PAUSE:
            return Wanted(self.deed, until=pause_day(parse_day(self.until.strip(), field="until"), self._work.today))
        return Wanted(self.deed)

    def _advisor(self) -> int | None:
        if self.to == NOBODY:
            return None
        number = number_of({"to": self.to}, "to")
        if not number:
            raise Invalid("assign-to-whom", field="to")
        return number

    def _tag(self) -> str:
        tag = clean_line(self.tag, field="tag", most=LONGEST["tag"])
        if any(sign in tag for sign in "|,;"):
            raise Invalid("one-tag-at-a-time", field="tag")
        return tag

    @property
    def usual_until(self) -> str:
        return (self._work.today + USUAL_PAUSE).isoformat()

    @property
    def counted(self) -> tuple[int, int, str]:
        """How many were chosen, how many would change, and the sign of those, as the page said it."""
        return number_of(self._form, "n"), number_of(self._form, "changing"), self._form.get("mark", "")

    def gesture(self, selection: Selection, wanted: Wanted) -> Gesture:
        """Raises Invalid: a broken key."""
        return gesture_of(self._form, "several", wanted, *_content(selection))


def _content(selection: Selection) -> Iterable[object]:
    if selection.slugs is not None:
        return sorted(selection.slugs)
    return [f"{name}={value}" for name, value in sorted(selection.address().items())]


def typed_day(text: str) -> bool:
    """Whether a field for a day can show it again."""
    try:
        parse_day(text, field="until")
    except DomainError:
        return False
    return True
