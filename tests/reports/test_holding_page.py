"""« Ce qui retient »: what a centre reads of what makes its organizations hesitate, now and as of a past day."""

import re
from datetime import timedelta

import pytest

from socialtrack.faq.models import FaqVote
from socialtrack.reports import holding_pages
from tests.browser import Browser
from tests.reports.hesitations import hesitate
from tests.reports.test_csv import EVERYONE
from tests.statements import counted
from tests.sweep.page_states import hesitant

SECRET = "Le canari n’en dit rien."


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/hesitations/"


def opened(cast, address, who="aline", asked="", status=200):
    return Browser(cast.client_for(who)).get(f"{address}?{asked}", status=status)


def words(answer) -> str:
    return " ".join(answer.page.words.replace("\u00a0", " ").split())


def test_page_counts_reasons_steps_networks_and_months(cast, address):
    hesitant(cast)

    said = words(opened(cast, address))

    assert "réticences dites 15" in said
    for row in (
        "Je n’ai pas le temps de m’occuper de ça. 6 1 0 0 5 0 0",
        "Je ne sais pas si la Loi 25 nous concerne. 6 0 2 2 0 2 0",
        "Leurs propres mots 2 2 0 0 0 0 0",
        "Je crains que cela finisse par nous coûter cher. 1 0 0 0 0 0 1",
        *("Étape 4 1 1 0 0 0", "Facebook 1 1 0 0 0", "novembre 2026 15 5 2 1"),
    ):
        assert row in said, row


def test_page_says_which_answers_reassure_and_which_less(cast, address):
    hesitant(cast)
    with cast.work_for("aline") as work, work.write():
        work.session.add(FaqVote(key="law-25", day=work.today, helped=3, not_helped=1))

    said = words(opened(cast, address))
    reader = words(opened(cast, address, "rachel"))

    reassuring, less = said.split("Ces réponses rassurent")[1].split("Celles-ci, moins")
    assert "A rassuré 5 fois sur 5, soit 100 %." in reassuring
    assert "A rassuré 0 fois sur 6, soit 0 %. Votes de lecture : utile 3, peu utile 1." in less
    assert "Pour 1 raison, moins de cinq réticences ont eu une suite" in less
    assert ("Récrire cette réponse" in said, "Récrire cette réponse" in reader) == (True, False)


def test_open_ones_are_listed_the_oldest_first_with_words_only_if_shared(cast, address, clock):
    hesitate(cast, "bruno", cast.les_amis, None, words=SECRET)
    clock.shift(timedelta(days=1))
    hesitate(cast, "paul", cast.le_phare, None, words="Nous sommes deux.", is_shared=True, network="facebook")
    hesitate(cast, "paul", cast.le_phare, outcome="reassured")

    answer = opened(cast, address)

    listed = words(answer).split("Encore ouvertes")[-1]
    assert listed.index("Les Amis") < listed.index("Le Phare")
    assert "gardés par l’organisme" in listed
    assert "Nous sommes deux." in listed
    assert SECRET not in answer.text
    assert "temps" not in listed


def test_list_is_read_page_after_page(cast, address, monkeypatch):
    monkeypatch.setattr(holding_pages, "A_PAGE", 2)
    for task in ("name-backup", "name-responsible", "org-email", "password-vault", "account-register"):
        hesitate(cast, "bruno", cast.les_amis, task=task)
    browser, seen = Browser(cast.client_for("aline")), []

    answer = browser.get(address)
    for _ in range(4):
        seen.append(answer.text.count("/organizations/les-amis/hesitations/"))
        following = [link for link in answer.page.links if "after=" in link and link.endswith("#open")]
        if not following:
            break
        answer = browser.get(following[0].partition("#")[0])

    assert seen == [2, 2, 1]


def test_past_day_and_filters_are_in_the_address(cast, address, clock):
    hesitate(cast, "bruno", cast.les_amis, task="facebook-create-page")
    clock.shift(timedelta(days=10))
    hesitate(cast, "paul", cast.le_phare, "law-25", outcome="no")

    assert "réticence dite 1" in words(opened(cast, address, asked="as_of=2026-11-25"))
    assert "État à la fin du 25 novembre 2026." in words(opened(cast, address, asked="as_of=2026-11-25"))
    assert "Loi 25" not in words(opened(cast, address, asked="step=3")).split("Les raisons")[1]
    assert "réticence dite 1" in words(opened(cast, address, asked="outcome=no"))
    assert "Rien ne répond à ces filtres." in words(opened(cast, address, asked="network=x"))
    later = opened(cast, address, asked="since=2026-12-01")
    assert "Réticences dites depuis le 1er décembre 2026." in words(later)
    assert "reports/holding-back.csv?since=2026-12-01" in later.text


@pytest.mark.parametrize(
    "asked",
    [
        *("as_of=2099-01-01", "as_of=2026-01-01", "as_of=hier", "since=2026-12-01", "since=%00", "outcome=late"),
        *("step=7", "network=myspace", "since=2026-11-20&as_of=2026-11-10"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_was_typed(cast, address, asked):
    answer = opened(cast, address, asked=asked, status=422)

    assert answer.page.h1 == "Ce qui retient"
    assert "Cette période n’a pas été comprise" in words(answer)


@pytest.mark.parametrize("asked", ["after=12", "after=a.b", "after=1.99999999999999999999", "after=%00"])
def test_place_that_no_list_has_is_refused(cast, address, asked):
    assert opened(cast, address, asked=asked, status=422).is_page


def test_only_the_centre_reads_it(cast, address):
    assert {who: cast.client_for(who).get(address).status_code for who in EVERYONE} == EVERYONE


def test_nothing_of_another_centre_or_kept_by_an_organization_is_in_it(cast, address, clock):
    hesitate(cast, "victor", cast.elsewhere, "law-25", words=SECRET, is_shared=True)
    hesitate(cast, "bruno", cast.les_amis, None, words=SECRET)
    clock.shift(timedelta(days=1))

    for asked in ("", "as_of=2026-11-23"):
        answer = opened(cast, address, asked=asked)
        assert SECRET not in answer.text
        assert "réticence dite 1" in words(answer)


def test_statements_do_not_depend_on_how_many_hesitate(cast, address, clock):
    hesitant(cast)
    clock.shift(timedelta(days=1))
    client, ways = cast.client_for("aline"), ("", "?as_of=2026-11-23")
    asked = {}
    for turn in range(2):
        for way in ways:
            client.get(address + way)
            with counted() as asked[turn, way]:
                client.get(address + way)
        for task in ("facebook-create-page", "name-backup", "strong-passwords", "welcome-message"):
            hesitate(cast, "bruno", cast.les_amis, None, words=f"Autre chose que {task}.", is_shared=True, step="1")

    assert [len(asked[1, way]) for way in ways] == [len(asked[0, way]) for way in ways]


def test_charts_have_no_style_of_their_own_and_are_not_read_aloud(cast, address, clock):
    hesitant(cast)
    clock.shift(timedelta(days=31))
    hesitate(cast, "bruno", cast.les_amis, task="org-email")

    charts = re.findall(r"<svg class=\"chart\".*?</svg>", opened(cast, address).text, re.DOTALL)

    assert len(charts) == 2
    for chart in charts:
        assert "style=" not in chart
        assert 'aria-hidden="true"' in chart
