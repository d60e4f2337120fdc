"""Tags stand twice: with the organization, and in rows by which it is found. The two never differ."""

import pytest
from sqlalchemy import select

from socialtrack.home import actions
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import Organization, OrganizationTag
from socialtrack.tenancy.organization_actions import archive_organization
from socialtrack.tenancy.organization_rules import From
from socialtrack.tenancy.queries import known_tags
from socialtrack.tenancy.rules import Details
from tests.cast import everything


def differing(app):
    """What one of the two says and the other does not."""
    with app.app_context(), everything() as session:
        rows = set(session.execute(select(OrganizationTag.organization_id, OrganizationTag.tag)))
        organizations = session.execute(
            select(Organization.id, Organization.tags).where(Organization.removed_at.is_(None))
        )
        return rows ^ {(id_, tag) for id_, tags in organizations for tag in tags}


def test_tags_follow_whatever_becomes_of_an_organization(cast):
    with cast.work_for("aline") as work, work.write():
        change_organizations(
            work,
            {
                cast.les_amis.id: Details("Les Amis", tags=("été", "Transport")),
                cast.le_phare.id: Details("Le Phare", tags=("zoo", "eau", "été")),
            },
        )
    assert differing(cast.app) == set()
    with cast.work_for("aline") as work:
        assert known_tags(work) == ("eau", "été", "Transport", "zoo")
        added = actions.add_organization(work, Details("Neuf", tags=("neuf",)))
        archive_organization(work, added)
        assert known_tags(work) == ("eau", "été", "neuf", "Transport", "zoo")
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.les_amis.id: Details("Les Amis", tags=("eau",))})
    assert differing(cast.app) == set()
    with cast.work_for("aline") as work:
        plan = plan_merge(work, cast.les_amis.id, cast.le_phare.id)
        merge_organizations(work, cast.les_amis.id, cast.le_phare.id, {"tags": From.BOTH}, plan.digest)
    assert differing(cast.app) == set()
    with cast.work_for("aline") as work, work.write():
        remove_organization(work, cast.les_amis.id)
    assert differing(cast.app) == set()


def test_tags_of_the_examples_come_and_go_with_them(cast):
    with cast.work_for("aline") as work:
        actions.load_example(work)
        assert known_tags(work)
    assert differing(cast.app) == set()
    with cast.work_for("aline") as work:
        actions.remove_example(work)
        assert known_tags(work) == ()
    assert differing(cast.app) == set()


@pytest.mark.parametrize("who", ["aline", "agathe"])
def test_tags_of_another_centre_are_not_known(cast, who):
    with cast.work_for("chantal") as work, work.write():
        change_organizations(work, {cast.elsewhere.id: Details("Les Amis", tags=("ailleurs",))})
    with cast.work_for(who) as work:
        assert known_tags(work) == ()
