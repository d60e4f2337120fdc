"""The lines of what stands beside organizations: support that was given to them, and people's places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flask_babel import force_locale
from sqlalchemy import select

from ..journal.models import TextRevision
from ..kernel.languages import LOCALES
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..people.words import ROLES
from ..support.queries import SupportFacts, support_until
from ..support.rules import TEAM, SupportKind
from ..support.sentences import KINDS
from .lines import Frame
from .people_queries import Place, places
from .queries import Reported, names_for_centre


class Beside(Protocol):
    """Lines of a bounded number of organizations; and, first of all, those of no organization."""

    def first(self, work: Work) -> bytes: ...

    def of(self, work: Work, some: Sequence[Reported]) -> bytes: ...


class SupportLines:
    """One line for each time that support was given, by organization, then by day. `end`: as it was told before."""

    def __init__(self, frame: Frame, end: datetime | None) -> None:
        self._frame, self._end = frame, end
        with force_locale(LOCALES[frame.options.language]):
            said = {kind: str(KINDS[kind]) if frame.options.has_labels else kind.value for kind in SupportKind}
        self._kinds = {kind: frame.cells.text(words) for kind, words in said.items()}

    def first(self, work: Work) -> bytes:
        return b""

    def of(self, work: Work, some: Sequence[Reported]) -> bytes:
        by_id = {one.id: one for one in some}
        given = list(support_until(work, self._end, among=by_id)) if some else []
        given.sort(key=lambda facts: (facts.organization_id, facts.given_on, facts.id))
        names, notes = {}, {}
        if self._frame.options.with_names:
            logged_by = {facts.logged_by for facts in given if facts.logged_by is not None}
            names = names_for_centre(work, logged_by, self._frame.words.unnamed)
        if self._frame.options.with_notes:
            notes = team_texts(work, [facts.note_id for facts in given if facts.note_id is not None])
        return b"".join([self._line(by_id[facts.organization_id], facts, names, notes) for facts in given])

    def _line(self, one: Reported, facts: SupportFacts, names: dict[int, str], notes: dict[int, str]) -> bytes:
        frame, cells = self._frame, self._frame.cells
        said = (
            frame.organization(one),
            cells.day(facts.given_on),
            self._kinds[facts.kind],
            cells.number(facts.minutes),
            cells.text(names.get(facts.logged_by or 0, "")),
            cells.text(notes.get(facts.note_id or 0, "")),
            frame.day_of(to_microseconds(facts.logged_at)),
            frame.as_of,
        )
        return cells.between.join(said) + cells.end


class PeopleLines:
    """One line for each place: those of the team, where no filter holds organizations back, then by organization."""

    def __init__(self, frame: Frame, end: datetime | None) -> None:
        self._frame, self._end = frame, end
        said = {role.value: role.value for role in ROLES}
        if frame.options.has_labels:
            with force_locale(LOCALES[frame.options.language]):
                words = {role.value: str(words) for role, words in ROLES.items()}
            said = {role: label[:1].upper() + label[1:] for role, label in words.items()}
        self._roles = {role: frame.cells.text(label) for role, label in said.items()}

    def first(self, work: Work) -> bytes:
        if not self._frame.options.filters.is_empty:
            return b""
        cells = self._frame.cells
        nobody = cells.begin + cells.between.join((self._frame.centre, cells.nothing, cells.nothing))
        return self._lines(work, [(nobody, place) for place in places(work, None, self._end)])

    def of(self, work: Work, some: Sequence[Reported]) -> bytes:
        heads = {one.id: self._frame.organization(one) for one in some}
        found = places(work, heads, self._end) if heads else []
        found.sort(key=lambda place: (place.organization_id or 0, place.id))
        return self._lines(work, [(heads[place.organization_id or 0], place) for place in found])

    def _lines(self, work: Work, some: Sequence[tuple[bytes, Place]]) -> bytes:
        names = {}
        if self._frame.options.with_names:
            names = names_for_centre(work, [place.id for _, place in some], self._frame.words.unnamed)
        return b"".join([self._line(head, place, names.get(place.id, "")) for head, place in some])

    def _line(self, head: bytes, place: Place, name: str) -> bytes:
        frame, cells = self._frame, self._frame.cells
        said = (
            head,
            self._roles[place.role],
            cells.text(name),
            frame.day_of(to_microseconds(place.joined_at)),
            frame.day_of(to_microseconds(place.ended_at) if place.ended_at else None),
            cells.number(int(place.is_named)),
            frame.as_of,
        )
        return cells.between.join(said) + cells.end


def team_texts(work: Work, ids: Sequence[int]) -> dict[int, str]:
    """Those notes of the team that were not blanked since."""
    if not ids:
        return {}
    rows = work.session.execute(
        select(TextRevision.id, TextRevision.body).where(
            TextRevision.centre_id == work.centre.id,
            TextRevision.id.in_(sorted(set(ids))),
            TextRevision.audience == TEAM,
            TextRevision.blanked_at.is_(None),
        )
    )
    return {row.id: row.body for row in rows}
