"""What a row says quietly beside where the task stands: who sees to it, by when, its « repère », its notes, and whose
turn it is in its question."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from ..people.who_queries import Who
from ..people.who_words import named
from ..web.formats import day as in_words
from .evidence_rules import host_of
from .more_sentences import as_words
from .plan_queries import Plan


def who_sees_to_it(plan: Plan, me: Who, *, reader_is_staff: bool) -> str:
    """A member is named as everywhere; a name that was written, as the field says that it is read by the centre too."""
    if plan.responsible is not None:
        return _member_sees_to_it(plan, plan.responsible, me, reader_is_staff)
    return _("%(who)s s’en occupe.", who=plan.responsible_name) if plan.responsible_name else ""


def _member_sees_to_it(plan: Plan, member: Who, me: Who, reader_is_staff: bool) -> str:
    if member.id == me.id:
        return _("Vous vous en occupez.")
    who = named(member, reader_is_staff=reader_is_staff)
    who = who[:1].upper() + who[1:]
    if plan.has_left:
        return _("%(who)s s’en occupait et n’est plus ici.", who=who)
    return _("%(who)s s’en occupe.", who=who)


def by_when(plan: Plan, today: date) -> str:
    """The day that people set for themselves; once past, it is said as it was, without haste."""
    if plan.due_on is None:
        return ""
    if plan.due_on == today:
        return _("Pour aujourd’hui.")
    if plan.due_on < today:
        return _("Le jour visé était le %(day)s.", day=in_words(plan.due_on))
    return _("D’ici le %(day)s.", day=in_words(plan.due_on))


def notes(number: int) -> str:
    return ngettext("%(num)s note.", "%(num)s notes.", number) if number else ""


def detail(kept: str) -> str:
    """A link is named by its site alone: a row is no place for a long address."""
    words = host_of(kept) or as_words(kept)
    return _("Repère : %(words)s.", words=words) if words else ""


def question(*, is_answered: bool, reader_is_staff: bool) -> str:
    """Whose turn it is in a question that is not settled."""
    if reader_is_staff:
        return _("Réponse donnée") if is_answered else _("Attend une réponse")
    return _("Le centre a répondu") if is_answered else _("Question posée")
