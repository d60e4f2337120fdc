"""Who is stalled, as the board says it: for how long, what holds them back, what their centre did last, and a next
gesture that is ready. Nobody is blamed: a letter asks how one can help, and says that to wait is an answer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from ..faq.queries import all_of
from ..guide import queries as guide
from ..guide.rules import PathTask, in_scope
from ..kernel.languages import LOCALES
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..progress.rules import next_small_thing
from ..questions.message_rules import beginning
from ..web.access import may_here
from ..web.formats import duration, on_day_near
from ..web.language import language
from .board_queries import Held, held_back
from .queries import Stalled

_MAIL = "mailto:"


@dataclass(frozen=True, slots=True)
class StalledView:
    """`why`: what holds it back, in the guide's words or its own (`is_voice`), else the task that comes next. `helped`:
    the last gesture of the centre. `letter`: the address of a letter that is ready to be sent, '' where none is known.
    """

    slug: str
    name: str
    since: str
    why: str
    is_voice: bool
    outcome: str
    next: str
    helped: str
    letter: str


def stalled_views(work: Work, stalled: Sequence[Stalled]) -> list[StalledView]:
    """Two statements, whatever their number."""
    if not stalled:
        return []
    held = held_back(work, [one.id for one in stalled])
    writes = may_here(Can.EDIT_ORGANIZATION)
    return [_view(work, one, held[one.id], writes=writes) for one in stalled]


def _view(work: Work, one: Stalled, held: Held, *, writes: bool) -> StalledView:
    tasks = in_scope(guide.path(work), frozenset(held.networks))
    task = next_small_thing(tasks, held.states)
    why = _reason(work, held)
    return StalledView(
        slug=one.slug,
        name=one.name,
        since=ngettext("%(num)s jour, étape %(step)s.", "%(num)s jours, étape %(step)s.", one.days, step=one.step),
        why=why,
        is_voice=bool(why),
        outcome=_outcome(held),
        next=_("Prochaine tâche : %(task)s.", task=task.title.in_(language())) if task else "",
        helped=_("Dernier geste du centre : %(day)s.", day=on_day_near(one.helped_on, work.today))
        if one.helped_on
        else _("Le centre ne lui a pas encore fait signe."),
        letter=_letter(work, one, task) if one.email and writes else "",
    )


def _reason(work: Work, held: Held) -> str:
    """The hesitation, as it may be read here; '' where there is none, or where the organization keeps its words."""
    entry = all_of(work).even_retired(held.faq_key) if held.faq_key else None
    return entry.question.in_(language()) if entry else beginning(held.words or "", 120)


def _outcome(held: Held) -> str:
    words = {
        "partly": _("La réponse rassure en partie."),
        "no": _("La réponse ne rassure pas."),
        "open": _("En réflexion."),
    }
    return words.get(held.outcome, "")


def _letter(work: Work, one: Stalled, task: PathTask | None) -> str:
    """A letter in the organization's language, to be read again and changed before it leaves."""
    with _in_language_of(one):
        subject = _("Des nouvelles de votre centre")
        lines = [_("Bonjour,"), _("Comment allez-vous? Nous pensons à vous, et votre parcours vous attend sans hâte.")]
        if task is not None:
            lines.append(_next(task, one.language))
        lines += [
            _("Quelque chose vous retient, ou vous aimeriez le faire avec quelqu’un? Répondez à ce message."),
            _("Si le moment est mal choisi, dites-le-nous : nous mettrons le parcours en pause, et rien ne se perdra."),
            work.centre.name,
        ]
    body = "\r\n\r\n".join(lines)
    return f"{_MAIL}{quote(one.email or '', safe='@')}?subject={quote(subject)}&body={quote(body)}"


def _next(task: PathTask, language_of: str) -> str:
    title = task.title.in_(language_of)
    if not task.minutes:
        return _("La prochaine petite tâche : « %(task)s ».", task=title)
    return _(
        "La prochaine petite tâche : « %(task)s » (environ %(duration)s).", task=title, duration=duration(task.minutes)
    )


@contextmanager
def _in_language_of(one: Stalled) -> Iterator[None]:
    if one.language == language() or one.language not in LOCALES:
        yield
        return
    with force_locale(LOCALES[one.language]):
        yield
