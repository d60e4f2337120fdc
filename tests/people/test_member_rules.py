"""Who may change whose place, and what may not be lost."""

import pytest

from socialtrack.kernel.permissions import CENTRE_ROLES, ORGANIZATION_ROLES, Role
from socialtrack.people.member_rules import Gone, head_of, is_head, lost_head, reasons, roles_to_set

TEAM, ORGANIZATION = tuple(sorted(CENTRE_ROLES)), tuple(sorted(ORGANIZATION_ROLES))


@pytest.mark.parametrize(
    ("actor", "before", "in_centre", "expected"),
    [
        ("manager", "advisor", True, TEAM),
        ("manager", "manager", True, TEAM),
        ("advisor", "advisor", True, ()),
        ("centre_reader", "advisor", True, ()),
        ("lead", "advisor", True, ()),
        ("lead", "member", False, ORGANIZATION),
        ("lead", "lead", False, ORGANIZATION),
        ("manager", "member", False, ("member", "reader")),
        ("manager", "lead", False, ORGANIZATION),
        ("advisor", "member", False, ()),
        ("member", "reader", False, ()),
        ("reader", "reader", False, ()),
    ],
)
def test_each_gives_the_roles_that_are_theirs_to_give(actor, before, in_centre, expected):
    assert tuple(sorted(roles_to_set(actor, before, in_centre=in_centre))) == expected


@pytest.mark.parametrize("after", ["advisor", "centre_reader", None])
def test_last_manager_stays_one(after):
    assert lost_head("manager", after, 0) == "last-manager"
    assert lost_head("manager", after, 1) is None


@pytest.mark.parametrize("after", ["member", "reader", None])
def test_last_lead_stays_one(after):
    assert lost_head("lead", after, 0) == "last-lead"
    assert lost_head("lead", after, 1) is None


@pytest.mark.parametrize("role", [role for role in Role if not is_head(role)])
def test_who_does_not_lead_may_always_go(role):
    assert lost_head(role, None, 0) is None


def test_head_keeps_the_head():
    assert lost_head("lead", "lead", 0) is None
    assert (head_of(in_centre=True), head_of(in_centre=False)) == (Role.MANAGER, Role.LEAD)


def test_reason_says_that_there_was_nobody_only_where_there_was_nobody():
    assert reasons(0) == (Gone.NOBODY,)
    assert Gone.NOBODY not in reasons(1)
    assert set(reasons(0)) | set(reasons(2)) == set(Gone)
