"""What every form of a gesture holds: its own key, when its page was drawn, and words that may be kept."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from unicodedata import category

from ..kernel.errors import Invalid
from ..kernel.moments import to_microseconds, utc_now
from ..kernel.secrets import secret_in
from ..kernel.text import PARAGRAPH, clean_paragraph
from .gestures import Gesture, said_at_of

_KEY = re.compile(r"[0-9a-z.-]{1,80}")
_STORED_KEY = 64  # characters; a longer key is kept as its hash
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def gesture_of(form: Mapping[str, str], *content: object) -> Gesture:
    """The gesture's own key with a digest of what it says and of whom, so that one key can't say two things.

    Raises:
        Invalid: a broken key, or a moment that makes no sense.
    """
    key = form.get("request_key", "")
    if key and not _KEY.fullmatch(key):
        raise Invalid("request-key-not-understood", field="request_key")
    key = stored_key(key)
    digest = hashlib.sha256("\n".join(map(str, content)).encode()).hexdigest()
    happened_at = said_at_of(form, utc_now())
    return Gesture(key, digest, drawn_at_of(form), happened_at, number_of(form, "settled"))


def stored_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest() if len(key) > _STORED_KEY else key


def drawn_at_of(form: Mapping[str, str]) -> int:
    """When the page was drawn, in microseconds; 0 where it does not say, or says nothing that makes sense."""
    try:
        moment = datetime.fromisoformat(form.get("drawn_at", "")[:40])
    except ValueError:
        return 0
    if moment.tzinfo is None or not datetime(1970, 1, 1, tzinfo=UTC) <= moment < _LATEST:
        return 0
    return to_microseconds(moment)


def number_of(form: Mapping[str, str], field: str) -> int:
    """The number of a row or an event that a form names; 0 for anything that can be none."""
    text = form.get(field, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def words_of(form: Mapping[str, str], field: str, *, most: int = PARAGRAPH, required: bool = False) -> str:
    """Words to keep, which must not hold a password, a recovery code or a card number.

    Raises:
        Invalid: missing, too long, unprintable, or it looks like a secret; nothing of it is kept or logged.
    """
    words = clean_paragraph(form.get(field), field=field, most=most, required=required)
    kind = secret_in(words)
    if kind is not None:
        raise Invalid(f"looks-like-{kind}", field=field)
    return words


def as_typed(form: Mapping[str, str], field: str) -> str:
    """What was typed, to stand in the field again, without the signs that no page can carry."""
    return "".join(
        "\ufffd" if category(c) in ("Cc", "Cs") and c not in "\r\n\t" else c for c in form.get(field, "")[:10_000]
    )
