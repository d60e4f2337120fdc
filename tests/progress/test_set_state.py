"""Ticking: the answer to htmx, the way without script, and every gesture that must change nothing."""

import json
import re

import pytest
from sqlalchemy import func, select

from socialtrack.data.db import immediate
from socialtrack.guide.models import Task
from socialtrack.journal.models import Event, Receipt
from socialtrack.kernel.moments import utc_now
from socialtrack.progress.models import TaskState
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted

TICK = "tasks/name-backup/state"


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(cast.les_amis.address)
    return browser


def events(cast):
    return cast.rows(select(Event).where(Event.kind.in_(("task-state", "task-confirmed"))).order_by(Event.id))


def state_of(cast, task_key="name-backup"):
    rows = cast.rows(select(TaskState).where(TaskState.task_key == task_key))
    return rows[0].state if rows else "todo"


def saved(answer):
    return json.loads(answer.headers["HX-Trigger"])["task:saved"]


def plain(text):
    """Spaces compared as spaces, no-break or not."""
    return text.replace("\u00a0", " ")


def notice(page):
    return plain(page.element("undo").text)


def fact(page, task_key="name-backup"):
    return plain(page.element(f"fact-{task_key}").text)


def drawn_at(page):
    return page.form(TICK).values["drawn_at"][0]


# Without script


def test_tick_goes_back_to_its_task_and_says_what_happened(bruno, cast):
    answer = bruno.post(TICK, {"state": "done"})

    assert answer.location == f"{cast.les_amis.address}#task-name-backup"
    page = bruno.follow(answer).page
    assert state_of(cast) == "done"
    assert notice(page).startswith(
        "Tâche faite : nommer une deuxième personne, la relève. Il en reste quatre à cette étape."
    )
    assert page.element("overall").text == "1 tâche sur 20 est réglée"


def test_the_way_back_is_on_the_page(bruno, cast):
    bruno.follow(bruno.post(TICK, {"state": "doing"}))
    bruno.follow(bruno.post(TICK, {"state": "done"}))

    page = bruno.follow(bruno.submit(bruno.page.form("undo"), dict([bruno.page.form("undo").buttons[0]]))).page

    assert state_of(cast) == "doing"
    assert notice(page) == "C’est annulé. De nouveau en cours : nommer une deuxième personne, la relève."
    assert events(cast)[-1].undoes_id == events(cast)[-2].id


def test_reason_and_review_date_are_kept(bruno, cast):
    page = bruno.follow(bruno.post(TICK, {"state": "declined", "reason": "  Nous sommes\r\ntrois. "})).page

    assert fact(page, "name-backup") == (
        "Nous avons décidé de ne pas le faire. « Nous sommes trois. » À revoir le 23 novembre 2027."
    )
    assert page.element("overall").text == "1 tâche sur 20 est réglée"


def test_does_not_apply_is_not_counted(bruno):
    page = bruno.follow(bruno.post(TICK, {"state": "not_applicable"})).page

    assert page.element("overall").text == "0 tâche sur 19 est réglée"


def test_refused_reason_stays_in_the_form(bruno, cast):
    page = bruno.post(TICK, {"state": "declined", "reason": "le mot de passe est Soleil2024!"}, status=422).page

    assert "Ceci ressemble à un mot de passe." in page.words
    assert page.form(TICK).values["reason"] == ["le mot de passe est Soleil2024!"]
    assert (state_of(cast), events(cast)) == ("todo", [])


# With htmx


def test_tick_answers_with_the_regions_that_changed(bruno, cast):
    answer = bruno.submit(bruno.page.form(TICK), {"state": "done"}, htmx=True)

    ids = [child["id"] for child in answer.page.root.children if not isinstance(child, str)]
    assert ids == ["fact-name-backup", "figures-appoint", "overall", "undo"]
    assert saved(answer) == {
        "task": "name-backup",
        "state": "done",
        "order": events(cast)[-1].id,
        "at": "2026-11-23T15:05:00+00:00",
    }
    assert len(answer.response.data) <= 1500


def test_the_card_comes_along_when_the_next_small_thing_changes(bruno):
    answer = bruno.post("tasks/name-responsible/state", {"state": "done"}, htmx=True)

    assert plain(answer.page.element("next-title").text) == "Nommer une deuxième personne : la relève"
    assert len(answer.response.data) <= 1500


@pytest.mark.parametrize("state", ["done", "doing", "not_applicable", "declined"])
def test_fragments_are_the_regions_of_the_page(bruno, cast, state):
    answer = bruno.post("tasks/name-responsible/state", {"state": state, "reason": "Parce que c’est ainsi"}, htmx=True)

    page = cast.client_for("bruno").get(cast.les_amis.address).text

    regions = re.split(r"(?=<(?:p|div) [^>]*hx-swap-oob)", answer.text)[1:]
    assert len(regions) == 5
    for region in regions:
        assert region.replace(" hx-swap-oob", "") in page


def test_same_state_twice_is_one_event(bruno, cast):
    bruno.post(TICK, {"state": "done"}, htmx=True)

    answer = bruno.post(TICK, {"state": "done"}, htmx=True)

    assert len(events(cast)) == 1
    assert notice(answer.page) == "C’était déjà noté : nommer une deuxième personne, la relève."


def test_same_gesture_twice_gets_the_first_answer_again(bruno, cast):
    first = bruno.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True)

    again = bruno.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True)

    assert notice(again.page) == notice(first.page)
    assert saved(again) == saved(first)
    assert len(events(cast)) == 1


def test_same_key_with_another_content_is_refused(bruno, cast):
    bruno.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True)

    answer = bruno.post(TICK, {"state": "todo", "request_key": "1-2-3-4"}, htmx=True, status=409)

    assert answer.headers["HX-Retarget"] == "#undo"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert state_of(cast) == "done"


def test_same_key_for_another_organization_is_refused(cast):
    """Whoever watches over two organizations must never be told that one is done because the other was."""
    agathe = Browser(cast.client_for("agathe"))
    agathe.get(cast.les_amis.address)
    agathe.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True)
    agathe.get(cast.le_phare.address)

    agathe.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True, status=409)

    assert [event.organization_id for event in events(cast)] == [cast.les_amis.id]


def test_key_of_a_gesture_that_changed_nothing_is_kept_too(bruno, cast):
    bruno.post(TICK, {"state": "todo", "request_key": "1-2-3-4"}, htmx=True)

    bruno.post(TICK, {"state": "done", "request_key": "1-2-3-4"}, htmx=True, status=409)

    assert events(cast) == []
    assert cast.rows(select(func.count()).select_from(Receipt).where(Receipt.request_key == "1-2-3-4")) == [1]


def test_tick_from_an_old_page_is_applied_and_says_what_changed_meanwhile(bruno, cast, clock):
    then = drawn_at(bruno.page)
    beatrice = Browser(cast.client_for("beatrice"))
    beatrice.get(cast.les_amis.address)
    beatrice.post(TICK, {"state": "doing"}, htmx=True)
    beatrice.post("tasks/define-goals/state", {"state": "done"}, htmx=True)

    answer = bruno.post(TICK, {"state": "done", "drawn_at": then}, htmx=True)

    assert state_of(cast) == "done"
    assert notice(answer.page).startswith(
        "Tâche faite : nommer une deuxième personne, la relève. Il en reste quatre à cette étape. "
        "Entre-temps, Béatrice l’avait notée « en cours » aujourd’hui. "
        "Entre-temps, une autre tâche a changé; elle est à jour."
    )
    assert fact(answer.page, "define-goals") == "Faite aujourd’hui par Béatrice"
    assert answer.page.has("figures-choose-tools") or answer.page.has("figures-choose")
    assert saved(answer)["others"] == {"define-goals": "done"}


def test_undo_overtaken_by_another_change_is_refused_and_shows_the_truth(bruno, cast):
    bruno.post(TICK, {"state": "done"}, htmx=True)
    mine = events(cast)[-1].id
    beatrice = Browser(cast.client_for("beatrice"))
    beatrice.get(cast.les_amis.address)
    beatrice.post(TICK, {"state": "doing"}, htmx=True)

    answer = bruno.post("undo", {"event": str(mine)}, htmx=True, status=409)

    assert state_of(cast) == "doing"
    assert fact(answer.page, "name-backup") == "En cours depuis aujourd’hui, Béatrice"
    assert saved(answer)["state"] == "doing"


def test_confirming_moves_the_due_date_and_not_the_progress(bruno, cast, clock):
    bruno.post("tasks/weekly-rhythm/state", {"state": "done"}, htmx=True)
    clock.shift(25 * 24 * 3600)
    bruno = Browser(cast.client_for("bruno"))
    page = bruno.get(cast.les_amis.address).page
    assert fact(page, "weekly-rhythm").startswith("À refaire d’ici le 23 décembre 2026.")
    before = page.element("overall").text

    bruno.post("tasks/weekly-rhythm/state", {"confirm": "1"}, htmx=True)

    page = bruno.get(cast.les_amis.address).page
    assert fact(page, "weekly-rhythm") == "Faite le 23 novembre par Bruno, confirmée aujourd’hui"
    assert page.element("overall").text == before
    assert events(cast)[-1].kind == "task-confirmed"


def test_statements_of_a_tick_are_few_and_always_the_same(cast):
    client = cast.client_for("bruno")
    page = client.get(cast.les_amis.address).text
    token = re.search(r'csrf_token" value="([^"]+)', page)[1]

    def tick(key):
        with counted() as asked:
            answer = client.post(
                f"{cast.les_amis.address}tasks/{key}/state",
                data={"csrf_token": token, "state": "done", "request_key": key},
                headers={"HX-Request": "true"},
            )
        assert answer.status_code == 200
        return len(asked)

    first = tick("name-responsible")
    second = tick("name-backup")
    assert [tick("org-email"), tick("password-vault")] == [second] * 2
    assert second <= first <= 13  # PostgreSQL takes its lock by a statement


def test_task_that_left_the_path_is_refused_and_said_so(bruno, cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add(Task(centre_id=cast.quebec.id, key="own-tea", created_at=utc_now()))

    page = bruno.post("tasks/own-tea/state", {"state": "done"}, status=409).page
    bruno.get(cast.les_amis.address)
    answer = bruno.post("tasks/own-tea/state", {"state": "done"}, status=409, htmx=True)

    assert "Cette tâche n’est plus dans le parcours." in page.words
    assert notice(answer.page).startswith("Cette tâche n’est plus dans le parcours.")
    assert events(cast) == []


# Who may not, and what makes no sense


def test_tick_by_denis_is_refused(cast):
    denis = Browser(cast.client_for("denis"))
    denis.get(cast.les_amis.address)

    denis.post(TICK, {"state": "done"}, status=403)
    denis.post(f"{cast.les_amis.address}undo", {"event": "1"}, status=403)

    assert state_of(cast) == "todo"


@pytest.mark.parametrize("who", ["chantal", "victor", "paul"])
def test_tick_from_another_house_finds_nothing(cast, who):
    browser = Browser(cast.client_for(who))
    own = cast[who].organization
    browser.get(own.address if own else f"/centres/{cast[who].centre.slug}/organizations/les-amis/")

    browser.post(cast.les_amis.address + TICK, {"state": "done"}, status=404)

    assert state_of(cast) == "todo"


@pytest.mark.parametrize("htmx", [False, True])
def test_tick_signed_out_leads_to_sign_in(cast, htmx):
    headers = {"HX-Request": "true"} if htmx else {}

    answer = cast.client_for(None).post(cast.les_amis.address + TICK, data={"state": "done"}, headers=headers)

    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert (answer.status_code, where) == (401 if htmx else 303, "/sign-in")
    assert state_of(cast) == "todo"


def test_form_of_yesterday_still_works(bruno, cast, clock):
    clock.shift(26 * 3600)

    bruno.post(TICK, {"state": "done"})

    assert state_of(cast) == "done"


def test_form_without_its_token_changes_nothing(bruno, cast):
    bruno.post(TICK, {"state": "done", "csrf_token": "wrong"}, status=400)

    assert state_of(cast) == "todo"


@pytest.mark.parametrize(
    ("address", "values", "status"),
    [
        (TICK, {}, 422),
        (TICK, {"state": "finished"}, 422),
        (TICK, {"state": "again"}, 422),
        (TICK, {"state": "done\x00"}, 422),
        (TICK, {"state": "done", "request_key": "../../x"}, 422),
        (TICK, {"state": "done", "request_key": "a" * 5000}, 422),
        (TICK, {"state": "declined", "reason": "x" * 501}, 422),
        (TICK, {"state": "declined", "reason": "bel\x07"}, 422),
        (TICK, {"state": "declined", "review_on": "2020-01-01"}, 422),
        (TICK, {"state": "declined", "review_on": "2099-01-01"}, 422),
        (TICK, {"state": "declined", "review_on": "31/12/2027"}, 422),
        (TICK, {"confirm": "1"}, 422),
        ("tasks/weekly-rhythm/state", {"confirm": "1"}, 409),
        ("tasks/no-such-task/state", {"state": "done"}, 404),
        ("tasks/No_Such/state", {"state": "done"}, 404),
        ("undo", {"event": ""}, 422),
        ("undo", {"event": "-1"}, 422),
        ("undo", {"event": "999999999999999999999"}, 422),
        ("undo", {"event": "99999"}, 404),
        ("undo", {"event": "1"}, 404),
    ],
)
def test_what_makes_no_sense_changes_nothing(bruno, cast, address, values, status):
    where = cast.les_amis.address + address

    bruno.post(where, values, status=status)
    bruno.get(cast.les_amis.address)
    bruno.post(where, values, status=status, htmx=True)

    assert events(cast) == []


@pytest.mark.parametrize("drawn", ["", "yesterday", "9" * 400, "2026-13-45", "0001-01-01T00:00:00+23:59", "٢٠٢٦"])
def test_strange_drawing_date_does_not_stop_a_tick(bruno, cast, drawn):
    bruno.post(TICK, {"state": "done", "drawn_at": drawn})

    assert state_of(cast) == "done"
