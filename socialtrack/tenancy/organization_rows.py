"""The rows of organizations, and of what was said of them, written without an object for each: a list has thousands."""

import json
from collections.abc import Iterable, Mapping, Sequence

from ..data.prepared import Prepared
from ..data.types import dump_json
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from .models import Organization
from .rules import Details

_COLUMNS = (
    *("name", "reference", "region", "tags", "email", "sector", "language", "address", "phone", "contact"),
    "advisor_id",
)
_NAMES = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{name}" for name in _COLUMNS)

_INSERT = Prepared(
    f"""INSERT INTO organization (centre_id, slug, name_key, is_example, created_at, {_NAMES})
        VALUES (:centre_id, :slug, :name_key, :is_example, :created_at, {_PLACES}) RETURNING id"""
)
_UPDATE = Prepared(
    f"""UPDATE organization SET name_key = :name_key, {", ".join(f"{name} = :{name}" for name in _COLUMNS)}
        WHERE centre_id = :centre_id AND id = :id"""
)
_REMOVE = Prepared(
    """UPDATE organization SET removed_at = :removed_at, reference = NULL WHERE centre_id = :centre_id AND id = :id"""
)
_INSERT_TAG = Prepared(
    """INSERT INTO organization_tag (centre_id, tag, organization_id) VALUES (:centre_id, :tag, :organization_id)"""
)
_REMOVE_TAGS = Prepared(
    "DELETE FROM organization_tag WHERE centre_id = :centre_id AND organization_id = :organization_id"
)
_INSERT_REVISION = Prepared(
    f"""INSERT INTO organization_revision (centre_id, organization_id, recorded_at, {_NAMES})
        VALUES (:centre_id, :organization_id, :recorded_at, {_PLACES}) RETURNING id"""
)
_TAGS_SAID = Prepared(
    """SELECT id, tags FROM organization_revision
       WHERE centre_id = :centre_id AND organization_id >= :first AND organization_id <= :last AND tags <> '[]'"""
)


def _values(said: Details) -> dict[str, object]:
    return {name: getattr(said, name) for name in _COLUMNS} | {"tags": dump_json(list(said.tags))}


def insert_organizations(work: Work, said: Iterable[tuple[str, Details]], *, is_example: bool) -> list[int]:
    """A row for each (slug, details); their ids, in that order."""
    created_at, said = to_microseconds(work.now), list(said)
    rows = _INSERT.row_each(
        work.session,
        (
            {
                **_values(one),
                "slug": slug,
                "name_key": one.name_key,
                "is_example": is_example,
                "created_at": created_at,
            }
            for slug, one in said
        ),
    )
    ids = [int(row[0]) for row in rows if row is not None]
    _insert_tags(work, zip(ids, (one for _, one in said), strict=True))
    return ids


def update_organizations(work: Work, changes: Mapping[int, Details]) -> None:
    work.session.flush()
    _UPDATE.run_each(
        work.session,
        ({**_values(said), "name_key": said.name_key, "id": id_} for id_, said in changes.items()),
    )
    _remove_tags(work, changes)
    _insert_tags(work, changes.items())
    _read_again(work, changes)


def mark_removed(work: Work, organization_ids: Sequence[int]) -> None:
    work.session.flush()
    at = to_microseconds(work.now)
    _REMOVE.run_each(work.session, ({"id": id_, "removed_at": at} for id_ in organization_ids))
    _remove_tags(work, organization_ids)
    _read_again(work, set(organization_ids))


def _insert_tags(work: Work, said: Iterable[tuple[int, Details]]) -> None:
    """The image of the tags, by which organizations are found: none for those that were removed."""
    tags = ({"organization_id": id_, "tag": tag} for id_, one in said for tag in dict.fromkeys(one.tags))
    _INSERT_TAG.run_each(work.session, tags)


def _remove_tags(work: Work, organization_ids: Iterable[int]) -> None:
    _REMOVE_TAGS.run_each(work.session, ({"organization_id": id_} for id_ in organization_ids))


def _read_again(work: Work, organization_ids: Mapping[int, object] | set[int]) -> None:
    """Objects of these rows that somebody holds are read again when they are looked at."""
    for row in list(work.session.identity_map.values()):
        if isinstance(row, Organization) and row.id in organization_ids:
            work.session.expire(row)


def insert_revisions(work: Work, said: Iterable[tuple[int, Details]]) -> list[int]:
    """What was said of each organization, from now on; the ids of the revisions, in that order."""
    now = to_microseconds(work.now)
    rows = _INSERT_REVISION.row_each(
        work.session, ({**_values(one), "organization_id": id_, "recorded_at": now} for id_, one in said)
    )
    return [int(row[0]) for row in rows if row is not None]


def tags_said(work: Work, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """By revision, the tags of organizations from that number to that one, where there were any."""
    rows = _TAGS_SAID.rows(work.session, first=first, last=last)
    return {id_: tuple(dict.fromkeys(json.loads(tags))) for id_, tags in rows}
