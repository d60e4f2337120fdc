"""What the board tells of hesitations and questions: that they are there, about what, never in anyone's words."""

import json
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from ..hesitations.rules import KIND as HESITATION
from ..hesitations.rules import OPEN_STATES, HesitationState
from ..progress.sentences import in_sentence
from ..questions.rules import QuestionKind
from .queries import Latest

ASKS = frozenset({HESITATION, *QuestionKind})
FOR_THEM = frozenset({HESITATION, QuestionKind.ASKED, QuestionKind.SAID})  # what the team can say on behalf
State = HesitationState
_KEPT = {"organization": "%(organization)s", "thing": "%(thing)s"}


def sentence(event: Latest) -> str | None:
    """A sentence with `%(organization)s` and `%(thing)s` still to fill; None for what is told by another event, or
    changes nothing for the centre."""
    if event.kind != HESITATION:
        return _of_a_question(event.kind)
    if event.is_undo or "caused_by" in _said(event):
        return None
    if event.before not in OPEN_STATES and event.after == State.OPEN:
        return _("%(organization)s hésite : %(thing)s", **_KEPT)
    if event.before == event.after:
        return None
    if event.after == State.NO:
        return _("La réponse n’a pas suffi à %(organization)s : %(thing)s", **_KEPT)
    if event.after == State.REASSURED:
        return _("La réponse a rassuré %(organization)s : %(thing)s", **_KEPT)
    if event.after == State.SETTLED:
        return _("%(organization)s n’hésite plus : %(thing)s", **_KEPT)
    if event.after == State.DECLINED:
        return _("%(organization)s a décidé de ne pas le faire : %(thing)s", **_KEPT)
    return None


def _of_a_question(kind: str) -> str | None:
    if kind == QuestionKind.ASKED:
        return _("%(organization)s a posé une question : %(thing)s", **_KEPT)
    if kind == QuestionKind.SAID:
        return _("%(organization)s a écrit de nouveau : %(thing)s", **_KEPT)
    if kind == QuestionKind.REOPENED:
        return _("%(organization)s a rouvert sa question : %(thing)s", **_KEPT)
    if kind in (QuestionKind.SETTLED, QuestionKind.SETTLED_BY_CENTRE):
        return _("La question de l’organisme %(organization)s est réglée : %(thing)s", **_KEPT)
    if kind == QuestionKind.ANSWERED:
        return _("Réponse donnée à %(organization)s : %(thing)s", **_KEPT)
    return None


def link(event: Latest, thing: str) -> Markup:
    """What it is about, leading to the hesitation or to the question itself."""
    value = _said(event)
    if event.task_key is not None:
        thing = in_sentence(thing)
    if not thing:
        step = value.get("step")
        thing = _("étape %(number)s", number=step) if step else _("la lire")
    place = f"hesitations/{value['hesitation']}" if event.kind == HESITATION else f"questions/{value['question']}"
    return Markup('<a href="organizations/{}/{}">{}</a>').format(event.slug, place, thing)


def _said(event: Latest) -> dict[str, Any]:
    return json.loads(event.value or "{}")
