"""Support given, in words. Knows no table and no address."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..web.formats import duration
from .rules import Given, SupportKind

KINDS = {
    SupportKind.CALL: _l("Appel"),
    SupportKind.VISIT: _l("Visite"),
    SupportKind.WORKSHOP: _l("Atelier"),
    SupportKind.MESSAGE: _l("Message"),
    SupportKind.OTHER: _l("Autre soutien"),
}


def what(given: Given) -> str:
    """« Appel, 20 minutes »."""
    kind = str(KINDS[given.kind])
    if given.minutes is None:
        return kind
    return _("%(kind)s, %(duration)s", kind=kind, duration=duration(given.minutes))


def what_inside(given: Given) -> str:
    """The same inside a sentence: « appel, 20 minutes »."""
    words = what(given)
    return words[:1].lower() + words[1:]
