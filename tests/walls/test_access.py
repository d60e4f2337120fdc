"""Everyone at every address: what the permission table says is what the app does, and nothing shows through."""

from __future__ import annotations

import io
import re
import secrets
import zipfile

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from pypdf import PdfReader
from werkzeug.test import TestResponse

from socialtrack.kernel.permissions import GRANTS, Can
from socialtrack.reports.rules import FileFormat
from socialtrack.reports.views import MEDIA_TYPES
from tests.walls.atlas import VISITS, Spot, Visit
from tests.walls.witness import Witness
from tests.walls.world import CANARIES, READS, World, at, role_at

SCRIPT = {"HX-Request": "true", "HX-Request-Type": "partial"}


def _token(client: FlaskClient) -> str:
    """A token as each form of this client's pages has one."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", secrets.token_hex(20))
    signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
    return str(signer.dumps(raw))


def _go(client: FlaskClient, visit: Visit, spot: Spot, n: int, *, htmx: bool, token: str = "") -> TestResponse:
    app = client.application
    form = {"csrf_token": token, **visit.send(spot, n)} if visit.method == "POST" else None
    return client.open(
        visit.address(app, spot), method=visit.method, data=form, headers=SCRIPT if htmx else {}, buffered=True
    )


def _words(answer: TestResponse) -> str:
    """All that an answer says, also what stands in a compressed folder, a workbook or a PDF."""
    if answer.mimetype == "application/pdf":
        return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.data)).pages)
    if answer.mimetype not in ("application/zip", MEDIA_TYPES[FileFormat.XLSX]):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return "".join(file.read(name).decode() for name in file.namelist())


def _scrubbed(answer: TestResponse, spot: Spot) -> tuple:
    """What an outsider can compare: all but the tokens, and the address itself, with the numbers in it."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    headers = {name: value for name, value in answer.headers if name not in ("Set-Cookie", "Content-Length")}
    for word in (spot.centre, spot.organization, *(f"/{number}" for number in spot.ids.values())):
        text = re.sub(rf"{re.escape(word)}(?![0-9])", "…", text)
        headers = {name: re.sub(rf"{re.escape(word)}(?![0-9])", "…", value) for name, value in headers.items()}
    return answer.status_code, text, sorted(headers.items())


def test_every_view_is_in_the_atlas(app):
    known = {(visit.endpoint, visit.method) for visit in VISITS}
    served = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert served - known == set(), "say in tests/walls/atlas.py how to visit these"
    assert known - served == set(), "these are no longer served"


# What each view asks for, agreed upon apart from the views: whoever opens one wider does it knowingly.
AGREED = {
    "save-view": {
        "home.new_view",
        "home.keep_view",
        "home.change_view",
        "home.remove_view",
        "home.restore_view",
    },
    "log-support": {
        "support.change",
        "support.edit",
        "support.log",
        "support.log_together",
        "support.remove",
        "support.restore",
        "support.together",
    },
    "edit-faq": {
        "faq.add_entry",
        "faq.bring_back",
        "faq.compare",
        "faq.discard",
        "faq.edit_entry",
        "faq.editor",
        "faq.keep",
        "faq.new_entry",
        "faq.preview",
        "faq.publish_draft",
        "faq.retire",
        "faq.save_entry",
        "faq.take",
        "questions.to_faq",
    },
    "ask": {
        "questions.ask",
        "questions.ask_this",
        "questions.reopen_this",
        "questions.say_this",
        "questions.settle_this",
    },
    "write-note": {
        "progress.edit_note",
        "progress.remove_note",
        "progress.reword_note",
        "progress.write_note",
    },
    "take-organization-data": {
        "home.our_data",
        "home.take_our_data",
    },
    "answer-person": {
        "home.organization_person_data",
        "home.team_person_data",
        "people.organization_erase",
        "people.organization_erase_now",
        "people.team_erase",
        "people.team_erase_now",
    },
    "add-organization": {
        "home.add_organization",
        "home.add_this_organization",
    },
    "archive-organization": {
        "home.archive_organization",
        "home.archives",
        "home.merge",
        "home.merge_these",
        "home.restore_organization",
    },
    "edit-organization": {
        "home.bulk",
        "home.do_bulk",
        "home.bulk_done",
        "home.left_bulk",
        "home.undo_bulk",
        "home.change_record",
        "home.pause_organization",
        "home.resume_organization",
    },
    "change-settings": {
        "home.save_settings",
        "home.settings",
    },
    "choose-networks": {
        "progress.choose_network",
    },
    "export": {
        "reports.events_csv",
        "reports.hesitations_csv",
        "reports.holding_back_csv",
        "reports.index",
        "reports.movement_csv",
        "reports.movement_pdf",
        "reports.organizations_csv",
        "reports.people_csv",
        "reports.support_csv",
        "reports.tasks_csv",
        "reports.xlsx",
    },
    "import-organizations": {
        "home.confirm_import",
        "home.import_organizations",
        "home.imports",
        "home.match_columns",
        "home.preview_import",
        "home.preview_undo",
        "home.refused_lines",
        "home.undo_import",
    },
    "invite-to-centre": {
        "people.team",
        "people.team_invitation",
        "people.team_invite",
        "people.team_link",
        "people.team_offer",
        "people.team_renew",
        "people.team_revoke",
    },
    "invite-to-organization": {
        "people.organization_invitation",
        "people.organization_invite",
        "people.organization_link",
        "people.organization_offer",
        "people.organization_renew",
        "people.organization_revoke",
    },
    "hesitate": {
        "faq.organization_vote",
        "hesitations.decline",
        "hesitations.hesitate",
        "hesitations.open_this",
        "hesitations.reopen",
        "hesitations.say_outcome",
        "hesitations.settle",
        "hesitations.share",
        "hesitations.undo",
    },
    "key-sheet": {
        "progress.key_sheet",
        "progress.sheet_keying",
    },
    "keep-incidents": {
        "people.edit_incident",
        "people.incidents",
        "people.incidents_csv",
        "people.new_incident",
        "people.save_incident",
        "people.write_incident",
    },
    "keep-own-place": {
        "people.organization_keep",
        "people.organization_leave",
        "people.organization_place",
        "people.team_keep",
        "people.team_leave",
        "people.team_place",
    },
    "know-member": {
        "people.organization_know",
    },
    "load-example": {
        "home.load_example",
        "home.remove_example",
    },
    "manage-members": {
        "people.organization_member",
        "people.organization_remove",
        "people.organization_role",
    },
    "manage-team": {
        "home.reassign",
        "home.reassign_these",
        "home.leaving",
        "home.end_place",
        "reports.keep_live",
        "people.team_caseload",
        "people.team_member",
        "people.team_remove",
        "people.team_reset_second_step",
        "people.team_role",
        "people.team_second_step",
    },
    "name-lead": {
        "people.name_lead",
        "people.new_lead",
    },
    "public": {
        "reports.live",
        "faq.entry",
        "faq.index",
        "faq.leaflet",
        "faq.vote",
        "favicon",
        "guide.guide",
        "home.one_click",
        "home.one_click_page",
        "home.stop_letters",
        "home.stop_page",
        "home.welcome",
        "ops.healthz",
        "ops.readyz",
        "ops.robots",
        "people.accept_invitation",
        "people.accessibility",
        "people.ask_for_invitation",
        "people.ask_for_link",
        "people.ask_for_passkey",
        "people.enter_with_passkey",
        "people.choose_language",
        "people.demo",
        "people.enter_demo",
        "people.invitation",
        "people.open_link",
        "people.privacy",
        "people.sign_in",
        "people.second_step",
        "people.sign_out",
        "people.take_second_step",
        "people.use_link",
        "setup.no_link",
        "setup.set_up",
        "setup.setup",
        "static",
    },
    "signed-in": {
        "home.my_data",
        "home.take_my_data",
        "people.account",
        "people.ask_to_register_passkey",
        "people.begin_second_step",
        "people.confirm",
        "people.confirm_by_link",
        "people.confirm_by_password",
        "people.confirm_second_step",
        "people.devices",
        "people.end_all_devices",
        "people.end_device",
        "people.end_other_devices",
        "people.erase_me",
        "people.erase_me_now",
        "people.own_second_step",
        "people.passkeys",
        "people.password",
        "people.places",
        "people.register_passkey",
        "people.remove_passkey",
        "people.remove_password",
        "people.remove_second_step",
        "people.renew_backup_codes",
        "people.set_password",
    },
    "invite-many": {
        "home.bulk_invite",
        "home.invite_these",
    },
    "view-letters": {
        "home.letters",
        "home.send_again",
    },
    "tick": {
        "progress.start",
        "progress.say_start",
        "progress.set_evidence",
        "progress.set_plan",
        "progress.set_state",
        "progress.undo",
    },
    "view-access": {
        "home.access_csv",
        "home.centre_access",
    },
    "answer-question": {
        "questions.assign_these",
        "questions.assign_this",
        "questions.change_saved_answer",
        "questions.edit_saved_answer",
        "questions.keep_saved_answer",
        "questions.new_saved_answer",
        "questions.remove_saved_answer",
        "questions.remove_team_note",
        "questions.restore_saved_answer",
        "questions.restore_team_note",
        "questions.saved_answers",
        "questions.write_team_note",
    },
    "open-live-address": {
        "reports.close_live",
        "reports.live_addresses",
        "reports.open_live",
    },
    "view-centre": {
        "home.views",
        "home.open_view",
        "home.overview",
        "support.one",
        "jobs.again",
        "jobs.cancel",
        "jobs.file",
        "jobs.one",
        "questions.inbox",
        "home.board",
        "home.organizations",
        "home.record",
        "reports.holding_back",
        "reports.movement",
    },
    "view-organization": {
        "questions.index",
        "questions.thread",
        "hesitations.index",
        "hesitations.one",
        "faq.organization_entry",
        "faq.organization_index",
        "faq.organization_leaflet",
        "people.organization_people",
        "people.what_the_centre_sees",
        "progress.history",
        "progress.networks",
        "progress.certificate",
        "progress.changes",
        "progress.more",
        "progress.path",
        "progress.sheet",
        "progress.task",
    },
    "where-open": {
        "faq.centre_entry",
        "faq.centre_index",
        "faq.centre_leaflet",
        "faq.centre_vote",
        "guide.centre_guide",
    },
    "view-organization-access": {
        "home.organization_access",
    },
}


# Called by other programs, without a form of ours: the address itself is the secret, and the gesture can be taken back.
FROM_ELSEWHERE = {"home.one_click"}


def test_only_what_was_agreed_takes_no_token(app):
    exempt = {rule.endpoint for rule in app.url_map.iter_rules() if _is_from_elsewhere(app, rule.endpoint)}

    assert exempt == FROM_ELSEWHERE


def _is_from_elsewhere(app, endpoint):
    return getattr(app.view_functions[endpoint], "is_from_elsewhere", False)


def test_each_view_asks_for_what_was_agreed(app):
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(str(app.view_functions[rule.endpoint].access), set()).add(rule.endpoint)

    assert found == AGREED


# Whoever may take a report may stop preparing it: their own work, which changes nothing of the centre's.
OWN_WORK = {"jobs.cancel", "jobs.again"}


def test_what_only_reads_opens_no_gesture(app):
    for visit in VISITS:
        if visit.method == "POST" and visit.endpoint not in OWN_WORK:
            assert app.view_functions[visit.endpoint].access not in (Can.VIEW_CENTRE, Can.VIEW_ORGANIZATION, Can.EXPORT)


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_everyone_everywhere_gets_what_the_table_says(world, clients, visit, request, record_property):
    """Refusals first, all together: not a row may change. Then those who may, so that the table is not too narrow.

    Each place refuses each of them by a link or to a script, in turns; with `--whole` both.
    """
    app, whole = world.cast.app, request.config.getoption("--whole")
    access = app.view_functions[visit.endpoint].access
    tokens = {who: _token(client) for who, client in clients.items()} if visit.method == "POST" else {}
    places = list(world.spots) if visit.is_in(app, "centre") else ["here"]
    allowed, n = [], 0
    witness = Witness(world)
    before = witness.rows()
    for m, (who, client) in enumerate(clients.items()):
        for k, place in enumerate(places):
            spot = at(visit, world.spot(place), app)
            expected = _expected(visit, access, world, who, spot)
            if expected is None:
                allowed.append((who, place))
                continue
            for htmx in (False, True) if whole or len(places) == 1 else (bool((m + k) % 2),):
                answer = _go(client, visit, spot, n := n + 1, htmx=htmx, token=tokens.get(who, ""))
                where = f"{who} at {answer.request.path} ({place}, htmx: {htmx})"
                if expected == 401:
                    assert answer.status_code == (401 if htmx else 303), where
                    assert answer.headers["HX-Redirect" if htmx else "Location"].startswith("/sign-in"), where
                    assert not answer.data or not htmx, where
                else:
                    assert answer.status_code == expected, where
                words = _words(answer)
                assert [canary for canary in CANARIES.values() if canary in words] == [], where
    assert witness.rows() == before

    for who, place in allowed:
        spot, n, token = at(visit, world.spot(place), app), n + 1, tokens.get(who, "")
        answer = _go(clients[who], visit, spot, n, htmx=False, token=token)
        assert answer.status_code in visit.answers, f"{who} at {answer.request.path} ({place}): {answer.status}"
        words = _words(answer)
        told = [room for room, canary in CANARIES.items() if canary in words and who not in READS[room]]
        assert told == [], f"{who} reads of it at {answer.request.path}"
    record_property("visits", n)
    assert allowed, "nobody at all may go there"


def _expected(visit: Visit, access: object, world: World, who: str | None, spot: Spot) -> int | None:
    """The status of the refusal, or None if they may."""
    if access == "public":
        return None
    if who is None:
        return 401
    if access == "signed-in":
        return None
    role = role_at(world.cast[who], spot, world, in_room=visit.is_in(world.cast.app, "organization"))
    if role is None:
        return 404
    if access == "where-open":  # no centre of the world opened its public pages: tests/faq/test_places.py
        return None
    assert isinstance(access, Can)
    return None if role in GRANTS[access] and role not in visit.refuses else 403
