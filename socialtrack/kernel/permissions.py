"""Who may do what: the whole matrix in one table. The privacy page and the wall tests are made from it."""

from enum import StrEnum


class Role(StrEnum):
    """A membership's role. The first three belong to a centre, the last three to one organization."""

    MANAGER = "manager"
    ADVISOR = "advisor"
    CENTRE_READER = "centre_reader"
    LEAD = "lead"
    MEMBER = "member"
    READER = "reader"


CENTRE_ROLES = frozenset({Role.MANAGER, Role.ADVISOR, Role.CENTRE_READER})
ORGANIZATION_ROLES = frozenset({Role.LEAD, Role.MEMBER, Role.READER})


class Can(StrEnum):
    """What a view asks for. `VIEW_*` read; the others change something."""

    VIEW_CENTRE = "view-centre"
    EXPORT = "export"
    ADD_ORGANIZATION = "add-organization"
    IMPORT_ORGANIZATIONS = "import-organizations"
    LOAD_EXAMPLE = "load-example"
    EDIT_ORGANIZATION = "edit-organization"
    ARCHIVE_ORGANIZATION = "archive-organization"
    INVITE_TO_CENTRE = "invite-to-centre"
    INVITE_MANY = "invite-many"
    MANAGE_TEAM = "manage-team"
    ANSWER_PERSON = "answer-person"
    VIEW_ACCESS = "view-access"
    CHANGE_SETTINGS = "change-settings"
    KEEP_INCIDENTS = "keep-incidents"
    VIEW_LETTERS = "view-letters"
    ANSWER_QUESTION = "answer-question"
    EDIT_FAQ = "edit-faq"
    LOG_SUPPORT = "log-support"
    SAVE_VIEW = "save-view"
    OPEN_LIVE_ADDRESS = "open-live-address"
    VIEW_ORGANIZATION = "view-organization"
    TICK = "tick"
    CHOOSE_NETWORKS = "choose-networks"
    WRITE_NOTE = "write-note"
    WRITE_PRIVATE_NOTE = "write-private-note"
    READ_PRIVATE_NOTES = "read-private-notes"
    HESITATE = "hesitate"
    ASK = "ask"
    KEY_SHEET = "key-sheet"
    INVITE_TO_ORGANIZATION = "invite-to-organization"
    MANAGE_MEMBERS = "manage-members"
    NAME_LEAD = "name-lead"
    KNOW_MEMBER = "know-member"
    KEEP_OWN_PLACE = "keep-own-place"
    VIEW_ORGANIZATION_ACCESS = "view-organization-access"
    TAKE_ORGANIZATION_DATA = "take-organization-data"


_EVERYONE = CENTRE_ROLES | ORGANIZATION_ROLES
_WRITERS = frozenset({Role.MANAGER, Role.ADVISOR, Role.LEAD, Role.MEMBER})
_MANAGER = frozenset({Role.MANAGER})

GRANTS: dict[Can, frozenset[Role]] = {
    Can.VIEW_CENTRE: CENTRE_ROLES,
    Can.EXPORT: CENTRE_ROLES,
    Can.ADD_ORGANIZATION: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.IMPORT_ORGANIZATIONS: _MANAGER,
    Can.LOAD_EXAMPLE: _MANAGER,
    Can.EDIT_ORGANIZATION: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.ARCHIVE_ORGANIZATION: _MANAGER,
    Can.INVITE_TO_CENTRE: _MANAGER,
    Can.INVITE_MANY: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.MANAGE_TEAM: _MANAGER,
    Can.ANSWER_PERSON: _MANAGER,
    Can.VIEW_ACCESS: _MANAGER,
    Can.CHANGE_SETTINGS: _MANAGER,
    Can.KEEP_INCIDENTS: _MANAGER,
    Can.VIEW_LETTERS: _MANAGER,
    Can.ANSWER_QUESTION: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.EDIT_FAQ: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.LOG_SUPPORT: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.SAVE_VIEW: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.OPEN_LIVE_ADDRESS: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.VIEW_ORGANIZATION: _EVERYONE,
    Can.TICK: _WRITERS,
    Can.CHOOSE_NETWORKS: _WRITERS,
    Can.WRITE_NOTE: _WRITERS,
    Can.WRITE_PRIVATE_NOTE: frozenset({Role.LEAD, Role.MEMBER}),
    Can.READ_PRIVATE_NOTES: ORGANIZATION_ROLES,
    Can.HESITATE: _WRITERS,
    Can.ASK: _WRITERS,
    Can.KEY_SHEET: frozenset({Role.MANAGER, Role.ADVISOR}),
    Can.INVITE_TO_ORGANIZATION: frozenset({Role.MANAGER, Role.ADVISOR, Role.LEAD}),
    Can.MANAGE_MEMBERS: frozenset({Role.LEAD, Role.MANAGER}),
    Can.NAME_LEAD: _MANAGER,
    Can.KNOW_MEMBER: ORGANIZATION_ROLES,
    Can.KEEP_OWN_PLACE: _EVERYONE,
    Can.VIEW_ORGANIZATION_ACCESS: ORGANIZATION_ROLES | _MANAGER,
    Can.TAKE_ORGANIZATION_DATA: frozenset({Role.LEAD}),
}


def may(role: str, what: Can) -> bool:
    return role in GRANTS[what]
