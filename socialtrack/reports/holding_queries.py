"""What holds organizations back, read: the rows as they stand now, or the journal as of the end of a past day.

Both answer with the same values. Statements are as many as a centre has parcels of `AT_A_TIME`; only organizations that
hesitated are read.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import select

from ..data.prepared import Prepared
from ..faq.edition import shipped_faq
from ..faq.models import FaqText
from ..faq.queries import entry_even_retired
from ..guide.queries import path as path_of_version
from ..guide.queries import version_in_force
from ..guide.rules import CentrePath
from ..hesitations.rules import KIND
from ..journal.queries import Published
from ..kernel.languages import LocalText
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from .holding_rules import ASKED, Held, ToldOf, retold
from .rules import Days

AT_A_TIME = 5_000

_day = lru_cache(4_000)(date.fromisoformat)

_NOW = Prepared(
    """SELECT h.id, h.organization_id, h.task_key, h.network, h.step, h.faq_key, h.words_id, h.state, h.reason_id,
              h.review_on, h.opened_at, h.closed_on, o.slug, o.name, o.region, o.archived_at
       FROM hesitation h
       JOIN organization o ON o.centre_id = h.centre_id AND o.id = h.organization_id
       WHERE h.centre_id = :centre_id AND h.organization_id > :after_id AND h.organization_id <= :last_id
         AND h.state <> 'withdrawn' AND o.removed_at IS NULL
       ORDER BY h.organization_id, h.id"""
)
_ASKED_NOW = Prepared(
    """SELECT hesitation_id FROM question
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
         AND hesitation_id IS NOT NULL"""
)
# No hesitation is ever deleted: whoever has no row today never said one.
_WHO = Prepared(
    """SELECT DISTINCT organization_id FROM hesitation WHERE centre_id = :centre_id AND organization_id > :after_id
       ORDER BY organization_id LIMIT :at_most"""
)
_TOLD = Prepared(
    f"""SELECT e.organization_id, e.kind, e.happened_at, e.task_key, e.network, e.before, e.after, e.value_after
        FROM event e
        WHERE e.centre_id = :centre_id AND e.organization_id > :after_id AND e.organization_id <= :last_id
          AND e.recorded_at < :end
          AND (e.kind IN ('{KIND}', '{ASKED}') OR e.kind LIKE 'organization-%')
          AND e.organization_id IN (SELECT organization_id FROM hesitation WHERE centre_id = :centre_id
                                    AND organization_id > :after_id AND organization_id <= :last_id)
        ORDER BY e.organization_id, e.id"""
)
_SLUGS = Prepared(
    "SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id > :after_id AND id <= :last_id"
)
# Not joined to the other: revisions have no index by organization, and each would be looked for through them all.
_NAMES = Prepared(
    """SELECT id, organization_id, name, region FROM organization_revision
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
         AND recorded_at < :end"""
)
_FAQ_TOLD = Prepared(
    """SELECT kind, value_after FROM event
       WHERE centre_id = :centre_id AND organization_id IS NULL AND recorded_at < :end
         AND kind IN ('faq-published', 'faq-retired', 'faq-shipped')
       ORDER BY id"""
)
_VOTES = Prepared(
    """SELECT key, sum(helped), sum(not_helped) FROM faq_vote
       WHERE centre_id = :centre_id AND day >= :since AND day <= :until GROUP BY key"""
)


class Holding(NamedTuple):
    """An organization that hesitated, and its hesitations in the order in which they were opened."""

    id: int
    slug: str
    name: str
    region: str | None
    is_archived: bool
    held: list[Held]


@dataclass(frozen=True, slots=True)
class Votes:
    """How many said of an answer that it helped them, and how many that it did not."""

    helped: int = 0
    not_helped: int = 0


def holding_now(work: Work, days: Days) -> Iterator[list[Holding]]:
    """As the rows say it now, in the order in which organizations joined."""
    for parcel in _parcels(work):
        asked = {row[0] for row in _ASKED_NOW.rows(work.session, **parcel)}
        rows = _NOW.rows(work.session, **parcel)
        yield [
            _now(organization_id, list(group), asked, days) for organization_id, group in groupby(rows, itemgetter(1))
        ]


def _now(organization_id: int, rows: Sequence[tuple], asked: set[int], days: Days) -> Holding:
    held = [  # the statement names its columns in the order of `Held`: by name, each would cost a third more
        Held._make((*row[:10], _day(days.text(row[10])), _day(row[11]) if row[11] else None, row[0] in asked))
        for row in rows
    ]
    slug, name, region, archived_at = rows[0][12:16]
    return Holding(organization_id, slug, name, region, archived_at is not None, held)


def holding_then(work: Work, end: datetime, days: Days) -> Iterator[list[Holding]]:
    """As the journal tells it of what was recorded before `end`, under the names of that day."""
    before = to_microseconds(end)
    for parcel in _parcels(work):
        slugs = dict(_SLUGS.rows(work.session, **parcel))
        revisions = _NAMES.rows(work.session, end=before, **parcel)
        names = {id_: (slugs[whose], name, region) for id_, whose, name, region in revisions}
        rows = _TOLD.rows(work.session, end=before, **parcel)
        found = []
        for organization_id, group in groupby(rows, key=itemgetter(0)):
            events = [
                ToldOf(kind, _day(days.text(at)), task, network, was, became, json.loads(value) if value else {})
                for _, kind, at, task, network, was, became, value in group
            ]
            one = _whose(organization_id, events, names)
            if one is not None and one.held:
                found.append(one)
        yield found


def _whose(
    organization_id: int, events: Sequence[ToldOf], names: dict[int, tuple[str, str, str | None]]
) -> Holding | None:
    """None if the organization was not there that day."""
    is_there, is_archived, revision = False, False, None
    for event in events:
        if event.kind.startswith("organization-"):
            is_there = (is_there or event.kind == "organization-added") and event.kind != "organization-removed"
            if event.kind in ("organization-archived", "organization-restored"):
                is_archived = event.kind == "organization-archived"
            revision = event.value.get("revision", revision)
    if not is_there or revision is None:
        return None
    slug, name, region = names[revision]
    return Holding(organization_id, slug, name, region, is_archived, retold(organization_id, events))


def _parcels(work: Work) -> Iterator[dict[str, int]]:
    """Ranges of organizations, each with at most so many that hesitated."""
    after_id = 0
    while rows := _WHO.rows(work.session, after_id=after_id, at_most=AT_A_TIME):
        yield {"after_id": after_id, "last_id": rows[-1][0]}
        after_id = rows[-1][0]


def path_on(work: Work, end: datetime | None) -> CentrePath:
    """The path in force just before `end`, or now."""
    return path_of_version(work, None if end is None else version_in_force(work, end))


def paths_until(work: Work, in_force: CentrePath, releases: Sequence[Published]) -> list[CentrePath]:
    """The path in force, then those that were before it, the latest first: a task may have left it since."""
    versions = dict.fromkeys(release.version for release in reversed(releases))
    return [in_force, *(path_of_version(work, version) for version in versions if version != in_force.version)]


def question_of(work: Work, end: datetime | None) -> Callable[[str], LocalText | None]:
    """What an entry asked, in the words that were in force just before `end`, or are now; for a retired one, the last
    that were. None where there is no such entry."""
    if end is None:
        now = cache(lambda key: entry_even_retired(work, key))
        return lambda key: found.question if (found := now(key)) is not None else None
    in_force: dict[str, int | None] = {}
    for kind, told in _FAQ_TOLD.rows(work.session, end=to_microseconds(end)):
        value = json.loads(told or "{}")
        in_force[value["key"]] = None if kind == "faq-shipped" else value.get("text")
    wanted = [text_id for text_id in in_force.values() if text_id is not None]
    texts = work.session.scalars(select(FaqText).where(FaqText.centre_id == work.centre.id, FaqText.id.in_(wanted)))
    said = {text.id: LocalText.from_mapping(text.question) for text in texts}
    shipped = {entry.key: entry.question for entry in shipped_faq().entries}
    of_centre = {key: said[text_id] for key, text_id in in_force.items() if text_id in said}
    return lambda key: of_centre.get(key) or shipped.get(key)


def votes_between(work: Work, since: date | None, until: date) -> dict[str, Votes]:
    """By entry, what was said of it on these days."""
    rows = _VOTES.rows(work.session, since=(since or date.min).isoformat(), until=until.isoformat())
    return {key: Votes(max(0, int(helped)), max(0, int(not_helped))) for key, helped, not_helped in rows}
