"""The words of hesitations: where one stands, who said so, what a gesture just did, what is asked of the centre."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.moments import from_microseconds, local_day, parse_day
from ..people.who_words import named
from ..web.formats import day, on_day_near
from .queries import HesitationFacts
from .rules import About, HesitationState

State = HesitationState
# What is said of it in a list, in a few words.
STATES = {
    State.OPEN: _l("En réflexion"),
    State.PARTLY: _l("En réflexion : la réponse rassure en partie"),
    State.NO: _l("En réflexion : la réponse ne rassure pas"),
    State.REASSURED: _l("La réponse a rassuré"),
    State.SETTLED: _l("C’est réglé"),
    State.DECLINED: _l("Décidé de ne pas le faire"),
    State.WITHDRAWN: _l("Retirée"),
}
_OUTCOMES = {
    State.REASSURED: _l("Ça me rassure"),
    State.PARTLY: _l("En partie"),
    State.NO: _l("Non"),
}
_SAID = {
    State.OPEN: _l("Noté. La réticence est de nouveau en réflexion."),
    State.PARTLY: _l("Noté : la réponse rassure en partie."),
    State.NO: _l("Noté : la réponse ne rassure pas."),
    State.REASSURED: _l("Noté : la réponse rassure. Vous pouvez revenir à votre parcours."),
    State.SETTLED: _l("Noté : c’est réglé."),
    State.DECLINED: _l("Noté : vous avez décidé de ne pas le faire. C’est une réponse, et elle compte."),
    State.WITHDRAWN: _l("C’est annulé : la réticence est retirée."),
}


def outcome(state: HesitationState, *, is_staff: bool) -> str:
    """What one makes of the answer, as a button says it: of oneself, or of the organization."""
    if is_staff and state is State.REASSURED:
        return _("Oui")
    return str(_OUTCOMES[state])


def said(state: str) -> str:
    """What a gesture just made of it."""
    return str(_SAID[HesitationState(state)])


def opened(about: About, *, is_new: bool) -> str:
    if not is_new:
        return _("Cette réticence était déjà en réflexion. La voici.")
    if about.task_key:
        return _("Noté. Rien n’est bloqué : la tâche est « en réflexion ».")
    if about.network:
        return _("Noté. Rien n’est bloqué : le réseau est « en réflexion ».")
    return _("Noté. Rien n’est bloqué : l’étape est « en réflexion ».")


def since(facts: HesitationFacts, *, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    """Since when it is there, and by whose word: « Dite par Bruno, hier. »"""
    when = on_day_near(local_day(from_microseconds(facts.opened_at), zone), today)
    who = named(facts.opened_by, reader_is_staff=reader_is_staff)
    if facts.opened_by is not None and facts.opened_by.is_staff:
        if reader_is_staff:
            return _("Inscrite par %(who)s pour l’organisme, %(day)s.", who=who, day=when)
        return _("Inscrite par %(who)s pour vous, %(day)s.", who=who, day=when)
    if who:
        return _("Dite par %(who)s, %(day)s.", who=who, day=when)
    return _("Dite %(day)s.", day=when)


def standing(facts: HesitationFacts) -> str:
    """Where it stands, with its day where it is closed."""
    words = str(STATES[facts.state])
    if facts.closed_on is None:
        return words
    return _("%(state)s, le %(day)s", state=words, day=day(parse_day(facts.closed_on, field="closed_on")))


def back_on(facts: HesitationFacts) -> str:
    """When to come back to a decision; '' where there is none."""
    if facts.state is not State.DECLINED or facts.review_on is None:
        return ""
    return _("À revoir le %(day)s.", day=day(parse_day(facts.review_on, field="review_on")))


def review_choices(today: date) -> list[tuple[str, str]]:
    """When to come back to a decision: a year by default."""
    return [
        (on.isoformat(), words % {"day": day(on)})
        for on, words in (
            (today + timedelta(days=365), _("dans un an, le %(day)s")),
            (today + timedelta(days=182), _("dans six mois, le %(day)s")),
            (today + timedelta(days=91), _("dans trois mois, le %(day)s")),
        )
    ]


def question_to_centre(about: About, title: str, reason: str, facts: HesitationFacts) -> str:
    """The words that a question to the centre begins with: about what, why, and what was said of the answer. Nothing
    of what the organization keeps to itself."""
    if about.task_key:
        start = _("Bonjour, nous hésitons devant la tâche « %(title)s ».", title=title)
    elif about.network:
        start = _("Bonjour, nous hésitons à propos du réseau %(title)s.", title=title)
    else:
        start = _("Bonjour, nous hésitons devant l’étape %(number)s, « %(title)s ».", number=about.step, title=title)
    parts = [start]
    if reason:
        parts.append(_("Ce qui nous retient : « %(reason)s »", reason=reason))
    if facts.words and not facts.has_private_words:
        parts.append(facts.words)
    if facts.faq_key and facts.state is State.PARTLY:
        parts.append(_("La réponse nous rassure en partie."))
    elif facts.faq_key and facts.state is State.NO:
        parts.append(_("La réponse ne nous rassure pas."))
    return "\n".join([*parts, _("Pouvez-vous nous aider?")])


def about_words(about: About, title: str) -> str:
    """What one hesitates about, named: « Tâche : Nommer une relève »."""
    if about.task_key:
        return _("Tâche : %(title)s", title=title)
    if about.network:
        return _("Réseau : %(title)s", title=title)
    return _("Étape %(number)s : %(title)s", number=about.step, title=title)


def decline_words(about: About, *, is_chosen: bool = False) -> str:
    """What the button says that closes it with a decision not to."""
    if about.network:
        return _("Laisser ce réseau de côté") if is_chosen else _("Noter « pas maintenant »")
    return _("Noter cette décision")


def decided_not_to(about: About, *, is_staff: bool) -> str:
    """What one opens to say so."""
    if about.network:
        return _("Pas ce réseau, ou pas maintenant")
    if is_staff:
        return _("L’organisme a décidé de ne pas le faire")
    return _("Nous avons décidé de ne pas le faire")


SHORT = 80


def own_words(facts: HesitationFacts, *, is_staff: bool) -> str:
    """What stands for a reason that no entry names: its own words, or that they are not for whoever reads."""
    if facts.words:
        line = " ".join(facts.words.split())
        return line if len(line) <= SHORT else _("%(start)s…", start=line[: SHORT - 1].rstrip())
    if facts.has_private_words and is_staff:
        return _("Une réticence dont l’organisme garde les mots")
    if facts.has_private_words:
        return _("Une réticence dont les mots vous sont fermés")
    return _("Une réticence dont les mots ont été effacés")


def shared() -> str:
    return _("Vos mots sont partagés : votre centre peut les lire.")


def undone() -> str:
    return _("C’est annulé. Voici où en est la réticence.")
