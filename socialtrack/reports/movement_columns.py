"""What the columns of what moved between two days mean, for the second sheet of its workbook."""

from flask_babel import gettext as _

_DAY = ("start_on", "since", "until")


def movement_meaning(key: str) -> tuple[str, str]:
    """What the column says, and what it may hold, in the language of the moment."""
    said = _plain().get(key)
    if said is None:
        figure, _between, when = key.rpartition("_")
        said = _figures()[figure] + " " + _whens()[when] if when in _whens() else _amounts()[when]
    return said, _("Un jour, ou rien.") if key in _DAY else _holds(key)


def _holds(key: str) -> str:
    if key in ("centre", "line", "organization", "slug", "region", "start"):
        return _("Un texte, ou rien.")
    if key == "hesitations_relieved":
        return _("Un nombre. «\u00a0<5\u00a0»\u00a0: de 1 à 4. Rien\u00a0: tu.")
    return _("Un nombre entier, ou rien. Sur la ligne d’un organisme, 1 veut dire oui, et 0, non.")


def _plain() -> dict[str, str]:
    return {
        "centre": _("Le nom du centre."),
        "line": _("Un organisme, ou tous ensemble."),
        "organization": _("Le nom de l’organisme, tel qu’il était le dernier jour."),
        "slug": _("Son nom dans les adresses\u00a0: il ne change jamais."),
        "region": _("Sa région, comme le centre l’écrit."),
        "start": _("D’où son avancée est comptée."),
        "start_on": _("De quel jour son avancée est comptée."),
        "organizations": _("Combien d’organismes sont comptés."),
        "start_open": _("Combien n’ont pas encore de point de départ."),
        "counted_after": _("Combien de tâches essentielles sont comptées, le dernier jour."),
        "advanced": _("Combien ont avancé."),
        "fell": _("Combien ont reculé."),
        "new": _("Combien sont arrivés entre les deux jours."),
        "started": _("Combien ont commencé entre les deux jours."),
        "completed": _("Combien ont tout réglé entre les deux jours."),
        "archived": _("Combien ont été archivés entre les deux jours."),
        "paused": _("Combien sont en pause, le dernier jour."),
        "supported": _("Combien ont reçu du soutien entre les deux jours."),
        "answers": _("Combien de réponses le centre a données entre les deux jours."),
        "hesitations_relieved": _("Combien de réticences ont été levées entre les deux jours."),
        "since": _("Le premier jour, à sa fin."),
        "until": _("Le dernier jour, à sa fin."),
    }


def _figures() -> dict[str, str]:
    steps = {f"step{n}": _("Tâches essentielles réglées, étape %(number)s\u00a0:", number=n) for n in (1, 2, 3, 4)}
    return steps | {"settled": _("Tâches essentielles réglées en tout\u00a0:")}


def _whens() -> dict[str, str]:
    return {"before": _("au départ."), "after": _("le dernier jour."), "moved": _("de combien cela a avancé.")}


def _amounts() -> dict[str, str]:
    return {
        "times": _("Combien de fois ce soutien a été donné entre les deux jours."),
        "minutes": _("Combien de minutes il a pris, là où quelqu’un l’a dit."),
    }
