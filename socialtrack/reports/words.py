"""The words of a report in the language that was asked for, read once before the first line is written."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from ..guide.rules import PathStep
from ..journal.rules import Status
from ..kernel.languages import LOCALES
from ..kernel.permissions import Role
from ..progress.rules import State
from .holding_words import holding_labels
from .movement_words import movement_labels
from .queries import FORMER
from .rules import Header, Options, Report


@dataclass(frozen=True)
class Words:
    """Plain strings: the lines are written when the request, and its language, are gone."""

    language: str
    header: tuple[str, ...]
    states: dict[str, str]
    statuses: dict[str, str]
    steps: dict[int, str]
    unnamed: dict[str, str]

    def title(self, step: PathStep) -> str:
        return step.title.in_(self.language)


def words_of(report: Report, options: Options) -> Words:
    """The words of that report. With `header=keys`, the codes themselves: those never change."""
    with force_locale(LOCALES[options.language]):
        unnamed = {
            Role.LEAD.value: _("Un membre (personne responsable)"),
            Role.MEMBER.value: _("Un membre"),
            FORMER: _("Ancien membre"),
        }
        if options.header is Header.KEYS:
            return Words(
                language=options.language,
                header=report.columns,
                states={state: state.value for state in State},
                statuses={status: status.value for status in Status},
                steps={number: str(number) for number in (1, 2, 3, 4)},
                unnamed=unnamed,
            )
        labels = labels_of(report)
        return Words(
            language=options.language,
            header=tuple(labels[column] for column in report.columns),
            states=state_labels(),
            statuses=status_labels(),
            steps={number: _("Étape %(number)s", number=number) for number in (1, 2, 3, 4)},
            unnamed=unnamed,
        )


def labels_of(report: Report) -> dict[str, str]:
    """The head of each column of that report, by its key, in the language of the moment."""
    labels = _labels() | (holding_labels() if report.is_of_hesitations else {})
    labels |= movement_labels() if report is Report.MOVEMENT else {}
    return labels | (_beside_labels() if report in (Report.SUPPORT, Report.PEOPLE) else {})


def state_labels() -> dict[str, str]:
    return {
        State.TODO: _("À faire"),
        State.DOING: _("En cours"),
        State.DONE: _("Faite"),
        State.NOT_APPLICABLE: _("Ne s’applique pas"),
        State.DECLINED: _("Nous avons décidé de ne pas le faire"),
    }


def status_labels() -> dict[str, str]:
    return {
        Status.ARCHIVED: _("Archivé"),
        Status.PAUSED: _("En pause"),
        Status.WAITING: _("Attend le centre"),
        Status.NOT_STARTED: _("Pas commencé"),
        Status.UPKEEP_DUE: _("Vérification à refaire"),
        Status.COMPLETE: _("Complet"),
        Status.STALLED: _("À l’arrêt"),
        Status.MOVING: _("Avance"),
    }


def _labels() -> dict[str, str]:
    return {
        "centre": _("Centre"),
        "organization": _("Organisme"),
        "slug": _("Nom dans l’adresse"),
        "region": _("Région"),
        "tags": _("Étiquettes"),
        "advisor": _("Personne-ressource"),
        "status": _("Situation"),
        "networks": _("Réseaux"),
        "progress_percent": _("Progression (%)"),
        "essential_settled": _("Tâches essentielles réglées"),
        "essential_total": _("Tâches essentielles comptées"),
        "done": _("Essentielles faites"),
        "declined": _("Essentielles écartées par décision"),
        "not_applicable": _("Essentielles qui ne s’appliquent pas"),
        "further_done": _("Facultatives faites"),
        **{f"step{number}_percent": _("Étape %(number)s (%%)", number=number) for number in (1, 2, 3, 4)},
        "open_questions": _("Questions ouvertes"),
        "open_hesitations": _("Réticences ouvertes"),
        "last_activity_on": _("Dernière activité"),
        "upkeep_due": _("Vérifications à refaire"),
        "started_on": _("Début"),
        "completed_on": _("Parcours complet le"),
        "as_of": _("État au"),
        "step": _("Étape"),
        "step_title": _("Titre de l’étape"),
        "task_key": _("Code de la tâche"),
        "task_title": _("Tâche"),
        "network": _("Réseau"),
        "essential": _("Essentielle"),
        "state": _("État"),
        "done_on": _("Faite le"),
        "done_by": _("Faite par"),
        "entered_by": _("Inscrite par"),
        "due_on": _("Prévue le"),
        "upkeep_due_on": _("À refaire d’ici le"),
        "responsible": _("Personne responsable"),
        "evidence": _("Repère"),
        "declined_reason": _("Raison de la décision"),
        "review_on": _("À revoir le"),
        "last_changed_on": _("Dernier changement"),
        "event_id": _("Numéro"),
        "happened_at": _("Moment dit"),
        "recorded_at": _("Moment inscrit"),
        "kind": _("Genre"),
        "before": _("Avant"),
        "after": _("Après"),
        "actor_role": _("Rôle"),
        "actor": _("Personne"),
        "on_behalf": _("Au nom de l’organisme"),
        "channel": _("Par quel moyen"),
    }


def _beside_labels() -> dict[str, str]:
    return {
        "given_on": _("Donné le"),
        "kind": _("Soutien donné"),
        "minutes": _("Minutes"),
        "logged_by": _("Inscrit par"),
        "note": _("Note de l’équipe"),
        "logged_on": _("Inscrit le"),
        "role": _("Rôle"),
        "name": _("Nom"),
        "joined_on": _("Arrivée le"),
        "ended_on": _("Départ le"),
        "named_to_centre": _("Nommée au centre"),
    }
