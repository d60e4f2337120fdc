"""What happened to an organization's record, its pause, its archives: one sentence for each kind of event."""

from datetime import date

from flask_babel import gettext as _

from ..web.formats import day as in_words

LIFE_KINDS = (
    *("organization-added", "organization-changed", "organization-paused", "organization-resumed"),
    *("organization-archived", "organization-restored", "organization-merged", "organization-removed"),
)


def of_life(kind: str, until: date | None, other: str) -> str:
    """« Mis en pause, jusqu’au 3 mars 2027 ». `other`: the name of the organization it was merged with, if known."""
    if kind == "organization-paused":
        return _("Mis en pause, jusqu’au %(day)s", day=in_words(until) if until else "")
    if kind == "organization-archived" and other:
        return _("Archivé et réuni à %(name)s", name=other)
    if kind == "organization-merged":
        return _("%(name)s lui a été réuni", name=other) if other else _("Un autre organisme lui a été réuni")
    return {
        "organization-added": _("Organisme ajouté"),
        "organization-changed": _("Fiche changée"),
        "organization-resumed": _("Pause terminée"),
        "organization-archived": _("Archivé"),
        "organization-restored": _("Restauré"),
        "organization-removed": _("Retiré"),
    }[kind]
