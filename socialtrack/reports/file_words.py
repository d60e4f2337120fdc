"""What a workbook says besides its lines, in the language of its reader: its title, and a sheet that explains it."""

from collections.abc import Sequence
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from .column_words import kind_of, meaning_of
from .lines import Frame
from .rules import Report
from .words import labels_of
from .workbook import About, Column


def about_file(report: Report, keys: Sequence[str], frame: Frame, day: date) -> About:
    """`keys`: of the columns, in their order."""
    options = frame.options
    with force_locale(LOCALES[options.language]):
        labels = labels_of(report)
        networks = frame.path.network_names(options.language)
        columns = []
        for key in keys:
            network = networks.get(key.removeprefix("network_"), "") if key.startswith("network_") else ""
            label = labels.get(key) or network or key
            meaning, values = meaning_of(report, key)
            columns.append(
                Column(label if options.has_labels else key, key, kind_of(report, key), label, meaning, values)
            )
        title = report_titles()[report]
        return About(
            title=_("%(report)s, %(day)s", report=title, day=day.isoformat()),
            sheets=(title, _("Colonnes")),
            columns=columns,
            heads=(_("Colonne"), _("Code"), _("Ce qu’elle dit"), _("Ce qu’elle peut contenir")),
            notes=_notes(report, frame),
            day=day,
        )


def report_titles() -> dict[Report, str]:
    """As the page of reports and the sheets name them."""
    return {
        Report.ORGANIZATIONS: _("Organismes"),
        Report.TASKS: _("Tâches"),
        Report.EVENTS: _("Journal"),
        Report.HESITATIONS: _("Réticences"),
        Report.HOLDING_BACK: _("Ce qui retient"),
        Report.SUPPORT: _("Soutien donné"),
        Report.PEOPLE: _("Personnes"),
        Report.MOVEMENT: _("Mouvement"),
    }


def _notes(report: Report, frame: Frame) -> list[str]:
    zone = frame.days.zone.key
    notes = [
        _("Les jours et les heures sont ceux du centre (fuseau %(zone)s).", zone=zone),
        _("Une case vide veut dire que personne ne l’a dit, ou que cela ne s’applique pas."),
        _("Un texte de plus de 32\u00a0767 signes est coupé, comme Excel le demande : il finit par « […] »."),
    ]
    if report is not Report.HOLDING_BACK and not frame.options.with_names:
        notes.append(_("Ce fichier a été demandé sans les noms des personnes : ces cases sont vides."))
    return notes
