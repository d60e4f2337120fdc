"""Hashing passwords with argon2id: slow on purpose, so never more than two at once.

Cost: OWASP's second choice for argon2id (19 MiB, two passes, one lane), about 20 ms of one core. It stands in the app's
configuration (`PASSWORD_COST`), so that tests are not slow on purpose. Raising it is safe: each hash says how it was
made, and is made anew when its person next signs in.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..kernel.errors import TooMany

AT_ONCE: Final = 2  # each takes one core and 19 MiB for its time
PATIENCE: Final = 3.0  # seconds that a request waits for its turn, before it is told to come back
COME_BACK: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Cost:
    """`memory` in KiB."""

    passes: int = 2
    memory: int = 19 * 1024
    lanes: int = 1


class Hasher:
    """One for each app. `checks` counts what was hashed: an address that nobody has costs as much as one with a
    password, and the tests see it here."""

    def __init__(self, cost: Cost) -> None:
        self._argon2 = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)
        self._places = BoundedSemaphore(AT_ONCE)
        self._nobody = _hash_that_nothing_matches(cost)
        self.checks = 0

    def hash(self, password: str) -> str:
        """The hash of a new password.

        Raises:
            TooMany: too many are being hashed just now (code `wait-a-minute`).
        """
        with self._turn():
            self.checks += 1
            return self._argon2.hash(_bytes(password))

    def is_right(self, kept: str | None, password: str) -> bool:
        """Whether that password is the one. Where none is kept the same work is done, for nothing.

        Raises:
            TooMany: as `hash`.
        """
        with self._turn():
            matches = self._matches(kept or self._nobody, password)
        return matches and kept is not None

    def _matches(self, kept: str, password: str) -> bool:
        self.checks += 1
        try:
            return self._argon2.verify(kept, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def is_out_of_date(self, kept: str) -> bool:
        """Whether that hash was made at another cost than today's."""
        return self._argon2.check_needs_rehash(kept)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(timeout=PATIENCE):
            raise TooMany("wait-a-minute", seconds=COME_BACK.seconds)
        try:
            yield
        finally:
            self._places.release()


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _hash_that_nothing_matches(cost: Cost) -> str:
    """A well-formed hash, drawn at random: checking against it takes as long as any, and is never right."""
    salt, digest = (base64.b64encode(os.urandom(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={cost.memory},t={cost.passes},p={cost.lanes}${salt}${digest}"
