"""The two files that a centre downloads: columns, separators, words, who may have them, and what is refused."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import db
from socialtrack.hesitations import actions as hesitating
from socialtrack.hesitations.rules import About as HesitatesAbout
from socialtrack.hesitations.rules import HesitationState
from socialtrack.kernel.permissions import Role
from socialtrack.progress.actions import confirm_task, set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.progress.rules import wanted
from socialtrack.questions import actions as asking
from socialtrack.questions.about_queries import About as AsksAbout
from socialtrack.reports import events, history, queries
from socialtrack.tenancy.actions import Details, add_membership, change_organizations
from socialtrack.tenancy.models import Organization
from tests.browser import Browser

KEYS = "header=keys&lang=fr"


def report(cast, name="organizations", asked=KEYS, who="aline"):
    """The file as Excel reads it: rows by column."""
    response = cast.client_for(who).get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?{asked}")
    assert response.status_code == 200, response.text
    text = response.data.decode("utf-8")
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def of_amis(cast, asked=KEYS):
    """The lines of Les Amis by task."""
    return {row["task_key"]: row for row in report(cast, "tasks", asked) if row["slug"] == "les-amis"}


def tick(cast, who, organization, task, state="done", reason=""):
    with cast.work_for(who) as work:
        said = wanted(state, reason, today=work.today)
        return set_task_state(work, organization.id, task, said, Gesture(f"{task}-{state}", state))


def test_organizations_have_a_line_each_with_their_figures(cast):
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    tick(cast, "bruno", cast.les_amis, "name-backup", "declined", "Nous sommes deux.")

    rows = report(cast)

    assert [row["organization"] for row in rows] == ["Les Amis", "Le Phare"]
    assert rows[0] == {
        "centre": "Centre d’action bénévole de Québec",
        "organization": "Les Amis",
        "slug": "les-amis",
        "region": "",
        "tags": "",
        "advisor": "",
        "status": "moving",
        "networks": "facebook",
        "progress_percent": "10",
        "essential_settled": "2",
        "essential_total": "20",
        "done": "1",
        "declined": "1",
        "not_applicable": "0",
        "further_done": "0",
        "step1_percent": rows[0]["step1_percent"],
        "step2_percent": "0",
        "step3_percent": "0",
        "step4_percent": "0",
        "open_questions": "0",
        "open_hesitations": "0",
        "last_activity_on": "2026-11-23",
        "upkeep_due": "0",
        "started_on": "2026-11-02",
        "completed_on": "",
        "as_of": "2026-11-23",
    }
    assert int(rows[0]["step1_percent"]) > 0
    assert (rows[1]["status"], rows[1]["started_on"], rows[1]["networks"]) == ("not_started", "", "")


def test_tasks_have_a_line_for_each_one_in_scope(cast):
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    tick(cast, "aline", cast.les_amis, "name-backup", "declined", "=Non; merci")

    rows = report(cast, "tasks")

    lines = [row for row in rows if row["slug"] == "les-amis"]
    assert {row["network"] for row in lines} == {"", "facebook"}
    assert sum(int(row["essential"]) for row in lines) == 20
    assert {row["network"] for row in rows if row["slug"] == "le-phare"} == {""}
    done, declined, untouched = lines[:3]
    assert (done["state"], done["done_on"], done["last_changed_on"]) == ("done", "2026-11-23", "2026-11-23")
    assert (declined["state"], declined["declined_reason"], declined["review_on"]) == (
        "declined",
        "'=Non; merci",
        "2027-11-23",
    )
    assert (untouched["state"], untouched["done_on"], untouched["last_changed_on"]) == ("todo", "", "")
    assert {row["done_by"] + row["entered_by"] for row in rows} == {""}


def test_names_come_only_when_asked_and_only_those_the_centre_may_read(cast):
    with cast.work_for("aline") as work, work.write():
        invited = add_membership(
            work,
            person_id=cast.nadia.person_id,
            role=Role.MEMBER,
            name="Nadia",
            organization_id=cast.les_amis.id,
            invited_by=cast.aline.membership_id,
        )
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    tick(cast, "beatrice", cast.les_amis, "name-backup")
    tick(cast, "aline", cast.les_amis, "board-mandate")
    with cast.work_for("aline") as work, work.write():
        organization = work.session.scalars(select(Organization).where(Organization.slug == "les-amis")).one()
        organization.advisor_id = cast.agathe.membership_id
    assert invited

    rows = of_amis(cast, f"{KEYS}&names=1")

    assert rows["name-responsible"]["done_by"] == "Un membre (personne responsable)"
    assert rows["name-backup"]["done_by"] == "Un membre"
    assert (rows["board-mandate"]["done_by"], rows["board-mandate"]["entered_by"]) == ("", "Aline")
    assert report(cast, asked=f"{KEYS}&names=1")[0]["advisor"] == "Agathe"
    assert report(cast, asked=KEYS)[0]["advisor"] == ""
    assert {row["done_by"] + row["entered_by"] for row in report(cast, "tasks")} == {""}


def test_task_that_recurs_says_when_it_is_due_again(cast, clock):
    tick(cast, "bruno", cast.les_amis, RECURRING)
    before = of_amis(cast)[RECURRING]["upkeep_due_on"]
    clock.shift(timedelta(days=400))
    with cast.work_for("bruno") as work:
        confirm_task(work, cast.les_amis.id, RECURRING, Gesture("again", "again"))

    after = of_amis(cast)[RECURRING]

    assert before < "2027-12-28" < after["upkeep_due_on"]
    assert (after["done_on"], after["last_changed_on"]) == ("2026-11-23", "2027-12-28")


def test_labels_come_in_the_language_asked_for(cast):
    tick(cast, "bruno", cast.les_amis, "name-responsible")

    french = report(cast, "tasks", "")[0]
    english = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/tasks.csv?lang=en").data.decode()

    assert (french["État"], french["Étape"], french["Tâche"]) == ("Faite", "Étape 1", "Nommer une personne responsable")
    assert english.splitlines()[1].split(",")[3:10] == [
        *("Step 1", "Appoint a person in charge", "name-responsible", "Name one person in charge", "", "1", "Done"),
    ]
    assert report(cast)[1]["status"] == "not_started"
    assert report(cast, asked="")[1]["Situation"] == "Pas commencé"


@pytest.mark.parametrize(("delimiter", "sign"), [("semicolon", ";"), ("comma", ","), ("tab", "\t")])
def test_hostile_names_stay_text_and_come_back_whole(cast, delimiter, sign):
    name, region = '=HYPERLINK("http://x";A1),\t', "Bas-Saint-Laurent; Gaspésie"
    with cast.work_for("aline") as work, work.write():
        change_organizations(
            work, {cast.les_amis.id: Details(name, None, region, ("@a", "b; c"), None), cast.le_phare.id: PLAIN}
        )

    client = cast.client_for("aline")
    text = client.get(f"/centres/{cast.quebec.slug}/reports/organizations.csv?{KEYS}&delimiter={delimiter}").data

    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=sign))
    assert rows[0]["organization"] == "'" + name
    assert (rows[0]["region"], rows[0]["tags"]) == (region, "'@a | b; c")
    assert rows[1]["organization"] == "-5"


def test_filters_keep_some_organizations(cast):
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.les_amis.id: Details("Les Aînés", None, "Lévis", (), None)})

    def names(asked):
        return [row["organization"] for row in report(cast, asked=f"{KEYS}&{asked}")]

    assert names("status=not_started") == ["Le Phare"]
    assert names("region=L%C3%A9vis") == ["Les Aînés"]
    assert names("q=aines") == ["Les Aînés"]
    assert names("q=aines&status=not_started") == []
    assert (names("step=1"), names("step=2")) == (["Les Aînés", "Le Phare"], [])
    assert names("as_of=2026-11-20&region=L%C3%A9vis") == []
    assert names("status=&region=&q=&as_of=&sort=progress") == ["Les Aînés", "Le Phare"]


def test_removed_organization_leaves_the_report_of_today_only(cast):
    with cast.work_for("aline") as work, work.write():
        remove_organization(work, cast.le_phare.id)

    assert [row["slug"] for row in report(cast)] == ["les-amis"]
    assert [row["slug"] for row in report(cast, asked=f"{KEYS}&as_of=2026-11-22")] == ["les-amis", "le-phare"]


@pytest.mark.parametrize(
    "asked",
    [
        *("delimiter=pipe", "delimiter=%00", "lang=de", "header=both", "names=yes", "status=late", "step=5"),
        *("as_of=2026-13-01", "as_of=yesterday", "as_of=20261120", "as_of=2026-W47-7", "as_of=%D9%A2026-11-20"),
        *("as_of=2026-11-24", "as_of=9999-12-31", "as_of=2026-11-01", "as_of=0001-01-01"),
        *("as_of=2026-11-20&as_of=2026-11-21", "q=%00", f"q={'a' * 10_000}", "lang=fr&lang=en"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_a_page(cast, asked):
    for name in ("organizations", "tasks"):
        browser = Browser(cast.client_for("aline"))

        answer = browser.get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?{asked}", status=422)

        assert answer.is_page
        assert "Content-Disposition" not in answer.headers


def test_refusal_says_what_is_possible(cast):
    browser = Browser(cast.client_for("aline"))

    assert "semicolon, comma, tab" in browser.get(f"{reports_of(cast)}tasks.csv?delimiter=<b>", status=422).page.words
    assert "2026-11-02" in browser.get(f"{reports_of(cast)}tasks.csv?as_of=2026-11-01", status=422).page.words


def test_events_tell_what_was_recorded_that_day_under_that_days_name(cast, clock):
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.les_amis.id: Details("=Neuf", None, None, (), None)})
    tick(cast, "aline", cast.les_amis, "name-backup", "declined", "CANARI")

    then = report(cast, "events", f"{KEYS}&as_of=2026-11-23")
    now = report(cast, "events", f"{KEYS}&names=1")

    assert then[-1] == {
        "event_id": then[-1]["event_id"],
        "centre": "Centre d’action bénévole de Québec",
        "organization": "Les Amis",
        "slug": "les-amis",
        "happened_at": "2026-11-23T10:05:00-05:00",
        "recorded_at": "2026-11-23T10:05:00-05:00",
        "kind": "task-state",
        "task_key": "name-responsible",
        "network": "",
        "before": "todo",
        "after": "done",
        "actor_role": "lead",
        "actor": "",
        "on_behalf": "0",
        "channel": "web",
    }
    assert len(now) == len(then) + 2
    last = now[-1]
    assert (last["organization"], last["actor"], last["on_behalf"], last["after"]) == (
        "'=Neuf",
        "Aline",
        "1",
        "declined",
    )
    assert (now[0]["kind"], now[0]["organization"], now[0]["slug"]) == ("centre-founded", "", "")
    assert "CANARI" not in str(now)
    assert cast.client_for("aline").get(f"{reports_of(cast)}events.csv?q=amis").status_code == 422


def test_answer_is_a_file_that_nobody_keeps(cast):
    answer = cast.client_for("rachel").get(f"{reports_of(cast)}tasks.csv?as_of=2026-11-20")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tasks-{cast.quebec.slug}-2026-11-20.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["organizations", "tasks", "events"])
def test_only_the_centre_may_download(cast, name):
    address = f"{reports_of(cast)}{name}.csv"

    statuses = {who: cast.client_for(who).get(address).status_code for who in EVERYONE}

    assert statuses == EVERYONE
    assert cast.client_for().get(address).status_code == 303
    assert cast.client_for("aline").post(address).status_code in (400, 405)
    with cast.client_for("aline").head(address) as head:
        assert (head.status_code, head.data) == (200, b"")


def test_nothing_of_another_centre_is_in_it(cast):
    with cast.work_for("chantal") as work, work.write():
        change_organizations(work, {cast.elsewhere.id: Details("CANARI", None, "CANARI", ("CANARI",), None)})
    tick(cast, "victor", cast.elsewhere, "name-responsible", "declined", "CANARI")

    for asked in ("names=1", "as_of=2026-11-22", "status=moving"):
        for name in NAMES if "status" not in asked else NAMES[:2]:
            assert "CANARI" not in cast.client_for("aline").get(f"{reports_of(cast)}{name}.csv?{asked}").text


def test_file_is_the_same_whatever_the_size_of_its_pieces(cast, monkeypatch):
    tick(cast, "paul", cast.le_phare, "name-responsible")
    with cast.work_for("bruno") as work:
        set_network(work, cast.les_amis.id, "instagram", "chosen")
    addresses = [f"{reports_of(cast)}{name}.csv?{asked}" for name in NAMES for asked in ("", "as_of=2026-11-22")]
    whole = [cast.client_for("aline").get(address).data for address in addresses]

    monkeypatch.setattr(queries, "AT_A_TIME", 1)
    monkeypatch.setattr(history, "AT_A_TIME", 1)
    monkeypatch.setattr(events, "AT_A_TIME", 1)

    assert [cast.client_for("aline").get(address).data for address in addresses] == whole


def test_session_closes_when_the_reader_leaves_in_the_middle(cast):
    with cast.app.app_context():
        pool = db.engine.pool
    client = cast.client_for("aline")
    out_before = pool.checkedout()

    answer = client.get(f"{reports_of(cast)}tasks.csv", buffered=False)
    first = next(answer.response)
    out_while_reading = pool.checkedout()
    answer.close()

    client.get(f"{reports_of(cast)}tasks.csv")
    out_after_a_whole_file = pool.checkedout()

    assert first.startswith(b"\xef\xbb\xbf")
    assert out_after_a_whole_file == out_before
    assert (out_while_reading, pool.checkedout()) == (out_before + 1, out_before)


RECURRING = "succession-plan"
PLAIN = Details("-5", None, None, (), None)
NAMES = ("organizations", "tasks", "events")
EVERYONE = dict.fromkeys(("aline", "agathe", "rachel"), 200)
EVERYONE |= dict.fromkeys(("bruno", "beatrice", "denis"), 403)
EVERYONE |= dict.fromkeys(("chantal", "victor", "nadia"), 404)


def reports_of(cast):
    return f"/centres/{cast.quebec.slug}/reports/"


def test_open_questions_and_hesitations_are_counted_by_organization(cast, clock):
    with cast.work_for("bruno") as work:
        id_, gesture = cast.les_amis.id, Gesture()
        asking.ask(work, id_, AsksAbout(), "Par où commencer?", gesture)
        asking.settle(work, id_, asking.ask(work, id_, AsksAbout(step=1), "Et ceci?", gesture).question_id, gesture)
        for key in ("time-too-much", "skills-not-enough"):
            hesitating.open_hesitation(work, id_, HesitatesAbout(step=2), gesture, entry=key)
        reassured = hesitating.open_hesitation(work, id_, HesitatesAbout(step=3), gesture, entry="time-too-much")
        hesitating.say_outcome(work, id_, reassured.hesitation_id, HesitationState.REASSURED, gesture)
    tonight = report(cast)
    clock.shift(timedelta(days=4))

    now = report(cast)
    then = report(cast, asked=f"{KEYS}&as_of=2026-11-23")

    def figures(rows):
        return {row["slug"]: (row["status"], row["open_questions"], row["open_hesitations"]) for row in rows}

    assert figures(now) == {"les-amis": ("waiting", "1", "2"), "le-phare": ("not_started", "0", "0")}
    assert figures(then) == figures(tonight) == {**figures(now), "les-amis": ("moving", "1", "2")}
