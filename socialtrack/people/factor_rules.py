"""The second step of signing in: who is asked for it, which codes are right, what a backup code looks like.

Only Python. The codes of an application follow RFC 6238 (six digits, a step of 30 seconds, SHA-1), which every
application of that kind understands; computing one is left to whoever calls.
"""

import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from hmac import compare_digest

from .rules import Limits

WAITING_MOST = timedelta(minutes=15)
FRESH_FOR = timedelta(minutes=15)
BEGUN_FOR = timedelta(hours=1)  # to find an application, install it and come back
DIGITS = 6
STEP = 30  # seconds
STEPS_AROUND = 1  # a clock may be half a minute early or late

BACKUP_CODES = 10
BACKUP_LENGTH = 10
# Crockford's base 32: no I, L, O nor U, and what looks like a digit is read as one. Ten of them are 50 bits.
BACKUP_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
LONGEST_CODE = 40  # signs typed, spaces and dashes among them


def asks_for_second_step(entered_by: str) -> bool:
    """A passkey is two steps by itself; a demonstration has no one to protect."""
    return entered_by not in ("passkey", "demo")


def is_proved_twice(entered_by: str, factor_at: object) -> bool:
    """Whether a session is good enough for a centre that asks its team for two steps."""
    return factor_at is not None or not asks_for_second_step(entered_by)


def waiting_limits(now: datetime) -> Limits:
    """Between the first step and the second."""
    return Limits(now + WAITING_MOST, now + WAITING_MOST)


def is_fresh(opened_at: datetime, factor_at: datetime | None, now: datetime) -> bool:
    """Whether the person proved who they are a moment ago: what changes the way in asks for it."""
    return now - max(opened_at, factor_at or opened_at) < FRESH_FOR


def is_begun(begun_at: datetime, now: datetime) -> bool:
    """Whether an application may still be shown the secret that was drawn for it."""
    return now - begun_at < BEGUN_FOR


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def step_of(typed: str, code_at: Callable[[int], str], now: datetime) -> int | None:
    """The step whose code was typed, or None. The newest first, so that the ones before it can't serve any more."""
    said = typed.encode()
    here = step_at(now)
    found = None
    for step in range(here - STEPS_AROUND, here + STEPS_AROUND + 1):
        if compare_digest(code_at(step).encode(), said):
            found = step
    return found


def _plain(typed: str) -> str:
    """Capitals and digits alone, whatever stands between them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def app_code_of(typed: str) -> str | None:
    """The six digits of an application, « 123 456 » being 123456. None if it is not that."""
    code = _plain(typed)
    return code if len(code) == DIGITS and code.isascii() and code.isdecimal() else None


def backup_code_of(typed: str) -> str | None:
    """A backup code as it is kept: without spaces or dashes, and O read as 0. None if it is not one."""
    code = _plain(typed).translate(_LOOKS_LIKE)
    return code if len(code) == BACKUP_LENGTH and set(code) <= set(BACKUP_ALPHABET) else None


def grouped(text: str, size: int) -> str:
    """In groups, to read and to type: « ABCD EFGH »."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
