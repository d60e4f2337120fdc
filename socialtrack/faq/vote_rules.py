"""Whether an answer helped: what a browser remembers that it said, so that it is counted once. Only Python."""

import hashlib
from collections.abc import Mapping

MOST_REMEMBERED = 60  # about a kilobyte of the cookie, before it is packed
VOTES_PER_PLACE = 150  # in a quarter of an hour, from one address of the network: a room full of people reads together
_LETTERS = {"y": True, "n": False}


def mark_of(centre_id: int, key: str) -> str:
    """A short name of an answer of a centre: the cookie has no room for keys."""
    return hashlib.blake2s(f"{centre_id} {key}".encode(), digest_size=4).hexdigest()


def remembered(kept: object, mark: str) -> bool | None:
    """Whether this browser said that the answer helped; None where it said nothing of it."""
    said = kept.get(mark) if isinstance(kept, Mapping) else None
    return _LETTERS.get(said) if isinstance(said, str) else None


def remember(kept: object, mark: str, *, helped: bool) -> dict[str, str]:
    """What the browser remembers from now on: the newest last, the oldest forgotten."""
    others = {name: said for name, said in kept.items() if name != mark} if isinstance(kept, Mapping) else {}
    newest = list(others.items())[-(MOST_REMEMBERED - 1) :]
    return {**dict(newest), mark: "y" if helped else "n"}
