"""What happened to the places that people hold, in one sentence each. Names come ready to be read: escaped and
isolated where the sentence goes into a page. Ours hold no sign that needs escaping."""

from typing import Any

from flask_babel import gettext as _


def invited(who: Any, role: Any) -> str:
    return _("%(who)s a invité quelqu’un (%(role)s).", who=who, role=role)


def link_copied(who: Any, about: Any, role: Any) -> str:
    """A copied link is for somebody who has a place already (`about`), or an invitation."""
    if about:
        return _("%(who)s a copié un lien qui ouvre une session à %(about)s.", who=who, about=about)
    return _("%(who)s a copié un lien d’invitation (%(role)s).", who=who, role=role)


def joined(who: Any, role: Any) -> str:
    return _("%(who)s a pris sa place (%(role)s).", who=who, role=role)


def role_changed(who: Any, about: Any, role: Any, before: Any) -> str:
    return _(
        "%(who)s a changé un rôle : %(about)s, maintenant %(role)s (avant : %(before)s).",
        who=who,
        about=about,
        role=role,
        before=before,
    )


def caseload_held(who: Any, about: Any) -> str:
    return _("%(who)s a limité %(about)s aux organismes qui lui sont confiés.", who=who, about=about)


def caseload_given_back(who: Any, about: Any) -> str:
    return _("%(who)s a rendu tout le centre visible à %(about)s.", who=who, about=about)


def place_ended(who: Any, about: Any, *, is_self: bool) -> str:
    if is_self:
        return _("%(who)s a laissé sa place.", who=who)
    return _("%(who)s a retiré %(about)s.", who=who, about=about)


def lead_named(who: Any, about: Any) -> str:
    return _("%(who)s a nommé %(about)s personne responsable.", who=who, about=about)


def room_opened(who: Any, about: Any) -> str:
    return _("%(who)s a ouvert les notes privées à %(about)s.", who=who, about=about)


def invitation_changed(who: Any, role: Any, before: Any) -> str:
    return _(
        "%(who)s a changé le rôle d’une invitation : %(role)s (avant : %(before)s).", who=who, role=role, before=before
    )


def invitation_revoked(who: Any, role: Any) -> str:
    return _("%(who)s a retiré une invitation (%(role)s).", who=who, role=role)


def new_link_asked() -> str:
    return _("La personne invitée a demandé un nouveau lien.")


def renamed(who: Any) -> str:
    return _("%(who)s a changé son nom affiché.", who=who)


def consent(who: Any, *, is_named: bool) -> str:
    if is_named:
        return _("%(who)s montre son nom au centre.", who=who)
    return _("%(who)s ne montre plus son nom au centre.", who=who)
