"""« Ce qui retient », put together: what the template draws, in words and figures ready to show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from operator import itemgetter

from flask import url_for
from flask_babel import gettext as _

from ..guide.rules import CentrePath
from ..hesitations.rules import HesitationState
from ..journal.queries import centre_story
from ..journal.rules import STEPS
from ..kernel.errors import Invalid
from ..kernel.languages import LocalText
from ..kernel.work import Work
from ..web.language import language
from .day_queries import checked_day, settings_on
from .holding_forms import Asked, Spot
from .holding_queries import (
    Holding,
    Votes,
    holding_now,
    holding_then,
    path_on,
    paths_until,
    question_of,
    votes_between,
)
from .holding_rules import OUTCOMES, OWN_WORDS, Held, Line, Month, Tally, Wanted, places_on
from .holding_words import outcome_labels
from .queries import shared_texts
from .rules import Days

A_PAGE = 15
IN_CHART = 8
MONTHS = 24
MONTHS_IN_CHART = 12
LONGEST_LABEL = 46


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its head, where that leads, and its figures."""

    title: str
    url: str
    line: Line


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart, in percent of the longest: what is still open, and the whole."""

    label: str
    total: int
    open_width: float
    width: float


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How an answer fares. `percent` of the `answered`; the editor's address where the reader may write it."""

    title: str
    url: str
    edit_url: str
    line: Line
    percent: int
    votes: Votes


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A hesitation that is still open. `words` are the organization's own, where it shared them."""

    organization: str
    organization_url: str
    url: str
    about: str
    reason: str
    words: str
    keeps_words: bool
    state: str
    since: date


@dataclass(frozen=True, slots=True)
class HoldingPage:
    asked: Asked
    day: date
    is_present: bool
    whole: Line
    outcomes: list[tuple[str, str]]
    reasons: list[Row]
    bars: list[Bar]
    steps: list[Row]
    networks: list[Row]
    step_heads: list[str]
    by_step: list[tuple[Row, list[int]]]
    network_heads: list[str]
    by_network: list[tuple[Row, list[int]]]
    months: list[Month]
    months_left_out: int
    reassuring: list[AnswerRow]
    less_so: list[AnswerRow]
    too_few: int
    open_rows: list[OpenRow]
    following: dict[str, str] | None

    @property
    def most_in_a_month(self) -> int:
        return max((month.opened for month in self.latest_months), default=0)

    @property
    def latest_months(self) -> list[Month]:
        return self.months[-MONTHS_IN_CHART:]


def holding_page(work: Work, asked: Asked, *, may_edit: bool) -> HoldingPage:
    """All of the page, in a number of statements that does not depend on how many hesitate.

    Raises:
        Invalid: a day out of range, or a network that the path does not have.
    """
    story = centre_story(work)
    day = checked_day(work, story, asked.as_of)
    then, is_present = settings_on(work, story, day, is_asked=asked.as_of is not None)
    end, wanted = None if is_present else then.end, asked.wanted
    path = path_on(work, end)
    if wanted.network and wanted.network not in path.network_keys:
        raise Invalid("unknown-filter", field="network")
    if wanted.since is not None and wanted.since > day:
        raise Invalid("period-ends-before", field="since")
    days = Days(then.zone)
    paths = paths_until(work, path, story.releases(then.end))
    parcels = holding_now(work, days) if end is None else holding_then(work, end, days)
    tally, still_open = _counted(parcels, asked, paths)
    words = _Words(work, paths, question_of(work, end), may_edit)
    return words.page(asked, day, tally, still_open, votes_between(work, wanted.since, day), is_present)


def _counted(
    parcels: Iterable[list[Holding]], asked: Asked, paths: Sequence[CentrePath]
) -> tuple[Tally, list[tuple[Spot, Holding, Held]]]:
    """The counts, and the first that are open after the place in the list: one more than a page holds."""
    tally, place, wanted, after = Tally(), places_on(paths), asked.wanted, asked.after
    keeps_all = wanted == Wanted()
    first: list[tuple[Spot, Holding, Held]] = []
    for parcel in parcels:
        for one in parcel:
            if one.is_archived:
                continue
            for held in one.held:
                where = place(held)
                if not (keeps_all or wanted.keeps(held, where)):
                    continue
                tally.add(held, where)
                if held.is_open:
                    spot = Spot(held.opened_on.toordinal(), held.id)
                    if after is None or spot > after:
                        first.append((spot, one, held))
        first = nsmallest(A_PAGE + 1, first, key=itemgetter(0))
    return tally, first


class _Words:
    """Turns keys into what people read, each once."""

    def __init__(
        self, work: Work, paths: Sequence[CentrePath], question: Callable[[str], LocalText | None], may_edit: bool
    ) -> None:
        self._work, self._paths, self._question, self._may_edit = work, paths, question, may_edit
        self._labels = outcome_labels()

    def page(
        self,
        asked: Asked,
        day: date,
        tally: Tally,
        still_open: list[tuple[Spot, Holding, Held]],
        votes: dict[str, Votes],
        is_present: bool,
    ) -> HoldingPage:
        reasons = [self._reason_row(line) for line in tally.by_reason()]
        answers = [self._answer(row, votes) for row in reasons if row.line.percent_reassured is not None]
        answers = [row for row in answers if row.url]
        network_keys = [network.key for network in self._paths[0].networks]
        networks = tally.by_network(network_keys)
        heads = [*map(str, STEPS), ""]
        by_step = tally.across(lambda place: str(place.step or ""), heads)
        by_network = tally.across(lambda place: place.network or "", [line.key for line in networks])
        months = tally.months()
        return HoldingPage(
            asked=asked,
            day=day,
            is_present=is_present,
            whole=tally.whole,
            outcomes=[(str(state), str(self._labels[state])) for state in OUTCOMES],
            reasons=reasons,
            bars=self._bars(reasons[:IN_CHART]),
            steps=[Row(self._step(line.key), "", line) for line in tally.by_step()],
            networks=[Row(self._network(line.key), "", line) for line in networks],
            step_heads=[self._step(key) for key in heads],
            by_step=[(row, by_step[row.line.key]) for row in reasons],
            network_heads=[self._network(line.key) for line in networks],
            by_network=[(row, by_network[row.line.key]) for row in reasons if any(by_network[row.line.key])],
            months=months[-MONTHS:],
            months_left_out=max(0, len(months) - MONTHS),
            reassuring=sorted((row for row in answers if row.percent >= 50), key=lambda row: -row.percent),
            less_so=sorted((row for row in answers if row.percent < 50), key=lambda row: row.percent),
            too_few=sum(row.line.percent_reassured is None and bool(row.url) for row in reasons),
            open_rows=self._open_rows(still_open[:A_PAGE]),
            following=asked.address(still_open[A_PAGE - 1][0]) if len(still_open) > A_PAGE else None,
        )

    def _reason_row(self, line: Line) -> Row:
        if line.key == OWN_WORDS:
            return Row(_("Leurs propres mots"), "", line)
        return Row(self._title(line.key), url_for("faq.centre_entry", key=line.key), line)

    def _title(self, reason: str) -> str:
        asked = self._question(reason)
        return asked.in_(language()) if asked else reason

    def _answer(self, row: Row, votes: dict[str, Votes]) -> AnswerRow:
        edit_url = url_for("faq.edit_entry", key=row.line.key) if self._may_edit and row.url else ""
        percent = row.line.percent_reassured or 0
        return AnswerRow(row.title, row.url, edit_url, row.line, percent, votes.get(row.line.key, Votes()))

    def _bars(self, rows: Sequence[Row]) -> list[Bar]:
        most = max((row.line.total for row in rows), default=1)
        return [
            Bar(
                _shortened(row.title),
                row.line.total,
                row.line.still_open * 100 / most,
                row.line.total * 100 / most,
            )
            for row in rows
        ]

    def _step(self, key: str) -> str:
        return _("Étape %(number)s", number=key) if key else _("Un réseau")

    def _network(self, key: str) -> str:
        return self._paths[0].network_names(language()).get(key, key)

    def _open_rows(self, found: Sequence[tuple[Spot, Holding, Held]]) -> list[OpenRow]:
        words = shared_texts(self._work, {held.words_id for _, _, held in found if held.words_id is not None})
        return [
            OpenRow(
                organization=one.name,
                organization_url=url_for("progress.path", organization=one.slug),
                url=url_for("hesitations.one", organization=one.slug, hesitation=held.id),
                about=self._about(held),
                reason=self._title(held.entry) if held.entry else "",
                words=words.get(held.words_id or 0, ""),
                keeps_words=not held.entry and held.words_id not in words,
                state=str(self._labels[HesitationState(held.state)]),
                since=held.opened_on,
            )
            for _, one, held in found
        ]

    def _about(self, held: Held) -> str:
        if held.task_key is None:
            return self._network(held.network) if held.network else self._step(str(held.step))
        found = (path.by_key[held.task_key] for path in self._paths if held.task_key in path.by_key)
        task = next(found, None)
        return task.title.in_(language()) if task else held.task_key


def _shortened(title: str) -> str:
    """What fits on one line of a phone, cut between two words."""
    if len(title) <= LONGEST_LABEL:
        return title
    return _("%(start)s…", start=title[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,;:."))
