"""What is said of an organization: kept on its row, and once more as a revision that never changes."""

from sqlalchemy import select

from socialtrack.tenancy.actions import add_organizations, change_organizations
from socialtrack.tenancy.models import Organization, OrganizationRevision
from socialtrack.tenancy.queries import details_of
from socialtrack.tenancy.rules import Details

WHOLE = Details(
    name="Le Jardin",
    reference="13",
    region="Basse-Rive",
    tags=("aînés",),
    email="jardin@example.org",
    sector="Alimentation",
    language="en",
    address="12, rue du Quai",
    phone="418 555-0101",
    contact="Odile Gagnon",
)


def kept(cast, organization_id):
    (row,) = cast.rows(select(Organization).where(Organization.id == organization_id))
    revisions = cast.rows(
        select(OrganizationRevision)
        .where(OrganizationRevision.organization_id == organization_id)
        .order_by(OrganizationRevision.id)
    )
    return details_of(row), [details_of(revision) for revision in revisions]


def test_all_that_is_said_is_kept_and_can_be_told_again(cast):
    with cast.work_for("aline") as work, work.write():
        (organization_id,) = add_organizations(work, [WHOLE])

    assert kept(cast, organization_id) == (WHOLE, [WHOLE])


def test_saying_something_else_replaces_all_but_the_language(cast):
    plain = Details("Le Jardin du Quai")
    with cast.work_for("aline") as work, work.write():
        (organization_id,) = add_organizations(work, [WHOLE])
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {organization_id: plain})

    after = Details("Le Jardin du Quai", language="en")
    assert kept(cast, organization_id) == (after, [WHOLE, after])


def test_advisor_is_someone_of_the_team(cast):
    said = Details("Le Jardin", advisor_id=cast.agathe.membership_id)
    with cast.work_for("aline") as work, work.write():
        (organization_id,) = add_organizations(work, [said])

    assert kept(cast, organization_id)[0].advisor_id == cast.agathe.membership_id
