"""What is said once, when a gesture settles a step or the whole path, and when one opens it again. Soberly."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..journal.rules import Counts, is_settled
from .sentences import in_sentence


def settled(before: Counts, after: Counts, number: int, *, has_decisions: bool, next_title: str | None) -> list[str]:
    """`before` and `after`: the figures around a gesture on a task of step `number`. `has_decisions`: something in that
    step was decided and not done. Nothing where the gesture closed and opened nothing."""
    was, now = is_settled(before.settled, before.counted), is_settled(after.settled, after.counted)
    if now and not was:
        return [_path(after), _("L’entretien prend la suite, et une attestation est prête à imprimer.")]
    if was and not now:
        return [_("Le parcours est de nouveau ouvert, et rien n’est perdu.")]
    step_was, step_now = is_settled(*before.step(number)), is_settled(*after.step(number))
    if step_now and not step_was:
        words = [
            _("L’étape %(number)s est réglée, décisions comprises.", number=number)
            if has_decisions
            else _("L’étape %(number)s est faite au complet.", number=number)
        ]
        return [*words, _("La suite : %(title)s.", title=in_sentence(next_title))] if next_title else words
    if step_was and not step_now:
        return [_("L’étape %(number)s est de nouveau ouverte.", number=number)]
    return []


def _path(counts: Counts) -> str:
    """« Faites » where all are; « réglées » where some were decided otherwise."""
    if not counts.counted:
        return _("Le parcours essentiel est réglé : aucune tâche essentielle ne s’applique.")
    if not counts.declined:
        return ngettext(
            "Le parcours essentiel est complet : la tâche est faite.",
            "Le parcours essentiel est complet : les %(num)s tâches sont faites.",
            counts.counted,
        )
    return ngettext(
        "Le parcours essentiel est réglé : %(num)s tâche faite, %(declined)s par décision.",
        "Le parcours essentiel est réglé : %(num)s tâches faites, %(declined)s par décision.",
        counts.done,
        declined=counts.declined,
    )
