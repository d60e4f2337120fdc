"""The grid's columns and orders in words, and which orders are offered before the others."""

from flask_babel import gettext as _

from ..journal.rules import STEPS
from .grid_forms import ORDERS, Column


def column_words() -> dict[Column, str]:
    return {
        Column.STATUS: _("Situation"),
        Column.ADVISOR: _("Personne-ressource"),
        Column.REGION: _("Région"),
        Column.TAGS: _("Étiquettes"),
        Column.NETWORKS: _("Réseaux"),
        **{Column(f"step{n}"): _("Étape %(number)s", number=n) for n in STEPS},
        Column.PROGRESS: _("En tout"),
        Column.QUESTIONS: _("Questions ouvertes"),
        Column.HESITATIONS: _("Réticences ouvertes"),
        Column.WAITING: _("Attend depuis"),
        Column.STARTED: _("A commencé"),
        Column.COMPLETED: _("Complet depuis"),
        Column.ACTIVITY: _("Dernière activité"),
    }


OFFERED = frozenset(
    {
        *("name", "-name", "progress", "-progress", "activity", "-activity", "status", "waiting", "advisor", "region"),
        *("-hesitations", "-questions"),
    }
)


def order_words() -> dict[str, str]:
    """Every order in words, those that people ask for first."""
    words = {
        "name": _("Nom, de A à Z"),
        "-name": _("Nom, de Z à A"),
        "status": _("Situation, la plus pressante d’abord"),
        "progress": _("Progression, les plus en retard d’abord"),
        "-progress": _("Progression, les plus avancés d’abord"),
        "activity": _("Activité, les plus longtemps silencieux d’abord"),
        "-activity": _("Activité, la plus récente d’abord"),
        "waiting": _("Attente, la plus longue d’abord"),
        "advisor": _("Personne-ressource, de A à Z"),
        "region": _("Région, de A à Z"),
        "-hesitations": _("Réticences ouvertes, le plus d’abord"),
        "-questions": _("Questions ouvertes, le plus d’abord"),
        "-status": _("Situation, la moins pressante d’abord"),
        "-waiting": _("Attente, la plus courte d’abord"),
        "-advisor": _("Personne-ressource, de Z à A"),
        "-region": _("Région, de Z à A"),
        "hesitations": _("Réticences ouvertes, le moins d’abord"),
        "questions": _("Questions ouvertes, le moins d’abord"),
        "-networks": _("Réseaux, le plus d’abord"),
        "networks": _("Réseaux, le moins d’abord"),
        "started": _("Début, le plus ancien d’abord"),
        "-started": _("Début, le plus récent d’abord"),
        "completed": _("Parcours complet, le plus ancien d’abord"),
        "-completed": _("Parcours complet, le plus récent d’abord"),
    }
    for n in STEPS:
        words[f"step{n}"] = _("Étape %(number)s, les plus en retard d’abord", number=n)
        words[f"-step{n}"] = _("Étape %(number)s, les plus avancés d’abord", number=n)
    assert words.keys() == set(ORDERS)
    return words
