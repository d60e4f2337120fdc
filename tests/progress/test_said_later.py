"""What waited in a browser for its network: its own time, its channel, and never over what its person had not seen."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event, Receipt
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.actions import command_work
from tests.cast import Cast
from tests.conftest import NOW
from tests.statements import counted

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
TASK = "name-backup"


@pytest.fixture(autouse=True)
def at_ten(clock):
    """It is the `NOW` of the tests, and stays so."""
    return clock


@pytest.fixture
def bruno(cast: Cast):
    return cast.client_for("bruno")


def send(client, cast: Cast, state: str = "done", key: str = "k.1", *, path: str | None = None, **fields: str):
    page = client.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "state": state, "request_key": key, "drawn_at": "", **fields}
    return client.post(f"{cast.les_amis.address}{path or f'tasks/{TASK}/state'}", data=form, headers=HTMX)


def ago(**time: float) -> str:
    return (NOW - timedelta(**time)).isoformat()


def told(cast: Cast) -> list[Event]:
    return cast.rows(select(Event).where(Event.task_key == TASK).order_by(Event.id))


def by_beatrice(cast: Cast, state: str, reason: str = "") -> None:
    with cast.work_for("beatrice") as work:
        said = wanted(state, reason, today=work.today)
        set_task_state(work, cast.les_amis.id, TASK, said, Gesture())


def test_it_is_noted_with_its_own_time_and_its_channel(bruno, cast: Cast) -> None:
    answer = send(bruno, cast, said_at=ago(hours=20))

    assert answer.status_code == 200
    [event] = told(cast)
    assert (event.channel, event.happened_at, event.recorded_at) == ("offline", NOW - timedelta(hours=20), NOW)
    [row] = cast.rows(select(TaskState).where(TaskState.task_key == TASK))
    assert row.done_at == event.happened_at
    assert "Faite hier par Bruno" in answer.get_data(as_text=True)
    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []


def test_a_clock_that_runs_ahead_says_now(bruno, cast: Cast) -> None:
    assert send(bruno, cast, said_at=ago(days=-3)).status_code == 200

    [event] = told(cast)
    assert event.happened_at == event.recorded_at == NOW


@pytest.mark.parametrize(
    "said_at", [ago(days=61), "hier", "2026-11-22", "2026-11-22T10:00:00", "1969-01-01T00:00:00+00:00"]
)
def test_a_moment_too_old_or_without_sense_is_refused_in_words(bruno, cast: Cast, said_at: str) -> None:
    answer = send(bruno, cast, said_at=said_at)

    assert answer.status_code == 422
    words = "plus de deux mois" if said_at == ago(days=61) else "n’a pas été compris"
    assert words in answer.get_data(as_text=True)
    assert told(cast) == []


def test_sent_twice_it_happens_once(bruno, cast: Cast) -> None:
    for _ in range(3):
        assert send(bruno, cast, said_at=ago(minutes=9)).status_code == 200

    assert len(told(cast)) == 1
    assert len(cast.rows(select(Receipt))) == 1


def test_what_somebody_said_since_is_shown_beside_it_and_nothing_changes(bruno, cast: Cast) -> None:
    by_beatrice(cast, "declined", "Nous sommes trois.")

    answer = send(bruno, cast, said_at=ago(hours=20))

    assert answer.status_code == 409
    words = re.sub(r"\s+", " ", answer.get_data(as_text=True))
    assert "Vous, hier à 14 h 5 : faite." in words
    assert "Béatrice, aujourd’hui à 10 h 5 : nous avons décidé de ne pas le faire (« Nous sommes trois. »)." in words
    assert [event.after for event in told(cast)] == ["declined"]
    assert cast.rows(select(Receipt)) == []


def test_ones_own_answer_stands_once_one_has_seen_the_other(bruno, cast: Cast) -> None:
    by_beatrice(cast, "declined")
    [theirs] = told(cast)

    kept = {"said_at": ago(hours=1), "settle": "mine", "settled": str(theirs.id)}
    assert send(bruno, cast, **kept).status_code == 200

    assert [(e.after, e.channel) for e in told(cast)] == [("declined", "web"), ("done", "offline")]
    by_beatrice(cast, "doing")
    assert send(bruno, cast, "todo", "k.2", **kept).status_code == 409


def test_the_other_answer_is_kept_by_saying_so(bruno, cast: Cast) -> None:
    by_beatrice(cast, "declined")

    assert send(bruno, cast, said_at=ago(hours=1), settle="theirs").status_code == 303

    assert [event.after for event in told(cast)] == ["declined"]


def test_without_script_both_answers_are_a_page_with_a_form(bruno, cast: Cast) -> None:
    by_beatrice(cast, "declined")
    page = bruno.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "state": "done", "request_key": "k.1", "said_at": ago(hours=1)}

    answer = bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", data=form)

    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "<h1>Deux réponses à la même tâche</h1>" in html
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.split('id="overtaken-')[1].split("</form>")[0]))
    assert (
        bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", data={**fields, "settle": "mine"}).status_code == 303
    )
    assert [event.after for event in told(cast)] == ["declined", "done"]


def test_two_that_said_the_same_have_nothing_to_settle(bruno, cast: Cast) -> None:
    by_beatrice(cast, "done")

    assert send(bruno, cast, said_at=ago(hours=1)).status_code == 200

    assert len(told(cast)) == 1


def test_what_the_page_had_shown_is_no_surprise(bruno, cast: Cast) -> None:
    by_beatrice(cast, "done")

    answer = send(bruno, cast, "todo", said_at=ago(hours=1), drawn_at=NOW.isoformat())

    assert answer.status_code == 200


def test_ones_own_gestures_of_the_same_afternoon_follow_one_another(bruno, cast: Cast) -> None:
    for n, state in enumerate(("done", "todo", "doing")):
        assert send(bruno, cast, state, f"k.{n}", said_at=ago(minutes=30 - n)).status_code == 200

    assert [event.after for event in told(cast)] == ["done", "todo", "doing"]


def test_ones_own_later_word_from_elsewhere_is_not_replaced(bruno, cast: Cast) -> None:
    assert send(bruno, cast, "declined", "k.1").status_code == 200

    answer = send(bruno, cast, "done", "k.2", said_at=ago(hours=1))

    assert answer.status_code == 409
    assert "Vous, ailleurs, aujourd’hui" in answer.get_data(as_text=True)


def changes(client, cast: Cast, since: object):
    return client.get(f"{cast.les_amis.address}changes?since={since}", headers=HTMX)


def test_what_is_new_is_told_once(bruno, cast: Cast) -> None:
    page = bruno.get(cast.les_amis.address).get_data(as_text=True)
    since = int(re.search(r'data-live="(\d+)"', page)[1])
    first = changes(bruno, cast, since)
    assert (first.status_code, first.headers.get("HX-Trigger")) == (204, None)
    by_beatrice(cast, "done")

    answer = changes(bruno, cast, since)

    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert f'id="fact-{TASK}"' in html and "Faite aujourd’hui par Béatrice" in html and 'id="overall"' in html
    newest = told(cast)[-1].id
    assert f'"order": {newest}' in answer.headers["HX-Trigger"]
    assert changes(bruno, cast, newest).status_code == 204
    assert {changes(bruno, cast, since).status_code for since in ("", "-1", "2026-11-23", "9" * 19)} == {422}


@pytest.mark.parametrize(
    ("who", "status"), [("denis", 204), ("agathe", 204), ("paul", 404), ("victor", 404), (None, 401)]
)
def test_who_may_ask_what_is_new(cast: Cast, who: str | None, status: int) -> None:
    assert changes(cast.client_for(who), cast, 2**40).status_code == status


def test_nothing_new_costs_one_statement_after_the_door(bruno, cast: Cast) -> None:
    changes(bruno, cast, 2**40)
    with counted() as asked:
        changes(bruno, cast, 2**40)

    assert len(asked) == 2


def test_signing_out_names_what_the_browser_forgets_and_only_once(bruno, cast: Cast) -> None:
    page = bruno.get(cast.les_amis.address).get_data(as_text=True)
    me = re.search(r'data-me="(\w+)"', page)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    bruno.post("/sign-out", data={"csrf_token": token})

    first, second = (bruno.get("/sign-in").get_data(as_text=True) for _ in range(2))
    assert f'data-gone="{me}"' in first and "data-me" not in first
    assert "data-gone" not in second
    beatrice = cast.client_for("beatrice").get(cast.les_amis.address).get_data(as_text=True)
    assert me not in beatrice
