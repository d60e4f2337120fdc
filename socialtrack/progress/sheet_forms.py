"""What is typed of a filled sheet: kept as typed, judged as a whole."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from ..guide.rules import CentrePath
from ..journal.forms import gesture_of
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from ..web.forms import Reading
from .gestures import Gesture
from .sheet_actions import Sheet
from .sheet_rules import FIELDS, OLDEST_DAY, Number, Read, SheetCode, numbers_of, read_code, read_fields

_MEMBER = re.compile(r"[0-9]{1,18}")
WAYS = ("paper", "phone")
TYPED = ("sheet", "on", "way", "said_by", *map(str, FIELDS))


class SheetForm(Reading):
    """The page of numbers, as posted; without a post, an empty sheet of today."""

    def __init__(self, today: date, form: MultiDict[str, str] | None = None) -> None:
        super().__init__(form, on=today.isoformat(), way="paper")
        self._today = today
        self._posted = form if form is not None else MultiDict()

    @property
    def is_posted(self) -> bool:
        return bool(self._form)

    @property
    def channel(self) -> str:
        """Through what it came: a telephone leaves no paper, and what it says is entered as on any page."""
        return "paper" if self.typed.get("way") != "phone" else "web"

    def code(self) -> SheetCode | None:
        try:
            return read_code(self._form.get("sheet", ""))
        except Invalid as error:
            self.refuse(error)
            return None

    def sheet(self, path: CentrePath) -> Sheet | None:
        """What it says, by the numbers of that version; None where a field can't be read at all."""
        try:
            read = read_fields(self._form, numbers_of(path), self._today)
        except Invalid as error:
            self.refuse(error)
            read = Read((), ())
        on = self._day()
        said_by = self._form.get("said_by", "")
        if said_by and not _MEMBER.fullmatch(said_by):
            self.refuse(Invalid("no-such-member", field="said_by"))
        if self.typed.get("way") not in WAYS:
            self.refuse(Invalid("choice-missing", field="way"))
        if not self.errors and not read.marks and not read.misread:
            self.refuse(Invalid("sheet-empty", field="done"))
        if self.errors or on is None:
            return None
        return Sheet(read, path.version, on, int(said_by) if said_by else None, self.despite())

    def gesture(self, organization_id: int) -> Gesture:
        """Raises:
        Invalid: a broken key.
        """
        content = (f"{name}={self._form.get(name, '')}" for name in TYPED)
        return gesture_of(self._form, organization_id, "sheet", *content, *sorted(map(str, self.despite())))

    @property
    def is_confirmed(self) -> bool:
        return self.is_ticked("keep")

    @property
    def reviewed(self) -> str:
        """The digest of what was read before the button was pressed."""
        return self._form.get("reviewed", "")

    def _day(self) -> date | None:
        try:
            said = parse_day(self._form.get("on", "").strip(), field="on")
            if said > self._today:
                raise Invalid("sheet-day-in-the-future", field="on")
            if said < OLDEST_DAY:
                raise Invalid("sheet-day-too-old", field="on")
        except Invalid as error:
            self.refuse(error)
            return None
        return said

    def despite(self) -> Collection[Number]:
        """The numbers that stand although their task has changed since the day of the sheet."""
        found = (re.fullmatch(r"([1-9])\.([0-9]{1,2})", text) for text in self._posted.getlist("despite")[:100])
        return frozenset(Number(int(one[1]), int(one[2])) for one in found if one)


def labels() -> Mapping[str, str]:
    """The names of the fields, as their page and a refusal say them."""
    return {
        "sheet": _("Code de la feuille"),
        "done": _("Faites"),
        "doing": _("En cours"),
        "not_applicable": _("Ne s’applique pas"),
        "declined": _("Décidé que non"),
        "on": _("Date écrite sur la feuille"),
        "way": _("Reçue"),
        "said_by": _("De la part de"),
    }
