"""The journal of access in plain words: one sentence for each access, with the names that its reader may read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from ..journal.access_queries import Access
from ..people import place_sentences
from ..people.words import ROLES
from .access_queries import Cast, Place, Someone
from .settings_pages import FIELDS

# In the list to choose from.
KINDS = {
    "looked-in": _l("Pages d’un organisme ouvertes par le centre"),
    "exported": _l("Fichiers téléchargés"),
    "invited": _l("Invitations"),
    "link-copied": _l("Liens copiés"),
    "joined": _l("Arrivées"),
    "role-changed": _l("Rôles changés"),
    "caseload-held": _l("Personnes limitées aux organismes confiés"),
    "caseload-given-back": _l("Personnes à qui tout le centre est redevenu visible"),
    "membership-ended": _l("Départs"),
    "lead-named": _l("Personnes responsables nommées"),
    "room-opened": _l("Notes privées ouvertes à quelqu’un"),
    "signed-in-new-device": _l("Nouveaux appareils"),
    "password-set": _l("Mots de passe choisis"),
    "password-removed": _l("Mots de passe retirés"),
    "passkey-added": _l("Clés d’accès ajoutées"),
    "passkey-removed": _l("Clés d’accès retirées"),
    "factor-set": _l("Vérifications en deux étapes activées"),
    "factor-removed": _l("Vérifications en deux étapes retirées"),
    "settings-changed": _l("Réglages changés"),
    "incident-added": _l("Incidents inscrits"),
    "incident-changed": _l("Incidents revus"),
    "person-exported": _l("Renseignements d’une personne téléchargés"),
    "person-erased": _l("Personnes effacées"),
    "live-opened": _l("Adresses de chiffrier ouvertes"),
    "live-read": _l("Adresses de chiffrier lues"),
    "live-kept": _l("Adresses de chiffrier gardées"),
    "live-closed": _l("Adresses de chiffrier fermées"),
}

REPORTS = {
    "organizations": _l("le rapport des organismes"),
    "tasks": _l("le rapport des tâches"),
    "events": _l("le journal du centre"),
    "hesitations": _l("le rapport des réticences"),
    "holding-back": _l("ce qui retient, en chiffres"),
    "support": _l("le rapport du soutien donné"),
    "people": _l("le rapport des personnes"),
    "movement": _l("ce qui a bougé"),
    "access": _l("le registre des accès"),
    "incidents": _l("le registre des incidents"),
    "organization-data": _l("les données de l’organisme"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a sentence names. Texts are plain; `sentence` escapes them, and isolates names whatever their direction."""

    who: str
    about: str
    role: str
    before: str
    what: str
    place: str
    is_self: bool


def sentence(row: Access, cast: Cast) -> Markup:
    """« Agathe Roy a ouvert les pages de Les Amis. » For a page: escaped, each name in a `<bdi>`."""
    return Markup(_told(row, _words(row, cast, _bdi), escape))  # noqa: S704 (each part is escaped)


def plain_sentence(row: Access, cast: Cast) -> str:
    """The same as text, for a cell."""
    return _told(row, _words(row, cast, str), str)


def _bdi(name: str) -> str:
    return f"<bdi>{escape(name)}</bdi>"


def _words(row: Access, cast: Cast, shown: Callable[[str], str]) -> Words:
    who, about = cast.people.get(row.membership_id or 0), cast.people.get(row.about_id or 0)
    return Words(
        who=_subject(row, who or (about if row.kind == "joined" else None), shown),
        about=_object(about, shown),
        role=str(ROLES.get(row.after or "", row.after or "")),  # type: ignore[call-overload]
        before=str(ROLES.get(row.before or "", row.before or "")),  # type: ignore[call-overload]
        place=_place(cast.places.get(row.organization_id or 0), shown),
        what=str(REPORTS.get(row.after or "") or FIELDS.get(row.after or "") or row.after or ""),
        is_self=row.membership_id is not None and row.membership_id == row.about_id,
    )


def _subject(row: Access, someone: Someone | None, shown: Callable[[str], str]) -> str:
    """Who acted, at the head of a sentence."""
    if someone is None:
        return _("La personne qui héberge SocialTrack") if row.actor_role == "host" else _("SocialTrack")
    if someone.name:
        return shown(someone.name)
    if someone.is_gone:
        return _("Un ancien membre")
    if row.kind == "joined":
        return _("Un membre")  # the sentence says their role
    return {"lead": _("Un membre (personne responsable)")}.get(someone.role, _("Un membre"))


def _object(someone: Someone | None, shown: Callable[[str], str]) -> str:
    """Whom it concerns, inside a sentence."""
    if someone is None:
        return _("quelqu’un")
    if someone.name:
        return shown(someone.name)
    if someone.is_gone:
        return _("un ancien membre")
    return {"lead": _("un membre (personne responsable)")}.get(someone.role, _("un membre"))


def _place(place: Place | None, shown: Callable[[str], str]) -> str:
    return shown(place.name) if place else ""


def _told(row: Access, words: Words, safe: Callable[[str], Any]) -> str:
    # French and English sentences of ours hold no sign that needs escaping; what people typed is escaped above.
    who, about, role, what = words.who, words.about, safe(words.role), safe(words.what)
    before = safe(words.before)
    told = {
        "looked-in": lambda: _("%(who)s a ouvert les pages de l’organisme %(place)s.", who=who, place=words.place),
        "exported": lambda: _("%(who)s a téléchargé %(what)s.", who=who, what=what),
        "invited": lambda: place_sentences.invited(who, role),
        "link-copied": lambda: place_sentences.link_copied(who, about if row.about_id is not None else "", role),
        "joined": lambda: place_sentences.joined(who, role),
        "role-changed": lambda: place_sentences.role_changed(who, about, role, before),
        "caseload-held": lambda: place_sentences.caseload_held(who, about),
        "caseload-given-back": lambda: place_sentences.caseload_given_back(who, about),
        "membership-ended": lambda: place_sentences.place_ended(who, about, is_self=words.is_self),
        "lead-named": lambda: place_sentences.lead_named(who, about),
        "room-opened": lambda: place_sentences.room_opened(who, about),
        "signed-in-new-device": lambda: _("%(who)s a ouvert une session sur un nouvel appareil.", who=who),
        "password-set": lambda: _("%(who)s a choisi un mot de passe.", who=who),
        "password-removed": lambda: _("%(who)s a retiré son mot de passe.", who=who),
        "passkey-added": lambda: _("%(who)s a ajouté une clé d’accès.", who=who),
        "passkey-removed": lambda: _("%(who)s a retiré une clé d’accès.", who=who),
        "factor-set": lambda: _("%(who)s a activé la vérification en deux étapes.", who=who),
        "factor-removed": lambda: (
            _("%(who)s a retiré sa vérification en deux étapes.", who=who)
            if words.is_self or row.about_id is None
            else _("%(who)s a retiré à %(about)s sa vérification en deux étapes.", who=who, about=about)
        ),
        "settings-changed": lambda: _("%(who)s a changé un réglage : %(what)s.", who=who, what=what),
        "incident-added": lambda: _("%(who)s a inscrit un incident de confidentialité.", who=who),
        "incident-changed": lambda: _("%(who)s a revu un incident de confidentialité.", who=who),
        "person-exported": lambda: (
            _("%(who)s a téléchargé ses propres renseignements.", who=who)
            if words.is_self or row.about_id is None
            else _("%(who)s a téléchargé les renseignements qui concernent %(about)s.", who=who, about=about)
        ),
        "live-opened": lambda: _("%(who)s a ouvert une adresse de chiffrier : %(what)s.", who=who, what=what),
        "live-read": lambda: _("Un chiffrier a lu l’adresse ouverte par %(about)s : %(what)s.", about=about, what=what),
        "live-kept": lambda: _("%(who)s garde une adresse de chiffrier : %(what)s.", who=who, what=what),
        "live-closed": lambda: _("%(who)s a fermé une adresse de chiffrier : %(what)s.", who=who, what=what),
        "person-erased": lambda: _("Une personne a été effacée (geste de : %(who)s).", who=who),
    }
    return str(told[row.kind]())
