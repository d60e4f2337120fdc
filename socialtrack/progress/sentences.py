"""The words of progress: what is true of a task, what just happened, who did it. Knows no table and no address."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext, pgettext

from ..guide.rules import PathTask
from ..kernel.moments import from_microseconds, local_day
from ..kernel.permissions import Role
from ..people.who_queries import Who
from ..people.who_words import named
from ..web.formats import day as in_words
from .queries import TaskFacts
from .rules import State, Value, due_again_on, looks_due

AGAIN = "again"  # the look of a done task that is due again; never a state

LABELS = {
    State.TODO: "",
    State.DOING: _l("En cours"),
    State.DONE: "",
    State.NOT_APPLICABLE: _l("Ne s’applique pas."),
    State.DECLINED: _l("Nous avons décidé de ne pas le faire."),
    AGAIN: _l("À refaire"),
}
ROLES = {
    Role.LEAD: _l("personne responsable"),
    Role.MEMBER: _l("membre"),
    Role.READER: _l("lecture seulement"),
}
_NUMBERS = (
    *(
        lazy_pgettext("tâches", "zéro"),
        lazy_pgettext("tâches", "une"),
        lazy_pgettext("tâches", "deux"),
        lazy_pgettext("tâches", "trois"),
    ),
    *(
        lazy_pgettext("tâches", "quatre"),
        lazy_pgettext("tâches", "cinq"),
        lazy_pgettext("tâches", "six"),
        lazy_pgettext("tâches", "sept"),
    ),
    *(lazy_pgettext("tâches", "huit"), lazy_pgettext("tâches", "neuf")),
)


def number_of_tasks(n: int) -> str:
    """In letters up to nine."""
    return str(_NUMBERS[n]) if n < len(_NUMBERS) else str(n)


def on_day(day: date, today: date) -> str:
    """When, inside a sentence: « aujourd’hui », « hier », « le 9 octobre », « le 9 octobre 2025 »."""
    if day == today:
        return _("aujourd’hui")
    if day == today - timedelta(days=1):
        return _("hier")
    return _("le %(day)s", day=in_words(day, year=day.year != today.year))


def person_line(who: Who, *, reader_is_staff: bool) -> str:
    """« Jocelyne, personne responsable »; the centre reads « Un membre » where the name was not opened to it."""
    role = str(ROLES[Role(who.role)])
    if reader_is_staff and not who.is_open:
        return _("Un membre") if who.role == Role.MEMBER else _("Un membre, %(role)s", role=role)
    return _("%(name)s, %(role)s", name=who.name, role=role)


def in_sentence(title: str) -> str:
    """A title after a colon: « nommer une personne responsable ». One colon a sentence: that of a title is a comma."""
    title = title.replace("\N{NO-BREAK SPACE}: ", ", ").replace(": ", ", ")
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def ended(reason: str) -> str:
    """A reason on one line, as a whole sentence: another one follows."""
    reason = " ".join(reason.split())
    return reason if not reason or reason.endswith((".", "!", "?", "…")) else f"{reason}."


def look(task: PathTask, value: Value, today: date, zone: ZoneInfo) -> str:
    return AGAIN if looks_due(task, value, today, zone) else str(value.state)


def fact(task: PathTask, facts: TaskFacts, *, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    """What is true of the task, after its label."""
    value = facts.value
    who = named(facts.who, reader_is_staff=reader_is_staff)
    if value.state == State.DONE:
        due = due_again_on(task, value, zone)
        if due is not None and looks_due(task, value, today, zone):
            return _due_again(value, due, facts.who, who, today, zone, reader_is_staff)
        return _done(value, facts.who, who, today, zone, reader_is_staff)
    if value.state == State.DOING:
        return _since(facts, who, today, zone, reader_is_staff)
    if value.state in (State.NOT_APPLICABLE, State.DECLINED):
        return " ".join(filter(None, (_answered(facts, today), entered(facts.who, reader_is_staff))))
    return ngettext("À faire, environ %(num)s minute", "À faire, environ %(num)s minutes", task.minutes)


def _done(value: Value, person: Who | None, who: str, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    when = on_day(_day_of(value.done_at, zone), today)
    on_behalf = _is_on_behalf(value, person)
    if value.confirmed_on:
        again = on_day(date.fromisoformat(value.confirmed_on), today)
        if not who:
            return _("Faite %(day)s, confirmée %(again)s", day=when, again=again)
        if not on_behalf:
            return _("Faite %(day)s par %(who)s, confirmée %(again)s", day=when, who=who, again=again)
        if reader_is_staff:
            return _(
                "Faite %(day)s, inscrite par %(who)s pour l’organisme, confirmée %(again)s",
                day=when,
                who=who,
                again=again,
            )
        return _("Faite %(day)s, inscrite par %(who)s pour vous, confirmée %(again)s", day=when, who=who, again=again)
    if not who:
        return _("Faite %(day)s", day=when)
    if on_behalf:
        if reader_is_staff:
            return _("Faite %(day)s, inscrite par %(who)s pour l’organisme", day=when, who=who)
        return _("Faite %(day)s, inscrite par %(who)s pour vous", day=when, who=who)
    return _("Faite %(day)s par %(who)s", day=when, who=who)


def _is_on_behalf(value: Value, person: Who | None) -> bool:
    return value.done_by is None and person is not None and person.is_staff


def _due_again(
    value: Value, due: date, person: Who | None, who: str, today: date, zone: ZoneInfo, reader_is_staff: bool
) -> str:
    said = {"due": in_words(due), "day": on_day(_day_of(value.done_at, zone), today), "who": who}
    if not who:
        words = _DUE_AGAIN["", due < today]
    elif not _is_on_behalf(value, person):
        words = _DUE_AGAIN["own", due < today]
    else:
        words = _DUE_AGAIN["for them" if reader_is_staff else "for you", due < today]
    return str(words) % said


# By whom it was done, and whether the day it was due on is past.
_DUE_AGAIN = {
    ("", False): _l("d’ici le %(due)s. Faite %(day)s; elle reste comptée."),
    ("", True): _l("depuis le %(due)s. Faite %(day)s; elle reste comptée."),
    ("own", False): _l("d’ici le %(due)s. Faite %(day)s par %(who)s; elle reste comptée."),
    ("own", True): _l("depuis le %(due)s. Faite %(day)s par %(who)s; elle reste comptée."),
    ("for you", False): _l("d’ici le %(due)s. Faite %(day)s, inscrite par %(who)s pour vous; elle reste comptée."),
    ("for you", True): _l("depuis le %(due)s. Faite %(day)s, inscrite par %(who)s pour vous; elle reste comptée."),
    ("for them", False): _l(
        "d’ici le %(due)s. Faite %(day)s, inscrite par %(who)s pour l’organisme; elle reste comptée."
    ),
    ("for them", True): _l(
        "depuis le %(due)s. Faite %(day)s, inscrite par %(who)s pour l’organisme; elle reste comptée."
    ),
}


def _since(facts: TaskFacts, who: str, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    day = _day_of(facts.changed_at, zone)
    if facts.who is not None and facts.who.is_staff:
        when = on_day(day, today)
        if reader_is_staff:
            return _("inscrit %(day)s par %(who)s pour l’organisme", day=when, who=who)
        return _("inscrit %(day)s par %(who)s pour vous", day=when, who=who)
    if day == today:
        return _("depuis aujourd’hui, %(who)s", who=who) if who else _("depuis aujourd’hui")
    if day == today - timedelta(days=1):
        return _("depuis hier, %(who)s", who=who) if who else _("depuis hier")
    words = in_words(day, year=day.year != today.year)
    return _("depuis le %(day)s, %(who)s", day=words, who=who) if who else _("depuis le %(day)s", day=words)


def entered(who: Who | None, reader_is_staff: bool) -> str:
    """Who of the centre entered an answer for the organization; '' where it said so itself."""
    if who is None or not who.is_staff:
        return ""
    name = named(who, reader_is_staff=reader_is_staff)
    if reader_is_staff:
        return _("Inscrit par %(who)s pour l’organisme.", who=name)
    return _("Inscrit par %(who)s pour vous.", who=name)


def _answered(facts: TaskFacts, today: date) -> str:
    reason = ended(facts.reason)
    words = [_("« %(reason)s »", reason=reason)] if reason else []
    if facts.value.review_on:
        day = date.fromisoformat(facts.value.review_on)
        is_reached = day <= today
        review = in_words(day)
        words.append(
            _("À revoir depuis le %(day)s.", day=review) if is_reached else _("À revoir le %(day)s.", day=review)
        )
    return " ".join(words)


def _day_of(moment: int | None, zone: ZoneInfo) -> date:
    return local_day(from_microseconds(moment or 0), zone)


def said(title: str, state: str) -> str:
    """What a gesture just did."""
    title = in_sentence(title)
    if state == State.DONE:
        return _("Tâche faite : %(title)s.", title=title)
    if state == State.DOING:
        return _("En cours : %(title)s.", title=title)
    if state == State.NOT_APPLICABLE:
        return _("Ne s’applique pas : %(title)s.", title=title)
    if state == State.DECLINED:
        return _("Décision notée, elle compte comme réglée : %(title)s.", title=title)
    return _("Coche retirée : %(title)s.", title=title)


def confirmed(title: str) -> str:
    return _("C’est encore vrai : %(title)s.", title=in_sentence(title))


def undone(title: str, state: str) -> str:
    """The way back was taken: what the task is again."""
    title = in_sentence(title)
    if state == State.TODO:
        return _("C’est annulé. De nouveau à faire : %(title)s.", title=title)
    if state == State.DOING:
        return _("C’est annulé. De nouveau en cours : %(title)s.", title=title)
    if state == State.DONE:
        return _("C’est annulé. De nouveau faite : %(title)s.", title=title)
    return _("C’est annulé. Votre réponse d’avant est revenue : %(title)s.", title=title)


def already(title: str) -> str:
    return _("C’était déjà noté : %(title)s.", title=in_sentence(title))


def overtaken(title: str) -> str:
    """A gesture that arrives a second time, after somebody changed the task once more."""
    return _("Votre geste était déjà reçu, et la tâche a changé depuis : %(title)s.", title=in_sentence(title))


def remaining(settled: int, counted: int) -> str:
    """What is left of a step, after something in it was settled; '' where nothing is."""
    left = counted - settled
    if left <= 0:
        return ""
    return ngettext(
        "Il en reste une à cette étape.", "Il en reste %(words)s à cette étape.", left, words=number_of_tasks(left)
    )


def meanwhile_here(who: str, state: str, day: date, today: date) -> str:
    """Somebody else had answered this task since the page was drawn."""
    names = {
        State.TODO: pgettext("état", "à faire"),
        State.DOING: pgettext("état", "en cours"),
        State.DONE: pgettext("état", "faite"),
        State.NOT_APPLICABLE: pgettext("état", "ne s’applique pas"),
        State.DECLINED: pgettext("état", "décidé que non"),
    }
    words, when = names[State(state)], on_day(day, today)
    if who:
        return _("Entre-temps, %(who)s l’avait notée « %(state)s » %(day)s.", who=who, state=words, day=when)
    return _("Entre-temps, elle avait été notée « %(state)s » %(day)s.", state=words, day=when)


def meanwhile_elsewhere(n: int) -> str:
    """Other tasks changed by others since the page was drawn."""
    return ngettext(
        "Entre-temps, une autre tâche a changé; elle est à jour.",
        "Entre-temps, %(words)s autres tâches ont changé; elles sont à jour.",
        n,
        words=number_of_tasks(n),
    )


def review_choices(today: date, year: Sequence[int] = (12, 6, 3)) -> list[tuple[str, str]]:
    """When to come back to a decision: a year by default."""
    words = {
        12: _l("dans un an, le %(day)s"),
        6: _l("dans six mois, le %(day)s"),
        3: _l("dans trois mois, le %(day)s"),
    }
    choices = []
    for months in year:
        day = today + timedelta(days=365 if months == 12 else months * 30 + months // 2)
        choices.append((day.isoformat(), str(words[months]) % {"day": in_words(day)}))
    return choices
