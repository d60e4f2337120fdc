"""What stands in a message: its words, and the addresses among them that may be made links. Only Python."""

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 500
# In plain letters alone: what looks like another address than it is (marks of direction, letters that resemble ours)
# stays a text.
_ADDRESS = re.compile(r"(?<![^\s(«“\"'’])https://[!-~]{1,2000}")
_AFTER = ".,;:!?)]}'\"»”"

Piece = tuple[str, str | None]


def pieces(words: str) -> list[Piece]:
    """The words in pieces, each with the address that it leads to, if it is one."""
    found: list[Piece] = []
    end = 0
    for match in _ADDRESS.finditer(words):
        address = _plain(match.group())
        if address is None:
            continue
        start = match.start()
        if start > end:
            found.append((words[end:start], None))
        found.append((address, address))
        end = start + len(address)
    if end < len(words):
        found.append((words[end:], None))
    return found


def _plain(address: str) -> str | None:
    """The address without the sentence around it; None where it is none that one may follow by its looks."""
    address = address.rstrip(_AFTER)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    is_named = "." in host and "@" not in parts.netloc and port is None
    return address if is_named and len(address) <= LONGEST_ADDRESS and "\\" not in address else None


def beginning(words: str, most: int = 90) -> str:
    """How a message begins, on one line, cut at a word."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    cut = line[: most + 1].rsplit(" ", 1)[0][:most]
    return f"{cut.rstrip(',;:.')}…"
