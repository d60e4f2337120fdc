"""Where a question stands, and who waits for whom. Only Python."""

from enum import StrEnum


class QuestionState(StrEnum):
    """`open` waits for the centre, `answered` for the organization, `settled` for nobody."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


class Side(StrEnum):
    """Who wrote, or did something: the organization's people, or those of its centre."""

    ORGANIZATION = "organization"
    CENTRE = "centre"


class QuestionKind(StrEnum):
    """The kinds of its events. Only what the organization says is its activity (`journal.rules.ACTIVITY`)."""

    ASKED = "question-asked"
    SAID = "question-said"
    SETTLED = "question-settled"
    REOPENED = "question-reopened"
    ANSWERED = "question-answered"
    SETTLED_BY_CENTRE = "question-settled-by-centre"
    REOPENED_BY_CENTRE = "question-reopened-by-centre"
    ASSIGNED = "question-assigned"


TEAM_NOTE_KINDS = frozenset({"team-note-written", "team-note-removed"})  # the centre's own: of no organization
