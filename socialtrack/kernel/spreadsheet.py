"""What a cell of a spreadsheet may hold: text that no spreadsheet takes for a formula, and the way back.

Excel, LibreOffice and Google Sheets run a cell that begins with one of these signs, some of them after spaces, and in
the full-width forms that Asian keyboards type. An apostrophe before it makes it plain text.
"""

import re

APOSTROPHE = "'"
_SPACES = " \t\r\n\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
_SIGNS = "=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\uff5c\uff05\u2212\ufe63\ufe62\ufe66\ufe6a\ufe6b"
_DANGEROUS = re.compile(f"[{_SPACES}{APOSTROPHE}]*[{_SIGNS}]")
_NUMBER = re.compile(r"-(?:[1-9][0-9]{0,14}|0(?=[.,]))(?:[.,][0-9]{0,9}[1-9])?")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet could run it, or whether it stands behind apostrophes that only look like ours.

    A plain negative number is left alone.
    """
    return _DANGEROUS.match(text) is not None and _NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """The text with exactly one apostrophe before it if it is dangerous; else as it is."""
    return APOSTROPHE + text if is_dangerous(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: takes away exactly one apostrophe, and only one that stands before a dangerous cell."""
    return text[1:] if text.startswith(APOSTROPHE) and is_dangerous(text) else text
