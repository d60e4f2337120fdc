"""What an event says in one line, in the copies that persons and organizations take with them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..guide.rules import CentrePath
from ..kernel.permissions import Role
from ..people.words import ROLES
from ..reports.words import state_labels
from ..support.rules import KIND as SUPPORT
from ..web.language import language

_KINDS = {
    "centre-founded": _l("Le centre a ouvert son espace"),
    "settings-changed": _l("Les réglages du centre ont changé"),
    "release-published": _l("Une version du parcours est en vigueur"),
    "example-loaded": _l("Les organismes d’exemple sont chargés"),
    "example-removed": _l("Les organismes d’exemple sont retirés"),
    "organizations-imported": _l("Une liste d’organismes est importée"),
    "import-undone": _l("Une importation est annulée"),
    "several-changed": _l("Un geste est fait pour plusieurs organismes"),
    "several-undone": _l("Un geste fait pour plusieurs organismes est annulé"),
    "organization-added": _l("L’organisme est ajouté"),
    "organization-changed": _l("La fiche de l’organisme a changé"),
    "organization-archived": _l("L’organisme est archivé"),
    "organization-restored": _l("L’organisme est restauré"),
    "organization-merged": _l("Deux fiches du même organisme sont réunies"),
    "organization-removed": _l("L’organisme est retiré"),
    "person-invited": _l("Une personne est invitée"),
    "invitation-copied": _l("Un lien d’invitation est copié"),
    "invitation-revoked": _l("Une invitation est retirée"),
    "sign-in-link-copied": _l("Un lien pour ouvrir une session est copié"),
    "membership-added": _l("Une personne a pris sa place"),
    "membership-changed": _l("Un rôle a changé"),
    "membership-ended": _l("Une place s’est fermée"),
    "lead-named": _l("Une personne responsable est nommée"),
    "baseline-fixed": _l("L’organisme a dit où il en était en arrivant"),
    "baseline-passed": _l("Le point de départ de l’organisme est fixé"),
    "room-opened": _l("Les notes privées sont ouvertes à une personne"),
}
_NOTES = {
    "note-written": _l("note écrite"),
    "note-edited": _l("note modifiée"),
    "note-removed": _l("note retirée"),
    "private-note-written": _l("note privée écrite"),
    "private-note-edited": _l("note privée modifiée"),
    "private-note-removed": _l("note privée retirée"),
}
_QUESTIONS = {
    "question-asked": _l("question posée au centre"),
    "question-said": _l("message au centre"),
    "question-settled": _l("question réglée"),
    "question-reopened": _l("question rouverte"),
    "question-answered": _l("réponse du centre"),
    "question-settled-by-centre": _l("question réglée par le centre"),
    "question-reopened-by-centre": _l("question rouverte par le centre"),
    "question-assigned": _l("question confiée dans l’équipe du centre"),
    "team-note-written": _l("note écrite pour l’équipe"),
    "team-note-removed": _l("note retirée pour l’équipe"),
}
_HESITATIONS = {
    "open": _l("réticence nommée"),
    "partly": _l("réponse qui rassure en partie"),
    "no": _l("réponse qui ne rassure pas"),
    "reassured": _l("réponse qui rassure"),
    "settled": _l("réticence levée"),
    "declined": _l("nous avons décidé de ne pas le faire"),
    "withdrawn": _l("réticence retirée"),
}
_SUPPORT = {
    "given": _l("Soutien donné par le centre"),
    "changed": _l("Soutien donné par le centre, corrigé"),
    "removed": _l("Soutien donné par le centre, retiré"),
}
_NETWORKS = {"chosen": _l("choisi"), "not_now": _l("pas maintenant"), "dropped": _l("quitté"), "": _l("rien de décidé")}


def in_words(event: Mapping[str, Any], path: CentrePath | None) -> str:
    """« Trouver une relève : Faite »; the kind itself where nobody gave it words."""
    kind, after = event["kind"], event["after"] or ""
    asked = _HESITATIONS.get(after) if kind == "hesitation" else _QUESTIONS.get(kind)
    if event["task_key"]:
        task = path.by_key.get(event["task_key"]) if path else None
        title = task.title.in_(language()) if task else event["task_key"]
        if asked is not None:
            return _("%(thing)s : %(state)s", thing=title, state=asked)
        if kind in _NOTES:
            return _("%(thing)s : %(state)s", thing=title, state=_NOTES[kind])
        if kind == "task-confirmed":
            return _("%(thing)s : c’est encore vrai", thing=title)
        return _("%(thing)s : %(state)s", thing=title, state=state_labels().get(after, after))
    if event["network"]:
        names = {network.key: network.name for network in path.networks} if path else {}
        name = names[event["network"]].in_(language()) if event["network"] in names else event["network"]
        if asked is not None:
            return _("%(thing)s : %(state)s", thing=name, state=asked)
        return _("%(thing)s : %(state)s", thing=name, state=_NETWORKS.get(after, after))
    if asked is not None:
        return str(asked)[:1].upper() + str(asked)[1:]
    if kind == SUPPORT:
        return str(_SUPPORT["changed" if event["before"] == after else after])
    words = str(_KINDS.get(kind, kind))
    role = event["after"] or event["before"]
    if role in set(Role) and kind in _KINDS:
        return _("%(thing)s : %(state)s", thing=words, state=ROLES[Role(role)])
    return words
