"""What waited for a network beside a task (who, by when, « repère ») or about a network: never over what came since."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event, Receipt
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rules import wanted
from tests.cast import Cast
from tests.conftest import NOW

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
TASK = "name-backup"
PART = {
    "plan": (f"tasks/{TASK}/plan", {"responsible": "other", "responsible_name": "Odile"}),
    "evidence": (f"tasks/{TASK}/evidence", {"evidence": "Odile"}),
    "network": ("networks", {"network": "x", "state": "not_now", "reason": "Trop tôt."}),
}
KIND = {"plan": "task-plan", "evidence": "task-evidence", "network": "network"}


@pytest.fixture(autouse=True)
def at_ten(clock):
    """It is the `NOW` of the tests, and stays so."""
    return clock


@pytest.fixture
def bruno(cast: Cast):
    return cast.client_for("bruno")


def form(client, part: str, key: str = "k.1", **fields: str) -> dict[str, str]:
    page = client.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    return {"csrf_token": token, "request_key": key, **PART[part][1], **fields}


def send(client, cast: Cast, part: str, key: str = "k.1", headers=HTMX, **fields: str):
    return client.post(cast.les_amis.address + PART[part][0], data=form(client, part, key, **fields), headers=headers)


def ago(**time: float) -> str:
    return (NOW - timedelta(**time)).isoformat()


def by_beatrice(cast: Cast, part: str, *, again: bool = False) -> None:
    with cast.work_for("beatrice") as work:
        here = cast.les_amis.id
        if part == "plan":
            who = cast.bruno.membership_id if again else cast.beatrice.membership_id
            set_plan(work, here, TASK, WantedPlan(who, "", work.today + timedelta(days=7)), Gesture())
        elif part == "evidence":
            set_evidence(work, here, TASK, "Denis" if again else "Béatrice", Gesture())
        else:
            set_network(work, here, "x", "dropped" if again else "chosen")


def told(cast: Cast, part: str) -> list[Event]:
    about = Event.network == "x" if part == "network" else Event.task_key == TASK
    return cast.rows(select(Event).where(Event.kind == KIND[part], about).order_by(Event.id))


def words(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


parts = pytest.mark.parametrize("part", PART)


@parts
def test_what_came_since_is_shown_beside_it_and_nothing_changes(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)

    answer = send(bruno, cast, part, said_at=ago(hours=20))

    assert answer.status_code == 409
    mine, theirs = {
        "plan": ("Odile, sans date.", "Béatrice, d’ici le 30 novembre 2026."),
        "evidence": ("repère « Odile ».", "repère « Béatrice »."),
        "network": ("pas maintenant (« Trop tôt. »).", "choisi."),
    }[part]
    assert f"Vous, hier à 14 h 5 : {mine}" in words(answer)
    assert f"Béatrice, aujourd’hui à 10 h 5 : {theirs}" in words(answer)
    assert [event.channel for event in told(cast, part)] == ["web"]
    assert cast.rows(select(Receipt)) == []


@parts
def test_ones_own_stands_once_one_has_seen_the_other_and_a_third_is_shown_too(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)
    [theirs] = told(cast, part)
    by_beatrice(cast, part, again=True)

    kept = {"said_at": ago(hours=1), "settle": "mine"}
    assert send(bruno, cast, part, **kept, settled=str(theirs.id)).status_code == 409
    assert send(bruno, cast, part, **kept, settled=str(told(cast, part)[-1].id)).status_code == 200

    assert [event.channel for event in told(cast, part)] == ["web", "web", "offline"]


@parts
def test_the_other_stands_by_saying_so(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)

    assert send(bruno, cast, part, said_at=ago(hours=1), settle="theirs").status_code == 303

    assert len(told(cast, part)) == 1


@parts
def test_without_script_both_are_a_page_whose_form_says_it_again(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)

    answer = send(bruno, cast, part, headers={}, said_at=ago(hours=1))

    assert answer.status_code == 409
    card = answer.get_data(as_text=True).split('id="overtaken-')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', card))
    address = re.search(r'action="([^"]+)"', card)[1]
    assert bruno.post(address, data={**fields, "settle": "mine"}).status_code == 303
    assert [event.channel for event in told(cast, part)] == ["web", "offline"]


@parts
def test_what_the_page_had_shown_is_no_surprise(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)
    page = "networks" if part == "network" else f"tasks/{TASK}"
    html = bruno.get(cast.les_amis.address + page).get_data(as_text=True)
    near = html.split('value="x"')[0] if part == "network" else html.split(f'id="{part}-fields-')[1]
    drawn = re.findall(r'name="drawn_at" value="([^"]+)"', near)
    drawn_at = (drawn[-1] if part == "network" else drawn[0]).replace("&#43;", "+")

    assert send(bruno, cast, part, said_at=ago(hours=1), drawn_at=drawn_at).status_code == 200


@parts
def test_what_an_open_page_had_not_shown_counts_even_if_it_came_before(bruno, cast: Cast, clock, part: str) -> None:
    by_beatrice(cast, part)
    clock.shift(timedelta(hours=3))

    said_at = (NOW + timedelta(hours=2)).isoformat()
    answer = send(bruno, cast, part, said_at=said_at, drawn_at=ago(hours=1))

    assert answer.status_code == 409


@parts
def test_at_once_it_is_said_over_what_came_since_as_ever(bruno, cast: Cast, part: str) -> None:
    by_beatrice(cast, part)

    assert send(bruno, cast, part, drawn_at=ago(hours=1)).status_code == 200


def test_a_detail_kept_meanwhile_is_no_other_answer_to_a_tick_nor_a_tick_to_a_detail(bruno, cast: Cast) -> None:
    """They share one value, and each keeps the other's part of it."""
    by_beatrice(cast, "evidence")
    token = form(bruno, "plan")["csrf_token"]
    late = {"csrf_token": token, "state": "done", "request_key": "k.1", "said_at": ago(hours=1)}

    answer = bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", data=late, headers=HTMX)

    assert answer.status_code == 200
    [kept] = told(cast, "evidence")
    [tick] = cast.rows(select(Event).where(Event.kind == "task-state", Event.task_key == TASK))
    assert tick.value_after["evidence_id"] == kept.value_after["evidence_id"]

    with cast.work_for("beatrice") as work:
        said = wanted("doing", today=work.today)
        set_task_state(work, cast.les_amis.id, "name-responsible", said, Gesture())
    note = {"csrf_token": token, "evidence": "Odile", "request_key": "k.2", "said_at": ago(hours=1)}
    answer = bruno.post(f"{cast.les_amis.address}tasks/name-responsible/evidence", data=note, headers=HTMX)
    assert answer.status_code == 200


def test_ones_own_networks_of_the_same_afternoon_follow_one_another(bruno, cast: Cast) -> None:
    for n, state in enumerate(("chosen", "dropped", "chosen")):
        answer = send(bruno, cast, "network", f"k.{n}", state=state, said_at=ago(minutes=30 - n))
        assert answer.status_code == 200

    assert [event.after for event in told(cast, "network")] == ["chosen", "dropped", "chosen"]
