"""The path of a centre, by version. Published versions never change, so each is read once per process."""

from datetime import datetime
from functools import lru_cache
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ..kernel.errors import NotFound
from ..kernel.languages import LocalText
from ..kernel.work import Work
from ..tenancy.actions import only_centre_work
from .edition import EditionTask, shipped_edition
from .models import PathVersion, Release, Step, Task, TaskText
from .rules import CentrePath, PathNetwork, PathStep, PathTask

_kept: WeakKeyDictionary[Engine, dict[tuple[int, int], CentrePath]] = WeakKeyDictionary()
_keeping = Lock()


def path(work: Work, version: int | None = None) -> CentrePath:
    """The centre's path in force now, or a given version of it."""
    return path_of(work.session, work.centre.id, version or work.centre.path_version)


def path_of(session: Session, centre_id: int, version: int) -> CentrePath:
    """One version of one centre's path.

    Raises:
        NotFound: the centre has no such version.
    """
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    kept = _kept.get(engine)
    if kept is not None and (found := kept.get((centre_id, version))) is not None:
        return found
    read, is_published = _read(session, centre_id, version)
    if is_published:
        with _keeping:
            _kept.setdefault(engine, {})[centre_id, version] = read
    return read


def forget_paths(engine: Engine) -> None:
    """What was read of the database behind this engine, which another one is about to stand in for."""
    with _keeping:
        _kept.pop(engine, None)


def _read(session: Session, centre_id: int, version: int) -> tuple[CentrePath, bool]:
    head = session.scalars(
        select(PathVersion).where(PathVersion.centre_id == centre_id, PathVersion.version == version)
    ).one_or_none()
    if head is None:
        raise NotFound("no-such-path-version")
    texts = session.scalars(
        select(TaskText)
        .where(TaskText.centre_id == centre_id, TaskText.version == version)
        .order_by(TaskText.step_number, TaskText.order)
    ).all()
    tasks = [_task(text) for text in texts]
    steps = session.scalars(
        select(Step).where(Step.centre_id == centre_id, Step.version == version).order_by(Step.number)
    ).all()
    return (
        CentrePath(
            version=version,
            edition=head.edition,
            networks=tuple(PathNetwork(n["key"], LocalText.from_mapping(n["name"])) for n in head.networks),
            steps=tuple(
                PathStep(
                    number=step.number,
                    key=step.key,
                    title=LocalText.from_mapping(step.title),
                    summary=LocalText.from_mapping(step.summary),
                    tasks=tuple(task for task in tasks if task.step_number == step.number),
                )
                for step in steps
            ),
            by_key={task.key: task for task in tasks},
        ),
        head.published_at is not None,
    )


def _task(text: TaskText) -> PathTask:
    return PathTask(
        key=text.key,
        step_number=text.step_number,
        order=text.order,
        network=text.network,
        essential=text.essential,
        evidence=text.evidence,
        recurs_days=text.recurs_days,
        minutes=text.minutes,
        depends_on=tuple(text.depends_on),
        hesitations=tuple(text.hesitations),
        title=LocalText.from_mapping(text.title),
        why=LocalText.from_mapping(text.why),
        how=tuple(LocalText.from_mapping(line) for line in text.how),
        caution=LocalText.from_mapping(text.caution) if text.caution else None,
        sources=tuple(text.sources),
        checked_on=text.checked_on,
    )


def version_in_force(work: Work, before: datetime) -> int | None:
    """The version that the last release recorded before that moment put in force; None if there was none yet."""
    return work.session.scalars(
        select(Release.version)
        .where(Release.centre_id == work.centre.id, Release.recorded_at < before)
        .order_by(Release.recorded_at.desc(), Release.id.desc())
        .limit(1)
    ).one_or_none()


def retired_keys(work: Work, task_key: str) -> frozenset[str]:
    """`task_key` if the centre once had that task and its path in force no longer does; else nothing."""
    if task_key in path(work).by_key:
        return frozenset()
    known = work.session.get(Task, (work.centre.id, task_key))
    return frozenset({task_key}) if known is not None else frozenset()


def public_path() -> CentrePath:
    """The path that anyone may read: the only centre's, else the shipped one."""
    with only_centre_work() as work:
        return path(work) if work is not None else shipped_path()


@lru_cache(maxsize=1)
def shipped_path() -> CentrePath:
    """The path of the product, in the shape of a centre's; its version is 0, which no centre has."""
    edition = shipped_edition()
    steps = tuple(
        PathStep(
            step.order,
            step.key,
            step.title,
            step.summary,
            tuple(_shipped_task(task, step.order) for task in step.tasks),
        )
        for step in edition.steps
    )
    return CentrePath(
        version=0,
        edition=f"{edition.id} {edition.version}",
        networks=tuple(PathNetwork(network.key, network.name) for network in edition.networks),
        steps=steps,
        by_key={task.key: task for step in steps for task in step.tasks},
    )


def _shipped_task(task: EditionTask, step_number: int) -> PathTask:
    return PathTask(
        key=task.key,
        step_number=step_number,
        order=task.order,
        network=task.network,
        essential=task.essential,
        evidence=task.evidence,
        recurs_days=task.recurs_days,
        minutes=task.minutes,
        depends_on=task.depends_on,
        hesitations=task.hesitations,
        title=task.title,
        why=task.why,
        how=task.how,
        caution=task.caution,
        sources=tuple(source.id for source in task.sources),
        checked_on=task.checked,
    )
