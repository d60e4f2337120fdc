"""The kinds of long work: higher floors register what they do; nothing here knows a report or an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from ..kernel.permissions import Can
from ..kernel.work import Work

KINDS = "socialtrack-job-kinds"
CHORES = "socialtrack-job-chores"
Parameters = Mapping[str, Any]


class Progress(Protocol):
    """How long work says where it stands, and hears that it is wanted no more."""

    given: Path  # the file that came with it
    out: Path  # where it writes what it makes

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how far it is. Stored a few times a second at most.

        Raises:
            Cancelled: nobody wants it any more, or whoever asked has lost their place.
            Stopping: the server stops.
        """

    def settle(self, said: Mapping[str, Any]) -> None:
        """Inside `work.write()`, last: the job is done in the same transaction as what it changed, or none of it is.

        Raises:
            Cancelled: it was cancelled just before.
        """


@dataclass(frozen=True, slots=True)
class Made:
    """What running it gave: the name under which `progress.out` is taken, or what to say of what it did."""

    file_name: str | None = None
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work.

    `run(work, parameters, progress)` does it, in a session of its own that sees what its asker may see; whoever asked
    must still have `permission`. The rest are words for its page, asked in the reader's language: its title, how far it
    is (« 3 200 organismes sur 10 000 »), what it did, and the page to go on to (words, address), or back to.
    """

    run: Callable[[Work, Parameters, Progress], Made]
    permission: Can
    title: Callable[[Parameters], str]
    counted: Callable[[int, int | None], str]
    back: Callable[[Parameters], tuple[str, str]]
    told: Callable[[Parameters, Mapping[str, Any]], str] | None = None
    onward: Callable[[JobFacts], tuple[str, str]] | None = None


class Chore(Protocol):
    """Upkeep that nobody asks for, done by the same thread when nothing waits, about once a minute."""

    def __call__(self, is_over: Callable[[], bool]) -> object:
        """`is_over`: asked now and then, whether to leave the rest for another time."""


def register_chore(app: Flask, chore: Chore) -> None:
    app.extensions.setdefault(CHORES, []).append(chore)


def chores_of(app: Flask) -> list[Chore]:
    chores: list[Chore] = app.extensions.setdefault(CHORES, [])
    return chores


def register(app: Flask, name: str, kind: Kind) -> None:
    app.extensions.setdefault(KINDS, {})[name] = kind


def kinds_of(app: Flask) -> dict[str, Kind]:
    kinds: dict[str, Kind] = app.extensions.setdefault(KINDS, {})
    return kinds


@dataclass(frozen=True, slots=True)
class JobFacts:
    """One job, as its page shows it. `is_file_theirs`: its file was made for the place that whoever asks holds now."""

    id: int
    kind: str
    parameters: Parameters
    state: str
    done: int
    total: int | None
    problem: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    file_name: str | None
    made_at: datetime
    beat_at: datetime | None
    ended_at: datetime | None
    is_file_theirs: bool
