"""Who may change a note, and under which name the journal tells of it."""

import pytest

from socialtrack.journal.rules import ACTIVITY, is_private
from socialtrack.kernel.permissions import Role
from socialtrack.notes.rules import KINDS, Audience, Done, kind_of, may_change, writes_in

ME, ANOTHER = 7, 8


@pytest.mark.parametrize(
    ("role", "mine", "of_a_member", "of_the_team"),
    [
        (Role.LEAD, True, True, True),
        (Role.MEMBER, True, False, False),
        (Role.READER, False, False, False),
        (Role.MANAGER, True, False, True),
        (Role.ADVISOR, True, False, True),
        (Role.CENTRE_READER, False, False, False),
    ],
)
def test_who_changes_a_note(role, mine, of_a_member, of_the_team):
    staff = role in (Role.MANAGER, Role.ADVISOR, Role.CENTRE_READER)

    assert may_change(role, ME, written_by=ME, by_staff=staff) is mine
    assert may_change(role, ME, written_by=ANOTHER, by_staff=False) is of_a_member
    assert may_change(role, ME, written_by=ANOTHER, by_staff=True) is of_the_team


def test_team_writes_nothing_private():
    assert [role for role in Role if writes_in(role, Audience.ORGANIZATION)] == [Role.LEAD, Role.MEMBER]
    assert [role for role in Role if writes_in(role, Audience.CENTRE)] == [
        *(Role.MANAGER, Role.ADVISOR, Role.LEAD, Role.MEMBER)
    ]


def test_each_kind_is_activity_and_says_whether_it_is_private():
    assert KINDS <= ACTIVITY
    assert all(is_private(kind_of(Audience.ORGANIZATION, done)) for done in Done)
    assert not any(is_private(kind_of(Audience.CENTRE, done)) for done in Done)
