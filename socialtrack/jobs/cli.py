"""How far long work is, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

Told = Callable[[int, int], None]


@contextmanager
def told_on(stream: TextIO) -> Iterator[Told | None]:
    """Hears how much is done, of how much, and shows it as a bar on that stream where it is a terminal."""
    if not stream.isatty():
        yield None
        return
    with click.progressbar(length=1, file=stream) as bar:

        def told(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield told
