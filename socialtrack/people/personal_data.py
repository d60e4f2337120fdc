"""What is held about persons, table by table: one list, from which the privacy page, the copy that a person takes, and
their erasure are made. Only values; `tests/people/test_statements.py` compares it with every table there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Points(StrEnum):
    """How a column says whose row it is."""

    PERSON = "person"  # a person's number
    MEMBERSHIP = "membership"  # the number of one of their places
    ADDRESS = "address"  # their address, in any spelling
    DIGEST = "digest"  # a digest of a centre and their address


class Fate(StrEnum):
    """What becomes of a row when its person is erased."""

    GOES = "goes"
    BLANKED = "blanked"  # the row stays, without the columns that `blanked` names
    IF_ASKED = "if-asked"  # the same, where the person asks for it
    STAYS = "stays"  # numbers, states and moments, which name nobody any more
    FADES = "fades"  # goes by itself, within a day


class About(StrEnum):
    """The lines of the privacy page, in their order."""

    ADDRESS = "address"
    NAME = "name"
    PLACE = "place"
    ORGANIZATION = "organization"
    INVITATION = "invitation"
    SESSION = "session"
    PROOF = "proof"
    GESTURE = "gesture"
    TEXT = "text"
    LETTER = "letter"
    ACCESS = "access"
    INCIDENT = "incident"
    ERASURE = "erasure"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Held:
    """One table. Each of its columns stands in `given`, `facts` or `kept_back`, but for the numbers of its place.

    `given` is copied out for the person; of `facts` the copy says only that they are there. `kept_back` says why not.
    """

    about: About
    whose: Mapping[str, Points]
    fate: Fate
    given: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    kept_back: Mapping[str, str] = field(default_factory=dict)
    blanked: tuple[str, ...] = ()
    also: Mapping[str, About] = field(default_factory=dict)
    """Columns that stand on another line of the privacy page than their table."""


# Where a row stands, in every table: the copy says it in words (the centre, the organization).
PLACES = frozenset({"id", "centre_id", "organization_id"})

_TOKEN = "opens nothing any more, and means nothing to anyone"  # noqa: S105
_NUMBER = "a number that means something here alone"
_FOLDED = "the same address, as it is compared"
_OTHERS = "may speak of somebody else"
_ORGANIZATIONS = "says something of an organization, not of a person"
_CENTRES = "says something of a centre, not of a person"
_ABOUT_ORGANIZATION = dict.fromkeys(
    ("name", "reference", "region", "tags", "advisor_id", "sector", "language", "address"), _ORGANIZATIONS
)

HELD: Mapping[str, Held] = {
    "person": Held(
        About.ADDRESS,
        {"id": Points.PERSON},
        Fate.BLANKED,
        given=("email", "language", "created_at", "password_set_at", "erased_at"),
        facts=("password_hash",),
        kept_back={"email_key": _FOLDED},
        blanked=("email", "email_key", "password_hash", "password_set_at"),
        also={"password_hash": About.PROOF, "password_set_at": About.PROOF},
    ),
    "membership": Held(
        About.PLACE,
        {"person_id": Points.PERSON},
        Fate.BLANKED,
        given=("name", "is_named_to_centre", "role", "sees_caseload_only", "created_at", "ended_at"),
        kept_back={"person_id": _NUMBER, "invited_by": _OTHERS},
        blanked=("name",),
        also={"name": About.NAME, "is_named_to_centre": About.NAME},
    ),
    "invitation": Held(
        About.INVITATION,
        {"email_key": Points.ADDRESS},
        Fate.BLANKED,
        given=("email", "role", "language", "is_copied_link", "created_at", "expires_at", "accepted_at", "revoked_at"),
        kept_back={"email_key": _FOLDED, "token_hash": _TOKEN, "invited_by": _OTHERS},
        blanked=("email", "email_key"),
    ),
    "device": Held(
        About.SESSION,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=(
            *("created_at", "last_seen_at", "idle_until", "ends_at", "ended_at", "is_shared_computer", "browser"),
            *("entered_by", "is_waiting_for_factor", "factor_at"),
        ),
        kept_back={"person_id": _NUMBER, "token_hash": _TOKEN},
    ),
    "sign_in_link": Held(
        About.SESSION,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=("created_at", "expires_at", "used_at", "is_copied_link"),
        kept_back={"person_id": _NUMBER, "token_hash": _TOKEN, "made_by": _OTHERS},
    ),
    "authenticator_app": Held(
        About.PROOF,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=("created_at", "confirmed_at"),
        facts=("sealed_secret",),
        kept_back={"person_id": _NUMBER, "last_step": _NUMBER},
    ),
    "recovery_code": Held(
        About.PROOF,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=("made_at", "used_at"),
        facts=("code_hash",),
        kept_back={"person_id": _NUMBER},
    ),
    "passkey": Held(
        About.PROOF,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=("name", "created_at", "last_used_at", "sign_count"),
        facts=("credential_id", "public_key"),
        kept_back={"person_id": _NUMBER},
    ),
    "challenge": Held(
        About.PROOF,
        {"person_id": Points.PERSON},
        Fate.GOES,
        given=("purpose", "expires_at"),
        kept_back={"person_id": _NUMBER, "token_hash": _TOKEN, "challenge": _TOKEN},
    ),
    "throttle": Held(
        About.SESSION,
        {},
        Fate.FADES,
        kept_back={
            "key_hash": "a digest, which nobody can read back",
            "tries": "counted for an hour at most",
            "since": "counted for an hour at most",
        },
    ),
    "shut_room": Held(
        About.ACCESS,
        {"membership_id": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("reason", "shut_at", "opened_at"),
        kept_back={"membership_id": _NUMBER, "device_id": _NUMBER, "opened_by": _OTHERS},
    ),
    "event": Held(
        About.GESTURE,
        {"membership_id": Points.MEMBERSHIP},
        Fate.STAYS,
        given=(
            *("kind", "happened_at", "recorded_at", "task_key", "network", "before", "after"),
            *("value_before", "value_after", "actor_role", "on_behalf", "channel"),
        ),
        kept_back={"membership_id": _NUMBER, "undoes_id": _NUMBER},
    ),
    "task_state": Held(
        About.GESTURE,
        {"done_by": Points.MEMBERSHIP, "entered_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("task_key", "state", "review_on", "done_at", "confirmed_on", "changed_at"),
        kept_back=dict.fromkeys(
            ("reason_id", "evidence_id", "done_by", "entered_by", "changed_by", "event_id"), _NUMBER
        ),
    ),
    "text_revision": Held(
        About.TEXT,
        {"written_by": Points.MEMBERSHIP},
        Fate.IF_ASKED,
        given=("audience", "body", "written_at", "blanked_at"),
        kept_back={"written_by": _NUMBER},
        blanked=("body",),
    ),
    "task_plan": Held(
        About.GESTURE,
        {"responsible_id": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("task_key", "due_on", "changed_at"),
        kept_back=dict.fromkeys(("responsible_id", "responsible_text_id", "changed_by", "event_id"), _NUMBER),
    ),
    "note": Held(
        About.GESTURE,
        {"written_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("task_key", "audience", "written_at", "changed_at", "removed_at"),
        kept_back=dict.fromkeys(("text_id", "written_by", "changed_by", "event_id"), _NUMBER),
    ),
    "hesitation": Held(
        About.GESTURE,
        {"opened_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=(
            *("task_key", "network", "step", "faq_key", "state", "review_on", "opened_at", "changed_at"),
            "closed_on",
        ),
        kept_back=dict.fromkeys(("words_id", "reason_id", "opened_by", "changed_by", "event_id"), _NUMBER),
    ),
    "question": Held(
        About.GESTURE,
        {"asked_by": Points.MEMBERSHIP, "assigned_to": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("task_key", "network", "step", "state", "asked_at", "waiting_since", "last_at", "settled_at"),
        kept_back=dict.fromkeys(("hesitation_id", "asked_by", "assigned_to", "event_id"), _NUMBER),
    ),
    "question_message": Held(
        About.GESTURE,
        {"written_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("side", "written_at"),
        kept_back=dict.fromkeys(("question_id", "text_id", "written_by", "event_id"), _NUMBER),
    ),
    "team_note": Held(
        About.GESTURE,
        {"written_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("written_at", "removed_at"),
        kept_back=dict.fromkeys(("question_id", "text_id", "written_by"), _NUMBER),
    ),
    "support": Held(
        About.GESTURE,
        {"logged_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("kind", "given_on", "minutes", "logged_at", "changed_at", "removed_at"),
        kept_back=dict.fromkeys(("note_id", "logged_by", "changed_by", "event_id"), _NUMBER),
    ),
    "saved_view": Held(
        About.GESTURE,
        {"made_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("made_at", "changed_at", "removed_at"),
        kept_back={
            **dict.fromkeys(("made_by", "changed_by"), _NUMBER),
            **dict.fromkeys(("name", "name_key", "parameters"), _CENTRES),
        },
    ),
    "live_address": Held(
        About.GESTURE,
        {"made_by": Points.MEMBERSHIP, "kept_by": Points.MEMBERSHIP, "revoked_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("report", "has_names", "made_at", "last_used_at", "uses", "revoked_at"),
        kept_back={
            "token_hash": _TOKEN,
            **dict.fromkeys(("made_by", "kept_by", "revoked_by"), _NUMBER),
            **dict.fromkeys(("name", "parameters"), _CENTRES),
            **dict.fromkeys(("window_since", "window_uses"), "counted for a minute at most"),
        },
    ),
    "job": Held(
        About.GESTURE,
        {"made_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("kind", "state", "made_at", "started_at", "ended_at"),
        kept_back={
            "made_by": _NUMBER,
            **dict.fromkeys(("parameters", "done", "total", "problem", "result", "file_name", "beat_at"), _CENTRES),
        },
    ),
    "saved_answer": Held(
        About.GESTURE,
        {"written_by": Points.MEMBERSHIP, "changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("changed_at", "removed_at"),
        kept_back={
            **dict.fromkeys(("written_by", "changed_by"), _NUMBER),
            **dict.fromkeys(("title", "body"), _CENTRES),
        },
    ),
    "faq_entry": Held(
        About.GESTURE,
        {"changed_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("key", "state", "changed_at"),
        kept_back=dict.fromkeys(("text_id", "draft_id", "shipped_digest", "changed_by", "event_id"), _NUMBER),
    ),
    "faq_text": Held(
        About.GESTURE,
        {"written_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("key", "written_at"),
        kept_back={
            "written_by": _NUMBER,
            **dict.fromkeys(
                (
                    *("category", "question", "short", "answer", "also_said", "caution", "actions", "sources"),
                    "checked_on",
                ),
                _CENTRES,
            ),
        },
    ),
    "letter": Held(
        About.LETTER,
        {"to_address": Points.ADDRESS},
        Fate.GOES,
        given=(
            *("kind", "language", "to_address", "subject", "written_at", "next_try_at", "tries", "sent_at"),
            "last_error",
        ),
        kept_back=dict.fromkeys(("text", "html"), "was sent to them, and is blanked then; it may hold a one-time link"),
    ),
    "mail_refusal": Held(
        About.LETTER,
        {"address_hash": Points.DIGEST},
        Fate.GOES,
        given=("asked_at",),
        facts=("address_hash",),
    ),
    "access_event": Held(
        About.ACCESS,
        {"membership_id": Points.MEMBERSHIP, "about_id": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("kind", "happened_at", "actor_role", "before", "after", "channel"),
        kept_back={"membership_id": _NUMBER, "about_id": _NUMBER},
    ),
    "organization": Held(
        About.ORGANIZATION,
        {"email": Points.ADDRESS},
        Fate.BLANKED,
        given=("contact", "email", "phone"),
        kept_back={
            **_ABOUT_ORGANIZATION,
            **dict.fromkeys(
                ("slug", "name_key", "is_example", "created_at", "archived_at", "removed_at"), _ORGANIZATIONS
            ),
        },
        blanked=("contact", "email", "phone"),
    ),
    "organization_revision": Held(
        About.ORGANIZATION,
        {"email": Points.ADDRESS},
        Fate.BLANKED,
        given=("contact", "email", "phone", "recorded_at"),
        kept_back=_ABOUT_ORGANIZATION,
        blanked=("contact", "email", "phone"),
    ),
    "centre": Held(
        About.CARE,
        {"privacy_email": Points.ADDRESS},
        Fate.BLANKED,
        given=("privacy_person", "privacy_email"),
        kept_back=dict.fromkeys(
            (
                *("slug", "name", "language", "time_zone", "stalled_after_days", "path_version", "created_at"),
                *("hosting_place", "kept_days", "requires_second_factor", "has_public_pages"),
            ),
            _CENTRES,
        ),
        blanked=("privacy_person", "privacy_email"),
    ),
    "incident": Held(
        About.INCIDENT,
        {"written_by": Points.MEMBERSHIP},
        Fate.STAYS,
        given=("written_at", "changed_at"),
        kept_back={
            "written_by": _NUMBER,
            **dict.fromkeys(
                (
                    *("information", "circumstances", "happened_from", "happened_to", "happened_words", "known_on"),
                    *("persons", "persons_words", "is_serious", "assessment", "commission_told_on"),
                    *("persons_told_on", "public_notice", "measures"),
                ),
                "the centre's register, which the law keeps five years and which may speak of others",
            ),
        },
    ),
    "erasure": Held(
        About.ERASURE,
        {"person_id": Points.PERSON},
        Fate.STAYS,
        given=("with_texts", "asked_by", "erased_at"),
        kept_back={"person_id": _NUMBER},
    ),
}

# Tables that say nothing of anyone, and why.
NOTHING_PERSONAL: Mapping[str, str] = {
    "installation": "whether the first-run page is still open",
    "centre_revision": "what a centre was called",
    "centre_totals": "figures of a centre",
    "centre_day_count": "figures of a centre",
    "centre_day_movement": "figures of a centre",
    "organization_tag": "how a centre sorts its organizations",
    "organization_summary": "figures of an organization",
    "baseline": "figures of an organization, as it joined",
    "told_state": "where an organization stood after an event: the ids and states that its events hold",
    "organization_merge": "two organizations that were the same",
    "network_choice": "what an organization decided; who said so stands in the events",
    "path_version": "the guide",
    "step": "the guide",
    "task": "the guide",
    "task_text": "the guide",
    "release": "the guide",
    "faq_vote": "how many an answer helped on a day: nobody is named",
    "receipt": "a digest of a gesture that was answered, without a name or a word of it",
}


def columns_of(about: About) -> list[str]:
    """What one line of the privacy page stands for, as `table.column`."""
    return [
        f"{table}.{column}"
        for table, held in HELD.items()
        for column in (*held.given, *held.facts)
        if held.also.get(column, held.about) is about
    ]
