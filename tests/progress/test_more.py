"""What stands beside a task, on its page and in its row's fold: who sees to it, by when, its « repère »."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event, TextRevision
from socialtrack.progress.models import TaskPlan, TaskState
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything

TASK = "name-backup"  # its « repère » is a name
PLAN, EVIDENCE = f"tasks/{TASK}/plan", f"tasks/{TASK}/evidence"


def at(cast, who, task=TASK):
    browser = Browser(cast.client_for(who))
    browser.get(f"{cast.les_amis.address}tasks/{task}")
    return browser


@pytest.fixture
def bruno(cast):
    return at(cast, "bruno")


def plain(text):
    return text.replace("\u00a0", " ")


def events(cast, *kinds):
    return cast.rows(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id))


def plan(cast):
    rows = cast.rows(select(TaskPlan))
    return rows[0] if rows else None


def send(browser, what, said, **options):
    return browser.submit(browser.page.form(what), said, **options)


def beatrice(cast, **more):
    return {"responsible": str(cast.beatrice.membership_id), **more}


def test_plan_comes_back_to_the_page_and_says_what_happened(bruno, cast):
    answer = send(bruno, PLAN, beatrice(cast, due_on="2026-12-07"))

    assert answer.location == f"{cast.les_amis.address}tasks/{TASK}#more"
    page = bruno.follow(answer).page
    assert plain(page.element("undo").text) == (
        "C’est noté pour « nommer une deuxième personne, la relève ». "
        "Béatrice s’en occupe. D’ici le 7 décembre 2026. Annuler"
    )
    assert plain(page.element(f"plan-fact-{TASK}").text) == "Béatrice s’en occupe. D’ici le 7 décembre 2026."
    form = page.form(PLAN)
    assert (form.values["responsible"], form.values["due_on"]) == ([str(cast.beatrice.membership_id)], ["2026-12-07"])


def test_plan_is_taken_back_from_where_it_was_made(bruno, cast):
    bruno.follow(send(bruno, PLAN, beatrice(cast)))

    undo = bruno.page.form("undo")
    bruno.follow(bruno.submit(undo, dict([undo.buttons[0]])))

    assert plan(cast).responsible_id is None
    assert plain(bruno.page.element(f"plan-fact-{TASK}").text) == "Qui s’en occupe, et pour quand"


def test_name_newly_written_needs_no_other_choice(bruno, cast):
    bruno.follow(send(bruno, PLAN, {"responsible_name": "Jocelyne Roy"}))

    assert "Jocelyne Roy s’en occupe." in plain(bruno.page.words)
    assert bruno.page.form(PLAN).values["responsible"] == ["other"]


def test_nobody_chosen_takes_the_written_name_away(bruno, cast):
    bruno.follow(send(bruno, PLAN, {"responsible_name": "Jocelyne Roy"}))

    bruno.follow(send(bruno, PLAN, {"responsible": ""}))

    assert plan(cast).responsible_text_id is None


def test_member_chosen_takes_the_place_of_the_written_name(bruno, cast):
    bruno.follow(send(bruno, PLAN, {"responsible_name": "Jocelyne Roy"}))

    bruno.follow(send(bruno, PLAN, beatrice(cast)))

    assert (plan(cast).responsible_id, plan(cast).responsible_text_id) == (cast.beatrice.membership_id, None)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"due_on": "2026-11-01"}, "Choisissez un jour entre aujourd’hui et dans cinq ans."),
        ({"due_on": "2032-11-01"}, "Choisissez un jour entre aujourd’hui et dans cinq ans."),
        ({"due_on": "demain"}, "Cette date n’existe pas. Écrivez-la ainsi : 2026-11-22."),
        ({"responsible": "other"}, "Ce champ est vide."),
        ({"responsible_name": "Le mot de passe est Tulipe42!"}, "Ceci ressemble à un mot de passe."),
        ({"responsible_name": "a" * 121}, "Ce texte compte 121 caractères"),
        ({"responsible": "9007199254740993"}, "Cette personne n’a plus sa place ici."),
        ({"responsible": "personne"}, "Cette personne n’a plus sa place ici."),
    ],
)
def test_plan_that_can_not_be_is_refused_and_kept_in_the_form(bruno, cast, said, words, htmx):
    answer = send(bruno, PLAN, {"responsible": "", **said}, status=422, htmx=htmx)

    assert events(cast, "task-plan") == []
    assert words in plain(answer.page.words)
    typed = {e["name"]: e.get("value") for e in answer.page.all("input") if e.get("name") in said}
    assert typed == {name: value for name, value in said.items() if name != "responsible"}
    assert not [text for text in cast.rows(select(TextRevision.body)) if "Tulipe42" in text]


@pytest.mark.parametrize(
    ("what", "said", "wrong"),
    [
        (PLAN, {"due_on": "demain"}, "due_on"),
        (PLAN, {"responsible": "other"}, "responsible_name"),
        (PLAN, {"responsible": "0"}, "responsible"),
        (EVIDENCE, {"evidence": "a" * 121}, "evidence"),
        (f"tasks/{TASK}/state", {"state": "done", "done_on": "2030-01-01"}, "done_on"),
    ],
)
def test_refusal_leads_to_its_field(bruno, what, said, wrong):
    page = send(bruno, what, said, status=422).page

    [link] = [e for group in page.all("div") if "summary" in group.get("class").split() for e in group.all("a")]
    field = page.element(link["href"].removeprefix("#"))
    assert (field["name"], field["aria-invalid"]) == (wrong, "true")


def test_member_and_another_name_at_once_are_asked_for_one_of_them(bruno, cast):
    answer = send(bruno, PLAN, beatrice(cast, responsible_name="Jocelyne Roy"), status=422)

    assert "Gardez l’un des deux." in answer.page.words
    assert [e["href"] for e in answer.page.all("a") if "Gardez" in e.text] == [f"#responsible-name-{TASK}"]


@pytest.mark.parametrize("who", ["paul", "victor", "aline", "chantal"])
def test_member_of_another_house_is_answered_like_nobody(bruno, cast, who):
    stranger = send(bruno, PLAN, {"responsible": str(cast[who].membership_id)}, status=422).page
    nobody = send(bruno, PLAN, {"responsible": str(2**40)}, status=422).page

    assert stranger.element("summary-title").above and stranger.words == nobody.words
    assert plan(cast) is None


@pytest.mark.parametrize("who", ["chantal", "victor", "paul"])
@pytest.mark.parametrize("what", ["plan", "evidence"])
def test_another_house_can_not_send_anything(cast, who, what):
    browser = Browser(cast.client_for(who))
    browser.get("/account")

    browser.post(f"{cast.les_amis.address}tasks/{TASK}/{what}", {"due_on": "2026-12-07", "evidence": "x"}, status=404)

    assert events(cast, "task-plan", "task-evidence") == []


def test_denis_reads_what_is_planned_and_has_no_form(bruno, cast):
    bruno.follow(send(bruno, PLAN, beatrice(cast)))

    page = at(cast, "denis").page

    assert "Béatrice s’en occupe." in plain(page.words)
    assert not [form for form in page.forms if "/tasks/" in form.address]


def test_centre_reads_a_name_only_where_it_was_opened(bruno, cast):
    bruno.follow(send(bruno, PLAN, beatrice(cast)))

    page = at(cast, "aline").page

    assert "Un membre s’en occupe." in plain(page.words)
    assert "Béatrice" not in page.words


def test_member_who_was_erased_leaves_no_name(bruno, cast):
    bruno.follow(send(bruno, PLAN, beatrice(cast)))
    with cast.app.app_context(), everything() as session, immediate(session):
        member = session.get_one(Membership, cast.beatrice.membership_id)
        member.name, member.ended_at = "", member.created_at

    page = at(cast, "bruno").page

    assert "Un ancien membre s’en occupait et n’est plus ici." in plain(page.words)
    assert page.form(PLAN).values["responsible"] == [str(cast.beatrice.membership_id)]


def test_advisor_plans_on_behalf(cast):
    aline = at(cast, "aline")

    aline.follow(send(aline, PLAN, {"due_on": "2026-12-07"}))

    [event] = events(cast, "task-plan")
    assert (event.on_behalf, event.actor_role) == (True, "manager")
    assert "inscrits par Aline pour l’organisme" in plain(aline.page.words)


# With script


def test_fold_is_a_fragment_with_script_and_a_page_without(bruno, cast):
    fragment = bruno.client.get(f"{cast.les_amis.address}tasks/{TASK}/more", headers={"HX-Request": "true"})
    whole = bruno.get(f"{cast.les_amis.address}tasks/{TASK}/more", status=303)

    assert fragment.text.lstrip().startswith(f'<div class="beside" id="more-{TASK}"')
    assert fragment.text.count("hx-post=") == 4  # when it was done, plan, detail, note
    assert whole.location == f"{cast.les_amis.address}tasks/{TASK}#more"


def test_page_itself_is_sent_without_htmx(bruno):
    assert not [e for e in bruno.page.all("form") if "hx-post" in e.attributes]


def test_fold_answers_what_changed_and_the_way_back(bruno, cast):
    answer = send(bruno, PLAN, beatrice(cast, due_on="2026-12-07"), htmx=True)

    regions = [e["id"] for e in answer.page.all("div", "p", "span") if "hx-swap-oob" in e.attributes]
    assert regions == [f"plan-fact-{TASK}", f"plan-fields-{TASK}", f"fact-{TASK}", f"about-{TASK}", "undo"]
    said = json.loads(answer.headers["HX-Trigger"])["task:saved"]
    [event] = events(cast, "task-plan")
    assert said == {"task": TASK, "state": "todo", "order": event.id}
    assert plain(answer.page.element(f"about-{TASK}").text) == "Béatrice s’en occupe. D’ici le 7 décembre 2026."


def test_refusal_in_the_fold_keeps_what_was_typed_beside_its_field(bruno):
    answer = send(bruno, PLAN, {"due_on": "2026-11-01"}, status=422, htmx=True)

    field = answer.page.element(f"due-on-{TASK}")
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == (
        *("2026-11-01", "true"),
        f"due-on-{TASK}-error",
    )
    assert "problem" in answer.page.element("undo")["class"]


def test_same_gesture_twice_is_one_event(bruno, cast):
    form = bruno.page.form(PLAN)
    bruno.submit(form, beatrice(cast))

    bruno.submit(form, beatrice(cast))

    assert len(events(cast, "task-plan")) == 1


# The « repère »


def test_evidence_is_kept_and_shown(bruno, cast):
    answer = send(bruno, EVIDENCE, {"evidence": " Jocelyne  Roy "})

    assert answer.location == f"{cast.les_amis.address}tasks/{TASK}#more"
    page = bruno.follow(answer).page
    assert plain(page.element(f"evidence-fact-{TASK}").text) == "Repère : Jocelyne Roy"
    assert plain(page.element("undo").text).startswith("Repère gardé pour « nommer")
    assert page.form(EVIDENCE).values["evidence"] == ["Jocelyne Roy"]


def test_link_is_a_link_that_says_where_it_leads(cast):
    bruno = at(cast, "bruno", "facebook-create-page")

    bruno.follow(send(bruno, "evidence", {"evidence": "Facebook.com/LesAmis?a=1"}))

    [link] = [e for e in bruno.page.all("a") if e.get("href") == "https://facebook.com/LesAmis?a=1"]
    assert (link["rel"], plain(link.text)) == ("noreferrer nofollow", "Ouvrir la page, sur facebook.com")


@pytest.mark.parametrize("htmx", [False, True])
def test_link_that_leads_nowhere_is_refused_and_kept_in_the_field(cast, htmx):
    bruno = at(cast, "bruno", "facebook-create-page")

    page = send(bruno, "evidence", {"evidence": "javascript:alert(1)"}, status=422, htmx=htmx).page

    assert "ne mène pas à une page" in page.words
    assert page.element("evidence-value-facebook-create-page")["value"] == "javascript:alert(1)"
    assert not [e for e in page.all("a") if "alert(1)" in e.get("href", "")]


def test_evidence_is_taken_back_from_the_page(bruno, cast):
    bruno.follow(send(bruno, EVIDENCE, {"evidence": "Jocelyne Roy"}))

    undo = bruno.page.form("undo")
    answer = bruno.submit(undo, dict([undo.buttons[0]]))

    assert answer.location == f"{cast.les_amis.address}tasks/{TASK}#more"
    assert cast.rows(select(TaskState.evidence_id)) == [None]


def test_task_that_asks_for_none_shows_none(cast):
    page = at(cast, "bruno", "choose-networks").page

    assert not [form for form in page.forms if form.address.endswith("/evidence")]


# History


def test_each_last_change_can_be_taken_back_from_the_history(bruno, cast, clock):
    bruno.follow(send(bruno, PLAN, beatrice(cast)))
    bruno.follow(send(bruno, EVIDENCE, {"evidence": "Jocelyne Roy"}))
    bruno.follow(send(bruno, EVIDENCE, {"evidence": "Paul Roy"}))
    clock.shift(timedelta(hours=1))
    bruno.get(f"{cast.les_amis.address}tasks/{TASK}")
    [first, second] = events(cast, "task-evidence")
    [planned] = events(cast, "task-plan")

    offered = [e["value"] for e in bruno.page.all("button") if e.get("form") == "undo-form"]

    assert offered == [str(second.id), str(planned.id)]
    bruno.submit(bruno.page.form("undo"), {"event": str(planned.id)})
    bruno.submit(bruno.page.form("undo"), {"event": str(first.id)}, status=409)
    assert plan(cast).responsible_id is None
