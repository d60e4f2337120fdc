"""« Cette réponse vous aide-t-elle? »: one vote for a browser's session and an answer, by day, without a name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.faq import vote_actions, vote_rules
from socialtrack.faq.models import FaqVote
from socialtrack.faq.vote_rules import MOST_REMEMBERED, mark_of, remember, remembered
from socialtrack.journal.models import Event
from socialtrack.people.models import Throttle
from socialtrack.tenancy import actions as tenancy_actions
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.cast import Cast
from tests.faq.own_words import OWN, say
from tests.sweep.faq_states import open_to_all

ASKED = "Cette réponse vous aide-t-elle?"


def counted(cast: Cast) -> list[tuple[str, str, int, int]]:
    rows = cast.rows(select(FaqVote).order_by(FaqVote.key, FaqVote.day))
    return [(row.key, str(row.day), row.helped, row.not_helped) for row in rows]


def say_it(browser: Browser, address: str, helped: str, **options) -> None:
    browser.get(address)
    answer = browser.submit(browser.page.form("/vote"), {"helped": helped}, **options)
    browser.follow(answer)


@pytest.fixture
def bruno(cast) -> Browser:
    return Browser(cast.client_for("bruno"))


@pytest.fixture
def answer(cast) -> str:
    return f"{cast.les_amis.address}faq/time-too-much"


def test_member_says_yes_then_rather_no(cast, bruno, answer):
    say_it(bruno, answer, "yes")
    assert "Merci. Votre centre verra le compte" in bruno.page.words
    assert "Vous avez répondu oui." in bruno.page.words
    assert counted(cast) == [("time-too-much", "2026-11-23", 1, 0)]

    say_it(bruno, answer, "yes")
    assert [row[2:] for row in counted(cast)] == [(1, 0)]

    say_it(bruno, answer, "no")
    assert "Vous avez répondu non." in bruno.page.words
    assert [row[2:] for row in counted(cast)] == [(0, 1)]


def test_browsers_are_counted_each_and_answers_apart(cast, answer):
    for who in ("bruno", "beatrice", "paul"):
        place = cast[who].organization
        say_it(Browser(cast.client_for(who)), f"{place.address}faq/time-too-much", "yes")
    say_it(Browser(cast.client_for("bruno")), f"{cast.les_amis.address}faq/law-25", "no")

    assert [(row[0], *row[2:]) for row in counted(cast)] == [("law-25", 0, 1), ("time-too-much", 3, 0)]


def test_passer_by_of_an_open_centre_is_counted(cast):
    open_to_all(cast)
    say_it(Browser(cast.client_for(None)), f"/centres/{cast.quebec.slug}/faq/{OWN}", "yes")

    assert [(row[0], *row[2:]) for row in counted(cast)] == [(OWN, 1, 0)]
    assert [row.centre_id for row in cast.rows(select(FaqVote))] == [cast.quebec.id]


def test_plain_address_asks_where_there_is_one_centre_and_nowhere_else(cast, monkeypatch):
    browser = Browser(cast.client_for(None))
    answer = browser.get("/faq/law-25")
    assert ASKED not in browser.page.words
    assert "Set-Cookie" not in answer.response.headers, "nothing is kept of whoever only reads"

    monkeypatch.setattr(tenancy_actions, "centre_facts", lambda session, slug=None: cast.quebec)
    say_it(browser, "/faq/law-25", "no")
    assert [(row[0], *row[2:]) for row in counted(cast)] == [("law-25", 0, 1)]


def test_centre_s_team_is_not_asked(cast):
    for who in ("aline", "rachel"):
        browser = Browser(cast.client_for(who))
        for address in (f"/centres/{cast.quebec.slug}/faq/law-25", f"{cast.les_amis.address}faq/law-25"):
            browser.get(address)
            assert ASKED not in browser.page.words


def test_nothing_is_kept_of_who_said_it(cast, bruno, answer):
    before = len(cast.rows(select(Event.id)))
    say_it(bruno, answer, "yes")

    assert len(cast.rows(select(Event.id))) == before
    assert {column.name for column in FaqVote.__table__.columns} == {"centre_id", "key", "day", "helped", "not_helped"}
    hashes = [row.key_hash for row in cast.rows(select(Throttle))]
    assert hashes
    assert not any("127.0.0.1" in each for each in hashes)


@pytest.mark.parametrize("helped", ["", "maybe", "YES", "yes\x00", "é" * 5_000])
def test_answer_that_is_neither_is_refused(cast, bruno, answer, helped):
    bruno.get(answer)
    bruno.submit(bruno.page.form("/vote"), {"helped": helped}, status=422)

    assert counted(cast) == []


def test_vote_without_its_token_or_on_what_nobody_finds_is_refused(cast, bruno, answer):
    say(cast, "law-25", "retired", text=None)
    assert cast.client_for("bruno").post(f"{answer}/vote", data={"helped": "yes"}).status_code == 400
    bruno.get(answer)
    for key in ("law-25", "no-such-key"):
        bruno.post(f"{cast.les_amis.address}faq/{key}/vote", {"helped": "yes"}, status=404)
    assert counted(cast) == []


def test_flood_from_one_place_is_told_to_wait_and_counts_nothing(cast, monkeypatch, answer):
    monkeypatch.setattr(vote_actions, "VOTES_PER_PLACE", 2)
    for _ in range(2):
        say_it(Browser(cast.client_for("bruno")), answer, "yes")
    browser = Browser(cast.client_for("bruno"))
    browser.get(answer)
    browser.submit(browser.page.form("/vote"), {"helped": "yes"}, status=429)

    assert [row[2:] for row in counted(cast)] == [(2, 0)]


def test_mind_changed_the_next_day_counts_no_earlier_day_anew(cast, clock, bruno, answer):
    say_it(bruno, answer, "yes")
    clock.shift(timedelta(days=1))
    say_it(bruno, answer, "no")

    assert [row[2:] for row in counted(cast)] == [(1, 0), (-1, 1)]


def test_archived_organization_is_not_asked(cast, bruno, answer):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
    bruno.get(answer)

    assert ASKED not in bruno.page.words


def test_cookie_remembers_the_newest_and_reads_nothing_strange():
    kept: object = None
    for n in range(MOST_REMEMBERED + 5):
        kept = remember(kept, mark_of(1, f"own-{n}"), helped=n % 2 == 0)

    assert len(kept) == MOST_REMEMBERED  # type: ignore[arg-type]
    assert remembered(kept, mark_of(1, f"own-{MOST_REMEMBERED + 4}")) is True
    assert remembered(kept, mark_of(1, "own-0")) is None
    for strange in (None, [], "y1", {mark_of(1, "a"): 3}, {mark_of(1, "a"): "yx"}, {mark_of(1, "a"): "y" + "9" * 30}):
        assert remembered(strange, mark_of(1, "a")) is None
    assert mark_of(1, "a") != mark_of(2, "a")
    assert vote_rules.VOTES_PER_PLACE >= 100
