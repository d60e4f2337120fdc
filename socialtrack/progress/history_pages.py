"""The history of an organization as values ready to show: days, lines, what can be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from secrets import token_hex

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..faq.queries import all_of
from ..guide.rules import CentrePath
from ..hesitations.rules import KIND as HESITATION
from ..kernel.moments import from_microseconds, local_day
from ..notes.rules import KINDS as NOTE_KINDS
from ..notes.rules import may_change
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from ..web.formats import hour
from .history_queries import Happened, Past
from .history_rules import GROUP_OF, Group
from .pages import Reader
from .past_sentences import Told, details, past
from .sentences import on_day
from .undo_actions import WAYS

GROUPS = {
    None: _l("Tout"),
    Group.TASKS: _l("Tâches"),
    Group.NETWORKS: _l("Réseaux"),
    Group.ASKS: _l("Questions et réticences"),
    Group.PEOPLE: _l("Personnes"),
    Group.SUPPORT: _l("Soutien"),
    Group.RECORD: _l("Fiche"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `thing`, `url`: what it happened to; `may_undo`: it can be taken back here."""

    id: int
    moment: str
    hour: str
    thing: str
    url: str | None
    sentence: str
    details: Sequence[str]
    is_undo: bool
    is_undone: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class DayOfLines:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    organization_name: str
    is_own: bool
    groups: Sequence[tuple[str, str, bool]]
    days: Sequence[DayOfLines]
    older: str | None
    newest: str | None
    group: str
    before: str
    undo_key: str
    can_undo: bool


def history_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    found: Past,
    *,
    group: Group | None,
    before: int | None,
    can_undo: bool,
) -> HistoryPage:
    return HistoryPage(
        organization_name=organization.name,
        is_own=not reader.is_staff,
        groups=[(str(words), _address(one), one is group) for one, words in GROUPS.items()],
        days=_days(reader, lines(reader, path, found.events, can_undo=can_undo), found.events),
        older=_address(group, found.older_than) if found.older_than else None,
        newest=_address(group) if before is not None else None,
        group=group or "",
        before=str(before or ""),
        undo_key=token_hex(8),
        can_undo=can_undo,
    )


def lines(reader: Reader, path: CentrePath, events: Iterable[Happened], *, can_undo: bool) -> list[Line]:
    """Each event in words, for whoever reads."""
    zone = reader.work.centre.zone
    names = _Names(reader.language, path)
    events = tuple(events)
    titles = hesitation_titles(reader, events)
    drawn = []
    for event in events:
        told = Told(event, reader.is_staff, reader.today, zone, titles.get(event.value.get("entry", ""), ""))
        recorded = from_microseconds(event.recorded_at)
        thing, url = names.of(event, reader_is_staff=reader.is_staff)
        drawn.append(
            Line(
                id=event.id,
                moment=recorded.astimezone(zone).isoformat(timespec="minutes"),
                hour=hour(recorded, zone),
                thing=thing,
                url=url,
                sentence=past(told),
                details=details(told),
                is_undo=event.is_undo,
                is_undone=event.is_undone,
                may_undo=can_undo and may_undo(reader, event) and names.is_there(event),
            )
        )
    return drawn


def hesitation_titles(reader: Reader, events: Iterable[Happened]) -> dict[str, str]:
    """The titles of the answers that these events name, by key, even of those that nobody finds any more."""
    keys = {key for event in events if (key := event.value.get("entry"))}
    if not keys:
        return {}
    faq = all_of(reader.work)
    return {key: entry.question.in_(reader.language) for key in keys if (entry := faq.even_retired(key))}


def ask_url(event: Happened) -> str | None:
    """The page of the hesitation or of the question that an event speaks of."""
    if GROUP_OF.get(event.kind) is not Group.ASKS:
        return None
    value = {**event.value_before, **event.value}
    if event.kind == HESITATION:
        return url_for("hesitations.one", hesitation=value["hesitation"])
    return url_for("questions.thread", question=value["question"])


def may_undo(reader: Reader, event: Happened) -> bool:
    """Whether its reader can still take it back, its thing being there: it is the last on it, its days are not past,
    and a note is theirs to change."""
    if event.kind not in WAYS or not event.is_last:
        return False
    if event.kind == "baseline-fixed":
        return reader.today.isoformat() <= event.value.get("due_on", "")
    if event.kind in NOTE_KINDS:
        by_staff = event.writer is not None and event.writer.is_staff
        return may_change(reader.me.role, reader.me.id, written_by=event.writer_id, by_staff=by_staff)
    return True


def _days(reader: Reader, drawn: Sequence[Line], events: Sequence[Happened]) -> list[DayOfLines]:
    zone = reader.work.centre.zone
    both = zip(events, drawn, strict=True)
    days = groupby(both, key=lambda pair: local_day(from_microseconds(pair[0].recorded_at), zone))
    return [DayOfLines(_title(day, reader.today), [line for _event, line in pairs]) for day, pairs in days]


def _title(day: date, today: date) -> str:
    if (today - day).days in (0, 1):
        words = on_day(day, today)
        return words[:1].upper() + words[1:]
    return in_words(day, year=day.year != today.year)


class _Names:
    """What events happen to, by name and address."""

    def __init__(self, language: str, path: CentrePath) -> None:
        self._tasks: Mapping[str, str] = {key: task.title.in_(language) for key, task in path.by_key.items()}
        self._networks = path.network_names(language)

    def of(self, event: Happened, *, reader_is_staff: bool) -> tuple[str, str | None]:
        """Hesitations and questions have an address of their own, and the name of what they are about."""
        thing, url = self._of(event, reader_is_staff=reader_is_staff)
        return thing, ask_url(event) or url

    def _of(self, event: Happened, *, reader_is_staff: bool) -> tuple[str, str | None]:
        if event.task_key is not None:
            if event.task_key in self._tasks:
                return self._tasks[event.task_key], url_for("progress.task", task_key=event.task_key)
            return _("Une tâche qui n’est plus dans le parcours"), None
        if event.network is not None:
            name = self._networks.get(event.network, event.network)
            return name, url_for("progress.networks", _anchor=f"network-{event.network}")
        if GROUP_OF.get(event.kind) is Group.ASKS:
            step = event.value.get("step")
            return (_("Étape %(number)s", number=step) if step else _("Question au centre")), None
        if event.kind == "sheet-keyed":
            return _("Feuille remplie sur papier"), None
        if GROUP_OF.get(event.kind) is Group.PEOPLE:
            return _("Personnes"), "people/"
        if GROUP_OF.get(event.kind) is Group.SUPPORT:
            return _("Soutien du centre"), url_for("support.one") if reader_is_staff else None
        if GROUP_OF.get(event.kind) is Group.RECORD:
            return _("Fiche de l’organisme"), "record" if reader_is_staff else None
        return _("Parcours"), url_for("progress.path")

    def is_there(self, event: Happened) -> bool:
        """Whether what it happened to is still in the path."""
        if event.task_key is not None:
            return event.task_key in self._tasks
        return event.network is None or event.network in self._networks


def _address(group: Group | None, before: int | None = None) -> str:
    said = {"kind": group or "", "before": str(before or "")}
    return url_for("progress.history", **{name: value for name, value in said.items() if value})  # type: ignore[arg-type]
