"""What the page of settings offers to choose from, and what it says of a change made meanwhile."""

from functools import lru_cache
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..people.words import RETENTIONS, how_long
from ..tenancy.settings_forms import BOXES
from ..tenancy.settings_rules import CentreSettings, changed

Choice = tuple[str, str]

# What a clock shows where most Canadian centres are, from east to west; then the whole world by its own names.
USUAL_ZONES = {
    "America/St_Johns": _l("Terre-Neuve"),
    "America/Halifax": _l("Nouvelle-Écosse, Nouveau-Brunswick (heure de l’Atlantique)"),
    "America/Toronto": _l("Québec, Ontario (heure de l’Est)"),
    "America/Blanc-Sablon": _l("Basse-Côte-Nord, sans heure d’été"),
    "America/Winnipeg": _l("Manitoba (heure du Centre)"),
    "America/Regina": _l("Saskatchewan, sans heure d’été"),
    "America/Edmonton": _l("Alberta (heure des Rocheuses)"),
    "America/Vancouver": _l("Colombie-Britannique (heure du Pacifique)"),
    "America/Whitehorse": _l("Yukon"),
    "America/Iqaluit": _l("Nunavut, partie est"),
}
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

FIELDS = {
    "name": _l("Nom du centre"),
    "language": _l("Langue du centre"),
    "time_zone": _l("Fuseau horaire"),
    "stalled_after_days": _l("Jours sans activité avant « à l’arrêt »"),
    "privacy_person": _l("La personne qui veille aux renseignements personnels"),
    "privacy_email": _l("Son courriel"),
    "hosting_place": _l("Lieu d’hébergement"),
    "kept_days": _l("Durée de conservation du registre des accès"),
    "requires_second_factor": _l("Vérification en deux étapes exigée de l’équipe"),
    "has_public_pages": _l("Parcours et réticences ouverts à tout le monde"),
}


@lru_cache(maxsize=1)
def other_zones() -> tuple[str, ...]:
    """Continent and city; those of three parts all have a name of two."""
    names = (name for name in available_timezones() if name.count("/") == 1 and name.partition("/")[0] in _CONTINENTS)
    return tuple(sorted(name for name in names if name not in USUAL_ZONES))


def usual_zones() -> list[Choice]:
    return [(name, str(words)) for name, words in USUAL_ZONES.items()]


def retentions(now: int) -> list[Choice]:
    """The choices, with the present one where it is none of ours."""
    days = sorted({*RETENTIONS, now})
    return [(str(n), _capital(how_long(n))) for n in days]


def meanwhile(typed: CentreSettings, now: CentreSettings) -> list[str]:
    """What stands in the settings now and is not what was typed: one sentence a field."""
    return [
        _("%(label)s : maintenant « %(value)s »", label=str(FIELDS[name]), value=in_words(name, now))
        for name in changed(typed, now)
    ]


def in_words(name: str, settings: CentreSettings) -> str:
    value = getattr(settings, name)
    if name == "language":
        return {"fr": "français", "en": "English"}[value]
    if name == "kept_days":
        return how_long(value)
    if name in BOXES:
        return _("oui") if value else _("non")
    return str(value) or _("rien")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
