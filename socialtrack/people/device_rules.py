"""Which browser, on which system, as far as a browser says it. Only Python.

The two together are the « family » by which a browser is known again: a newer version of the same browser on the same
system is no news to its person.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

# The first that is found counts, so those that pretend to be another come before it.
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("opera", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("vivaldi", "Vivaldi"),
    ("duckduckgo", "DuckDuckGo"),
    ("fxios", "Firefox"),
    ("firefox", "Firefox"),
    ("crios", "Chrome"),
    ("chromium", "Chromium"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("cros", "ChromeOS"),
    ("mac os", "Mac"),
    ("macintosh", "Mac"),
    ("linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Family:
    """« Firefox », « Windows »; None for what can't be told."""

    browser: str | None
    system: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a letter of safety: the language, and the zone in which moments are said."""

    language: str
    zone: ZoneInfo


def family_of(user_agent: str) -> Family:
    said = user_agent.lower()
    return Family(_first(_BROWSERS, said), _first(_SYSTEMS, said))


def _first(names: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((name for sign, name in names if sign in said), None)
