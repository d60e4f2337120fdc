"""What the fields of the register of incidents are called, on the page and in the file."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "information": _l("Les renseignements visés"),
    "circumstances": _l("Ce qui s’est passé"),
    "happened_from": _l("Quand, ou à partir de quand"),
    "happened_to": _l("Jusqu’à quand"),
    "happened_words": _l("Si le jour n’est pas connu : à peu près quand"),
    "known_on": _l("Le jour où vous l’avez su"),
    "persons": _l("Nombre de personnes touchées"),
    "persons_words": _l("Si le nombre n’est pas connu : à peu près combien"),
    "is_serious": _l("Y a-t-il un risque de préjudice sérieux?"),
    "assessment": _l("Ce qui vous fait conclure ainsi"),
    "commission_told_on": _l("Avis à la Commission d’accès à l’information, envoyé le"),
    "persons_told_on": _l("Avis aux personnes touchées, envoyé le"),
    "public_notice": _l("Avis public, et pourquoi"),
    "measures": _l("Ce que vous avez fait ensuite"),
}

COLUMNS = {
    "id": _l("Numéro"),
    **LABELS,
    "written_on": _l("Inscrit le"),
    "changed_on": _l("Revu le"),
}
