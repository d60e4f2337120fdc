"""Giving a centre its own version of the path."""

from sqlalchemy import update

from ..journal.actions import record
from ..kernel.work import Work
from ..tenancy.models import Centre
from .edition import Edition
from .models import PathVersion, Release, Step, Task, TaskText


def give_first_path(work: Work, edition: Edition) -> None:
    """Copy a shipped edition as the centre's version 1 and put it in force. Runs inside `work.write()`."""
    version = 1
    work.session.add(
        PathVersion(
            version=version,
            edition=f"{edition.id} {edition.version}",
            networks=[{"key": network.key, "name": network.name.to_mapping()} for network in edition.networks],
            created_at=work.now,
            published_at=work.now,
        )
    )
    work.session.flush()
    work.session.add_all(Task(key=task.key, created_at=work.now) for task in edition.tasks)
    work.session.add_all(
        Step(
            version=version,
            number=step.order,
            key=step.key,
            title=step.title.to_mapping(),
            summary=step.summary.to_mapping(),
        )
        for step in edition.steps
    )
    work.session.flush()
    work.session.add_all(_texts(edition, version))
    work.session.add(Release(version=version, recorded_at=work.now))
    work.session.execute(update(Centre).where(Centre.id == work.centre.id).values(path_version=version))
    work.session.flush()
    centre = work.centre
    record(
        work,
        kind="centre-founded",
        value_after={
            "language": centre.language,
            "stalled_after_days": centre.stalled_after_days,
            "time_zone": centre.time_zone,
        },
    )
    record(work, kind="release-published", value_after={"version": version})


def _texts(edition: Edition, version: int) -> list[TaskText]:
    return [
        TaskText(
            version=version,
            key=task.key,
            step_number=step.order,
            order=task.order,
            network=task.network,
            essential=task.essential,
            evidence=task.evidence,
            recurs_days=task.recurs_days,
            minutes=task.minutes,
            depends_on=list(task.depends_on),
            hesitations=list(task.hesitations),
            title=task.title.to_mapping(),
            why=task.why.to_mapping(),
            how=[line.to_mapping() for line in task.how],
            caution=task.caution.to_mapping() if task.caution else None,
            sources=[source.id for source in task.sources],
            checked_on=task.checked,
        )
        for step in edition.steps
        for task in step.tasks
    ]
