"""The words of notes: who wrote one and when, what just happened to it. Knows no table and no address."""

from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ..kernel.moments import from_microseconds, local_day
from ..people.who_queries import Who
from ..people.who_words import named
from ..web.formats import day_near
from .queries import NoteFacts, Wording
from .rules import Done


def written(note: NoteFacts, *, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    """« Bruno, hier »; « Inscrite par Agathe pour vous, hier » where the centre entered what the organization said."""
    day = _day(note.written_at, today, zone)
    if note.author is not None and note.author.is_staff:
        who = named(note.author, reader_is_staff=reader_is_staff)
        if reader_is_staff:
            return _("Inscrite par %(who)s pour l’organisme, %(day)s", who=who, day=day)
        return _("Inscrite par %(who)s pour vous, %(day)s", who=who, day=day)
    return _by(note.author, day, reader_is_staff)


def worded(wording: Wording, *, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    """Who gave a note those words, and when."""
    return _by(wording.who, _day(wording.written_at, today, zone), reader_is_staff)


def edited(note: NoteFacts, *, today: date, zone: ZoneInfo, reader_is_staff: bool) -> str:
    """« modifiée aujourd’hui », with the name where it is somebody else's; '' for a note as it was first written."""
    if note.edited is None:
        return ""
    day = _day(note.edited.written_at, today, zone)
    who = named(note.edited.who, reader_is_staff=reader_is_staff)
    is_own = note.author is not None and note.edited.who is not None and note.author.id == note.edited.who.id
    if is_own or not who:
        return _("Modifiée : %(day)s", day=day)
    return _("Modifiée par %(who)s, %(day)s", who=who, day=day)


def _by(who: Who | None, day: str, reader_is_staff: bool) -> str:
    name = named(who, reader_is_staff=reader_is_staff)
    words = _("%(who)s, %(day)s", who=name, day=day) if name else day
    return words[:1].upper() + words[1:]


def _day(moment: int, today: date, zone: ZoneInfo) -> str:
    return day_near(local_day(from_microseconds(moment), zone), today)


def said(done: str, title: str) -> str:
    """What a gesture just did to a note of that task."""
    if done == Done.WRITTEN:
        return _("Note gardée : %(title)s.", title=title)
    if done == Done.EDITED:
        return _("Note modifiée : %(title)s.", title=title)
    return _("Note retirée : %(title)s.", title=title)


def undone(title: str, *, is_removed: bool) -> str:
    """What a way back made of a note."""
    if is_removed:
        return _("C’est annulé. La note n’est plus là : %(title)s.", title=title)
    return _("C’est annulé. La note est de nouveau là : %(title)s.", title=title)


def already(title: str) -> str:
    return _("Rien n’a changé à la note : %(title)s.", title=title)
