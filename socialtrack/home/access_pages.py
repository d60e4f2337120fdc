"""The journal of access made ready to show: lines for a page, lines for a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup

from ..journal.access_queries import Access, Wanted, access_page, all_accesses
from ..kernel.errors import Invalid
from ..kernel.work import Work
from ..reports.cells import CsvCells
from ..reports.rules import BOM, Delimiter, Header
from .access_forms import Asked
from .access_queries import Cast, Place, cast_of, organizations_named
from .access_sentences import plain_sentence, sentence

COLUMNS = (
    *("access_id", "happened_at", "kind", "sentence", "actor_role", "actor", "about", "organization", "slug"),
    *("before", "after", "channel"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One access. `at` is local to the centre."""

    at: datetime
    sentence: Markup
    place: Place | None


@dataclass(frozen=True, slots=True)
class AccessView:
    """One page of lines; `following` holds the parameters of the next one, None at the end."""

    lines: tuple[Line, ...]
    following: dict[str, str] | None


def wanted_of(work: Work, asked: Asked, team: list[tuple[int, str]]) -> Wanted:
    """What a view of the centre's journal asks of the rows.

    Raises:
        Invalid: that person is nobody of the centre's team.
    """
    if asked.person is not None and asked.person not in {id_ for id_, _name in team}:
        raise Invalid("unknown-filter", field="person")
    places = organizations_named(work, asked.query) if asked.query else None
    return Wanted(asked.kind, asked.person, places, asked.day, asked.older_than)


def access_view(work: Work, asked: Asked, wanted: Wanted) -> AccessView:
    found = access_page(work, wanted)
    cast, zone = cast_of(work, found.rows), work.centre.zone
    lines = tuple(
        Line(row.happened_at.astimezone(zone), sentence(row, cast), cast.places.get(row.organization_id or 0))
        for row in found.rows
    )
    return AccessView(lines, asked.address(found.older_than) if found.older_than else None)


def access_pieces(work: Work, wanted: Wanted, delimiter: Delimiter, header: Header) -> Iterator[bytes]:
    """The same as a file, a bounded number of lines at a time: the names, and only the names, that the page shows."""
    cells = CsvCells(delimiter)
    yield BOM + cells.line(COLUMNS if header is Header.KEYS else _labels())
    for rows in all_accesses(work, wanted):
        cast = cast_of(work, rows)
        yield b"".join([_line(work, cells, row, cast) for row in rows])


def _line(work: Work, cells: CsvCells, row: Access, cast: Cast) -> bytes:
    text = cells.text
    place = cast.places.get(row.organization_id or 0)
    return (
        cells.between.join(
            (
                cells.number(row.id),
                row.happened_at.astimezone(work.centre.zone).isoformat(timespec="seconds").encode("ascii"),
                text(row.kind),
                text(plain_sentence(row, cast)),
                text(row.actor_role),
                text(_name(cast, row.membership_id)),
                text(_name(cast, row.about_id)),
                text(place.name if place else ""),
                text(place.slug if place else ""),
                text(row.before or ""),
                text(row.after or ""),
                text(row.channel),
            )
        )
        + cells.end
    )


def _name(cast: Cast, id_: int | None) -> str:
    someone = cast.people.get(id_ or 0)
    return someone.name if someone else ""


def _labels() -> tuple[str, ...]:
    return (
        *(_("Numéro"), _("Moment"), _("Genre"), _("Ce qui s’est passé"), _("Rôle"), _("Personne")),
        *(_("Personne concernée"), _("Organisme"), _("Nom dans l’adresse"), _("Avant"), _("Après")),
        _("Par quel moyen"),
    )
