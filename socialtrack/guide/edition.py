"""The path as the product ships it: files of the project, read once. Knows no centre, no table and no page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from ..kernel.languages import LocalText

CONTENT = Path(__file__).parent / "content"

FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH_MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class Source:
    """What a text rests on. Without an address it is advice, or a document that is not online."""

    id: str
    title: LocalText
    url: str | None
    language: str | None
    published: str | None
    dated: LocalText
    read_on: date


@dataclass(frozen=True, slots=True)
class EditionNetwork:
    key: str
    name: LocalText


@dataclass(frozen=True, slots=True)
class EditionEvidence:
    """A kind of « repère » that a task may ask for."""

    key: str
    name: LocalText


@dataclass(frozen=True, slots=True)
class EditionTask:
    """A task's texts. The key is for ever; `hesitations` are keys of faq entries, `depends_on` keys of tasks."""

    key: str
    step_key: str
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
    sources: tuple[Source, ...]
    checked: date
    caution: LocalText | None
    origin_status: str


@dataclass(frozen=True, slots=True)
class EditionStep:
    key: str
    order: int
    title: LocalText
    summary: LocalText
    tasks: tuple[EditionTask, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole path, under the name (`id`, `version`) that a centre's own version remembers."""

    id: str
    version: str
    networks: tuple[EditionNetwork, ...]
    evidence_kinds: tuple[EditionEvidence, ...]
    steps: tuple[EditionStep, ...]

    @property
    def tasks(self) -> Iterator[EditionTask]:
        return (task for step in self.steps for task in step.tasks)

    def task(self, key: str) -> EditionTask | None:
        return next((task for task in self.tasks if task.key == key), None)


def read_content(path: Path) -> Any:
    """One content file, by PyYAML's quick loader where the machine has it (five times quicker, and as safe)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 (both loaders are safe ones)


@lru_cache(maxsize=1)
def shipped_edition() -> Edition:
    return edition_from(read_content(CONTENT / "guide.yaml"), shipped_sources())


@lru_cache(maxsize=1)
def shipped_sources() -> Mapping[str, Source]:
    """Every source that the path and the hesitations cite, by id."""
    registry = read_content(CONTENT / "sources.yaml")
    read_on = date.fromisoformat(registry["checked"])
    return MappingProxyType({id_: source_from(id_, entry, read_on) for id_, entry in registry["sources"].items()})


def edition_from(content: Mapping[str, Any], sources: Mapping[str, Source]) -> Edition:
    return Edition(
        id=content["id"],
        version=content["version"],
        networks=tuple(
            EditionNetwork(network["key"], LocalText.from_mapping(network["name"])) for network in content["networks"]
        ),
        evidence_kinds=tuple(
            EditionEvidence(key, LocalText.from_mapping(name)) for key, name in content["evidence_kinds"].items()
        ),
        steps=tuple(
            EditionStep(
                key=step["key"],
                order=step["order"],
                title=LocalText.from_mapping(step["title"]),
                summary=LocalText.from_mapping(step["summary"]),
                tasks=tuple(
                    task_from(task, step["key"], order, sources) for order, task in enumerate(step["tasks"], start=1)
                ),
            )
            for step in content["steps"]
        ),
    )


def task_from(task: Mapping[str, Any], step_key: str, order: int, sources: Mapping[str, Source]) -> EditionTask:
    how = task["how"]
    return EditionTask(
        key=task["key"],
        step_key=step_key,
        order=order,
        network=task["network"],
        essential=task["essential"],
        evidence=task["evidence"],
        recurs_days=task["recurs_days"],
        minutes=task["minutes"],
        depends_on=tuple(task["depends_on"]),
        hesitations=tuple(task["hesitations"]),
        title=LocalText.from_mapping(task["title"]),
        why=LocalText.from_mapping(task["why"]),
        how=tuple(LocalText(fr, en) for fr, en in zip(how["fr"], how["en"], strict=True)),
        sources=cited(task["sources"], sources, by=task["key"]),
        checked=date.fromisoformat(task["checked"]),
        caution=caution_of(task),
        origin_status=task["origin"]["status"],
    )


def source_from(source_id: str, entry: Mapping[str, Any], read_on: date) -> Source:
    said = entry.get("date_words")
    return Source(
        id=source_id,
        title=LocalText.from_mapping(entry["title"]),
        url=entry["url"],
        language=entry.get("language"),
        published=entry["date"],
        dated=LocalText.from_mapping(said) if said else date_in_words(entry["date"]),
        read_on=read_on,
    )


def cited(source_ids: list[str], sources: Mapping[str, Source], *, by: str) -> tuple[Source, ...]:
    unknown = [source_id for source_id in source_ids if source_id not in sources]
    if unknown:
        raise ValueError(f"{by} cites {', '.join(unknown)}: add it to guide/content/sources.yaml")
    return tuple(sources[source_id] for source_id in source_ids)


def caution_of(entry: Mapping[str, Any]) -> LocalText | None:
    """What could not be confirmed, as the reader is told."""
    note = entry.get("unverified")
    return LocalText.from_mapping(note) if note else None


def date_in_words(iso: str | None) -> LocalText:
    """« 23 septembre 2025 » for a day, « novembre 2025 » for a month, « 2020 » for a year, « sans date » for none."""
    if iso is None:
        return LocalText("sans date", "undated")
    year, *rest = iso.split("-")
    if not rest:
        return LocalText(year, year)
    month = int(rest[0]) - 1
    french, english = FRENCH_MONTHS.split()[month], ENGLISH_MONTHS.split()[month]
    if len(rest) == 1:
        return LocalText(f"{french} {year}", f"{english} {year}")
    day = int(rest[1])
    return LocalText(f"{'1er' if day == 1 else day}\u00a0{french} {year}", f"{english} {day}, {year}")
