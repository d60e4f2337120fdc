"""The words of what holds organizations back, for files and for the page."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from ..guide.rules import CentrePath
from ..hesitations.rules import HesitationState
from ..kernel.languages import LOCALES
from .holding_rules import OUTCOMES
from .rules import Header, Options


def outcome_labels() -> dict[str, str]:
    """Where a hesitation stands, as the head of a column says it."""
    return {
        HesitationState.OPEN: _("En réflexion"),
        HesitationState.PARTLY: _("Rassure en partie"),
        HesitationState.NO: _("Ne rassure pas"),
        HesitationState.REASSURED: _("A rassuré"),
        HesitationState.SETTLED: _("C’est réglé"),
        HesitationState.DECLINED: _("Décidé de ne pas le faire"),
    }


def holding_labels() -> dict[str, str]:
    """The heads of the columns that other reports do not have, or mean otherwise."""
    return {
        "about": _("À propos de"),
        "reason": _("Code de la raison"),
        "reason_title": _("Raison"),
        "own_words": _("Leurs propres mots"),
        "opened_on": _("Dite le"),
        "closed_on": _("Close le"),
        "closed_as": _("Close ainsi"),
        "days": _("Jours"),
        "question_asked": _("Question posée au centre"),
        "line": _("Ligne"),
        "month": _("Mois"),
        "opened": _("Réticences dites"),
        "since": _("Depuis le"),
        **{str(state): words for state, words in outcome_labels().items()},
        **{f"step{number}": _("Étape %(number)s, sans réseau", number=number) for number in (1, 2, 3, 4)},
        "helped": _("Réponse utile (votes)"),
        "not_helped": _("Réponse peu utile (votes)"),
    }


@dataclass(frozen=True, slots=True)
class HoldingWords:
    """Plain strings: the lines are written when the request, and its language, are gone."""

    language: str
    outcomes: dict[str, str]
    about: dict[str, str]
    lines: dict[str, str]
    own_words: str


def holding_words(options: Options) -> HoldingWords:
    """With `header=keys`, the codes themselves: those never change."""
    with force_locale(LOCALES[options.language]):
        own_words = _("Leurs propres mots")
        if options.header is Header.KEYS:
            return HoldingWords(
                language=options.language,
                outcomes={str(state): str(state) for state in OUTCOMES},
                about={key: key for key in ("task", "network", "step")},
                lines={key: key for key in ("reason", "others", "total", "month")},
                own_words=own_words,
            )
        return HoldingWords(
            language=options.language,
            outcomes={str(state): words for state, words in outcome_labels().items()},
            about={"task": _("Tâche"), "network": _("Réseau"), "step": _("Étape")},
            lines={
                "reason": _("Raison"),
                "others": _("Autres raisons, réunies"),
                "total": _("Total"),
                "month": _("Mois"),
            },
            own_words=own_words,
        )


def place_label(key: str, path: CentrePath, options: Options) -> str:
    """The head of the column of a step or a network in what leaves the centre, in the language of the file."""
    if options.header is Header.KEYS:
        return f"step{key}" if key.isdigit() else f"network_{key}"
    if key.isdigit():
        with force_locale(LOCALES[options.language]):
            return _("Étape %(number)s, sans réseau", number=key)
    return path.network_names(options.language).get(key, key)
