"""The certificate of completion as values ready to show, or what is left before there is one. Knows no SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.figures import Figures
from ..journal.rules import Counts
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from ..web.formats import in_a_list
from .pages import Reader
from .queries import Present
from .rules import OPEN, State


@dataclass(frozen=True, slots=True)
class CertificateStep:
    number: int
    title: str
    figures: str


@dataclass(frozen=True, slots=True)
class Left:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """`completed_on` is empty until the path is settled; then `left` is what is still open."""

    organization_name: str
    centre_name: str
    is_own: bool
    completed_on: str
    printed_on: str
    steps: Sequence[CertificateStep]
    lines: Sequence[str]
    networks: str
    left: Sequence[Left]


def certificate_page(
    reader: Reader, organization: OrganizationFacts, path: CentrePath, figures: Figures, now: Present
) -> CertificatePage:
    tasks = [task for task in in_scope(path, now.networks) if task.essential]
    names = [network.name.in_(reader.language) for network in path.networks if network.key in now.networks]
    completed_on = date.fromisoformat(figures.completed_on) if figures.completed_on else None
    return CertificatePage(
        organization_name=organization.name,
        centre_name=reader.work.centre.name,
        is_own=not reader.is_staff,
        completed_on=in_words(completed_on) if completed_on else "",
        printed_on=in_words(reader.today),
        steps=[
            CertificateStep(
                step.number,
                step.title.in_(reader.language),
                _step([task for task in tasks if task.step_number == step.number], now),
            )
            for step in path.steps
        ],
        lines=_lines(figures.counts),
        networks=in_a_list(names) if names else "",
        left=[
            Left(task.key, task.title.in_(reader.language))
            for task in tasks
            if now.states.get(task.key, State.TODO) in OPEN
        ],
    )


def _step(tasks: Sequence[PathTask], now: Present) -> str:
    said = [now.states.get(task.key, State.TODO) for task in tasks]
    done, declined = said.count(State.DONE), said.count(State.DECLINED)
    if not done and not declined:
        return _("aucune tâche essentielle ne s’appliquait")
    if not declined:
        return ngettext("%(num)s tâche faite", "%(num)s tâches faites", done)
    return ngettext(
        "%(num)s tâche faite, %(declined)s par décision",
        "%(num)s tâches faites, %(declined)s par décision",
        done,
        declined=declined,
    )


def _lines(counts: Counts) -> list[str]:
    """What was done, and what was decided otherwise; what would say zero is left out."""
    lines = [ngettext("%(num)s tâche essentielle faite", "%(num)s tâches essentielles faites", counts.done)]
    if counts.declined:
        lines.append(
            ngettext(
                "%(num)s tâche que l’organisme a décidé de ne pas faire",
                "%(num)s tâches que l’organisme a décidé de ne pas faire",
                counts.declined,
            )
        )
    if counts.not_applicable:
        lines.append(
            ngettext(
                "%(num)s tâche qui ne s’applique pas à l’organisme",
                "%(num)s tâches qui ne s’appliquent pas à l’organisme",
                counts.not_applicable,
            )
        )
    if counts.further_done:
        lines.append(
            ngettext(
                "%(num)s tâche de plus, faite pour aller plus loin",
                "%(num)s tâches de plus, faites pour aller plus loin",
                counts.further_done,
            )
        )
    return lines
