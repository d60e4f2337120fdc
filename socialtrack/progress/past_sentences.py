"""What happened, put in words: one entry of the table for each kind of event. Knows no table and no address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..hesitations.rules import KIND as HESITATION
from ..kernel.moments import from_microseconds, local_day
from ..kernel.permissions import Role
from ..people import place_sentences
from ..people.who_queries import Who
from ..people.who_words import named
from ..people.words import ROLES
from ..questions.rules import QuestionKind
from ..support.rules import KIND as SUPPORT
from ..support.rules import SupportState, given_of
from ..support.sentences import what, what_inside
from ..tenancy.life_words import LIFE_KINDS, of_life
from ..web.formats import day as in_words
from ..web.formats import hour
from . import ask_sentences
from .evidence_rules import host_of
from .history_queries import Happened
from .more_sentences import as_words
from .past_words import (
    AGAIN,
    BASELINE,
    BASELINE_ON_BEHALF,
    CHANNELS,
    NETWORK,
    NETWORK_AGAIN,
    NETWORK_ON_BEHALF,
    SUPPORT_BY,
    SUPPORT_SAID,
    TASK,
    TASK_ON_BEHALF,
)
from .rules import State


@dataclass(frozen=True, slots=True)
class Told:
    """An event and its reader. `who`, `about` and `said_by` as they may be named, inside a sentence. `hesitation`: the
    title of the answer that a hesitation names, '' where it names none."""

    event: Happened
    is_staff: bool
    today: date
    zone: ZoneInfo
    hesitation: str = ""

    @property
    def who(self) -> str:
        if self.event.who is None and self.event.actor_role == "host":
            return _("la personne qui héberge SocialTrack")
        return self._name(self.event.who) or "SocialTrack"

    @property
    def maker(self) -> str:
        """Who acted, at the head of a sentence."""
        return _head(self.who)

    @property
    def about(self) -> str:
        return self._name(self.event.about) or _("quelqu’un")

    @property
    def said_by(self) -> str:
        return self._name(self.event.said_by)

    @property
    def is_self(self) -> bool:
        event = self.event
        return event.who is not None and event.about is not None and event.who.id == event.about.id

    def _name(self, who: Who | None) -> str:
        return named(who, reader_is_staff=self.is_staff)


def past(told: Told) -> str:
    """One sentence: what was done, and by whom."""
    event = told.event
    if event.is_undo:
        if event.on_behalf:
            return _("Retour en arrière, par %(who)s, pour l’organisme.", who=told.who)
        return _("Retour en arrière, par %(who)s.", who=told.who)
    return _PAST[event.kind](told) if event.kind in _PAST else _("Quelque chose a changé, par %(who)s.", who=told.who)


def details(told: Told) -> list[str]:
    """What else there is to say: where it stands after a way back, a reason, dates, how it came in."""
    event = told.event
    said = [_stands(told)] if event.is_undo else []
    if event.kind in _DETAILS:
        said += _DETAILS[event.kind](told)
    if reason := " ".join(event.reason.split()):
        said.append(_("« %(reason)s »", reason=reason))
    return [*said, *_how_it_came(told)]


def _stands(told: Told) -> str:
    """Where the thing stands again."""
    event = told.event
    if event.kind in ("task-state", "task-confirmed", "task-evidence"):
        return str(AGAIN[State(event.after or State.TODO)])
    if event.kind == "network":
        return str(NETWORK_AGAIN[event.after])
    if event.kind == "sheet-keyed":
        return _("Les réponses de la feuille sont reprises.")
    if event.kind == HESITATION:
        return ask_sentences.hesitation_again(event.after)
    return _("C’est de nouveau comme avant.")


def _how_it_came(told: Told) -> list[str]:
    """Through what, and of which day it speaks, where that is not the day on which it was recorded."""
    event, said = told.event, []
    happened = from_microseconds(event.happened_at)
    day, recorded = (local_day(from_microseconds(at), told.zone) for at in (event.happened_at, event.recorded_at))
    words = in_words(day, year=day.year != told.today.year)
    if event.channel == "offline":
        said.append(_("Dit sans réseau, le %(day)s à %(hour)s.", day=words, hour=hour(happened, told.zone)))
    elif day != recorded:
        said.append(_("C’était le %(day)s.", day=words))
    if event.channel in CHANNELS and event.kind != "sheet-keyed":
        said.append(str(CHANNELS[event.channel]))
    return said


def _by(plain: object, on_behalf: object) -> Callable[[Told], str]:
    """The same said by the organization's own people, or entered for them."""
    return lambda told: str(on_behalf if told.event.on_behalf else plain) % {"who": told.who}


def _task(told: Told) -> str:
    words = TASK_ON_BEHALF if told.event.on_behalf else TASK
    return str(words[State(told.event.after or State.TODO)]) % {"who": told.who}


def _network(told: Told) -> str:
    words = NETWORK_ON_BEHALF if told.event.on_behalf else NETWORK
    return str(words[told.event.after or ""]) % {"who": told.who}


def _evidence(told: Told) -> str:
    if "evidence_id" not in told.event.value:
        return _("Repère retiré par %(who)s.", who=told.who)
    if told.event.on_behalf:
        return _("Repère inscrit par %(who)s pour l’organisme.", who=told.who)
    return _("Repère noté par %(who)s.", who=told.who)


def _note_written(told: Told) -> str:
    if told.event.channel == "merge":
        return _("Note reprise par %(who)s.", who=told.who)
    if told.event.on_behalf:
        return _("Note inscrite par %(who)s pour l’organisme.", who=told.who)
    return _("Note écrite par %(who)s.", who=told.who)


def _plan_details(told: Told) -> list[str]:
    value, said = told.event.value, []
    if "responsible_id" in value:
        said.append(_("Responsable : %(name)s.", name=told.about))
    elif "responsible_text_id" in value:
        name = told.event.words.get(value["responsible_text_id"], "")
        said.append(_("Responsable : %(name)s.", name=name or _("quelqu’un")))
    if "due_on" in value:
        said.append(_("D’ici le %(day)s.", day=in_words(date.fromisoformat(value["due_on"]))))
    return said or [_("Personne en particulier, sans date.")]


def _evidence_details(told: Told) -> list[str]:
    """What is kept since; a link by its site alone."""
    kept = told.event.words.get(told.event.value.get("evidence_id", 0), "")
    words = host_of(kept) or as_words(kept)
    return [_("Repère : %(words)s.", words=words)] if words and not told.event.is_undo else []


def _review(told: Told) -> list[str]:
    review_on = told.event.value.get("review_on")
    return [_("À revoir le %(day)s.", day=in_words(date.fromisoformat(review_on)))] if review_on else []


def _hesitation(told: Told) -> str:
    event = told.event
    return ask_sentences.hesitation(
        told.who, event.before, event.after, on_behalf=event.on_behalf, is_caused=event.is_caused
    )


def _hesitation_details(told: Told) -> list[str]:
    """What holds back, by the title of its answer. Own words are read on the hesitation's page, by whoever may."""
    if told.hesitation:
        said = [_("« %(reason)s »", reason=told.hesitation)]
    else:
        said = [_("En ses propres mots.")] if "words" in told.event.value else []
    return [*said, *_review(told)]


def _question(told: Told) -> str:
    event = told.event
    to = told.about if "assigned_to" in event.value else ""
    return ask_sentences.question(event.kind, told.who, to, on_behalf=event.on_behalf)


def _sheet_details(told: Told) -> list[str]:
    count = len(told.event.value.get("events", ()))
    said = [ngettext("%(num)s réponse.", "%(num)s réponses.", count)]
    return [*said, _("Elle vient de : %(who)s.", who=told.said_by)] if told.said_by else said


def _baseline(told: Told) -> str:
    words = BASELINE_ON_BEHALF if told.event.on_behalf else BASELINE
    return str(words[told.event.after == "fixed"]) % {"who": told.who}


def _life(told: Told) -> str:
    until = told.event.value.get("paused_until")
    what = of_life(told.event.kind, date.fromisoformat(until) if until else None, told.event.other)
    if told.event.who is None:
        return _("%(what)s.", what=what)
    return _("%(what)s, par %(who)s.", what=what, who=told.who)


def _support(told: Told) -> str:
    """The team reads who of it did; the organization, that its centre did."""
    words = SUPPORT_BY if told.is_staff else SUPPORT_SAID
    return str(words[_support_step(told.event)]) % {"who": told.who}


def _support_step(event: Happened) -> str:
    if event.channel == "merge":
        return "moved" if event.after == SupportState.REMOVED else "taken"
    if event.before == event.after:
        return "changed"
    return "again" if event.before == SupportState.REMOVED else str(event.after)


def _support_details(told: Told) -> list[str]:
    """What was given, and where that was said otherwise, what had been said. The note is the team's own."""
    event = told.event
    said = [_("%(what)s.", what=what(given_of({**event.value})))]
    if event.before == event.after and event.value_before:
        said.append(_("Avant : %(what)s.", what=what_inside(given_of({**event.value_before}))))
    return said


def _head(text: str) -> str:
    return text[:1].upper() + text[1:]


def _role(said: str | None) -> str:
    return str(ROLES[Role(said)]) if said in set(Role) else str(said or "")


_PAST: Mapping[str, Callable[[Told], str]] = {
    "task-state": _task,
    "task-confirmed": _by(_l("Confirmée par %(who)s."), _l("Confirmée, inscrit par %(who)s pour l’organisme.")),
    "task-evidence": _evidence,
    "task-plan": _by(
        _l("Qui et quand, notés par %(who)s."), _l("Qui et quand, inscrits par %(who)s pour l’organisme.")
    ),
    "note-written": _note_written,
    "note-edited": _by(_l("Note modifiée par %(who)s."), _l("Note modifiée par %(who)s, pour l’organisme.")),
    "note-removed": _by(_l("Note retirée par %(who)s."), _l("Note retirée par %(who)s, pour l’organisme.")),
    "private-note-written": _by(_l("Note privée écrite par %(who)s."), _l("Note privée écrite par %(who)s.")),
    "private-note-edited": _by(_l("Note privée modifiée par %(who)s."), _l("Note privée modifiée par %(who)s.")),
    "private-note-removed": _by(_l("Note privée retirée par %(who)s."), _l("Note privée retirée par %(who)s.")),
    "sheet-keyed": _by(_l("Feuille entrée par %(who)s."), _l("Feuille entrée par %(who)s pour l’organisme.")),
    "baseline-fixed": _baseline,
    "baseline-passed": lambda told: _("Point de départ fixé de lui-même, après deux semaines."),
    "network": _network,
    HESITATION: _hesitation,
    **dict.fromkeys(QuestionKind, _question),
    "person-invited": lambda told: place_sentences.invited(told.maker, _role(told.event.after)),
    "invitation-copied": lambda told: place_sentences.link_copied(told.maker, "", _role(told.event.after)),
    "invitation-changed": lambda told: place_sentences.invitation_changed(
        told.maker, _role(told.event.after), _role(told.event.before)
    ),
    "invitation-revoked": lambda told: place_sentences.invitation_revoked(told.maker, _role(told.event.before)),
    "new-link-asked": lambda told: place_sentences.new_link_asked(),
    "membership-added": lambda told: place_sentences.joined(_head(told.about), _role(told.event.after)),
    "membership-changed": lambda told: place_sentences.role_changed(
        told.maker, told.about, _role(told.event.after), _role(told.event.before)
    ),
    "membership-ended": lambda told: place_sentences.place_ended(told.maker, told.about, is_self=told.is_self),
    "membership-renamed": lambda told: place_sentences.renamed(_head(told.about)),
    "membership-consent": lambda told: place_sentences.consent(_head(told.about), is_named=told.event.after == "named"),
    "lead-named": lambda told: place_sentences.lead_named(told.maker, told.about),
    "room-opened": lambda told: place_sentences.room_opened(told.maker, told.about),
    "sign-in-link-copied": lambda told: place_sentences.link_copied(told.maker, told.about, ""),
    **dict.fromkeys(LIFE_KINDS, _life),
    SUPPORT: _support,
}
_DETAILS: Mapping[str, Callable[[Told], list[str]]] = {
    "task-state": _review,
    "network": _review,
    HESITATION: _hesitation_details,
    "task-plan": _plan_details,
    "task-evidence": _evidence_details,
    "sheet-keyed": _sheet_details,
    SUPPORT: _support_details,
}
KNOWN = frozenset(_PAST)
