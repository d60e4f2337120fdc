"""What a way back just did, in one sentence for each kind of change. Knows no table and no address."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from ..guide.rules import CentrePath
from . import network_page
from .network_actions import Chosen
from .undo_actions import TakenBack


def undone(taken: TakenBack, path: CentrePath, language: str) -> str:
    """What was taken back, and where it stands. A task's own value has its words in `sentences.undone`."""
    words = _WORDS.get(taken.change.kind)
    return words(taken, path, language) if words else _("C’est annulé.")


def _network(taken: TakenBack, path: CentrePath, language: str) -> str:
    assert isinstance(taken.answer, Chosen)
    return network_page.undone(path, language, taken.answer)


_WORDS: Mapping[str, Callable[[TakenBack, CentrePath, str], str]] = {
    "network": _network,
}
