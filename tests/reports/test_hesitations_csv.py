"""The two files on what holds organizations back: the centre's own, line by line, and the one made to leave it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.faq.models import FaqVote
from socialtrack.hesitations import actions, undo_actions
from socialtrack.journal.models import Event
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.questions.about_queries import About
from socialtrack.questions.actions import ask
from socialtrack.reports import holding_lines, holding_queries
from socialtrack.tenancy.actions import Details, change_organizations
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.cast import everything
from tests.reports.hesitations import hesitate
from tests.reports.test_csv import EVERYONE, KEYS, report, reports_of

SECRET = "Le canari n’en dit rien."


def lines(cast, asked=KEYS, who="aline"):
    return report(cast, "hesitations", asked, who)


def test_each_hesitation_has_a_line(cast, clock):
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.le_phare.id: Details("=Le Phare; phare", None, "Lévis", (), None)})
    said = hesitate(cast, "bruno", cast.les_amis, task="facebook-create-page")
    hesitate(cast, "paul", cast.le_phare, "law-25", step="3", outcome="declined")
    with cast.work_for("bruno") as work:
        ask(work, cast.les_amis.id, About(task_key="facebook-create-page", hesitation_id=said), "Par où?", Gesture())
    clock.shift(timedelta(days=12))

    first, second = lines(cast)

    assert first == {
        "centre": "Centre d’action bénévole de Québec",
        "organization": "Les Amis",
        "slug": "les-amis",
        "about": "task",
        "step": "3",
        "task_key": "facebook-create-page",
        "task_title": "Créer la page Facebook de l’organisme",
        "network": "facebook",
        "reason": "time-too-much",
        "reason_title": "Je n’ai pas le temps de m’occuper de ça.",
        "own_words": "",
        "state": "open",
        "opened_on": "2026-11-23",
        "closed_on": "",
        "closed_as": "",
        "days": "12",
        "declined": "0",
        "declined_reason": "",
        "review_on": "",
        "question_asked": "1",
        "as_of": "2026-12-05",
    }
    assert (second["organization"], second["about"], second["step"], second["network"]) == (
        *("'=Le Phare; phare", "step"),
        *("3", ""),
    )
    assert {name: second[name] for name in ("state", "closed_on", "closed_as", "days", "declined", "review_on")} == {
        "state": "declined",
        "closed_on": "2026-11-23",
        "closed_as": "declined",
        "days": "0",
        "declined": "1",
        "review_on": "2027-01-15",
    }
    assert (second["declined_reason"], second["question_asked"]) == ("Nous avons un =journal.", "0")


def test_own_words_come_only_when_shared_and_asked_for(cast):
    hesitate(cast, "bruno", cast.les_amis, None, words=SECRET)
    shared = hesitate(cast, "bruno", cast.les_amis, None, words="Nous sommes deux.", is_shared=True, network="x")

    plain, named = lines(cast), lines(cast, f"{KEYS}&names=1")

    assert [row["own_words"] for row in plain] == ["", ""]
    assert [row["own_words"] for row in named] == ["", "Nous sommes deux."]
    assert {row["reason"] for row in plain} == {"words"}
    assert [(row["about"], row["network"], row["reason_title"]) for row in plain] == [
        ("task", "", "Leurs propres mots"),
        ("network", "x", "Leurs propres mots"),
    ]
    with cast.work_for("bruno") as work:
        actions.share_words(work, cast.les_amis.id, shared - 1, Gesture(), with_private=True)
    assert [row["own_words"] for row in lines(cast, f"{KEYS}&names=1")] == [SECRET, "Nous sommes deux."]


@pytest.mark.parametrize("name", ["hesitations", "holding-back"])
@pytest.mark.parametrize("who", ["aline", "agathe", "rachel"])
def test_words_that_are_not_shared_are_nowhere(cast, clock, who, name):
    hesitate(cast, "bruno", cast.les_amis, "law-25", words=SECRET)
    hesitate(cast, "victor", cast.elsewhere, None, words=SECRET, is_shared=True)
    clock.shift(timedelta(days=1))

    for asked in ("", "names=1", "names=1&as_of=2026-11-23"):
        answer = cast.client_for(who).get(f"{reports_of(cast)}{name}.csv?{asked}", buffered=True)
        assert (answer.status_code, SECRET in answer.text, "Montréal" in answer.text) == (200, False, False)
    run = cast.app.test_cli_runner().invoke(args=["export", name, "--centre", cast.quebec.slug, "--names"])
    assert (run.exit_code, SECRET.encode() in run.stdout_bytes) == (0, False)


def test_labels_come_in_the_language_asked_for(cast):
    hesitate(cast, "bruno", cast.les_amis, outcome="reassured")

    french = report(cast, "hesitations", "")[0]
    english = cast.client_for("aline").get(f"{reports_of(cast)}hesitations.csv?lang=en").data.decode().splitlines()

    assert (french["Étape"], french["Close ainsi"], french["À propos de"]) == ("Étape 1", "A rassuré", "Tâche")
    assert english[0].startswith("\ufeffCentre,Organization,Name in the address,About,Step,")
    assert (
        ",Step 1,name-backup,Name a second person: the backup,,time-too-much,I don’t have time to look after this.,,"
        in english[1]
    )


def test_filters_are_those_of_the_page(cast, clock):
    hesitate(cast, "bruno", cast.les_amis, task="facebook-create-page", outcome="no")
    clock.shift(timedelta(days=3))
    hesitate(cast, "paul", cast.le_phare, outcome="reassured")

    def found(asked):
        return [row["slug"] for row in lines(cast, f"{KEYS}&{asked}")]

    assert (found("step=3"), found("step=1")) == (["les-amis"], ["le-phare"])
    assert (found("network=facebook"), found("network=x")) == (["les-amis"], [])
    assert (found("outcome=no"), found("outcome=reassured")) == (["les-amis"], ["le-phare"])
    assert (found("since=2026-11-24"), found("as_of=2026-11-25")) == (["le-phare"], ["les-amis"])
    assert (found("q=phare"), found("region=nulle+part"), found("status=archived")) == (["le-phare"], [], [])


def test_archived_and_removed_organizations_are_treated_as_in_the_other_reports(cast, clock):
    hesitate(cast, "bruno", cast.les_amis)
    hesitate(cast, "paul", cast.le_phare)
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
        with work.write():
            remove_organization(work, cast.le_phare.id)

    assert [row["slug"] for row in lines(cast)] == []
    assert [row["slug"] for row in lines(cast, f"{KEYS}&status=archived")] == ["les-amis"]
    assert [row["slug"] for row in lines(cast, f"{KEYS}&as_of=2026-11-23")] == ["les-amis", "le-phare"]
    assert lines(cast, f"{KEYS}&as_of=2026-11-23&status=archived") == []
    clock.shift(timedelta(days=1))
    assert [row["slug"] for row in lines(cast, f"{KEYS}&as_of=2026-11-24&status=archived")] == ["les-amis"]


def test_what_was_taken_back_counts_nowhere(cast):
    hesitate(cast, "bruno", cast.les_amis)
    with cast.work_for("bruno") as work:
        opened = work.session.scalars(select(Event).where(Event.kind == "hesitation")).one()
        undo_actions.undo_hesitation(work, cast.les_amis.id, opened, Gesture())

    assert lines(cast) == []
    assert report(cast, "holding-back")[0]["opened"] == "0"


@pytest.mark.parametrize(
    "asked",
    [
        *("since=2026-13-01", "since=2027-01-01", "outcome=late", "outcome=withdrawn", "network=myspace", "step=9"),
        *("network=%00", f"network={'a' * 5000}", "status=late", "since=2026-11-02&since=2026-11-03"),
        *("as_of=2026-11-20&since=2026-11-21", "as_of=2026-11-24", "network=%3Cb%3E"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_a_page(cast, asked):
    browser = Browser(cast.client_for("aline"))

    answer = browser.get(f"{reports_of(cast)}hesitations.csv?{asked}", status=422)

    assert answer.is_page
    assert "<b>" not in answer.text


@pytest.mark.parametrize("asked", ["step=1", "network=facebook", "outcome=no", "q=amis", "region=a", "status=archived"])
def test_file_made_to_leave_counts_the_whole_centre_or_nothing(cast, asked):
    answer = Browser(cast.client_for("aline")).get(f"{reports_of(cast)}holding-back.csv?{asked}", status=422)

    assert "fait pour être partagé" in answer.page.words


def vote(cast, key, helped, not_helped):
    with cast.work_for("aline") as work, immediate(work.session, cast.quebec.id):
        work.session.add(FaqVote(key=key, day=work.today, helped=helped, not_helped=not_helped))


@pytest.fixture
def hesitant(cast):
    """Two frequent reasons and two rare ones, in the two organizations."""
    tasks = ("name-backup", "name-responsible", "org-email", "password-vault", "account-register", "board-mandate")
    for n, task in enumerate(tasks):
        hesitate(cast, "bruno", cast.les_amis, task=task, outcome="reassured" if n != 3 else "")
        hesitate(cast, "paul", cast.le_phare, "law-25", task=task, outcome="no" if n < 2 else "settled")
    hesitate(cast, "paul", cast.le_phare, "cost-hidden", task="name-backup", outcome="partly")
    for step in "1234":
        hesitate(cast, "bruno", cast.les_amis, None, words=f"{SECRET} {step}", step=step, outcome="declined")
    hesitate(cast, "bruno", cast.les_amis, network="facebook")
    vote(cast, "time-too-much", 12, 4)


def test_file_made_to_leave_says_no_small_count(cast, hesitant):
    rows = report(cast, "holding-back")

    by_reason = {row["reason"] or row["line"]: row for row in rows}
    assert list(by_reason) == ["time-too-much", "law-25", "others", "total", "month"]
    assert [by_reason[key]["opened"] for key in by_reason] == ["7", "6", "5", "18", "18"]
    assert by_reason["month"]["month"] == "2026-11"
    assert (by_reason["time-too-much"]["reassured"], by_reason["time-too-much"]["open"]) == ("x", "<5")
    assert (by_reason["time-too-much"]["helped"], by_reason["time-too-much"]["not_helped"]) == ("12", "<5")
    assert (by_reason["law-25"]["helped"], by_reason["others"]["helped"]) == ("0", "")
    assert by_reason["others"]["declined"] == "<5"
    assert {"network_facebook", "network_tiktok", "step1", "step4"} <= set(rows[0])
    counts = {cell for row in rows for name, cell in row.items() if name not in ("centre", "since", "as_of", "month")}
    assert not counts & {"1", "2", "3", "4"}


def test_file_made_to_leave_speaks_both_languages(cast, hesitant):
    french = report(cast, "holding-back", "")
    english = cast.client_for("aline").get(f"{reports_of(cast)}holding-back.csv?lang=en").data.decode().splitlines()

    assert french[0]["Étape 2, sans réseau"] in ("0", "<5", "x")
    assert [row["Ligne"] for row in french] == ["Raison", "Raison", "Autres raisons, réunies", "Total", "Mois"]
    assert "Step 2, no network" in english[0]
    assert english[3].split(",")[1] == "Other reasons together"


def test_file_made_to_leave_says_its_period(cast, hesitant, clock):
    clock.shift(timedelta(days=40))

    row = report(cast, "holding-back", f"{KEYS}&since=2026-11-10&as_of=2026-12-01")[-1]
    later = report(cast, "holding-back", f"{KEYS}&since=2026-12-01")

    assert (row["since"], row["as_of"], row["opened"]) == ("2026-11-10", "2026-12-01", "18")
    assert [(line["line"], line["opened"], line["declined"]) for line in later] == [("total", "0", "0")]


def test_files_are_the_same_whatever_the_size_of_their_pieces(cast, hesitant, monkeypatch):
    addresses = [
        f"{reports_of(cast)}{name}.csv?{asked}"
        for name in ("hesitations", "holding-back")
        for asked in ("", "names=1", "as_of=2026-11-22")
    ]
    whole = [cast.client_for("aline").get(address).data for address in addresses]

    monkeypatch.setattr(holding_queries, "AT_A_TIME", 1)
    monkeypatch.setattr(holding_lines, "AT_A_TIME", 1)

    assert [cast.client_for("aline").get(address).data for address in addresses] == whole


@pytest.mark.parametrize("name", ["hesitations", "holding-back"])
def test_command_writes_the_bytes_of_the_page(cast, hesitant, name):
    ways = [((), ""), (("--header", "keys", "--lang", "en"), "header=keys&lang=en")]
    ways += [(("--since", "2026-11-10", "--as-of", "2026-11-22"), "since=2026-11-10&as_of=2026-11-22")]
    if name == "hesitations":
        ways += [(("--step", "1", "--outcome", "no", "--network", "x"), "step=1&outcome=no&network=x")]
    for arguments, asked in ways:
        run = cast.app.test_cli_runner().invoke(
            args=["export", name, "--centre", cast.quebec.slug, *arguments], catch_exceptions=False
        )
        assert run.stdout_bytes == cast.client_for("aline").get(f"{reports_of(cast)}{name}.csv?{asked}").data


@pytest.mark.parametrize("name", ["hesitations", "holding-back"])
def test_only_the_centre_may_download(cast, name):
    address = f"{reports_of(cast)}{name}.csv"

    assert {who: cast.client_for(who).get(address).status_code for who in EVERYONE} == EVERYONE
    assert cast.client_for().get(address).status_code == 303


def test_line_of_another_centre_is_in_neither_file(cast):
    hesitate(cast, "victor", cast.elsewhere, "law-25")

    assert lines(cast) == []
    assert report(cast, "holding-back")[0]["opened"] == "0"
    with cast.app.app_context(), everything() as session:
        assert len(session.scalars(select(Event).where(Event.kind == "hesitation")).all()) == 1
