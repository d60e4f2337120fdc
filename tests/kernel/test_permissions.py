"""The whole matrix, said once more in another form: whoever changes a right changes both, knowingly."""

from socialtrack.kernel.permissions import CENTRE_ROLES, GRANTS, ORGANIZATION_ROLES, Can, Role, may

MATRIX = """
                          manager advisor centre_reader lead member reader
view-centre               x       x       x             .    .      .
export                    x       x       x             .    .      .
add-organization          x       x       .             .    .      .
import-organizations      x       .       .             .    .      .
load-example              x       .       .             .    .      .
edit-organization         x       x       .             .    .      .
archive-organization      x       .       .             .    .      .
invite-to-centre          x       .       .             .    .      .
invite-many               x       x       .             .    .      .
manage-team               x       .       .             .    .      .
answer-person             x       .       .             .    .      .
view-access               x       .       .             .    .      .
change-settings           x       .       .             .    .      .
keep-incidents            x       .       .             .    .      .
view-letters              x       .       .             .    .      .
answer-question           x       x       .             .    .      .
edit-faq                  x       x       .             .    .      .
log-support               x       x       .             .    .      .
save-view                 x       x       .             .    .      .
open-live-address         x       x       .             .    .      .
view-organization         x       x       x             x    x      x
tick                      x       x       .             x    x      .
choose-networks           x       x       .             x    x      .
write-note                x       x       .             x    x      .
write-private-note        .       .       .             x    x      .
read-private-notes        .       .       .             x    x      x
hesitate                  x       x       .             x    x      .
ask                       x       x       .             x    x      .
key-sheet                 x       x       .             .    .      .
invite-to-organization    x       x       .             x    .      .
manage-members            x       .       .             x    .      .
name-lead                 x       .       .             .    .      .
know-member               .       .       .             x    x      x
keep-own-place            x       x       x             x    x      x
view-organization-access  x       .       .             x    x      x
take-organization-data    .       .       .             x    .      .
"""


def test_matrix_is_the_one_that_was_agreed():
    head, *lines = MATRIX.strip().splitlines()
    agreed = {line.split()[0]: line.split()[1:] for line in lines}

    found = {can.value: ["x" if may(role, can) else "." for role in head.split()] for can in Can}

    assert found == agreed


def test_each_permission_is_granted_to_somebody_and_known():
    assert set(GRANTS) == set(Can)
    assert all(GRANTS.values())


def test_each_role_belongs_to_a_centre_or_to_an_organization():
    assert set(Role) == CENTRE_ROLES | ORGANIZATION_ROLES
    assert not CENTRE_ROLES & ORGANIZATION_ROLES


def test_readers_change_nothing():
    reading = {
        *(Can.VIEW_CENTRE, Can.EXPORT, Can.VIEW_ORGANIZATION, Can.VIEW_ORGANIZATION_ACCESS),
        Can.READ_PRIVATE_NOTES,
    }
    of_people = {Can.KEEP_OWN_PLACE, Can.KNOW_MEMBER}  # one's own name, and whom one knows
    for role in (Role.CENTRE_READER, Role.READER):
        assert {can for can in Can if may(role, can)} <= reading | of_people


def test_unknown_role_may_nothing():
    assert not [can for can in Can if may("host", can) or may("", can)]
