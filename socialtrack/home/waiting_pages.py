"""Who waits for the centre, as the board says it first: those who wait for whoever reads, then the others."""

from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from ..faq.queries import all_of
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..questions.delay_rules import is_late
from ..questions.inbox_pages import waits_words
from ..questions.inbox_queries import WhoWaits, who_waits, who_waits_for_me, who_waits_in_my_caseload
from ..questions.message_rules import beginning
from ..web.formats import on_day_near
from ..web.language import language
from .board_queries import first_words, not_reassured

SHOWN = 10
SHOWN_NOT_REASSURED = 5


@dataclass(frozen=True, slots=True)
class WaitView:
    """An organization with its question that has waited the longest, and how that begins. `whose`: why it is shown to
    whoever reads before the others, '' where it is for all."""

    name: str
    url: str
    when: str
    is_late: bool
    whose: str
    words: str = ""
    question_id: int = 0


@dataclass(frozen=True, slots=True)
class DoubtView:
    """An organization of mine that read an answer and was not reassured by it."""

    name: str
    url: str
    when: str
    words: str


def waiting_for_us(work: Work) -> list[WaitView]:
    """`SHOWN` organizations at most, each once: those whose question whoever reads follows, those confided to them,
    the others. Four statements, whatever their number."""
    found: dict[str, tuple[WhoWaits, str]] = {}
    for one in who_waits_for_me(work, SHOWN):
        found.setdefault(one.slug, (one, _("Vous attend, vous.")))
    for one in who_waits_in_my_caseload(work, SHOWN):
        found.setdefault(one.slug, (one, _("Vous est confié.")))
    for one in who_waits(work, SHOWN):
        found.setdefault(one.slug, (one, ""))
    views = [_view(work, one, whose) for one, whose in found.values()][:SHOWN]
    words = first_words(work, [view.question_id for view in views])
    return [replace(view, words=beginning(words.get(view.question_id, ""), 120)) for view in views]


def _view(work: Work, one: WhoWaits, whose: str) -> WaitView:
    days = max(0, (work.today - local_day(one.waiting_since, work.centre.zone)).days)
    url = url_for("questions.thread", organization=one.slug, question=one.question_id)
    return WaitView(one.name, url, waits_words(days), is_late(days), whose, question_id=one.question_id)


def doubts_of_mine(work: Work) -> list[DoubtView]:
    """One statement."""
    views = []
    for one in not_reassured(work, SHOWN_NOT_REASSURED):
        day = on_day_near(local_day(one.since, work.centre.zone), work.today)
        entry = all_of(work).even_retired(one.faq_key) if one.faq_key else None
        views.append(
            DoubtView(
                name=one.name,
                url=url_for("hesitations.one", organization=one.slug, hesitation=one.hesitation_id),
                when=_(
                    "Réponse lue, non rassurante, %(day)s",
                    day=day,
                ),
                words=entry.question.in_(language()) if entry else "",
            )
        )
    return views
