"""How a signed-in browser, its moments and the way it came in are said."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.moments import local_day
from ..web.formats import day_near, hour
from .device_rules import family_of
from .rules import COPIED

# How a session was opened (`Device.entered_by`).
ENTERED = {
    "link": _l("ouverte par un lien"),
    "invitation": _l("ouverte par une invitation"),
    COPIED: _l("ouverte par un lien copié pour vous"),
    "password": _l("ouverte par un mot de passe"),
    "passkey": _l("ouverte par une clé d’accès"),
    "setup": _l("ouverte à l’installation"),
    "demo": _l("ouverte par la démonstration"),
}


def browser_in_words(user_agent: str) -> str:
    """« Firefox sur Windows »; « un navigateur » where nothing can be told."""
    family = family_of(user_agent)
    if family.browser and family.system:
        return _("%(browser)s sur %(system)s", browser=family.browser, system=family.system)
    if family.system:
        return _("un navigateur sur %(system)s", system=family.system)
    return family.browser or _("un navigateur")


def moment_in_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """« aujourd’hui, 10 h 5 », « 7 août 2026, 14 h »."""
    day = day_near(local_day(moment, zone), local_day(now, zone))
    return _("%(day)s, %(hour)s", day=day, hour=hour(moment, zone))
