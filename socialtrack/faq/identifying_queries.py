"""What designates the organizations of a centre, for the look at an entry before people read it. Knows no page."""

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.edition import shipped_edition
from ..kernel.languages import LANGUAGES, LocalText
from ..kernel.work import Work
from ..tenancy.models import Membership, Organization, OrganizationRevision
from ..tenancy.queries import organization_by_slug
from .edition import shipped_entries
from .identifying_rules import Signs
from .words import words

_NAMES = Prepared(
    "SELECT name, reference FROM organization WHERE centre_id = :centre_id AND removed_at IS NULL",
    beyond_caseload="an answer for everyone names no organization of the centre, whoever writes it",
)


def signs_of(work: Work, slug: str) -> Signs:
    """All that designates one organization: what its record says and said, the names of its people, even former ones.

    Raises:
        NotFound: the centre has no such organization.
    """
    centre_id, organization_id = work.centre.id, organization_by_slug(work, slug).id
    row = work.session.scalars(
        select(Organization).where(Organization.centre_id == centre_id, Organization.id == organization_id)
    ).one()
    names = work.session.scalars(
        select(Membership.name).where(
            Membership.centre_id == centre_id, Membership.organization_id == organization_id, Membership.name != ""
        )
    )
    former = work.session.scalars(
        select(OrganizationRevision.name)
        .where(OrganizationRevision.centre_id == centre_id, OrganizationRevision.organization_id == organization_id)
        .distinct()
    )
    return Signs(
        name=row.name,
        slug=row.slug,
        reference=row.reference or "",
        phone=row.phone or "",
        email=row.email or "",
        address=row.address or "",
        people=tuple(sorted({name for name in (*names, row.contact) if name})),
        former_names=tuple(sorted({name for name in former if name != row.name})),
    )


def signs_of_all(work: Work) -> list[Signs]:
    """The names and references of all organizations of the centre, those outside a caseload too: what is found is
    shown in the words of whoever typed it, and said to be the name of an organization. One statement."""
    return [Signs(name=name, reference=reference or "") for name, reference in _NAMES.rows(work.session)]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words that the shipped path and answers use, folded: whoever writes one of them names nobody."""
    return frozenset(word for text in _shipped_texts() for language in LANGUAGES for word in words(text[language]))


def _shipped_texts() -> Iterator[LocalText]:
    for entry in shipped_entries():
        yield from (entry.question, entry.short, entry.answer, entry.also_said)
    for task in shipped_edition().tasks:
        yield from (task.title, task.why, *task.how)
