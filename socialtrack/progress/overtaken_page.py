"""What waited for a network, beside what somebody else said meanwhile: both sides, for its person to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import pgettext

from ..guide.rules import PathTask
from ..kernel.moments import from_microseconds, local_day
from ..people import who_words
from ..web.formats import hour
from . import sentences
from .pages import Reader
from .queries import PastEvent
from .rules import State

# What the form of a gesture says, besides its token: sent again as it was.
_FIELDS = ("request_key", "drawn_at", "said_at", "state", "confirm", "reason", "review_on")


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Two answers to one task. `event_id`: the later one, over which one's own may be kept."""

    task_key: str
    title: str
    mine: str
    theirs: str
    event_id: int
    fields: tuple[tuple[str, str], ...]


def overtaken(
    reader: Reader, task: PathTask, form: Mapping[str, str], said_at: datetime, event: PastEvent, reason: str
) -> Overtaken:
    """`event` is what was said meanwhile, with its `reason` in words."""
    said = (
        _("c’est encore vrai") if form.get("confirm") == "1" else _words(form.get("state", ""), form.get("reason", ""))
    )
    theirs = _words(event.after, reason)
    who = who_words.named(event.who, reader_is_staff=reader.is_staff)
    when = _when(reader, from_microseconds(event.happened_at))
    if event.who is not None and event.who.id == reader.me.id:
        other = _("Vous, ailleurs, %(when)s : %(said)s.", when=when, said=theirs)
    elif who:
        other = _("%(who)s, %(when)s : %(said)s.", who=who[:1].upper() + who[1:], when=when, said=theirs)
    else:
        other = _("Quelqu’un d’autre, %(when)s : %(said)s.", when=when, said=theirs)
    return Overtaken(
        task_key=task.key,
        title=sentences.in_sentence(task.title.in_(reader.language)),
        mine=_("Vous, %(when)s : %(said)s.", when=_when(reader, said_at), said=said),
        theirs=other,
        event_id=event.id,
        fields=tuple((name, form[name]) for name in _FIELDS if form.get(name)),
    )


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
    words = names[State(state)]
    reason = " ".join(reason.split())
    return _("%(state)s (« %(reason)s »)", state=words, reason=reason) if reason else words
