"""What people type: tidied, measured, and refused where no honest text has such characters."""

import re
import unicodedata

from .errors import Invalid

LINE = 200
PARAGRAPH = 2_000

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def _has_forbidden(text: str, *, keep: str = "") -> bool:
    """Control characters (NUL among them), lone surrogates, unassigned and private ones have no place in a text.

    Marks of direction (right-to-left) stay: they are honest in some names, and pages isolate what people typed.
    """
    return any(unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co") and c not in keep for c in text)


def clean_line(text: str | None, *, field: str, most: int = LINE, required: bool = True) -> str:
    """One line: composed (NFC), runs of spaces made one, ends trimmed.

    Raises:
        Invalid: `required` but empty, longer than `most` characters, or with control characters.
    """
    text = (text or "").replace("\r\n", " ").replace("\n", " ")
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if _has_forbidden(text):
        raise Invalid("text-has-control-characters", field=field)
    if not text and required:
        raise Invalid("text-missing", field=field)
    if len(text) > most:
        raise Invalid("text-too-long", field=field, most=most, length=len(text))
    return text


def clean_paragraph(text: str | None, *, field: str, most: int = PARAGRAPH, required: bool = False) -> str:
    """Several lines, kept as lines. Same refusals as `clean_line`."""
    text = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if _has_forbidden(text, keep="\n\t"):
        raise Invalid("text-has-control-characters", field=field)
    if not text and required:
        raise Invalid("text-missing", field=field)
    if len(text) > most:
        raise Invalid("text-too-long", field=field, most=most, length=len(text))
    return text


def slug_of(name: str, *, most: int = 60) -> str:
    """A short address made of a name: lower case, hyphens, no accents. Never empty."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:most].strip("-")
    return slug or "sans-nom"


def email_key(email: str) -> str:
    """How two addresses are compared: capitals don't count. No more than that: folding would make `faß.de`, which is
    somebody else's, the same as `fass.de`, and a letter to the one would open the place of the other."""
    return unicodedata.normalize("NFC", email.lower())
