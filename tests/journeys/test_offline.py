"""Someone ticks where there is no network: the page is closed, the browser dies; nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, abort, request
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event, Receipt, TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Device
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rules import Wanted, wanted
from tests.cast import Cast, everything
from tests.checkers import assert_axe_clean
from tests.real_browser import ARGUMENTS, PATIENCE, RealBrowser, program

KEPT = """async me => {
  const names = (await indexedDB.databases()).map(({name}) => name).filter(name => name.startsWith("socialtrack-"));
  let kept = 0;
  for (const name of names) kept += await new Promise(done => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      const db = request.result, has = db.objectStoreNames.contains("kept");
      if (!has) { db.close(); return done(0); }
      const count = db.transaction("kept").objectStore("kept").count();
      count.onsuccess = () => { db.close(); done(count.result); };
    };
  });
  return kept;
}"""


@pytest.fixture
def away(browser: RealBrowser) -> RealBrowser:
    """A browser whose network may go: what it then says of it is no fault."""
    for words in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "Failed to load resource", "ERR_FAILED"):
        browser.expect(words)
    return browser


def open_path(page: Page, cast: Cast) -> Page:
    page.goto(cast.les_amis.address)
    expect(page.locator("script[src*='live.js']")).to_have_count(1)
    page.wait_for_timeout(300)
    return page


def path_of(browser: RealBrowser, cast: Cast, who: str = "bruno") -> Page:
    page = browser.window(390)
    cast.sign_in(page, who)
    return open_path(page, cast)


def tick(page: Page, key: str) -> None:
    page.locator(f"#task-{key} .tick").click()


def decline(page: Page, key: str, reason: str) -> None:
    row = page.locator(f"#task-{key}")
    row.locator("details.other > summary").click()
    row.locator("textarea").first.fill(reason)
    row.get_by_role("button", name="Nous avons décidé de ne pas le faire").click()


def beside(page: Page, key: str) -> None:
    """Open what stands beside a task: its notes among them."""
    row = page.locator(f"#task-{key}")
    row.locator("details.other > summary").click()
    row.locator("a.add-beside").click()
    expect(page.locator(f"#more-{key}")).to_be_visible()


def write_note(page: Page, key: str, words: str) -> None:
    notes = page.locator(f"#more-{key}")
    if not notes.locator("textarea").is_visible():
        notes.get_by_text("Écrire une note").click()
    notes.locator("textarea").fill(words)
    notes.get_by_role("button", name="Garder la note").click()


def line(page: Page):
    return page.locator("#later")


def said(cast: Cast) -> list[Event]:
    return cast.rows(
        select(Event).where(Event.organization_id == cast.les_amis.id, Event.task_key.is_not(None)).order_by(Event.id)
    )


def box_of(page: Page, key: str):
    return page.locator(f"#task-{key} .tick")


@pytest.fixture
def profile(away: RealBrowser, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """A browser of one's own, closed and opened again with what it kept."""
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = away.chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=program(),
            args=ARGUMENTS,
            base_url=away.server.url,
            viewport={"width": 390, "height": 844},
            locale="fr-CA",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def _processes(words: str) -> list[int]:
    """Those whose command says these words: a profile's own folder names no other browser."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if words in (entry / "cmdline").read_bytes().decode(errors="replace"):
                    found.append(int(entry.name))
            except OSError:  # it has just ended
                continue
    return found


@pytest.mark.parametrize("end", ["the page is closed", "the browser is killed"])
def test_what_is_said_without_a_network_is_sent_once_in_order_with_its_own_time(
    profile: Callable[[], BrowserContext], cast: Cast, tmp_path: Path, end: str
) -> None:
    context = profile()
    page = context.pages[0]
    cast.sign_in(page, "bruno")
    open_path(page, cast)
    beside(page, "org-email")
    context.set_offline(True)
    begun = utc_now()

    tick(page, "name-backup")
    expect(line(page)).to_contain_text("Un geste attend le réseau.")
    tick(page, "org-email")
    decline(page, "password-vault", "Nous n’avons qu’un compte.")
    write_note(page, "org-email", "Demander le mot à Lucie.")
    tick(page, "name-backup")

    expect(line(page)).to_contain_text("5 gestes attendent le réseau. Ils sont gardés ici.")
    expect(page.locator("#form-org-email .unsent")).to_have_text("Pas encore envoyé. ")
    expect(page.locator("#more-org-email .unsent")).to_have_text("Pas encore envoyé. Demander le mot à Lucie.")
    expect(page.locator("#more-org-email textarea")).to_have_value("")
    expect(box_of(page, "name-backup")).to_have_attribute("aria-checked", "false")
    assert page.locator(".unsent").count() == 4
    assert said(cast) == []

    if end == "the page is closed":
        page.close()
        context.close()
    else:
        for pid in _processes(f"--user-data-dir={tmp_path / 'profile'}"):
            os.kill(pid, signal.SIGKILL)
    ended = utc_now()

    context = profile()
    page = context.pages[0]
    cast.sign_in(page, "bruno")
    page.goto("/account")  # any page of the same person sends what waits

    expect(line(page)).to_be_hidden()
    page.wait_for_timeout(300)
    expect(line(page)).to_be_hidden()
    open_path(page, cast)
    expect(box_of(page, "org-email")).to_have_attribute("aria-checked", "true")
    events = said(cast)
    assert [(e.task_key, e.after, e.channel) for e in events] == [
        ("name-backup", "done", "offline"),
        ("org-email", "done", "offline"),
        ("password-vault", "declined", "offline"),
        ("org-email", "written", "offline"),
        ("name-backup", "todo", "offline"),
    ]
    assert events[3].kind == "private-note-written"
    assert cast.rows(select(TextRevision.body).where(TextRevision.body.contains("Lucie"))) == [
        "Demander le mot à Lucie."
    ]
    moments = [e.happened_at for e in events]
    assert moments == sorted(moments)
    assert begun <= moments[0] and moments[-1] <= ended <= events[0].recorded_at
    assert page.evaluate(KEPT) == 0


def test_the_answer_that_was_lost_on_the_way_back_does_not_double_the_gesture(away: RealBrowser, cast: Cast) -> None:
    """As when the server dies after it has committed: the change is there, its answer never came."""
    page = path_of(away, cast)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/state", lose)
    tick(page, "name-backup")
    expect(line(page)).to_contain_text("Un geste attend le réseau.")
    assert len(said(cast)) == 1

    page.unroute("**/state")
    line(page).get_by_role("button", name="Essayer").click()
    expect(line(page)).to_be_hidden()

    expect(box_of(page, "name-backup")).to_have_attribute("aria-checked", "true")
    assert [e.channel for e in said(cast)] == ["web"]
    assert len(cast.rows(select(Receipt))) == 1


@pytest.fixture
def switch(own_app: None, app: Flask) -> dict[str, bool]:
    """Whether the server takes changes."""
    state = {"is_away": False}

    @app.before_request
    def be_away() -> None:
        if state["is_away"] and request.method == "POST":
            abort(503)

    return state


def test_a_server_that_is_away_is_waited_for(switch: dict[str, bool], away: RealBrowser, cast: Cast) -> None:
    away.expect("503")
    switch["is_away"] = True

    page = path_of(away, cast)
    tick(page, "name-backup")
    expect(line(page)).to_contain_text("Un geste attend le réseau.")
    expect(box_of(page, "name-backup")).to_have_attribute("aria-checked", "true")

    switch["is_away"] = False
    page.locator("#later button").click()

    expect(line(page)).to_be_hidden()
    expect(page.locator("#fact-name-backup")).to_contain_text("Faite aujourd’hui par Bruno")
    expect(page.locator("#overall")).to_contain_text("1 tâche sur")
    assert page.locator(".unsent").count() == 0


def by_beatrice(cast: Cast, key: str, said: Wanted) -> None:
    with cast.work_for("beatrice") as work:
        set_task_state(work, cast.les_amis.id, key, said, Gesture())


def in_conflict(browser: RealBrowser, cast: Cast) -> Page:
    """Bruno ticks without a network; meanwhile Béatrice says that they will not do it."""
    browser.expect("409")
    page = path_of(browser, cast)
    page.context.set_offline(True)
    tick(page, "name-backup")
    expect(line(page)).to_be_visible()
    by_beatrice(cast, "name-backup", wanted("declined", "Nous sommes trois.", today=utc_now().date()))
    page.context.set_offline(False)
    expect(page.locator("#overtaken-name-backup")).to_be_visible()
    return page


def test_two_answers_to_one_task_are_shown_and_nothing_is_replaced(away: RealBrowser, cast: Cast) -> None:
    page = in_conflict(away, cast)

    card = page.locator("#overtaken-name-backup")
    mine, theirs = (side.replace("\xa0", " ") for side in card.locator("li").all_inner_texts())
    assert mine.startswith("Vous, aujourd’hui à ") and mine.endswith(" : faite.")
    assert theirs.startswith("Béatrice, aujourd’hui à ")
    assert theirs.endswith(" : nous avons décidé de ne pas le faire (« Nous sommes trois. »).")
    expect(line(page)).to_contain_text("Quelque chose est à régler")
    assert_axe_clean(page)
    expect(page.locator("#form-name-backup")).to_have_attribute("data-state", "declined")
    assert [e.after for e in said(cast)] == ["declined"]

    open_path(page, cast)  # still there: nothing was thrown away with the page
    page.get_by_role("button", name="Garder la sienne").click()

    expect(page.locator(".settle")).to_have_count(0)
    expect(line(page)).to_be_hidden()
    assert [e.after for e in said(cast)] == ["declined"]
    assert page.evaluate(KEPT) == 0


def test_ones_own_answer_is_kept_over_the_one_that_was_shown(away: RealBrowser, cast: Cast) -> None:
    page = in_conflict(away, cast)

    page.get_by_role("button", name="Garder ma réponse").click()

    expect(page.locator(".settle")).to_have_count(0)
    expect(box_of(page, "name-backup")).to_have_attribute("aria-checked", "true")
    expect(line(page)).to_be_hidden()
    events = said(cast)
    assert [(e.after, e.channel) for e in events] == [("declined", "web"), ("done", "offline")]
    assert events[1].happened_at < events[0].happened_at


def test_a_third_answer_is_shown_too(away: RealBrowser, cast: Cast) -> None:
    page = in_conflict(away, cast)
    by_beatrice(cast, "name-backup", wanted("doing", today=utc_now().date()))

    page.get_by_role("button", name="Garder ma réponse").click()

    expect(page.locator("#overtaken-name-backup li").nth(1)).to_contain_text("en cours")
    assert [e.after for e in said(cast)] == ["declined", "doing"]


def test_two_decisions_about_one_network_are_shown_and_the_others_go_their_way(away: RealBrowser, cast: Cast) -> None:
    page = path_of(away, cast)
    page.goto(f"{cast.les_amis.address}networks")
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    for network in ("x", "youtube"):
        page.locator(f"#network-{network}").get_by_role("button", name="Choisir ce réseau").click()
        expect(page.locator(f"#network-{network} .unsent")).to_be_visible()
    with cast.work_for("beatrice") as work:
        set_network(work, cast.les_amis.id, "x", "not_now", reason="Au printemps.")
    page.context.set_offline(False)

    card = page.locator("#overtaken-x-network")
    expect(card).to_contain_text("pas maintenant (« Au printemps. »)")
    expect(page.locator(".unsent")).to_have_count(0)
    assert_axe_clean(page)
    card.get_by_role("button", name="Garder ma réponse").click()
    for network in ("x", "youtube"):  # the page follows once the focus has left it
        expect(page.locator(f"#network-{network}")).to_contain_text("Laisser ce réseau de côté")
    expect(page.locator(".settle")).to_have_count(0)
    events = cast.rows(select(Event).where(Event.kind == "network", Event.channel == "offline").order_by(Event.id))
    assert [(event.network, event.after) for event in events] == [("youtube", "chosen"), ("x", "chosen")]


def test_what_is_refused_for_good_is_shown_with_what_was_said(away: RealBrowser, cast: Cast) -> None:
    away.expect("422")
    page = path_of(away, cast)
    page.context.set_offline(True)
    decline(page, "name-backup", "mot de passe : Soleil2024! (5 $$)")
    tick(page, "org-email")
    expect(line(page)).to_contain_text("2 gestes")

    page.context.set_offline(False)

    card = page.locator(".settle")
    expect(card).to_contain_text("Ceci ressemble à un mot de passe.")
    expect(card).to_contain_text("Soleil2024! (5 $$)")
    expect(page.locator("#form-name-backup")).to_have_attribute("data-state", "todo")
    assert [e.task_key for e in said(cast)] == ["org-email"]

    page.goto("/account")
    expect(card).to_contain_text("Soleil2024!")
    assert_axe_clean(page)
    card.get_by_role("button", name="Jeter").click()

    expect(card).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_signing_out_warns_then_leaves_nothing(away: RealBrowser, cast: Cast) -> None:
    page = path_of(away, cast)
    page.route("**/state", lambda route: route.abort())
    decline(page, "name-backup", "Pour plus tard.")
    expect(line(page)).to_be_visible()
    assert page.evaluate(KEPT) == 1

    page.get_by_role("button", name="Fermer la session").click()
    expect(page.locator(".settle")).to_contain_text("Des gestes ne sont pas encore envoyés (1).")
    page.get_by_role("button", name="Rester").click()
    expect(page.locator(".settle")).to_have_count(0)
    page.get_by_role("button", name="Fermer la session").click()
    page.get_by_role("button", name="Fermer et les effacer").click()

    expect(page).to_have_url(f"{away.server.url}/sign-in")
    page.wait_for_timeout(300)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert said(cast) == []


def test_signing_out_can_send_first(away: RealBrowser, cast: Cast) -> None:
    page = path_of(away, cast)
    page.route("**/state", lambda route: route.abort())
    tick(page, "name-backup")
    expect(line(page)).to_be_visible()
    page.unroute("**/state")

    page.get_by_role("button", name="Fermer la session").click()
    page.get_by_role("button", name="Les envoyer, puis fermer").click()

    expect(page).to_have_url(f"{away.server.url}/sign-in")
    assert [e.after for e in said(cast)] == ["done"]


def test_another_person_neither_sees_nor_sends_it(away: RealBrowser, cast: Cast) -> None:
    page = path_of(away, cast)
    page.route("**/state", lambda route: route.abort())
    decline(page, "name-backup", "Entre nous.")
    expect(line(page)).to_be_visible()
    page.unroute("**/state")

    cast.sign_in(page, "beatrice")
    page.locator("#later button").click()  # from Bruno's page, which still stands there
    expect(line(page)).to_contain_text("Votre session s’est fermée")
    open_path(page, cast)
    page.wait_for_timeout(500)

    assert "Entre nous" not in page.content()
    expect(line(page)).to_be_hidden()
    assert said(cast) == []

    cast.sign_in(page, "bruno")
    open_path(page, cast)
    expect(page.locator("#fact-name-backup")).to_contain_text("Entre nous")
    expect(line(page)).to_be_hidden()
    assert [e.membership_id for e in said(cast)] == [cast.bruno.membership_id]


def test_a_session_that_ended_keeps_it_until_the_same_person_is_back(away: RealBrowser, cast: Cast) -> None:
    away.expect("401")
    page = path_of(away, cast)
    page.context.set_offline(True)
    tick(page, "name-backup")
    expect(line(page)).to_be_visible()
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Device).values(ended_at=utc_now()))

    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Votre session s’est fermée : rouvrez-la pour les envoyer.")
    expect(line(page).get_by_role("link", name="Ouvrir une session")).to_be_visible()
    assert said(cast) == []

    cast.sign_in(page, "bruno")
    open_path(page, cast)
    expect(line(page)).to_be_hidden()
    assert [e.after for e in said(cast)] == ["done"]


def test_a_page_of_an_older_session_of_the_same_person_gets_a_fresh_token(away: RealBrowser, cast: Cast) -> None:
    away.expect("400")
    page = path_of(away, cast)
    cast.sign_in(page, "bruno")  # a new session, in another window: the token of this page is no longer good

    tick(page, "name-backup")
    page.locator("#later button").click()

    expect(page.locator("#fact-name-backup")).to_contain_text("Faite aujourd’hui par Bruno")
    expect(line(page)).to_be_hidden()
    assert [e.after for e in said(cast)] == ["done"]


def test_a_shared_computer_keeps_nothing_on_its_disk_and_says_so(away: RealBrowser, cast: Cast) -> None:
    page = away.window(390)
    cast.sign_in(page, "bruno", is_shared=True)
    open_path(page, cast)
    page.context.set_offline(True)

    tick(page, "name-backup")

    expect(line(page)).to_contain_text("Cet ordinateur est partagé")
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    page.context.set_offline(False)
    expect(line(page)).to_be_hidden()
    assert [e.after for e in said(cast)] == ["done"]


def test_two_windows_of_one_person_send_it_once_and_in_order(away: RealBrowser, cast: Cast) -> None:
    page = path_of(away, cast)
    other = page.context.new_page()
    open_path(other, cast)
    page.context.set_offline(True)
    tick(page, "name-backup")
    expect(line(other)).to_contain_text("Un geste attend le réseau.")
    tick(other, "name-backup")
    expect(line(page)).to_contain_text("2 gestes attendent le réseau.")

    page.context.set_offline(False)

    for window in (page, other):
        expect(line(window)).to_be_hidden()
    moments = [e.happened_at for e in said(cast)]
    assert moments == sorted(moments)
    assert len(cast.rows(select(Receipt))) == 2
