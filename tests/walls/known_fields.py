"""Every field that a view reads: the id of a thing, or words. `test_foreign_ids.py` notes what they read."""

from __future__ import annotations

# Which field of which form or address bears the id of a thing: the kind of the thing. `place` is a place in a list,
# `slug` an organization's. What else views read is in WORDS; `test_foreign_ids.py` notes what they read.
IDS_IN: dict[str, dict[str, str]] = {
    "GET faq.edit_entry": {"about": "slug"},
    "GET faq.preview": {"about": "slug"},
    "GET questions.to_faq": {"message": "message"},
    "POST faq.add_entry": {"about": "slug"},
    "POST faq.publish_draft": {"about": "slug"},
    "POST faq.save_entry": {"about": "slug"},
    "GET home.add_organization": {"added": "slug"},
    "POST home.change_record": {"advisor": "membership", "revision": "event"},
    "GET home.merge": {"with": "slug"},
    "POST home.merge_these": {"other": "slug"},
    "POST home.invite_these": {"organization": "slug"},
    "GET home.organizations": {"advisor": "membership", "after": "place", "before": "place", "only": "slug"},
    "GET home.new_view": {"advisor": "membership", "after": "place", "before": "place", "only": "slug"},
    "POST home.keep_view": {
        "advisor": "membership", "after": "place", "before": "place", "only": "slug", "view": "view",
    },
    "POST home.bulk": {
        "advisor": "membership", "after": "place", "before": "place",
        "only": "slug", "page": "slug", "to": "membership",
    },
    "POST home.do_bulk": {
        "advisor": "membership", "after": "place", "before": "place",
        "only": "slug", "page": "slug", "to": "membership",
    },
    "POST home.undo_bulk": {"advisor": "membership", "after": "place", "before": "place", "only": "slug"},
    "POST home.reassign_these": {"only": "slug", "to": "membership"},
    "POST home.end_place": {"questions_to": "membership", "to": "membership"},
    "GET reports.holding_back": {"after": "place"},
    "GET reports.live_addresses": {"advisor": "membership", "only": "slug"},
    "POST reports.open_live": {"advisor": "membership", "only": "slug"},
    "GET reports.movement": {"advisor": "membership", "only": "slug"},
    "GET reports.movement_csv": {"advisor": "membership", "only": "slug"},
    "GET reports.movement_pdf": {"advisor": "membership", "only": "slug"},
    "GET home.centre_access": {"after": "event", "person": "membership"},
    "GET home.access_csv": {"advisor": "membership", "after": "event", "only": "slug", "person": "membership"},
    "GET home.organization_access": {"after": "event"},
    "GET progress.history": {"before": "event"},
    "POST progress.reword_note": {"text": "event"},
    "POST progress.choose_network": {"hesitation": "hesitation"},
    "POST progress.set_state": {"hesitation": "hesitation"},
    "POST progress.set_plan": {"responsible": "membership"},
    "POST hesitations.undo": {"event": "hesitation event"},
    "POST progress.undo": {"before": "event", "event": "event"},
    "GET questions.inbox": {"after": "place", "assigned": "membership", "organization": "slug"},
    "POST questions.assign_these": {
        "after": "place", "assigned": "membership", "organization": "slug",
        "question": "question", "take": "question", "to": "membership",
    },
    "POST questions.assign_this": {"to": "membership"},
    "GET questions.thread": {"saved": "saved"},
    "GET questions.ask": {"hesitation": "hesitation"},
    "POST questions.ask_this": {"hesitation": "hesitation"},
    "POST questions.say_this": {"seen": "message"},
    "GET support.together": {"only": "slug"},
    "POST support.log_together": {"offered": "slug", "only": "slug"},
    "GET progress.sheet_keying": {"keyed": "event"},
    "POST progress.key_sheet": {"said_by": "membership"},
    "GET people.new_lead": {"ends": "membership"},
    "POST people.name_lead": {"ends": "membership", "lead": "membership"},
    **{
        f"GET reports.{name}": {"advisor": "membership", "only": "slug"}
        for name in (
            *("organizations_csv", "tasks_csv", "hesitations_csv", "events_csv", "holding_back_csv", "support_csv"),
            *("people_csv", "xlsx", "index"),
        )
    },
}  # fmt: skip
# Whose address holds the number of a thing, besides a centre, an organization, a task, a hesitation or a token.
IDS_IN_ADDRESS = frozenset(
    f"{way} {area}.{name}"
    for way, area, names in (
        ("GET", "home", "preview_undo open_view bulk_done reassign leaving"),
        ("GET", "jobs", "one file"),
        ("POST", "jobs", "cancel again"),
        ("POST", "reports", "close_live keep_live"),
        ("POST", "home", "undo_import team_person_data organization_person_data"),
        ("POST", "home", "change_view remove_view restore_view undo_bulk reassign_these end_place"),
        ("GET", "people", "edit_incident organization_erase organization_invitation organization_member"),
        ("GET", "people", "team_erase team_invitation team_member team_second_step"),
        ("POST", "people", "save_incident end_device remove_passkey"),
        ("GET", "hesitations", "one"),
        ("POST", "hesitations", "say_outcome share decline settle reopen undo"),
        ("GET", "questions", "edit_saved_answer thread to_faq"),
        ("POST", "questions", "say_this settle_this reopen_this"),
        ("POST", "questions", "change_saved_answer remove_saved_answer restore_saved_answer"),
        ("POST", "questions", "assign_this write_team_note remove_team_note restore_team_note"),
        ("GET", "support", "edit"),
        ("POST", "support", "change remove restore"),
        ("GET", "progress", "edit_note"),
        ("POST", "progress", "reword_note remove_note"),
        ("POST", "people", "organization_erase_now organization_know organization_link organization_offer"),
        ("POST", "people", "organization_remove organization_renew organization_revoke organization_role"),
        ("POST", "people", "team_erase_now team_link team_offer team_remove team_renew team_reset_second_step"),
        ("POST", "people", "team_revoke team_role team_caseload"),
    )
    for name in names.split()
)
_WORDS = """
address again alone as_of assessment centre circumstances code commission_told_on confirm contact credential
csrf_token day delimiter digest drawn drawn_at email file happened_from happened_to happened_words header
hosting_place information is_serious kept_days kind known_on lang language list measures name named names
network next open password persons persons_told_on persons_words phone privacy_email privacy_person
public_notice q reason reference region request_key requires_second_factor review_on role same_name sector
shared sort stalled_after_days state status step tags task texts time_zone until v waiting was way description
hesitations username declined despite doing done keep not_applicable on reviewed sheet way
said_at settle settled since audience note show minutes
choose helped about title_fr title_en body_fr body_en
answer_en answer_fr also_said_en also_said_fr base category caution_en caution_fr checked_on not_it ours question_en
question_fr seen short_en short_fr then
entry outcome share words key has_public_pages
active_since silent_since tag organizations hesitation by columns whole
by changing columns deed mark n notes page part report which whole
sees back done_on due_on evidence given_on responsible_before responsible_name
"""
WORDS = frozenset(_WORDS.split())
# Names that are made: an organization's own, a column's, a field's.
MADE = ("email-", "take-", "column-", "source-")
