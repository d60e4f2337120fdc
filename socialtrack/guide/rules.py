"""A centre's path as values: steps, tasks, and which of them concern an organization. Only Python."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..kernel.languages import LocalText


@dataclass(frozen=True, slots=True)
class PathTask:
    """One task of one version of a centre's path. `sources` are ids of `guide/content/sources.yaml`."""

    key: str
    step_number: int
    order: int
    network: str | None
    essential: bool
    evidence: str
    recurs_days: int | None
    minutes: int
    depends_on: tuple[str, ...]
    hesitations: tuple[str, ...]
    title: LocalText
    why: LocalText
    how: tuple[LocalText, ...]
    caution: LocalText | None
    sources: tuple[str, ...]
    checked_on: date


@dataclass(frozen=True, slots=True)
class PathStep:
    number: int
    key: str
    title: LocalText
    summary: LocalText
    tasks: tuple[PathTask, ...]


@dataclass(frozen=True, slots=True)
class PathNetwork:
    key: str
    name: LocalText


@dataclass(frozen=True)
class CentrePath:
    """One version of a centre's path: immutable, so that it may be kept in memory for as long as one likes."""

    version: int
    edition: str
    networks: tuple[PathNetwork, ...]
    steps: tuple[PathStep, ...]
    by_key: dict[str, PathTask]
    scopes: dict[frozenset[str], tuple[PathTask, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def network_keys(self) -> frozenset[str]:
        return frozenset(network.key for network in self.networks)

    def network_names(self, language: str) -> dict[str, str]:
        """By key, what the networks are called in that language."""
        return {network.key: network.name.in_(language) for network in self.networks}

    def step_titles(self, language: str) -> dict[int, str]:
        """By number, what the steps are called in that language."""
        return {step.number: step.title.in_(language) for step in self.steps}


def is_in_scope(task: PathTask, networks: Collection[str]) -> bool:
    """A task concerns an organization if it is of no network, or of one that it has chosen."""
    return task.network is None or task.network in networks


def in_scope(path: CentrePath, networks: Collection[str]) -> tuple[PathTask, ...]:
    """The tasks of an organization with those networks, in the path's order. Found once per choice of networks."""
    chosen = frozenset(networks) & path.network_keys
    kept = path.scopes.get(chosen)
    if kept is None:
        kept = tuple(task for step in path.steps for task in step.tasks if is_in_scope(task, chosen))
        path.scopes[chosen] = kept
    return kept
