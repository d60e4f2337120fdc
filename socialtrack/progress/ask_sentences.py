"""What is said of hesitations and questions beside the path: what a gesture did to them, and what happened to them.

Knows no table and no address. Their words stay where they were written: nothing here repeats a message.
"""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..hesitations.rules import OPEN_STATES, HesitationState
from ..questions.rules import QuestionKind
from .ask_actions import Followed

State = HesitationState


def followed(hesitations: Followed) -> str:
    """What an answer, or its way back, did to the hesitations about the same thing; '' where there was none."""
    if hesitations.closed:
        return ngettext(
            "La réticence à ce sujet est close.", "Les %(num)s réticences à ce sujet sont closes.", hesitations.closed
        )
    if hesitations.reopened:
        return ngettext(
            "La réticence à ce sujet est rouverte.",
            "Les %(num)s réticences à ce sujet sont rouvertes.",
            hesitations.reopened,
        )
    return ""


def with_followed(words: str, hesitations: Followed) -> str:
    return " ".join(filter(None, (words, followed(hesitations))))


def hesitation(who: str, before: str | None, after: str | None, *, on_behalf: bool, is_caused: bool) -> str:
    """What happened to a hesitation, and by whom. `is_caused`: by an answer to its task or network, told beside it."""
    if is_caused:
        return _("Réticence close avec cette réponse.")
    if before == after or (before in OPEN_STATES and after == State.OPEN):
        words = _WORDED[on_behalf]
    elif before is not None and after == State.OPEN:
        words = _AGAIN[on_behalf]
    else:
        words = _SAID[on_behalf][State(after or State.OPEN)]
    return str(words) % {"who": who}


def hesitation_again(after: str | None) -> str:
    """Where a hesitation stands after a way back."""
    if after in OPEN_STATES:
        return _("De nouveau en réflexion.")
    return _("Réticence retirée.") if after == State.WITHDRAWN else _("De nouveau close.")


def question(kind: str, who: str, to: str, *, on_behalf: bool) -> str:
    """What happened to a question, and by whom. `to`: whom it was given to, '' where nobody follows it any more."""
    if kind == QuestionKind.ASSIGNED:
        if not to:
            return _("Question remise à toute l’équipe du centre, par %(who)s.", who=who)
        return _("Question confiée à %(name)s, par %(who)s.", name=to, who=who)
    words = _QUESTION_ON_BEHALF if on_behalf and kind in _QUESTION_ON_BEHALF else _QUESTION
    return str(words[QuestionKind(kind)]) % {"who": who}


def answered(thing: str) -> str:
    """The centre has just answered, elsewhere."""
    return _("Votre centre vient de répondre à votre question : %(title)s.", title=thing)


_SAID: Mapping[bool, Mapping[State, object]] = {
    False: {
        State.OPEN: _l("« J’hésite… », dit par %(who)s."),
        State.PARTLY: _l("« En partie », dit de la réponse par %(who)s."),
        State.NO: _l("« Non », dit de la réponse par %(who)s."),
        State.REASSURED: _l("« Ça me rassure », dit de la réponse par %(who)s."),
        State.SETTLED: _l("Réticence close par %(who)s."),
        State.DECLINED: _l("« Nous avons décidé de ne pas le faire », noté par %(who)s."),
        State.WITHDRAWN: _l("Réticence retirée par %(who)s."),
    },
    True: {
        State.OPEN: _l("« J’hésite… », inscrit par %(who)s pour l’organisme."),
        State.PARTLY: _l("« En partie », inscrit de la réponse par %(who)s pour l’organisme."),
        State.NO: _l("« Non », inscrit de la réponse par %(who)s pour l’organisme."),
        State.REASSURED: _l("« Ça me rassure », inscrit de la réponse par %(who)s pour l’organisme."),
        State.SETTLED: _l("Réticence close par %(who)s, pour l’organisme."),
        State.DECLINED: _l("« Nous avons décidé de ne pas le faire », inscrit par %(who)s pour l’organisme."),
        State.WITHDRAWN: _l("Réticence retirée par %(who)s, pour l’organisme."),
    },
}
_AGAIN = {
    False: _l("De nouveau en réflexion, dit par %(who)s."),
    True: _l("De nouveau en réflexion, inscrit par %(who)s pour l’organisme."),
}
_WORDED = {
    False: _l("Ce qui fait hésiter, précisé par %(who)s."),
    True: _l("Ce qui fait hésiter, précisé par %(who)s pour l’organisme."),
}
_QUESTION: Mapping[QuestionKind, object] = {
    QuestionKind.ASKED: _l("Question posée par %(who)s."),
    QuestionKind.SAID: _l("Message ajouté à la question par %(who)s."),
    QuestionKind.SETTLED: _l("Question réglée par %(who)s."),
    QuestionKind.REOPENED: _l("Question rouverte par %(who)s."),
    QuestionKind.ANSWERED: _l("Le centre a répondu, par %(who)s."),
    QuestionKind.SETTLED_BY_CENTRE: _l("Question réglée par le centre, par %(who)s."),
    QuestionKind.REOPENED_BY_CENTRE: _l("Question rouverte par le centre, par %(who)s."),
}
_QUESTION_ON_BEHALF: Mapping[str, object] = {
    QuestionKind.ASKED: _l("Question inscrite par %(who)s pour l’organisme."),
    QuestionKind.SAID: _l("Message inscrit à la question par %(who)s, pour l’organisme."),
}
