"""Everyone at every address: what the permission table says is what the app does, and nothing shows through."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from socialtrack.kernel.permissions import GRANTS, Can, Role, may
from tests.walls.atlas import CANARIES, READS, VISITS, Spot, Visit, World, at, contents, role_at

SCRIPT = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def clients(cast) -> dict[str | None, FlaskClient]:
    return dict(zip((None, *(m.key for m in cast.everyone)), cast.clients_for(None, *cast.everyone), strict=True))


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
    """All that an answer says, also what stands in a compressed folder."""
    if answer.mimetype != "application/zip":
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
        "reports.organizations_csv",
        "reports.tasks_csv",
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
        "faq.entry",
        "faq.index",
        "favicon",
        "guide.guide",
        "home.one_click",
        "home.one_click_page",
        "home.stop_letters",
        "home.stop_page",
        "home.welcome",
        "ops.healthz",
        "ops.readyz",
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
    "view-centre": {
        "home.board",
        "home.organizations",
        "home.record",
    },
    "view-organization": {
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


def test_what_only_reads_opens_no_gesture(app):
    for visit in VISITS:
        if visit.method == "POST":
            assert app.view_functions[visit.endpoint].access not in (Can.VIEW_CENTRE, Can.VIEW_ORGANIZATION, Can.EXPORT)


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_everyone_everywhere_gets_what_the_table_says(world, clients, visit, record_property):
    """Refusals first, all together: not a row may change. Then those who may, so that the table is not too narrow."""
    app = world.cast.app
    access = app.view_functions[visit.endpoint].access
    tokens = {who: _token(client) for who, client in clients.items()} if visit.method == "POST" else {}
    places = list(world.spots) if visit.is_in(app, "centre") else ["here"]
    allowed, n = [], 0
    before = contents(app)
    for who, client in clients.items():
        for place in places:
            spot = at(visit, world.spot(place), app)
            expected = _expected(visit, access, world, who, spot)
            if expected is None:
                allowed.append((who, place))
                continue
            for htmx in (False, True):
                answer = _go(client, visit, spot, n := n + 1, htmx=htmx, token=tokens.get(who, ""))
                where = f"{who} at {answer.request.path} ({place}, htmx: {htmx})"
                if expected == 401:
                    assert answer.status_code == (401 if htmx else 303), where
                    assert answer.headers["HX-Redirect" if htmx else "Location"].startswith("/sign-in"), where
                    assert not answer.text or not htmx, where
                else:
                    assert answer.status_code == expected, where
                assert not any(canary in _words(answer) for canary in CANARIES.values()), where
    assert contents(app) == before

    for who, place in allowed:
        spot, n, token = at(visit, world.spot(place), app), n + 1, tokens.get(who, "")
        answer = _go(clients[who], visit, spot, n, htmx=False, token=token)
        assert answer.status_code in visit.answers, f"{who} at {answer.request.path} ({place}): {answer.status}"
        for room, canary in CANARIES.items():
            assert canary not in _words(answer) or who in READS[room], f"{who} reads of {room} at {answer.request.path}"
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
    assert isinstance(access, Can)
    role = role_at(world.cast[who], spot, world, in_room=visit.is_in(world.cast.app, "organization"))
    if role is None:
        return 404
    return None if role in GRANTS[access] and role not in visit.refuses else 403


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize(
    "visit", [v for v in VISITS if v.endpoint.split(".")[0] in ("home", "progress", "people", "reports")], ids=str
)
def test_foreign_thing_answers_like_one_that_does_not_exist(world, clients, visit):
    app = world.cast.app
    if not visit.is_in(app, "centre"):
        return
    pairs = [("abroad", "no such centre")]
    if visit.is_in(app, "organization"):
        pairs.append(("next door", "no such room"))
    for who, (foreign, missing) in ((w, p) for w in ("bruno", "denis", "nadia", None) for p in pairs):
        token = _token(clients[who]) if visit.method == "POST" else ""
        for htmx in (False, True):
            answers = [
                _scrubbed(_go(clients[who], visit, at(visit, spot, app), 1, htmx=htmx, token=token), spot)
                for spot in (world.spot(foreign), replace(world.spot(missing), ids=world.spot(foreign).ids))
            ]
            assert answers[0] == answers[1], f"{who} can tell {foreign} from {missing} at {visit}"


OF_MEMBERS = ("link", "member", "role", "remove", "know", "erase", "now", "data")
OF_INVITATIONS = ("invitation", "offer", "renew", "revoke")
BY_NUMBER = [v for v in VISITS if v.endpoint.rsplit("_", 1)[-1] in (*OF_MEMBERS, *OF_INVITATIONS)]
CANS_OF = {who: {can for can in Can if may(role, can)} for who, role in (("aline", Role.MANAGER), ("bruno", Role.LEAD))}
BY_NUMBER = [v for v in BY_NUMBER if v.endpoint.split(".")[1].startswith(("team_", "organization_"))]


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", BY_NUMBER, ids=str)
@pytest.mark.parametrize("who", ["aline", "bruno"])
def test_number_of_a_foreign_thing_in_ones_own_place_is_nothing(world, clients, visit, who):
    """The mistake that keeps breaking tools like this one: the parent is checked, and the child goes by its own id."""
    app, client = world.cast.app, clients[who]
    if app.view_functions[visit.endpoint].access not in CANS_OF[who]:
        return
    token, own = _token(client), world.spot("here")
    foreign = [world.spot(place).ids for place in ("next door", "abroad")]
    thing = "membership" if visit.endpoint.endswith(OF_MEMBERS) else "invitation"
    if visit.is_in(app, "organization"):
        numbers = [ids[name] for ids in foreign for name in (thing, f"team {thing}")] + [own.ids[f"team {thing}"]]
    else:
        numbers = [ids[thing] for ids in (*foreign, own.ids)] + [world.spot("abroad").ids[f"team {thing}"]]
    missing = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), 2**31))
    nothing = _scrubbed(_go(client, visit, missing, 0, htmx=False, token=token), missing)
    before = contents(app)
    for number in numbers:
        spot = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), number))

        answer = _scrubbed(_go(client, visit, spot, 0, htmx=False, token=token), spot)

        assert answer == nothing, f"{who} reaches number {number} by {visit}"
    assert nothing[0] == 404
    assert contents(app) == before


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", BY_NUMBER, ids=str)
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**40])
def test_number_that_no_database_holds_is_nothing(world, clients, visit, number):
    own = world.spot("here")
    spot = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), number))
    client = next(
        clients[who] for who in CANS_OF if world.cast.app.view_functions[visit.endpoint].access in CANS_OF[who]
    )

    answer = _go(client, visit, spot, 0, htmx=False, token=_token(client))

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["bruno", "aline"])
def test_foreign_event_cannot_be_undone(world, clients, who):
    client, own = clients[who], world.spot("here")
    undo = next(visit for visit in VISITS if visit.endpoint == "progress.undo")
    token, before = _token(client), contents(world.cast.app)
    missing = Spot(own.centre, own.organization, {"event": 2**31})
    nothing = _scrubbed(_go(client, undo, missing, 1, htmx=False, token=token), missing)
    for place in ("next door", "abroad"):
        spot = Spot(own.centre, own.organization, {"event": world.spot(place).ids["event"]})

        assert _scrubbed(_go(client, undo, spot, 2, htmx=False, token=token), spot) == nothing
    assert nothing[0] == 404
    assert contents(world.cast.app) == before


def test_hidden_fields_name_no_other_place(world, clients):
    """Whatever a form says of a centre or an organization, what counts is the address."""
    cast, client = world.cast, clients["bruno"]
    abroad = world.spot("abroad")
    before = contents(cast.app)
    said = {
        "csrf_token": _token(client),
        "state": "done",
        "request_key": "mixed",
        "centre": abroad.centre,
        "centre_id": cast.montreal.id,
        "organization": cast.le_phare.slug,
        "organization_id": cast.le_phare.id,
        "membership_id": cast.victor.membership_id,
        "person_id": cast.victor.person_id,
        "task_key": "name-responsible",
    }

    answer = client.post(
        cast.les_amis.address + "tasks/org-email/state",
        data=said,
        query_string={"organization": "le-phare", "centre_id": cast.montreal.id},
    )

    assert answer.status_code == 303
    after = contents(cast.app)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"event", "task_state", "receipt", "organization_summary", "centre_totals", "centre_day_count"}
    new = set(after["task_state"]) - set(before["task_state"])
    assert {row[:3] for row in new} == {(repr(cast.quebec.id), repr(cast.les_amis.id), repr("org-email"))}


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize(
    "visit", [v for v in VISITS if v.method == "POST" and v.endpoint not in FROM_ELSEWHERE], ids=str
)
def test_form_without_its_token_changes_nothing(world, clients, visit):
    app = world.cast.app
    spot = at(visit, world.spot("here"), app)
    before = contents(app)
    for token in ("", "made up", _token(clients["chantal"])):
        for htmx in (False, True):
            answer = _go(clients["aline"], visit, spot, 3, htmx=htmx, token=token)

            assert answer.status_code == 400, f"{visit} took the token {token!r}"
    assert contents(app) == before
