"""What travels: the style, the script, the answer to a tick. gzip is heavier than brotli, so these are upper bounds."""

import re
import zlib
from pathlib import Path

import pytest

from socialtrack.guide import queries as guide
from socialtrack.journal.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from tests.cast import Cast

STATIC = Path(__file__).parents[2] / "static"
OWN_SCRIPTS = ("js/app.js", "js/later.js", "js/live.js")  # the last two come once the page stands


def weight(name: str) -> int:
    return len(zlib.compress((STATIC / name).read_bytes(), 9))


def test_style_weighs_at_most_7_kb() -> None:
    assert weight("css/style.css") <= 7_000


def test_own_script_weighs_at_most_3_5_kb() -> None:
    assert weight("js/app.js") <= 3_500


def test_what_comes_once_the_page_stands_weighs_at_most_7_5_kb() -> None:
    assert weight("js/later.js") + weight("js/live.js") <= 7_500


@pytest.mark.parametrize("language", ["fr", "en"])
def test_answer_to_a_tick_weighs_at_most_1500_bytes(cast: Cast, language: str) -> None:
    """The whole path, always the card's own task: the answers that also carry the next small thing."""
    client = cast.client_for("bruno")
    weights = {}

    while form := _card(page := client.get(cast.les_amis.address).get_data(as_text=True)):
        key = form.removeprefix("form-")
        fields = dict(
            re.findall(r'name="(csrf_token|request_key|drawn_at)" value="([^"]*)"', page.split(f'id="{form}"')[1])
        )
        kept = {name: fields[name] for name in ("csrf_token", "drawn_at")}
        answer = client.post(
            f"{cast.les_amis.address}tasks/{key}/state?lang={language}",
            data={**kept, "request_key": f"weighing.{key}", "state": "done"},
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 200
        weights[key] = len(answer.get_data())

    assert len(weights) == 20
    assert max(weights.values()) <= 1_500, weights


def test_path_of_every_network_weighs_at_most_30_kb_with_its_script_and_style(cast: Cast) -> None:
    """Whole and filtered, each task with its person and its day: what comes before the first tick, htmx apart, and what
    comes after it."""
    with cast.work_for("bruno") as work:
        path = guide.path(work)
        for network in path.networks:
            set_network(work, cast.les_amis.id, network.key, "chosen")
        for key in path.by_key:
            plan = WantedPlan(responsible_id=cast.bruno.membership_id, due_on=work.today)
            set_plan(work, cast.les_amis.id, key, plan, Gesture(key, key))
    client, besides = cast.client_for("bruno"), weight("css/style.css") + sum(map(weight, OWN_SCRIPTS))

    for query in ("", "?show=todo", "?minutes=15"):
        page = client.get(cast.les_amis.address + query).get_data()
        assert page.count(b'<li id="task-') == len(path.by_key)
        assert len(zlib.compress(page, 9)) + besides <= 30_000


def _card(page: str) -> str:
    found = re.search(r'<div id="next">.*?form="(form-[^"]+)"', page, re.DOTALL)
    return found[1] if found else ""
