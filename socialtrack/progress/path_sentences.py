"""What the path page says of its filters, of what fits in a few minutes, and of upkeep."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from ..web.formats import day as in_words
from .filter_rules import Choice, Show

WHOLE = lazy_pgettext("filtre", "Tout")
LABELS = {
    Show.TODO: _l("À faire"),
    Show.DOING: _l("En cours"),
    Show.MINE: _l("À mon nom"),
    Show.DUE: _l("À revoir"),
    Show.THINKING: _l("En réflexion"),
    Show.FURTHER: _l("Plus loin"),
}
_TITLES = {
    Show.TODO: _l("Ce qui est à faire"),
    Show.DOING: _l("Ce qui est en cours"),
    Show.MINE: _l("Ce qui est à votre nom"),
    Show.DUE: _l("Ce qui est à revoir"),
    Show.THINKING: _l("Ce qui est en réflexion"),
    Show.FURTHER: _l("Pour aller plus loin"),
}
MINUTES = {5: _l("J’ai cinq minutes"), 15: _l("J’ai quinze minutes")}
_FITS = {5: _l("Ce qui tient en cinq minutes"), 15: _l("Ce qui tient en quinze minutes")}
_NOTHING_FITS = {
    5: _l("Aucune tâche ne tient en cinq minutes. Voici les plus courtes : lire comment faire est déjà un début."),
    15: _l("Aucune tâche ne tient en quinze minutes. Voici les plus courtes : lire comment faire est déjà un début."),
}
_NOTHING = {
    Show.TODO: _l("Rien n’attend d’être commencé. Ce qui est en cours a sa propre liste."),
    Show.DOING: _l(
        "Aucune tâche n’est en cours. Sous une tâche, « J’hésite, ou autre réponse » permet de la mettre en cours."
    ),
    Show.MINE: _l(
        "Aucune tâche n’attend à votre nom. Pour en prendre une : sous la tâche, « J’hésite, ou autre réponse », puis "
        "« Note, repère, personne, date »."
    ),
    Show.DUE: _l("Rien à revoir pour le moment. Ce qui se refait reviendra ici quand son jour approchera."),
    Show.THINKING: _l(
        "Rien n’est en réflexion. Sous une tâche qui fait hésiter, « J’hésite… » garde ce qui vous retient."
    ),
    Show.FURTHER: _l("Ce parcours n’a pas de tâche pour aller plus loin."),
}


def title(choice: Choice, *, is_fitting: bool) -> str:
    """What the list below shows. `is_fitting`: something is done in those minutes."""
    if choice.minutes is not None:
        return str(_FITS[choice.minutes]) if is_fitting else _("Les tâches les plus courtes")
    return str(_TITLES[choice.show]) if choice.show is not None else _("Les quatre étapes")


def nothing(choice: Choice, *, is_any_open: bool) -> str:
    """Where a filter shows nothing: why, and what to do then."""
    if choice.show is not None:
        return str(_NOTHING[choice.show])
    if choice.minutes is None:
        return ""
    if not is_any_open:
        return _("Tout le parcours a sa réponse. Rien ne vous attend.")
    return str(_NOTHING_FITS[choice.minutes])


def upkeep(number: int, first: date | None, today: date) -> str:
    """How many done tasks are to be looked at again, and the first day; nothing where nothing comes back."""
    if first is None:
        return ""
    day = in_words(first)
    if not number:
        return _("Rien à refaire avant le %(day)s.", day=day)
    if first < today:
        return ngettext(
            "%(num)s tâche à refaire depuis le %(day)s",
            "%(num)s tâches à refaire, la première depuis le %(day)s",
            number,
            day=day,
        )
    return ngettext(
        "%(num)s tâche à refaire d’ici le %(day)s",
        "%(num)s tâches à refaire, la première d’ici le %(day)s",
        number,
        day=day,
    )
