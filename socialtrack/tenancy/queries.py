"""Who belongs where: the door's own look-ups, and what other features ask about centres and organizations."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..kernel.collation import sort_key
from ..kernel.errors import NotFound
from ..kernel.work import CentreFacts, Work
from .import_rules import Known
from .models import Centre, NetworkChoice, Organization, OrganizationRevision
from .rules import Details

_CENTRE = "c.id, c.slug, c.name, c.language, c.time_zone, c.stalled_after_days, c.path_version"
_MEMBERSHIP = "m.id, m.role, m.name, m.organization_id, m.sees_caseload_only"
_ORGANIZATION = "o.id, o.slug, o.name, o.language, o.archived_at, o.is_example"
# The plus keeps SQLite from walking past every membership of the centre: it finds those of the person.
_MEMBERS = "JOIN membership m ON +m.centre_id = c.id AND m.person_id = :person_id AND m.ended_at IS NULL"
# A centre may ask two steps of its team; never of the members of an organization.
_TWO_STEPS = "c.requires_second_factor AND m.organization_id IS NULL"
# Which organizations a membership opens: its own; of the centre's team, all, or those confided to it.
_OPENS = """(m.organization_id = o.id OR (m.organization_id IS NULL
              AND (o.advisor_id = m.id OR NOT m.sees_caseload_only)))"""
# The place that an address names, beside a person `p` who may hold none there: for whoever reads both at once.
BESIDE_IN_CENTRE = (
    f"{_CENTRE}, {_MEMBERSHIP}, {_TWO_STEPS}",
    """LEFT JOIN centre c ON c.slug = :centre
       LEFT JOIN membership m ON +m.centre_id = c.id AND m.person_id = p.id AND m.ended_at IS NULL""",
    "m.id IS NULL, m.organization_id IS NOT NULL, m.id",
)
BESIDE_IN_ORGANIZATION = (
    f"{BESIDE_IN_CENTRE[0]}, {_ORGANIZATION}",
    f"""{BESIDE_IN_CENTRE[1]}
       LEFT JOIN organization o ON o.centre_id = m.centre_id AND o.slug = :organization AND o.removed_at IS NULL
            AND {_OPENS}""",
    "o.id IS NULL, m.organization_id IS NULL, m.id",
)
_IN_CENTRE = Prepared(
    f"""SELECT {_CENTRE}, {_MEMBERSHIP}, {_TWO_STEPS} FROM centre c {_MEMBERS}
        WHERE c.slug = :centre
        ORDER BY m.organization_id IS NOT NULL, m.id LIMIT 1""",
    unscoped="the door finds the membership of who asks",
)
_IN_ORGANIZATION = Prepared(
    f"""SELECT {_CENTRE}, {_MEMBERSHIP}, {_TWO_STEPS}, {_ORGANIZATION}
        FROM centre c {_MEMBERS}
        JOIN organization o ON o.centre_id = c.id AND o.slug = :organization AND o.removed_at IS NULL
        WHERE c.slug = :centre AND {_OPENS}
        ORDER BY m.organization_id IS NULL, m.id LIMIT 1""",
    unscoped="the door finds the membership of who asks",
)
_FACTS = Prepared(f"SELECT {_CENTRE} FROM centre c WHERE c.id = :centre_id")

_KNOWN = Prepared(
    """SELECT id, slug, name, reference, region, tags, email, sector, language, address, phone, contact, advisor_id,
              archived_at
       FROM organization WHERE centre_id = :centre_id AND removed_at IS NULL ORDER BY id"""
)

_EXAMPLES = Prepared(
    "SELECT id FROM organization WHERE centre_id = :centre_id AND is_example AND removed_at IS NULL ORDER BY id"
)
# One look-up in the index for each region.
_REGIONS = Prepared(
    """WITH RECURSIVE each_region(region) AS (
           SELECT min(region) FROM organization WHERE centre_id = :centre_id AND removed_at IS NULL
           UNION ALL
           SELECT (SELECT min(o.region) FROM organization o
                   WHERE o.centre_id = :centre_id AND o.removed_at IS NULL AND o.region > e.region)
           FROM each_region e WHERE e.region IS NOT NULL)
       SELECT region FROM each_region WHERE region IS NOT NULL LIMIT :most"""
)
# And one for each tag, of which removed organizations have none.
_TAGS = Prepared(
    """WITH RECURSIVE each_tag(tag) AS (
           SELECT min(tag) FROM organization_tag WHERE centre_id = :centre_id
           UNION ALL
           SELECT (SELECT min(g.tag) FROM organization_tag g WHERE g.centre_id = :centre_id AND g.tag > e.tag)
           FROM each_tag e WHERE e.tag IS NOT NULL)
       SELECT tag FROM each_tag WHERE tag IS NOT NULL LIMIT :most"""
)


@dataclass(frozen=True, slots=True)
class OrganizationFacts:
    """What a page says of the organization it is about: plain values, no row. Moments in microseconds."""

    id: int
    slug: str
    name: str
    language: str
    is_archived: bool
    is_example: bool
    archived_at: int | None = None


@dataclass(frozen=True, slots=True)
class CentreStatement:
    """What a centre says of its care of personal information. An empty text is something that it has not said yet."""

    slug: str
    name: str
    privacy_person: str
    privacy_email: str
    hosting_place: str
    kept_days: int


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    id: int
    role: str
    name: str
    organization_id: int | None
    sees_caseload_only: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: the centre, their membership that counts there, and the organization of the address."""

    centre: CentreFacts
    membership: MembershipFacts
    organization: OrganizationFacts | None
    asks_for_two_steps: bool = False


def place_of(session: Session, person_id: int, centre: str, organization: str | None) -> Place:
    """The place that an address names, for that person, through the membership that counts there.

    In an organization, a membership of its own goes before one of the centre; another organization of the same centre
    does not exist for its members, nor for an advisor to whom only those confided to them exist.

    Raises:
        NotFound: no such centre or organization, or not for this person.
    """
    if organization is None:
        row = _IN_CENTRE.row(session, person_id=person_id, centre=centre)
    else:
        row = _IN_ORGANIZATION.row(session, person_id=person_id, centre=centre, organization=organization)
    place = place_from(row) if row is not None else None
    if place is None:
        raise NotFound
    return place


def place_from(row: tuple[Any, ...]) -> Place | None:
    """A place from the columns of `BESIDE_IN_CENTRE` or `BESIDE_IN_ORGANIZATION`; None where they are empty."""
    id_, role, name, belongs_to, held = row[7:12]
    if id_ is None or (len(row) > 13 and row[13] is None):
        return None
    facts, membership = CentreFacts(*row[:7]), MembershipFacts(id_, role, name, belongs_to, bool(held))
    if len(row) == 13:
        return Place(facts, membership, None, bool(row[12]))
    id_, slug, name, language, archived_at, is_example = row[13:]
    there = OrganizationFacts(id_, slug, name, language, archived_at is not None, bool(is_example), archived_at)
    return Place(facts, membership, there, bool(row[12]))


def centre_facts(session: Session, slug: str | None = None) -> CentreFacts:
    """A centre by its slug, or the only one. For commands and public pages, in an unscoped session.

    Raises:
        NotFound: none, or several while no slug was given (code `centre-not-named`).
    """
    statement = select(Centre).order_by(Centre.id).limit(2)
    if slug is not None:
        statement = statement.where(Centre.slug == slug)
    centres = session.scalars(statement).all()
    if not centres:
        raise NotFound("no-such-centre", slug=slug or "")
    if len(centres) > 1:
        raise NotFound("centre-not-named")
    return facts_of(centres[0])


def open_centre(session: Session, slug: str) -> CentreFacts | None:
    """The centre of that slug, if its manager opened its public pages. In an unscoped session."""
    centre = session.scalars(select(Centre).where(Centre.slug == slug, Centre.has_public_pages)).one_or_none()
    return facts_of(centre) if centre is not None else None


def centre_statement(session: Session, centre_id: int | None = None) -> CentreStatement | None:
    """What that centre says of its care of personal information. In any session of that centre, or an unscoped one.

    Without `centre_id`, in an unscoped session: the only centre of the installation; None if there are several.
    """
    statement = select(Centre).order_by(Centre.id).limit(2)
    if centre_id is not None:
        statement = statement.where(Centre.id == centre_id)
    centres = session.scalars(statement).all()
    if len(centres) != 1:
        return None
    row = centres[0]
    return CentreStatement(row.slug, row.name, row.privacy_person, row.privacy_email, row.hosting_place, row.kept_days)


def centre_name(session: Session, centre_id: int) -> str:
    """In an unscoped session. Raises NotFound: there is no such centre."""
    name = session.scalars(select(Centre.name).where(Centre.id == centre_id)).one_or_none()
    if name is None:
        raise NotFound("no-such-centre", slug="")
    return name


def any_centre(session: Session) -> bool:
    """Whether the installation has a centre. In an unscoped session."""
    return session.scalars(select(Centre.id).limit(1)).first() is not None


def facts_of(centre: Centre) -> CentreFacts:
    return CentreFacts(
        centre.id,
        centre.slug,
        centre.name,
        centre.language,
        centre.time_zone,
        centre.stalled_after_days,
        centre.path_version,
    )


def as_it_is(work: Work) -> Work:
    """The same work, on the centre as its settings are now."""
    row = _FACTS.row(work.session)
    assert row is not None
    return replace(work, centre=CentreFacts(*row))


def organization_by_slug(work: Work, slug: str) -> OrganizationFacts:
    """For commands; pages get theirs from the door.

    Raises:
        NotFound: the centre has no such organization.
    """
    row = work.session.scalars(
        select(Organization).where(
            Organization.centre_id == work.centre.id, Organization.slug == slug, Organization.removed_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-organization", slug=slug)
    return OrganizationFacts(row.id, row.slug, row.name, row.language, row.archived_at is not None, row.is_example)


def known_organizations(work: Work) -> tuple[Known, ...]:
    """Every organization of the centre, as a list from a spreadsheet is compared with it. One statement."""
    return tuple(
        Known(id_, slug, Details(name, reference, region, tuple(json.loads(tags)), *more), archived_at is not None)
        for id_, slug, name, reference, region, tags, *more, archived_at in _KNOWN.rows(work.session)
    )


def details_of(row: Organization | OrganizationRevision) -> Details:
    """What is said of an organization now, or was said in that revision."""
    return Details(
        name=row.name,
        reference=row.reference,
        region=row.region,
        tags=tuple(row.tags),
        email=row.email,
        sector=row.sector,
        language=row.language,
        address=row.address,
        phone=row.phone,
        contact=row.contact,
        advisor_id=row.advisor_id,
    )


def namesake(work: Work, said: Details) -> str | None:
    """The slug of an organization of exactly that name, if the centre has one."""
    return work.session.scalars(
        select(Organization.slug)
        .where(
            Organization.centre_id == work.centre.id,
            Organization.name_key == said.name_key,
            Organization.removed_at.is_(None),
        )
        .limit(1)
    ).one_or_none()


def known_tags(work: Work, most: int = 200) -> tuple[str, ...]:
    """The tags that organizations bear, in French order. As dear as they are many, whatever the number of
    organizations."""
    return tuple(sorted((row[0] for row in _TAGS.rows(work.session, most=most)), key=sort_key))


def known_regions(work: Work, most: int = 100) -> tuple[str, ...]:
    """The regions that the centre's organizations have, in order: a step a region, however many organizations."""
    return tuple(row[0] for row in _REGIONS.rows(work.session, most=most))


def slug_of_organization(work: Work, organization_id: int) -> str:
    return work.session.scalars(
        select(Organization.slug).where(Organization.centre_id == work.centre.id, Organization.id == organization_id)
    ).one()


def example_ids(work: Work) -> list[int]:
    """Ids of the example organizations that the centre has."""
    return [row[0] for row in _EXAMPLES.rows(work.session)]


def chosen_networks(work: Work, organization_id: int) -> frozenset[str]:
    """Keys of the networks that the organization has chosen now."""
    return frozenset(
        work.session.scalars(
            select(NetworkChoice.network).where(
                NetworkChoice.organization_id == organization_id, NetworkChoice.state == "chosen"
            )
        )
    )
