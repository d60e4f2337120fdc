"""Every address of the app: what stands in it, what a valid gesture sends, and what it answers to who may.

`test_access.py` walks it with everyone, `tests/sweep/test_hostile.py` throws stones at it. A view that is not here
fails `test_every_view_is_in_the_atlas`: add its line.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from socialtrack.kernel.permissions import CENTRE_ROLES, ORGANIZATION_ROLES, Role

Form = dict[str, Any]


@dataclass
class Spot:
    """Where a gesture is tried, and the numbers of the things that are there."""

    centre: str
    organization: str = "no-such-organization"
    ids: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """One way to call a view. `send` makes a valid form; `answers` are the statuses to who may, `refuses` the roles
    that the action turns down with 403 although the view lets them in."""

    endpoint: str
    method: str = "GET"
    answers: tuple[int, ...] = (200,)
    send: Callable[[Spot, int], Form] = lambda spot, n: {}
    refuses: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"

    def arguments(self, app: Flask) -> set[str]:
        rules = app.url_map.iter_rules(self.endpoint)
        return next(rule for rule in rules if self.method in (rule.methods or ())).arguments

    def is_in(self, app: Flask, what: str) -> bool:
        return what in self.arguments(app)

    def address(self, app: Flask, spot: Spot) -> str:
        known: dict[str, Any] = {"centre": spot.centre, "organization": spot.organization, **STANDS_FOR, **spot.ids}
        return app.url_map.bind("127.0.0.1").build(
            self.endpoint, {name: known[name] for name in self.arguments(app)}, method=self.method
        )


STANDS_FOR = {
    "task_key": "name-backup",
    "key": "time-too-much",
    "token": "no-such-token",
    "filename": "css/style.css",
    "device": 2**40,
    "passkey": 2**40,
    "report": "organizations",
}


def _csv(spot: Spot, n: int) -> Form:
    return {"file": (io.BytesIO(f"name\nOrganisme {n}\n".encode()), "organismes.csv")}


def _invite(role: str) -> Callable[[Spot, int], Form]:
    return lambda spot, n: {"email": f"invitee{n}@example.org", "role": role, "lang": "fr"}


def _role(*roles: str) -> Callable[[Spot, int], Form]:
    return lambda spot, n: {"role": roles[n % len(roles)]}


def _name(spot: Spot, n: int) -> Form:
    return {"name": f"Nom {n}"}


def _lead(spot: Spot, n: int) -> Form:
    reason = "nobody" if spot.organization == "le-phare" else "silent"
    return {"lead": "address", "email": f"invitee{n}@example.org", "lang": "fr", "reason": reason}


def _tick(spot: Spot, n: int) -> Form:
    return {"state": "done" if n % 2 else "todo", "request_key": f"atlas.{n}", "drawn_at": ""}


def _note(spot: Spot, n: int) -> Form:
    return {"note": f"Note {n}", "audience": "centre", "request_key": f"atlas.{n}", "text": "0"}


def _plan(spot: Spot, n: int) -> Form:
    return {"responsible_name": f"Quelqu’un {n}", "due_on": "2027-01-07", "request_key": f"plan.{n}"}


def _evidence(spot: Spot, n: int) -> Form:
    return {"evidence": f"Quelqu’un {n}", "request_key": f"evidence.{n}"}


def _undo(spot: Spot, n: int) -> Form:
    """From the page of the history, whose form also says which part of it was shown."""
    return {"event": spot.ids.get("event", 0), "request_key": f"undo.{n}", "was": "history"}


def _hesitate(spot: Spot, n: int) -> Form:
    words = {"words": f"Nous hésitons {n}", "share": "1"}
    return {"task": "name-backup", "entry": "time-too-much", "request_key": f"atlas.{n}", **words}


def _gesture(spot: Spot, n: int) -> Form:
    return {"request_key": f"atlas.{n}"}


def _assign(spot: Spot, n: int) -> Form:
    return {"question": spot.ids.get("question", 0), "to": "nobody", "request_key": f"assign.{n}"}


def _saved_answer(spot: Spot, n: int) -> Form:
    """Drawn from a wording that somebody else has overtaken."""
    return {"title_fr": f"Titre {n}", "body_fr": f"Réponse {n}", "drawn": "overtaken"}


def _asked(spot: Spot, n: int) -> Form:
    return {"words": f"Qui peut nous aider, fois {n}?", "request_key": f"atlas.{n}"}


def _network(spot: Spot, n: int) -> Form:
    return {"network": "instagram", "state": "chosen" if n % 2 else "not_now", "request_key": f"atlas.{n}"}


def _start(spot: Spot, n: int) -> Form:
    """Too late in every organization of the cast: it was said on the first day, or its days are past."""
    return {"done": "name-backup", "network": "instagram", "on": "2026-10-01", "request_key": f"atlas.{n}"}


def _sheet(spot: Spot, n: int) -> Form:
    """Read over, not kept: nothing says that it was."""
    return {"done": "13-14 11", "declined": "410", "on": "2026-11-20", "way": "paper", "request_key": f"atlas.{n}"}


def _support(spot: Spot, n: int) -> Form:
    return {"kind": "visit", "given_on": "2026-11-20", "minutes": str(n % 1440 + 1), "request_key": f"atlas.{n}"}


def _workshop(spot: Spot, n: int) -> Form:
    return {**_support(spot, n), "only": spot.organization}


def _several(spot: Spot, n: int) -> Form:
    """A tag for one organization: it bears it already the second time."""
    said = {"which": "chosen", "only": "les-amis", "deed": "tag", "tag": f"Étiquette {n}", "page": ""}
    return {**said, "n": "1", "changing": "1", "request_key": f"several.{n}"}


def _settings(spot: Spot, n: int) -> Form:
    """Valid, from a form that somebody else has overtaken: the page shows both sides."""
    said = {"name": f"Centre {n}", "language": "fr", "time_zone": "America/Halifax", "stalled_after_days": "30"}
    return {**said, "kept_days": "365", "drawn": "overtaken"}


def _incident(spot: Spot, n: int) -> Form:
    words = dict.fromkeys(("circumstances", "information", "assessment", "measures"), f"Quelque chose {n}")
    return {**words, "happened_words": "hier", "known_on": "2026-11-20", "persons": "1", "is_serious": "no"}


def _entry(spot: Spot, n: int) -> Form:
    """Valid; on an entry that is there already, from a form that somebody else has overtaken."""
    texts = ("question", "short", "answer", "also_said", "caution")
    said = {f"{name}_{of}": f"Quelque chose {n}" for name in texts for of in ("fr", "en")}
    return {
        **said,
        "category": "time",
        "task": "name-backup",
        "checked_on": "2026-11-20",
        "base": "overtaken",
        "about": "",
    }


def _live(spot: Spot, n: int) -> Form:
    return {"name": f"Adresse {n}", "report": "organizations", "delimiter": "comma", "request_key": f"live.{n}"}


NOT_LEADS = frozenset({Role.ADVISOR})
NOT_MANAGERS = frozenset({Role.ADVISOR})  # of a note that a manager wrote for the team
NOT_AUTHORS = frozenset({Role.MEMBER})  # of a note that the centre's team entered for the organization

VISITS = (
    Visit("static"),
    Visit("favicon", answers=(200, 302, 303)),
    Visit("ops.healthz"),
    Visit("ops.readyz"),
    Visit("ops.robots"),
    Visit("guide.guide"),
    Visit("faq.editor"),
    Visit("faq.new_entry"),
    Visit("faq.add_entry", "POST", (303,), _entry),
    Visit("faq.edit_entry"),
    Visit("faq.save_entry", "POST", (409,), _entry),
    Visit("faq.preview"),
    Visit("faq.publish_draft", "POST", (303,), _gesture),
    Visit("faq.retire", "POST", (303,), _gesture),
    Visit("faq.bring_back", "POST", (303,), _gesture),
    Visit("faq.discard", "POST", (303,), _gesture),
    Visit("faq.compare"),
    Visit("faq.take", "POST", (303,), _gesture),
    Visit("faq.keep", "POST", (409,), _gesture),
    Visit("faq.index"),
    Visit("faq.entry"),
    Visit("faq.leaflet"),
    Visit("faq.vote", "POST", (404,), lambda spot, n: {"helped": "yes"}),
    Visit("guide.centre_guide"),
    Visit("faq.centre_index", answers=(200, 303)),
    Visit("faq.centre_entry", answers=(200, 303)),
    Visit("faq.centre_leaflet", answers=(200, 303)),
    Visit("faq.centre_vote", "POST", (303,), lambda spot, n: {"helped": "yes"}),
    Visit("faq.organization_index"),
    Visit("faq.organization_entry"),
    Visit("faq.organization_leaflet"),
    Visit("faq.organization_vote", "POST", (303,), lambda spot, n: {"helped": "no"}),
    Visit("home.welcome", answers=(200, 303)),
    Visit("home.board"),
    Visit("home.organizations"),
    Visit("home.views"),
    Visit("home.new_view", answers=(422,)),  # of a grid that asks for nothing: what it keeps is tested with its page
    Visit("home.keep_view", "POST", (422,), _name),
    Visit("home.open_view", answers=(303,)),
    Visit("home.change_view", "POST", (303,), _name),
    Visit("home.remove_view", "POST", (303,)),
    Visit("home.restore_view", "POST", (303,)),
    Visit("home.left_bulk", answers=(303,)),
    Visit("home.bulk", "POST", (200,), _several),
    Visit("home.do_bulk", "POST", (303,), _several),
    Visit("home.bulk_done"),
    Visit("home.undo_bulk", "POST", (303,)),
    Visit("home.reassign", answers=(200, 303)),
    Visit("home.reassign_these", "POST", (303, 409), lambda spot, n: {"to": "none", "n": "0", "request_key": f"r.{n}"}),
    Visit("home.leaving", answers=(200, 303)),
    Visit("home.end_place", "POST", (403, 409), lambda spot, n: {"to": "none", "questions_to": "none"}),
    Visit("home.add_organization"),
    Visit("home.add_this_organization", "POST", (303,), lambda spot, n: {"name": f"Organisme ajouté {n}"}),
    Visit("home.record"),
    Visit("home.change_record", "POST", (409,), lambda spot, n: {"name": f"Autre nom {n}", "revision": "0"}),
    Visit("home.pause_organization", "POST", (303,), lambda spot, n: {"until": "2026-12-31", "reason": f"Raison {n}"}),
    Visit("home.resume_organization", "POST", (303,)),
    Visit("home.archives"),
    Visit("home.archive_organization", "POST", (303,)),
    Visit("home.restore_organization", "POST", (303,)),
    Visit("home.merge"),
    Visit("home.merge_these", "POST", (404, 409, 422), lambda spot, n: {"other": "le-phare", "digest": "overtaken"}),
    Visit("home.load_example", "POST", (303,)),
    Visit("home.remove_example", "POST", (303,)),
    Visit("home.import_organizations"),
    Visit("home.preview_import", "POST", send=_csv),
    Visit("home.confirm_import", "POST", (422,), lambda spot, n: {"list": "not.signed"}),
    Visit("home.match_columns", "POST", (422,), lambda spot, n: {"list": "not.signed"}),
    Visit("home.refused_lines", "POST", (422,), lambda spot, n: {"list": "not.signed"}),
    Visit("home.imports"),
    Visit("home.preview_undo"),
    Visit("home.undo_import", "POST", (409,), lambda spot, n: {"digest": "overtaken"}),
    Visit("home.bulk_invite"),
    Visit("home.invite_these", "POST", (422,), lambda spot, n: {"role": "lead"}),
    Visit("home.letters"),
    Visit("home.settings"),
    Visit("home.save_settings", "POST", (409,), _settings),
    Visit("home.centre_access"),
    Visit("home.access_csv"),
    Visit("home.organization_access"),
    Visit("people.incidents"),
    Visit("people.incidents_csv"),
    Visit("people.new_incident"),
    Visit("people.write_incident", "POST", (303,), _incident),
    Visit("people.edit_incident"),
    Visit("people.save_incident", "POST", (409,), _incident),
    Visit("home.send_again", "POST", (303,)),
    Visit("home.stop_page", answers=(404, 429)),
    Visit("home.stop_letters", "POST", (404, 429)),
    Visit("home.one_click_page", answers=(303,)),
    Visit("home.one_click", "POST", (404, 429)),
    Visit("setup.no_link", answers=(409,)),
    Visit("setup.setup", answers=(404, 409)),
    Visit("setup.set_up", "POST", (404, 409, 422)),
    Visit("progress.path"),
    Visit("progress.changes", answers=(200, 204, 422)),
    Visit("progress.task"),
    Visit("progress.set_state", "POST", (303,), _tick),
    Visit("progress.more", answers=(200, 303)),
    Visit("progress.set_plan", "POST", (303,), _plan),
    Visit("progress.set_evidence", "POST", (303,), _evidence),
    Visit("progress.write_note", "POST", (303,), _note),
    Visit("progress.edit_note", refuses=NOT_AUTHORS),
    Visit("progress.reword_note", "POST", (303, 409), _note, refuses=NOT_AUTHORS),
    Visit("progress.remove_note", "POST", (303,), lambda spot, n: {"request_key": f"atlas.{n}"}, refuses=NOT_AUTHORS),
    Visit("progress.undo", "POST", (303, 409), _undo),
    Visit("progress.history"),
    Visit("progress.networks"),
    Visit("progress.choose_network", "POST", (303,), _network),
    Visit("hesitations.index"),
    Visit("hesitations.hesitate", answers=(422,)),  # about nothing: what it says of a task is swept
    Visit("hesitations.open_this", "POST", (303,), _hesitate),
    Visit("hesitations.one"),
    Visit("hesitations.say_outcome", "POST", (303,), lambda spot, n: {"outcome": ("partly", "no")[n % 2]}),
    Visit("hesitations.share", "POST", (303, 404), _gesture),  # not there for the centre, whose own words they are not
    Visit("hesitations.decline", "POST", (409,), _gesture),  # a task says that itself
    Visit("hesitations.settle", "POST", (303,), _gesture),
    Visit("hesitations.reopen", "POST", (303,), _gesture),
    Visit("hesitations.undo", "POST", (303, 409), lambda spot, n: {"event": spot.ids["hesitation event"]}),
    Visit("questions.to_faq"),
    Visit("questions.index"),
    Visit("questions.ask"),
    Visit("questions.ask_this", "POST", (303,), _asked),
    Visit("questions.thread"),
    Visit("questions.say_this", "POST", (303,), _asked),
    Visit("questions.settle_this", "POST", (303,), _gesture),
    Visit("questions.reopen_this", "POST", (303,), _gesture),
    Visit("questions.inbox"),
    Visit("questions.assign_these", "POST", (303,), _assign),
    Visit("questions.assign_this", "POST", (303,), _assign),
    Visit("questions.write_team_note", "POST", (303,), _note),
    Visit("questions.remove_team_note", "POST", (303,), _gesture, refuses=NOT_MANAGERS),
    Visit("questions.restore_team_note", "POST", (303,), _gesture, refuses=NOT_MANAGERS),
    Visit("questions.saved_answers"),
    Visit("questions.new_saved_answer"),
    Visit("questions.keep_saved_answer", "POST", (303,), _saved_answer),
    Visit("questions.edit_saved_answer"),
    Visit("questions.change_saved_answer", "POST", (409,), _saved_answer),
    Visit("questions.remove_saved_answer", "POST", (303,)),
    Visit("questions.restore_saved_answer", "POST", (303,)),
    Visit("home.overview"),
    Visit("support.one"),
    Visit("support.log", "POST", (303,), _support),
    Visit("support.edit"),
    Visit("support.change", "POST", (303, 409), _support),
    Visit("support.remove", "POST", (303,), _gesture),
    Visit("support.restore", "POST", (303,), _gesture),
    Visit("support.together"),
    Visit("support.log_together", "POST", (303, 422), _workshop),
    Visit("progress.start"),
    Visit("progress.say_start", "POST", (303, 409), _start),
    Visit("progress.certificate"),
    Visit("progress.sheet"),
    Visit("progress.sheet_keying"),
    Visit("progress.key_sheet", "POST", (200,), _sheet),
    Visit("reports.index"),
    Visit("reports.organizations_csv"),
    Visit("reports.tasks_csv"),
    Visit("reports.events_csv"),
    Visit("reports.holding_back"),
    Visit("reports.hesitations_csv"),
    Visit("reports.holding_back_csv"),
    Visit("reports.support_csv"),
    Visit("reports.people_csv"),
    Visit("reports.movement"),
    Visit("reports.movement_csv"),
    Visit("reports.movement_pdf"),
    Visit("reports.xlsx"),
    Visit("reports.live", answers=(404, 429)),
    Visit("reports.live_addresses"),
    Visit("reports.open_live", "POST", (200, 422), _live),
    Visit("reports.close_live", "POST", (303, 404)),  # an advisor has nothing to do with another's
    Visit("reports.keep_live", "POST", (303,)),
    Visit("jobs.one", answers=(200, 404)),  # to whoever asked for it alone
    Visit("jobs.cancel", "POST", (303, 404)),
    Visit("jobs.again", "POST", (303, 404)),
    Visit("jobs.file", answers=(404,)),
    Visit("people.privacy"),
    Visit("people.accessibility"),
    Visit("people.sign_in", answers=(200, 303)),
    Visit("people.ask_for_link", "POST", send=lambda spot, n: {"email": "bruno@example.org"}),
    Visit("people.open_link", answers=(404, 429)),
    Visit("people.use_link", "POST", (404, 429)),
    Visit("people.second_step", answers=(303,)),
    Visit("people.take_second_step", "POST", (303,)),
    Visit("people.sign_out", "POST", (303,)),
    Visit("people.choose_language", "POST", (303,), lambda spot, n: {"lang": "fr"}),
    Visit("people.places", answers=(200, 303)),
    Visit("people.account"),
    Visit("people.devices"),
    Visit("people.end_device", "POST", (303, 404)),
    Visit("people.end_other_devices", "POST", (303,)),
    Visit("people.end_all_devices", "POST", (303,)),
    Visit("people.confirm", answers=(200, 303)),
    Visit("people.confirm_by_password", "POST", (422, 429)),
    Visit("people.confirm_by_link", "POST", (200,)),
    Visit("people.own_second_step"),
    Visit("people.begin_second_step", "POST", (303,)),
    Visit("people.confirm_second_step", "POST", (303, 422), lambda spot, n: {"code": "000000"}),
    Visit("people.renew_backup_codes", "POST", (303,)),
    Visit("people.remove_second_step", "POST", (303,), lambda spot, n: {"code": "000000"}),
    Visit("people.team_second_step"),
    Visit("people.team_reset_second_step", "POST", (303,)),
    Visit("people.passkeys", answers=(404,)),
    Visit("people.ask_to_register_passkey", "POST", (404,)),
    Visit("people.register_passkey", "POST", (404,)),
    Visit("people.remove_passkey", "POST", (404,)),
    Visit("people.ask_for_passkey", "POST", (404,)),
    Visit("people.enter_with_passkey", "POST", (404,)),
    Visit("people.password", answers=(200, 303)),
    Visit("people.set_password", "POST", (303, 422), lambda spot, n: {"password": f"tulipe canapé nuage {n}"}),
    Visit("people.remove_password", "POST", (303,)),
    Visit("people.demo", answers=(404,)),
    Visit("people.enter_demo", "POST", (404,)),
    Visit("people.invitation", answers=(404, 429)),
    Visit("people.accept_invitation", "POST", (404, 429), lambda spot, n: {"name": "Quelqu’un"}),
    Visit("people.ask_for_invitation", "POST", (404, 429)),
    Visit("people.team"),
    Visit("people.team_invitation", answers=(200, 303)),
    Visit("people.team_offer", "POST", (303,), _role("advisor", "centre_reader")),
    Visit("people.team_member", answers=(200, 303)),
    Visit("people.team_role", "POST", (303, 409), _role("advisor", "centre_reader")),
    Visit("people.team_remove", "POST", (409,)),
    Visit("people.team_caseload", "POST", (303, 403), lambda spot, n: {"sees": ("confided", "all")[n % 2]}),
    Visit("people.team_place", refuses=ORGANIZATION_ROLES),
    Visit("people.team_keep", "POST", (303,), _name, refuses=ORGANIZATION_ROLES),
    Visit("people.team_leave", "POST", (303, 409), refuses=ORGANIZATION_ROLES),
    Visit("people.team_invite", "POST", send=_invite("advisor")),
    Visit("people.team_renew", "POST", (200, 404)),
    Visit("people.team_revoke", "POST", (303, 404)),
    Visit("people.team_link", "POST", (200, 303)),
    Visit("people.organization_people"),
    Visit("people.organization_invitation", answers=(200, 303, 404)),
    Visit("people.organization_offer", "POST", (303, 404), _role("member", "reader")),
    Visit("people.organization_member", answers=(200, 303)),
    Visit("people.organization_role", "POST", (303, 409), _role("member", "reader")),
    Visit("people.organization_remove", "POST", (303, 409)),
    Visit("people.organization_know", "POST", (303,)),
    Visit("people.organization_place", refuses=CENTRE_ROLES),
    Visit("people.organization_keep", "POST", (303,), _name, refuses=CENTRE_ROLES),
    Visit("people.organization_leave", "POST", (303, 409), refuses=CENTRE_ROLES),
    Visit("people.new_lead"),
    Visit("people.what_the_centre_sees"),
    Visit("people.erase_me", answers=(200, 303)),
    Visit("people.erase_me_now", "POST", (303, 409, 422)),
    Visit("people.team_erase"),
    Visit("people.team_erase_now", "POST", (409,)),
    Visit("people.organization_erase"),
    Visit("people.organization_erase_now", "POST", (303,)),
    Visit("home.my_data"),
    Visit("home.take_my_data", "POST"),
    Visit("home.team_person_data", "POST"),
    Visit("home.organization_person_data", "POST", (403,)),
    Visit("home.our_data"),
    Visit("home.take_our_data", "POST"),
    Visit("people.name_lead", "POST", (200,), _lead),
    Visit("people.organization_invite", "POST", send=_invite("member")),
    Visit("people.organization_renew", "POST", (200, 404)),
    Visit("people.organization_revoke", "POST", (303, 404)),
    Visit("people.organization_link", "POST", (200, 303), refuses=NOT_LEADS),
)  # fmt: skip
