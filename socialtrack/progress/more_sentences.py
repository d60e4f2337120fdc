"""What is said beside a task, in words: who sees to it and by when, its « repère ». Knows no table and no address."""

from datetime import date

from flask_babel import gettext as _

from ..web.formats import day as in_words
from .sentences import in_sentence


def planned(title: str, fact: str) -> str:
    """What a gesture on a plan just did. `fact`: the plan in words, '' where nothing is planned any more."""
    title = in_sentence(title)
    if not fact:
        return _("C’est noté. Plus personne de nommé, ni de jour visé : %(title)s.", title=title)
    return _("C’est noté pour « %(title)s ». %(fact)s", title=title, fact=fact)


def plan_undone(title: str) -> str:
    return _("C’est annulé. Ce qui était prévu avant est revenu : %(title)s.", title=in_sentence(title))


def evidence_kept(title: str, words: str) -> str:
    title = in_sentence(title)
    if not words:
        return _("Repère retiré : %(title)s.", title=title)
    return _("Repère gardé pour « %(title)s » : %(words)s.", title=title, words=words)


def evidence_undone(title: str) -> str:
    return _("C’est annulé. Le repère d’avant est revenu : %(title)s.", title=in_sentence(title))


def as_words(evidence: str) -> str:
    """A kept « repère » as it is read: a day in words, the rest as it was written."""
    try:
        return in_words(date.fromisoformat(evidence)) if len(evidence) == 10 else evidence
    except ValueError:
        return evidence
