"""What the page of reports says of each of them."""

from dataclasses import dataclass

from flask_babel import gettext as _

from .file_words import report_titles
from .rules import Report

OPTIONS = ("as_of", "lang", "delimiter", "header", "names", "notes")
FROM_PAGE = "form"  # the field by which a file asked for here is known: what is wrong comes back here
# Files that hold no row of one organization: no filter narrows them.
OVERALL = frozenset({Report.EVENTS, Report.HOLDING_BACK})


@dataclass(frozen=True, slots=True)
class Section:
    report: Report
    title: str
    answers: str

    @property
    def name(self) -> str:
        """Of its file, without what the format adds."""
        return str(self.report)


def sections() -> list[Section]:
    titles = report_titles()
    return [Section(report, titles[report], words) for report, words in _answers().items()]


def _answers() -> dict[Report, str]:
    """In the order in which people look for them."""
    return {
        Report.ORGANIZATIONS: _(
            "Où en est chaque organisme : sa situation, sa progression à chaque étape, ce qu’il attend du centre. "
            "Une ligne par organisme."
        ),
        Report.TASKS: _(
            "Où en est chaque tâche du parcours dans chaque organisme, et depuis quand. Une ligne par tâche."
        ),
        Report.SUPPORT: _(
            "Le soutien que votre équipe a donné : à qui, quel jour, combien de minutes. Une ligne par soutien."
        ),
        Report.HESITATIONS: _(
            "Qui hésite, à propos de quoi, depuis combien de jours, et ce qui en est advenu. Une ligne par réticence."
        ),
        Report.HOLDING_BACK: _(
            "Ce qui fait hésiter, en nombres, sans nommer d’organisme et en taisant les petits nombres. "
            "Ce fichier peut sortir du centre."
        ),
        Report.PEOPLE: _(
            "Qui a une place dans chaque organisme et dans votre équipe, et depuis quand. Une ligne par place."
        ),
        Report.EVENTS: _("Tout ce qui s’est passé, dans l’ordre où ce fut inscrit. Une ligne par geste."),
    }
