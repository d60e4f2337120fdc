"""Who waits for the centre, as the board says it first: those who wait for whoever reads, then the others."""

from dataclasses import dataclass

from flask import url_for

from ..kernel.moments import local_day
from ..kernel.work import Work
from ..questions.delay_rules import is_late
from ..questions.inbox_pages import waits_words
from ..questions.inbox_queries import WhoWaits, who_waits, who_waits_for_me

SHOWN = 10


@dataclass(frozen=True, slots=True)
class WaitView:
    """An organization with its question that has waited the longest. `is_mine`: whoever reads follows it."""

    name: str
    url: str
    when: str
    is_late: bool
    is_mine: bool


def waiting_for_us(work: Work) -> list[WaitView]:
    """`SHOWN` organizations at most, each once. Two statements, whatever their number."""
    mine: dict[str, WhoWaits] = {}
    for one in who_waits_for_me(work, SHOWN):
        mine.setdefault(one.slug, one)
    others = [one for one in who_waits(work, SHOWN) if one.slug not in mine]
    views = [_view(work, one, is_mine=True) for one in mine.values()]
    return [*views, *(_view(work, one, is_mine=False) for one in others)][:SHOWN]


def _view(work: Work, one: WhoWaits, *, is_mine: bool) -> WaitView:
    days = max(0, (work.today - local_day(one.waiting_since, work.centre.zone)).days)
    url = url_for("questions.thread", organization=one.slug, question=one.question_id)
    return WaitView(one.name, url, waits_words(days), is_late(days), is_mine)
