"""What a way back just did, in one sentence for each kind of change. Knows no table and no address."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath
from ..hesitations.gestures import HesitationAnswer
from ..hesitations.rules import KIND as HESITATION
from . import ask_sentences, network_page, sentences, start_actions
from .actions import Answer
from .history_rules import NOTES, PRIVATE_NOTES
from .network_actions import Chosen
from .sheet_actions import SheetTaken
from .start_actions import StartTaken
from .undo_actions import TakenBack


def undone(taken: TakenBack, path: CentrePath, language: str) -> str:
    """What was taken back, and where it stands."""
    if isinstance(taken.answer, Answer):
        words = sentences.undone(taken.answer.task.title.in_(language), str(taken.answer.after.state))
        return ask_sentences.with_followed(words, taken.answer.hesitations)
    said = _WORDS.get(taken.change.kind)
    return said(taken, path, language) if said else _("C’est annulé.")


def overtaken(*, is_task: bool) -> str:
    if is_task:
        return _("Cette tâche a changé depuis. Rien n’a été annulé.")
    return _("Ceci a changé depuis. Rien n’a été annulé.")


def both_sides(thing: str, mine: str, theirs: str = "") -> list[str]:
    """What was to be taken back, and what came after it, in words."""
    said = [_("Vous vouliez annuler ceci, %(thing)s : « %(words)s »", thing=thing, words=mine)]
    return [*said, _("Depuis : « %(words)s »", words=theirs)] if theirs else said


def _task(taken: TakenBack, path: CentrePath, language: str) -> str:
    """A task's title in a sentence, where it is still in the path."""
    task = path.by_key.get(taken.change.task_key or "")
    return sentences.in_sentence(task.title.in_(language)) if task else ""


def _plan(taken: TakenBack, path: CentrePath, language: str) -> str:
    title = _task(taken, path, language)
    return _("C’est annulé. Qui s’en occupe et pour quand, c’est comme avant : %(title)s.", title=title)


def _note(taken: TakenBack, path: CentrePath, language: str) -> str:
    return _("C’est annulé. La note est comme avant : %(title)s.", title=_task(taken, path, language))


def _sheet(taken: TakenBack, path: CentrePath, language: str) -> str:
    assert isinstance(taken.answer, SheetTaken)
    said = ngettext(
        "C’est annulé : %(num)s réponse de la feuille est reprise.",
        "C’est annulé : %(num)s réponses de la feuille sont reprises.",
        taken.answer.count,
    )
    left = len(taken.answer.overtaken)
    if not left:
        return said
    more = ngettext(
        "Une tâche avait changé depuis; elle reste comme elle est.",
        "%(num)s tâches avaient changé depuis; elles restent comme elles sont.",
        left,
    )
    return f"{said} {more}"


def _network(taken: TakenBack, path: CentrePath, language: str) -> str:
    assert isinstance(taken.answer, Chosen)
    return network_page.undone(path, language, taken.answer)


def _hesitation(taken: TakenBack, path: CentrePath, language: str) -> str:
    assert isinstance(taken.answer, HesitationAnswer)
    return " ".join((_("C’est annulé."), ask_sentences.hesitation_again(taken.answer.state)))


def _start(taken: TakenBack, path: CentrePath, language: str) -> str:
    assert isinstance(taken.answer, StartTaken)
    if taken.answer.overtaken:
        return _("C’est annulé, sauf ce qui avait changé depuis. Vous pouvez redire où vous en êtes.")
    return _("C’est annulé. Vous pouvez redire où vous en êtes.")


_WORDS: Mapping[str, Callable[[TakenBack, CentrePath, str], str]] = {
    "network": _network,
    HESITATION: _hesitation,
    "task-plan": _plan,
    **dict.fromkeys((*NOTES, *PRIVATE_NOTES), _note),
    "sheet-keyed": _sheet,
    start_actions.KIND: _start,
}
