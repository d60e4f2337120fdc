"""The words of what happened, by state: what `past_sentences` puts them together from. `%(who)s` is whoever did it."""

from flask_babel import lazy_gettext as _l

from .rules import State

AGAIN = {
    State.TODO: _l("De nouveau à faire."),
    State.DOING: _l("De nouveau en cours."),
    State.DONE: _l("De nouveau faite."),
    State.NOT_APPLICABLE: _l("De nouveau « Ne s’applique pas »."),
    State.DECLINED: _l("De nouveau « Nous avons décidé de ne pas le faire »."),
}
NETWORK_AGAIN = {
    "chosen": _l("De nouveau choisi."),
    "not_now": _l("De nouveau « pas maintenant »."),
    "dropped": _l("De nouveau laissé de côté."),
    None: _l("De nouveau rien de décidé."),
}
CHANNELS = {
    "paper": _l("D’après la feuille remplie sur papier."),
    "import": _l("Par une liste importée."),
    "merge": _l("Repris de l’autre fiche, quand les deux ont été réunies."),
}
TASK = {
    State.TODO: _l("Coche retirée par %(who)s."),
    State.DOING: _l("Mise en cours par %(who)s."),
    State.DONE: _l("Faite par %(who)s."),
    State.NOT_APPLICABLE: _l("« Ne s’applique pas », noté par %(who)s."),
    State.DECLINED: _l("« Nous avons décidé de ne pas le faire », noté par %(who)s."),
}
TASK_ON_BEHALF = {
    State.TODO: _l("Coche retirée par %(who)s, pour l’organisme."),
    State.DOING: _l("Mise en cours par %(who)s, pour l’organisme."),
    State.DONE: _l("Faite, inscrite par %(who)s pour l’organisme."),
    State.NOT_APPLICABLE: _l("« Ne s’applique pas », inscrit par %(who)s pour l’organisme."),
    State.DECLINED: _l("« Nous avons décidé de ne pas le faire », inscrit par %(who)s pour l’organisme."),
}
NETWORK = {
    "chosen": _l("Choisi par %(who)s."),
    "not_now": _l("« Pas maintenant », noté par %(who)s."),
    "dropped": _l("Laissé de côté par %(who)s."),
    "": _l("Décision retirée par %(who)s."),
}
NETWORK_ON_BEHALF = {
    "chosen": _l("Choisi, inscrit par %(who)s pour l’organisme."),
    "not_now": _l("« Pas maintenant », inscrit par %(who)s pour l’organisme."),
    "dropped": _l("Laissé de côté, inscrit par %(who)s pour l’organisme."),
    "": _l("Décision retirée par %(who)s, pour l’organisme."),
}
BASELINE = {
    True: _l("Point de départ noté par %(who)s."),
    False: _l("Point de départ rouvert par %(who)s."),
}
BASELINE_ON_BEHALF = {
    True: _l("Point de départ inscrit par %(who)s pour l’organisme."),
    False: _l("Point de départ rouvert par %(who)s, pour l’organisme."),
}
SUPPORT_SAID = {
    "given": _l("Soutien donné par votre centre."),
    "changed": _l("Soutien donné, corrigé par votre centre."),
    "removed": _l("Soutien inscrit par erreur, retiré par votre centre."),
    "again": _l("Soutien remis par votre centre."),
    "moved": _l("Soutien qui suit à l’autre fiche."),
    "taken": _l("Soutien donné par votre centre."),
}
SUPPORT_BY = {
    "given": _l("Soutien donné, inscrit par %(who)s."),
    "changed": _l("Soutien donné, corrigé par %(who)s."),
    "removed": _l("Soutien inscrit par erreur, retiré par %(who)s."),
    "again": _l("Soutien remis par %(who)s."),
    "moved": _l("Soutien qui suit à l’autre fiche."),
    "taken": _l("Soutien donné, repris par %(who)s."),
}
