"""One gesture for several organizations of the grid: read over, done once, taken back as a whole."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.home.several_actions import Counted, SelectionMoved, change_several
from socialtrack.home.several_forms import Selection
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.progress.rebuild import differences
from socialtrack.reports.filter_rules import EVERYONE, Filters
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.bulk_rules import Deed, Wanted
from socialtrack.tenancy.models import Membership, Organization
from tests.browser import Browser
from tests.cast import everything

BOTH = ("les-amis", "le-phare")


def whole(cast):
    """Nothing that is kept beside the journal contradicts it."""
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work) == []


def rows(cast):
    found = cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id))
    return {row.slug: row for row in found}


def kinds(cast):
    return Counter(cast.rows(select(Event.kind).where(Event.centre_id == cast.quebec.id)))


def do(cast, who, wanted, counted=(2, 2), slugs=BOTH, key="k", filters=EVERYONE):
    selection = Selection(filters, None if slugs is None else tuple(slugs))
    with cast.work_for(who) as work:
        return change_several(work, selection, wanted, Gesture(key, str(wanted.deed)), Counted(*counted))


def to(cast, who):
    return Wanted(Deed.ASSIGN, cast[who].membership_id)


# The action


def test_one_transaction_one_event_each_and_one_that_sums_them_up(cast):
    before = kinds(cast)

    done = do(cast, "aline", to(cast, "agathe"))

    assert (done.changed, done.is_again) == (2, False)
    assert kinds(cast) - before == Counter({"organization-changed": 2, "several-changed": 1})
    event = cast.rows(select(Event).where(Event.id == done.event_id))[0]
    assert event.value_after == {
        "deed": "assign",
        "changed": 2,
        "first": event.id - 2,
        "last": event.id - 1,
        "advisor_id": cast.agathe.membership_id,
    }
    assert whole(cast)


def test_sent_twice_it_is_done_once(cast):
    first = do(cast, "aline", to(cast, "agathe"))
    before = kinds(cast)

    again = do(cast, "aline", to(cast, "agathe"))

    assert again == replace(first, is_again=True)
    assert kinds(cast) == before
    with pytest.raises(Conflict, match="request-key-reused"):
        do(cast, "aline", Wanted(Deed.ARCHIVE))


def test_of_two_managers_at_once_the_second_reads_the_page_again(cast):
    """Both were shown that two would change; after the first, none is left to change."""
    do(cast, "aline", to(cast, "agathe"), key="one")

    with pytest.raises(SelectionMoved) as refused:
        do(cast, "agathe", to(cast, "agathe"), key="two")

    assert (refused.value.forecast.chosen, len(refused.value.forecast.changing)) == (2, 0)
    assert kinds(cast)["several-changed"] == 1


def test_by_filters_it_is_read_again_and_refused_with_both_numbers(cast):
    with pytest.raises(SelectionMoved) as refused:
        do(cast, "aline", to(cast, "agathe"), counted=(1, 1), slugs=None, filters=Filters(query="e"))

    assert refused.value.values == {"before": 1, "now": 2}
    assert do(cast, "aline", to(cast, "agathe"), slugs=None).changed == 2
    assert do(cast, "aline", Wanted(Deed.ARCHIVE), slugs=None, key="b").changed == 2
    archived = Filters(status="archived")
    assert do(cast, "aline", Wanted(Deed.RESTORE), slugs=None, key="c", filters=archived).changed == 2
    assert whole(cast)


@pytest.mark.parametrize("slugs", [("les-amis", "no-such"), ("les-amis", "les-amis-elsewhere")])
def test_one_that_is_not_there_refuses_the_whole(cast, slugs):
    before = kinds(cast)

    with pytest.raises(NotFound, match="organizations-not-all-there"):
        do(cast, "aline", to(cast, "agathe"), slugs=slugs)

    assert kinds(cast) == before


@pytest.mark.parametrize("who", ["bruno", "rachel", "chantal"])
def test_confided_to_nobody_but_the_team(cast, who):
    with pytest.raises(Invalid, match="assign-to-whom"):
        do(cast, "aline", to(cast, who))


@pytest.mark.parametrize("deed", [Deed.ARCHIVE, Deed.RESTORE])
def test_only_a_manager_archives(cast, deed):
    with pytest.raises(Refused, match="deed-not-yours"):
        do(cast, "agathe", Wanted(deed))


def test_nothing_to_change_leaves_a_receipt_and_no_event(cast):
    before = kinds(cast)

    assert do(cast, "aline", Wanted(Deed.RESUME), counted=(2, 0)).event_id is None
    assert do(cast, "aline", Wanted(Deed.RESUME), counted=(2, 0)).is_again

    assert kinds(cast) == before


# The pages


@pytest.fixture
def grid(home):
    return f"{home}organizations/"


def send(browser, grid, said, status=200, query=""):
    """From the grid, as its form says it."""
    browser.get(f"{grid}{query}")
    return browser.post(f"{grid}bulk{query}", said, status=status)


def test_confided_after_reading_for_whom(cast, aline, grid):
    page = send(aline, grid, {"deed": f"assign-{cast.agathe.membership_id}", "only": list(BOTH)}).page
    assert page.h1 == "Confier à Agathe"
    assert "2 organismes changent. Rien n’est encore fait." in page.words
    assert "2 ne sont confiés à personne." in page.words
    assert {row.advisor_id for row in rows(cast).values()} == {None}

    answer = aline.submit(page.form("bulk/do"))

    assert {row.advisor_id for row in rows(cast).values()} == {cast.agathe.membership_id}
    page = aline.follow(answer).page
    assert "2 organismes sont confiés à Agathe. Annuler ce geste" in page.words
    undo = next(link for link in page.all("a") if link.text == "Annuler ce geste")
    aline.get(undo["href"])
    answer = aline.submit(aline.page.form("/undo"))
    assert "C’est annulé : 2 organismes sont comme avant." in aline.follow(answer).page.words
    assert {row.advisor_id for row in rows(cast).values()} == {None}


@pytest.mark.parametrize("where", ["bulk", "bulk/do"])
def test_pages_opened_again_without_their_form_lead_to_the_list(aline, grid, where):
    assert aline.get(f"{grid}{where}", status=303).location.endswith(grid)


def test_pressed_twice_and_after_the_back_button_it_is_done_once(cast, aline, grid):
    form = send(aline, grid, {"deed": "archive", "only": list(BOTH)}).page.form("bulk/do")

    aline.submit(form)
    answer = aline.submit(form)

    assert "2 organismes sont archivés." in aline.follow(answer).page.words
    assert kinds(cast)["organization-archived"] == 2


def test_a_tag_is_asked_for_and_what_would_change_is_said_before(cast, aline, grid):
    with cast.work_for("aline") as work:
        life.archive_organization(work, cast.le_phare.id)
    page = send(aline, grid, {"deed": "tag", "only": list(BOTH)}).page
    assert page.h1 == "Ajouter une étiquette"
    refused = aline.submit(page.form("organizations/bulk"), {"tag": "un, deux"}, status=422).page
    assert "Une seule étiquette à la fois" in refused.words
    assert refused.form("organizations/bulk").values["tag"][0] == "un, deux"

    page = aline.submit(refused.form("organizations/bulk"), {"tag": "Transport"}, status=200).page

    assert page.h1 == "Ajouter l’étiquette « Transport »"
    assert "1 organisme change." in page.words
    assert "1 organisme est archivé : rien n’y change." in page.words
    aline.submit(page.form("bulk/do"))
    assert {slug: row.tags for slug, row in rows(cast).items()} == {"les-amis": ["Transport"], "le-phare": []}


def test_a_day_that_can_not_be_is_said_and_kept(cast, aline, grid):
    page = send(aline, grid, {"deed": "pause", "only": ["les-amis"]}).page

    refused = aline.submit(page.form("organizations/bulk"), {"until": "2026-02-31"}, status=422).page

    assert "Cette date n’existe pas." in refused.words
    assert aline.submit(refused.form("organizations/bulk"), {"until": "2026-12-24"}, status=200).page.h1 == (
        "Mettre en pause jusqu’au 24 décembre 2026"
    )


def test_the_whole_page_without_a_box_ticked(cast, aline, grid):
    page = send(aline, grid, {"deed": "archive", "which": "page", "page": " ".join(BOTH)}).page

    assert "2 organismes changent." in page.words


def test_all_that_the_filters_keep(cast, aline, grid):
    page = send(aline, grid, {"deed": "archive", "which": "all"}, query="?q=phare").page
    assert "1 organisme change." in page.words

    answer = aline.submit(page.form("bulk/do"))

    assert answer.location == f"{grid}?q=phare"
    assert {slug: row.archived_at is None for slug, row in rows(cast).items()} == {"les-amis": True, "le-phare": False}


def test_as_many_as_before_but_not_the_same_ones_are_read_again(cast, aline, grid):
    """The page named Les Amis: by its filters Le Phare has taken its place since."""
    with cast.work_for("aline") as work:
        life.archive_organization(work, cast.le_phare.id)
    form = send(aline, grid, {"deed": "tag", "tag": "Transport", "which": "all"}).page.form("bulk/do")
    with cast.work_for("aline") as work:
        life.restore_organization(work, cast.le_phare.id)
        life.archive_organization(work, cast.les_amis.id)

    refused = aline.submit(form, status=409).page

    assert "Depuis cette page, ces organismes ont changé, ou ce ne sont plus les mêmes." in refused.words
    assert "Le Phare" in refused.words and {len(row.tags) for row in rows(cast).values()} == {0}
    aline.submit(refused.form("bulk/do"))
    assert {slug: row.tags for slug, row in rows(cast).items()} == {"les-amis": [], "le-phare": ["Transport"]}


@pytest.mark.parametrize("deed", ["assign-none", "pause"])
def test_what_somebody_said_meanwhile_is_not_overwritten_unseen(cast, aline, grid, deed):
    """The page said to whom they are confided, and which are paused: another word has come since."""
    do(cast, "aline", to(cast, "aline"), key="before")
    said = {"deed": deed, "until": "2027-01-15", "only": list(BOTH)}
    form = send(aline, grid, said).page.form("bulk/do")
    do(cast, "agathe", to(cast, "agathe"), key="meanwhile")
    do(cast, "agathe", Wanted(Deed.PAUSE, until=date(2027, 2, 15)), key="hers")

    refused = aline.submit(form, status=409).page

    assert "Depuis cette page, ces organismes ont changé" in refused.words
    assert {row.advisor_id for row in rows(cast).values()} == {cast.agathe.membership_id}
    aline.submit(refused.form("bulk/do"))


def test_one_more_since_the_page_was_drawn(cast, aline, grid, home):
    form = send(aline, grid, {"deed": "archive", "which": "all"}).page.form("bulk/do")
    aline.get(f"{home}add-organization")
    aline.submit(aline.page.form("add-organization"), {"name": "Arrivé depuis"})

    refused = aline.submit(form, status=409).page

    assert "Le nombre d’organismes choisis a changé : la page en comptait 2, il y en a maintenant 3." in refused.words
    assert kinds(cast)["organization-archived"] == 0
    aline.submit(refused.form("bulk/do"))
    assert kinds(cast)["organization-archived"] == 3


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"deed": "archive"}, "Aucun organisme n’est coché."),
        ({"deed": "", "only": ["les-amis"]}, "Choisissez une des réponses."),
        ({"deed": "archive", "only": [f"n-{n}" for n in range(501)]}, "Au plus 500 organismes"),
        ({"deed": "archive", "only": ["Les Amis!"]}, "Ce filtre"),
        ({"deed": "assign-999999", "only": ["les-amis"]}, "Choisissez une personne de l’équipe"),
    ],
)
def test_what_can_not_be_read_is_said(aline, grid, said, words):
    assert words in send(aline, grid, said, status=422).page.words


def test_export_goes_to_the_reports_with_the_same_organizations(cast, aline, grid, home):
    answer = send(aline, grid, {"deed": "export", "only": list(BOTH)}, status=303)
    assert answer.location == f"{home}reports/?only=les-amis&only=le-phare"

    answer = send(aline, grid, {"deed": "export", "which": "all"}, status=303, query="?q=amis")
    assert answer.location == f"{home}reports/?q=amis"


def test_addresses_of_others_say_nothing(cast, grid):
    done = do(cast, "aline", Wanted(Deed.TAG, tag="Transport"))

    for who, status in (("rachel", 403), ("bruno", 403), ("chantal", 404)):
        Browser(cast.client_for(who)).get(f"{grid}bulk/{done.event_id}", status=status)


# An advisor held to their caseload


@pytest.fixture
def held(cast):
    """Agathe sees Les Amis alone."""
    do(cast, "aline", to(cast, "agathe"), counted=(1, 1), slugs=("les-amis",), key="confide")
    with cast.app.app_context(), everything() as session, immediate(session, cast.quebec.id):
        session.get_one(Membership, cast.agathe.membership_id).sees_caseload_only = True
    return cast


def test_who_is_held_to_a_caseload_changes_and_takes_back_theirs_alone(held, grid):
    agathe = Browser(held.client_for("agathe"))
    page = send(agathe, grid, {"deed": "tag", "tag": "Transport", "which": "all"}).page
    assert "1 organisme change." in page.words
    answer = agathe.submit(page.form("bulk/do"))
    assert {slug: row.tags for slug, row in rows(held).items()} == {"les-amis": ["Transport"], "le-phare": []}
    undo = next(link for link in agathe.follow(answer).page.all("a") if link.text == "Annuler ce geste")

    agathe.get(undo["href"])
    agathe.submit(agathe.page.form("/undo"))

    assert {slug: row.tags for slug, row in rows(held).items()} == {"les-amis": [], "le-phare": []}
    assert whole(held)


def test_what_is_outside_a_caseload_is_not_there(held, grid):
    done = do(held, "aline", Wanted(Deed.TAG, tag="Aînés"), key="hers")
    agathe = Browser(held.client_for("agathe"))

    agathe.get(f"{grid}bulk/{done.event_id}", status=404)
    send(agathe, grid, {"deed": "tag", "tag": "Transport", "only": ["le-phare", "les-amis"]}, status=404)
    send(agathe, grid, {"deed": "assign-none", "only": ["les-amis"]}, status=403)

    assert "Confier à" not in agathe.get(grid).page.words


def test_nobody_is_no_person_in_english(cast, grid):
    """« Personne » heads a column too: one word in French, two in English."""
    page = Browser(cast.client_for("aline")).get(f"{grid}?lang=en").page
    offered = {option.get("value"): option.text for option in page.all("option")}

    assert (offered["none"], offered["assign-none"]) == ("In nobody’s caseload", "Take out of every caseload")
