"""What each column of the reports means, and what it may hold: the second sheet of a workbook."""

from flask_babel import gettext as _

from .movement_columns import movement_meaning
from .rules import Report
from .words import state_labels, status_labels
from .workbook import Kind

_LONG = {
    *("task_title", "step_title", "evidence", "declined_reason", "note", "own_words", "reason_title"),
    *("organization", "tags", "networks"),
}
_TEXT = {
    *("centre", "region", "advisor", "status", "network", "state", "done_by", "entered_by", "responsible", "kind"),
    *("before", "after", "actor_role", "actor", "channel", "about", "closed_as", "line", "month", "start", "role"),
    *("name", "logged_by", "step"),
}
_KEYS = {"slug", "task_key", "reason"}


def kind_of(report: Report, key: str) -> Kind:
    if key in _LONG:
        return Kind.LONG
    if key in _KEYS:
        return Kind.KEY
    if key in _TEXT:
        return Kind.TEXT
    if key.endswith("_at"):
        return Kind.MOMENT
    return Kind.DAY if key.endswith("_on") or key in ("as_of", "since", "until") else Kind.NUMBER


def meaning_of(report: Report, key: str) -> tuple[str, str]:
    """What the column says, and what it may hold, in the language of the moment."""
    if report is Report.MOVEMENT:
        return movement_meaning(key)
    if report is Report.HOLDING_BACK and (key.startswith("network_") or key in _counts()):
        return _counts().get(key, _("Combien ont été dites d’une tâche de ce réseau.")), _withheld()
    special = _of_report(report)
    return special[key] if key in special else _shared()[key]


def _yes_no() -> str:
    return _("1\u00a0: oui. 0\u00a0: non.")


def _count() -> str:
    return _("Un nombre entier.")


def _percent() -> str:
    return _("De 0 à 100. Vide si rien n’y est compté.")


def _day() -> str:
    return _("Un jour.")


def _day_or_empty() -> str:
    return _("Un jour, ou rien.")


def _person() -> str:
    return _("Un nom, si le fichier a été demandé avec les noms et si le centre peut le lire.")


def _withheld() -> str:
    return _("Un nombre. «\u00a0<5\u00a0»\u00a0: de 1 à 4. «\u00a0x\u00a0»\u00a0: tu, pour ne rien laisser deviner.")


def _listed(labels: dict[str, str]) -> str:
    """Each word with its key: « À faire (todo) »."""
    return ", ".join(_("%(words)s (%(key)s)", words=words, key=str(key)) for key, words in labels.items())


def _shared() -> dict[str, tuple[str, str]]:
    steps = {
        f"step{n}_percent": (_("Ce qui est réglé des tâches essentielles de l’étape %(number)s.", number=n), _percent())
        for n in (1, 2, 3, 4)
    }
    return {
        **steps,
        "centre": (_("Le nom du centre."), _("Un texte.")),
        "organization": (_("Le nom de l’organisme, tel qu’il était ce jour-là."), _("Un texte.")),
        "slug": (_("Son nom dans les adresses\u00a0: il ne change jamais."), _("Lettres, chiffres et traits d’union.")),
        "region": (_("Sa région, comme le centre l’écrit."), _("Un texte, ou rien.")),
        "tags": (_("Ses étiquettes."), _("Plusieurs sont séparées par «\u00a0|\u00a0».")),
        "advisor": (_("La personne-ressource à qui il est confié."), _person()),
        "status": (_("Sa situation."), _listed(status_labels())),
        "networks": (_("Les réseaux qu’il a choisis."), _("Plusieurs sont séparés par «\u00a0|\u00a0».")),
        "progress_percent": (_("Ce qui est réglé de toutes ses tâches essentielles."), _percent()),
        "essential_settled": (_("Combien de tâches essentielles sont faites ou écartées par décision."), _count()),
        "essential_total": (_("Combien de tâches essentielles sont comptées."), _count()),
        "done": (_("Combien de tâches essentielles sont faites."), _count()),
        "declined": (_("Combien de tâches essentielles sont écartées par décision."), _count()),
        "not_applicable": (
            _("Combien de tâches essentielles ne s’appliquent pas\u00a0: elles ne sont pas comptées."),
            _count(),
        ),
        "further_done": (_("Combien de tâches facultatives sont faites."), _count()),
        "open_questions": (_("Combien de ses questions ne sont pas réglées."), _count()),
        "open_hesitations": (_("Combien de ses réticences sont encore ouvertes."), _count()),
        "last_activity_on": (_("Le dernier jour où il a dit quelque chose."), _day_or_empty()),
        "upkeep_due": (_("S’il a une vérification à refaire."), _yes_no()),
        "started_on": (_("Le jour de son premier geste."), _day_or_empty()),
        "completed_on": (_("Le jour où tout l’essentiel a été réglé."), _day_or_empty()),
        "as_of": (_("Le jour que ce fichier décrit, à sa fin."), _day()),
        "step": (_("L’étape du parcours."), _("De 1 à 4.")),
        "step_title": (_("Le titre de l’étape."), _("Un texte.")),
        "task_key": (_("Le code de la tâche\u00a0: il ne change jamais."), _("Lettres, chiffres et traits d’union.")),
        "task_title": (_("Ce que la tâche demande."), _("Un texte.")),
        "network": (_("Le réseau dont il s’agit."), _("Le code d’un réseau, ou rien.")),
        "essential": (_("Si la tâche est essentielle."), _yes_no()),
        "state": (_("Où en est la tâche."), _listed(state_labels())),
        "done_on": (_("Le jour où elle a été faite."), _day_or_empty()),
        "done_by": (_("Qui l’a faite."), _person()),
        "entered_by": (_("Qui l’a inscrite, si c’est quelqu’un d’autre."), _person()),
        "due_on": (_("Le jour que l’organisme s’est donné."), _day_or_empty()),
        "upkeep_due_on": (_("Le jour où elle est à vérifier de nouveau."), _day_or_empty()),
        "responsible": (_("Qui s’en charge."), _person()),
        "evidence": (_("Où la trouver, si l’organisme le partage."), _("Un texte, ou rien.")),
        "declined_reason": (_("Pourquoi il l’a écartée, si l’organisme le partage."), _("Un texte, ou rien.")),
        "review_on": (_("Le jour où la décision est à revoir."), _day_or_empty()),
        "last_changed_on": (_("Le jour du dernier changement."), _day_or_empty()),
        "actor_role": (_("Le rôle de qui a agi."), _("Un code.")),
    }


def _of_report(report: Report) -> dict[str, tuple[str, str]]:
    """The columns that mean something of their own in that report."""
    text = _("Un texte.")
    if report is Report.EVENTS:
        return {
            "event_id": (_("Le numéro de la ligne dans le journal."), _count()),
            "happened_at": (_("Quand cela s’est passé, d’après qui l’a dit."), _("Un jour et une heure du centre.")),
            "recorded_at": (_("Quand cela a été inscrit."), _("Un jour et une heure du centre.")),
            "kind": (_("Le genre de geste."), _("Un code, par exemple «\u00a0task-state\u00a0».")),
            "before": (_("L’état d’avant."), _("Un code, ou rien.")),
            "after": (_("L’état d’après."), _("Un code, ou rien.")),
            "actor": (_("Qui a agi."), _person()),
            "on_behalf": (_("Si le centre a agi au nom de l’organisme."), _yes_no()),
            "channel": (_("Par quel moyen\u00a0: le site, un papier recopié, une importation."), _("Un code.")),
        }
    if report is Report.HESITATIONS:
        return {
            "about": (_("Ce dont l’organisme hésite."), _("Une tâche, un réseau ou une étape.")),
            "reason": (_("Le code de la raison choisie."), _("Un code, ou «\u00a0words\u00a0» pour ses propres mots.")),
            "reason_title": (_("La raison choisie."), text),
            "own_words": (
                _("Ses propres mots, s’il les partage et si les noms sont demandés."),
                _("Un texte, ou rien."),
            ),
            "state": (_("Où en est la réticence."), _("Un mot de la liste du site.")),
            "opened_on": (_("Le jour où elle a été dite."), _day()),
            "closed_on": (_("Le jour où elle a été close."), _day_or_empty()),
            "closed_as": (_("Comment elle a été close."), _("Un mot de la liste du site, ou rien.")),
            "days": (_("Depuis combien de jours elle est ouverte, ou combien elle l’a été."), _count()),
            "declined": (_("Si l’organisme a décidé de ne pas le faire."), _yes_no()),
            "question_asked": (_("Si une question en est née."), _yes_no()),
        }
    if report is Report.HOLDING_BACK:
        return {
            "line": (_("Ce que la ligne compte."), _("Une raison, d’autres raisons réunies, le total, ou un mois.")),
            "reason": (_("Le code de la raison."), _("Un code, ou rien.")),
            "reason_title": (_("La raison."), _("Un texte, ou rien.")),
            "month": (_("Le mois que la ligne compte."), _("Une année et un mois, ou rien.")),
            "since": (_("Depuis quel jour les réticences sont comptées."), _day_or_empty()),
        }
    if report is Report.SUPPORT:
        return {
            "given_on": (_("Le jour où le soutien a été donné."), _day()),
            "kind": (_("Le genre de soutien."), _("Appel, visite, atelier, message ou autre.")),
            "minutes": (
                _(
                    "Combien de temps il a pris. Un atelier donné à plusieurs organismes compte sa durée entière pour "
                    "chacun."
                ),
                _("Des minutes, ou rien si personne ne l’a dit."),
            ),
            "logged_by": (_("Qui l’a inscrit."), _person()),
            "note": (_("Ce que l’équipe a noté pour elle-même."), _("Un texte, si les notes sont demandées.")),
            "logged_on": (_("Le jour où il a été inscrit."), _day()),
        }
    if report is Report.PEOPLE:
        return {
            "organization": (_("Le nom de l’organisme; rien pour l’équipe du centre."), _("Un texte, ou rien.")),
            "slug": (_("Son nom dans les adresses\u00a0: il ne change jamais."), _("Un code, ou rien.")),
            "role": (_("Le rôle que cette place donnait ce jour-là."), _("Un rôle de la liste du site.")),
            "name": (_("Qui tient cette place, comme le centre peut le lire aujourd’hui."), _person()),
            "joined_on": (_("Le jour où cette place a commencé."), _day()),
            "ended_on": (_("Le jour où elle a pris fin."), _day_or_empty()),
            "named_to_centre": (_("Si le centre peut lire ce nom."), _yes_no()),
        }
    return {}


def _counts() -> dict[str, str]:
    """The columns of counts of what may leave the centre."""
    said = _("Combien ont été dites.")
    return {
        "opened": said,
        "open": _("Combien sont en réflexion."),
        "partly": _("Combien la réponse a rassurées en partie."),
        "no": _("Combien la réponse n’a pas rassurées."),
        "reassured": _("Combien ont été rassurées."),
        "settled": _("Combien sont réglées."),
        "declined": _("Combien ont fini par une décision de ne pas le faire."),
        **{f"step{n}": _("Combien ont été dites de l’étape %(number)s, sans réseau.", number=n) for n in (1, 2, 3, 4)},
        "helped": _("Combien de personnes ont trouvé la réponse utile."),
        "not_helped": _("Combien de personnes l’ont trouvée peu utile."),
    }
