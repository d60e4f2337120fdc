"""What waited for a network, beside what somebody else said meanwhile: both sides, for its person to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from ..guide.rules import CentrePath
from ..kernel.moments import from_microseconds, local_day
from ..people import who_words
from ..people.who_queries import Who
from ..web.formats import day as in_words
from ..web.formats import hour
from . import sentences
from .evidence_rules import host_of
from .gestures import Part
from .history_queries import Happened
from .more_sentences import as_words
from .pages import Reader
from .rules import State

# What the form of a gesture says, besides its token: sent again as it was.
_FIELDS = (
    *("request_key", "drawn_at", "said_at", "state", "confirm", "reason", "review_on", "done_on", "network"),
    *("responsible", "responsible_before", "responsible_name", "due_on", "evidence"),
)
_VIEWS = {Part.STATE: "set_state", Part.EVIDENCE: "set_evidence", Part.PLAN: "set_plan", Part.NETWORK: "choose_network"}
_NETWORK_STATES = {
    "chosen": _l("choisi"),
    "not_now": _l("pas maintenant"),
    "dropped": _l("laissé de côté"),
}


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Two answers to one task, or about one network. `event_id`: the later one, over which one's own may be kept."""

    id: str
    url: str
    title: str
    is_network: bool
    mine: str
    theirs: str
    event_id: int
    fields: tuple[tuple[str, str], ...]


def overtaken(
    reader: Reader,
    path: CentrePath,
    part: Part,
    form: Mapping[str, str],
    said_at: datetime,
    event: Happened,
    members: Mapping[int, Who],
) -> Overtaken:
    """`event` is what was said meanwhile; `members`: who may be named."""
    task = path.by_key.get(event.task_key or "")
    title = sentences.in_sentence(task.title.in_(reader.language)) if task else _network(path, event, reader.language)
    arguments = {"task_key": event.task_key} if task else {}
    when = _when(reader, from_microseconds(event.happened_at))
    theirs, who = _theirs(reader, part, event), _named(reader, event.who)
    if event.who is not None and event.who.id == reader.me.id:
        other = _("Vous, ailleurs, %(when)s : %(said)s.", when=when, said=theirs)
    elif who:
        other = _("%(who)s, %(when)s : %(said)s.", who=who[:1].upper() + who[1:], when=when, said=theirs)
    else:
        other = _("Quelqu’un d’autre, %(when)s : %(said)s.", when=when, said=theirs)
    return Overtaken(
        id=f"{event.task_key or event.network}{'' if part is Part.STATE else f'-{part}'}",
        url=url_for(f"progress.{_VIEWS[part]}", **arguments),  # type: ignore[arg-type]
        title=title,
        is_network=part is Part.NETWORK,
        mine=_("Vous, %(when)s : %(said)s.", when=_when(reader, said_at), said=_mine(reader, part, form, members)),
        theirs=other,
        event_id=event.id,
        fields=tuple((name, form[name]) for name in _FIELDS if form.get(name)),
    )


def _mine(reader: Reader, part: Part, form: Mapping[str, str], members: Mapping[int, Who]) -> str:
    if part is Part.STATE:
        if form.get("confirm") == "1":
            return _("c’est encore vrai")
        return _words(form.get("state", ""), form.get("reason", ""))
    if part is Part.NETWORK:
        return _with_reason(str(_NETWORK_STATES.get(form.get("state", ""), "")), form.get("reason", ""))
    if part is Part.EVIDENCE:
        return _evidence(form.get("evidence", "").strip())
    chosen = form.get("responsible", "")
    member = members.get(int(chosen)) if chosen.isascii() and chosen.isdecimal() else None
    due_on = form.get("due_on", "").strip()
    name = _named(reader, member) or form.get("responsible_name", "").strip()
    return _plan(name, date.fromisoformat(due_on) if due_on else None)


def _theirs(reader: Reader, part: Part, event: Happened) -> str:
    value = event.value
    if part is Part.STATE:
        return _words(event.after or State.TODO, event.reason)
    if part is Part.NETWORK:
        words = str(_NETWORK_STATES[event.after]) if event.after in _NETWORK_STATES else _("rien de décidé")
        return _with_reason(words, event.reason)
    if part is Part.EVIDENCE:
        return _evidence(event.words.get(value.get("evidence_id", 0), ""))
    name = _named(reader, event.about) or event.words.get(value.get("responsible_text_id", 0), "")
    return _plan(name, date.fromisoformat(value["due_on"]) if "due_on" in value else None)


def _network(path: CentrePath, event: Happened, language: str) -> str:
    return path.network_names(language)[event.network or ""]


def _named(reader: Reader, who: Who | None) -> str:
    return who_words.named(who, reader_is_staff=reader.is_staff)


def _plan(name: str, due_on: date | None) -> str:
    name = name or _("personne en particulier")
    if due_on is None:
        return _("%(name)s, sans date", name=name)
    return _("%(name)s, d’ici le %(day)s", name=name, day=in_words(due_on))


def _evidence(kept: str) -> str:
    words = host_of(kept) or as_words(kept)
    return _("repère « %(words)s »", words=words) if words else _("sans repère")


def _when(reader: Reader, moment: datetime) -> str:
    zone = reader.work.centre.zone
    day = sentences.on_day(local_day(moment, zone), reader.today)
    return _("%(day)s à %(hour)s", day=day, hour=hour(moment, zone))


def _words(state: str, reason: str) -> str:
    if state not in set(State):
        return ""
    names = {
        State.TODO: pgettext("état", "à faire"),
        State.DOING: pgettext("état", "en cours"),
        State.DONE: pgettext("état", "faite"),
        State.NOT_APPLICABLE: pgettext("état", "ne s’applique pas"),
        State.DECLINED: _("nous avons décidé de ne pas le faire"),
    }
    return _with_reason(names[State(state)], reason)


def _with_reason(words: str, reason: str) -> str:
    reason = " ".join(reason.split())
    return _("%(state)s (« %(reason)s »)", state=words, reason=reason) if reason else words
