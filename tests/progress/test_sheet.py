"""The sheet on paper and the page of numbers: what it shows, what it changes, and what it never changes."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.guide.models import PathVersion, Release, Step, TaskText
from socialtrack.guide.queries import shipped_path
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Invalid, Refused
from socialtrack.progress import actions
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import State, Value, Wanted, moment_of
from socialtrack.progress.sheet_actions import Sheet, compare, key_sheet
from socialtrack.progress.sheet_rules import SheetCode, numbers_of, read_fields
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy.models import Centre
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.cast import everything

TODAY = date(2026, 11, 23)
KEYING = "sheet/keying"


@pytest.fixture
def agathe(cast):
    browser = Browser(cast.client_for("agathe"))
    browser.get(cast.les_amis.address + KEYING)
    return browser


def plain(text):
    return text.replace("\u00a0", " ")


def states(cast, organization=None):
    organization = organization or cast.les_amis
    rows = cast.rows(select(TaskState).where(TaskState.organization_id == organization.id))
    return {row.task_key: row.state for row in rows}


def events(cast, *kinds):
    return cast.rows(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id))


def sheet_of(cast, on=TODAY, **typed):
    return Sheet(read_fields(typed, numbers_of(shipped_path()), TODAY), 1, on)


def key(cast, who="agathe", key_="sheet-1", on=TODAY, **typed):
    """Key a sheet in as its page does."""
    with cast.work_for(who) as work:
        work.actor = replace(work.actor, channel="paper")
        sheet = sheet_of(cast, on, **typed)
        digest = compare(work, cast.les_amis.id, sheet).digest
        return key_sheet(work, cast.les_amis.id, sheet, digest, Gesture(key_, "digest"))


# The sheet to print


@pytest.mark.parametrize("who", ["bruno", "denis", "agathe", "rachel"])
def test_the_sheet_has_the_tasks_of_the_organization_with_their_numbers(cast, who):
    page = Browser(cast.client_for(who)).get(cast.les_amis.address + "sheet").page

    words = plain(page.words)
    assert "2.4 Distinguer le profil, la page, le groupe et l’événement (Facebook)" in words
    assert "Comprendre X" not in words
    assert "2.6 Garder un moyen de joindre les gens" in words
    assert f"Feuille {SheetCode(cast.les_amis.id, 1)}." in words
    assert "imprimée le 23 novembre 2026, version 1" in words


def test_what_is_done_stands_on_the_sheet_with_its_day(cast):
    key(cast, done="1.1=2026-05-02 4.12=2026-06-01", declined="1.2", doing="1.3")

    page = Browser(cast.client_for("bruno")).get(cast.les_amis.address + "sheet").page

    lines = {line.text.split()[0]: plain(line.text) for line in page.all("li") if line.text[:1].isdecimal()}
    assert lines["1.1"] == "1.1 Nommer une personne responsable Faite le 2 mai 2026."
    assert "décidé que non : c’est coché" in lines["1.2"]
    assert "en cours : c’est coché" in lines["1.3"]
    assert "Faite le 1er juin 2026, à refaire d’ici le 30 août 2026." in lines["4.12"]


def test_only_who_may_key_in_is_offered_it(cast):
    offered = {
        who: "Inscrire une feuille remplie"
        in Browser(cast.client_for(who)).get(cast.les_amis.address + "sheet").page.words
        for who in ("aline", "agathe", "rachel", "bruno", "denis")
    }

    assert offered == {"aline": True, "agathe": True, "rachel": False, "bruno": False, "denis": False}


# Keying it in


def test_a_sheet_is_read_over_before_anything_is_kept(cast, agathe):
    review = agathe.post(
        "keying", {"done": "1.1 1.3-1.4", "declined": "4.10", "on": "2026-11-20", "way": "paper"}, status=200
    )

    assert plain(review.page.h1) == "Relire la feuille de l’organisme Les Amis"
    assert "1.3 Réserver quelques heures par semaine Faite le 20 novembre." in plain(review.page.words)
    assert "4.10 Garder les pages d’aide à portée de main Décidé de ne pas le faire, le 20 novembre." in plain(
        review.page.words
    )
    assert states(cast) == {}


def test_each_answer_is_an_event_of_the_organization_and_one_holds_them(cast, agathe):
    agathe.post(
        "keying", {"done": "1.1 1.3=2026-05-02", "doing": "1.2", "on": "2026-11-20", "way": "paper"}, status=200
    )

    answer = agathe.submit(agathe.page.form("keying"), {"keep": "1"})

    assert states(cast) == {"name-responsible": "done", "reserve-weekly-time": "done", "name-backup": "doing"}
    told = events(cast, "task-state")
    zone = cast.quebec.zone
    assert [(e.task_key, e.channel, e.on_behalf, e.membership_id, e.happened_at) for e in told] == [
        ("name-responsible", "paper", True, cast.agathe.membership_id, moment_of(date(2026, 11, 20), zone)),
        ("name-backup", "paper", True, cast.agathe.membership_id, moment_of(date(2026, 11, 20), zone)),
        ("reserve-weekly-time", "paper", True, cast.agathe.membership_id, moment_of(date(2026, 5, 2), zone)),
    ]
    [batch] = events(cast, "sheet-keyed")
    assert batch.value_after == {"events": [event.id for event in told], "version": 1}
    assert answer.location.endswith(f"sheet/keying?keyed={batch.id}")
    page = agathe.follow(answer).page
    assert plain(page.h1) == "3 réponses sont inscrites pour Les Amis"
    assert "Faite le 2 mai, inscrite par Agathe pour l’organisme" in plain(page.words)
    assert "En cours inscrit aujourd’hui par Agathe pour l’organisme" in plain(page.words)


def test_what_comes_by_telephone_leaves_no_paper(cast, agathe):
    agathe.post("keying", {"done": "1.1", "on": "2026-11-23", "way": "phone"}, status=200)
    agathe.submit(agathe.page.form("keying"), {"keep": "1"})

    assert [(e.channel, e.on_behalf) for e in events(cast, "task-state")] == [("web", True)]


def test_who_said_it_is_kept_with_the_sheet(cast, agathe):
    typed = {"done": "1.1", "on": "2026-11-23", "way": "paper", "said_by": str(cast.bruno.membership_id)}
    agathe.post("keying", typed, status=200)
    agathe.submit(agathe.page.form("keying"), {"keep": "1"})

    assert [e.value_after["said_by"] for e in events(cast, "sheet-keyed")] == [cast.bruno.membership_id]
    words = plain(Browser(cast.client_for("beatrice")).get(f"{cast.les_amis.address}history").page.words)
    assert "Feuille entrée par Agathe pour l’organisme. 1 réponse. Elle vient de : Bruno." in words


@pytest.mark.parametrize("who", ["paul", "agathe", "victor"])
def test_nobody_from_elsewhere_can_have_said_it(cast, agathe, who):
    typed = {"done": "1.1", "on": "2026-11-23", "way": "paper", "said_by": str(cast[who].membership_id)}
    agathe.post("keying", typed, status=200)
    answer = agathe.submit(agathe.page.form("keying"), {"keep": "1", "said_by": typed["said_by"]}, status=422)

    assert "Cette personne n’a plus sa place ici." in plain(answer.page.words)
    assert states(cast) == {}


def test_a_sheet_sent_twice_is_entered_once(cast, agathe):
    agathe.post("keying", {"done": "1.1 1.2", "on": "2026-11-23", "way": "paper"}, status=200)
    form = agathe.page.form("keying")

    first, second = (agathe.submit(form, {"keep": "1"}) for _ in range(2))

    assert first.location == second.location
    assert len(events(cast, "sheet-keyed")) == 1
    assert len(events(cast, "task-state")) == 2


def test_a_field_changed_after_the_reading_is_read_over_again(cast, agathe):
    agathe.post("keying", {"done": "1.1", "on": "2026-11-23", "way": "paper"}, status=200)

    again = agathe.submit(agathe.page.form("keying"), {"keep": "1", "done": "1.1 1.2"}, status=409)

    assert "a changé depuis votre lecture" in plain(again.page.words)
    assert states(cast) == {}
    agathe.submit(again.page.form("keying"), {"keep": "1"})
    assert set(states(cast)) == {"name-responsible", "name-backup"}


def test_what_somebody_changed_meanwhile_is_shown_before_anything_is_kept(cast, agathe):
    agathe.post("keying", {"done": "1.1 1.2", "on": "2026-11-23", "way": "paper"}, status=200)
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", Wanted(State.DECLINED), Gesture())

    again = agathe.submit(agathe.page.form("keying"), {"keep": "1"}, status=409)

    assert "C’était « décidé que non »." in plain(again.page.words)
    assert states(cast) == {"name-backup": "declined"}


def test_what_changed_after_the_day_of_the_sheet_stays_unless_asked_for(cast, agathe):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", Wanted(State.DECLINED), Gesture())
    typed = {"done": "1.1 1.2", "on": "2026-11-20", "way": "paper"}

    review = agathe.post("keying", typed, status=200)
    assert "C’est « décidé que non » maintenant; la feuille dit « faite »." in plain(review.page.words)
    asked = agathe.submit(review.page.form("keying"), {"despite": "1.2"}, status=200)
    agathe.submit(asked.page.form("keying"), {"keep": "1"})

    assert states(cast) == {"name-responsible": "done", "name-backup": "done"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"done": "9.9"}, "Faites : « 9.9 » : il n’y a pas de tâche de ce numéro."),
        ({"done": "bof"}, "Faites : « bof » n’est pas un numéro de la feuille."),
        ({"done": "1.1", "doing": "1.1"}, "En cours : « 1.1 » est aussi dans un autre champ. Gardez-le dans un seul."),
        ({"done": ""}, "Faites : Aucun numéro n’est tapé."),
        ({"done": "1.1", "on": "2026-11-24"}, "Date écrite sur la feuille : Cette date est dans l’avenir."),
        (
            {"done": "1.1", "on": "hier"},
            "Date écrite sur la feuille : Cette date n’existe pas. Écrivez-la ainsi : 2026-11-22.",
        ),
        ({"done": "1.1", "on": "0001-01-01"}, "Date écrite sur la feuille : Cette date est d’avant l’an 2000."),
        ({"done": "1.1", "way": "pigeon"}, "Reçue : Choisissez une des réponses."),
        ({"done": "1.1", "sheet": "1-1-9"}, "Code de la feuille : Ce code n’est pas celui d’une feuille."),
        ({"done": "1" * 10_000}, "Faites : Ce texte compte 10000 caractères; le plus long possible en compte 2000."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_changes(cast, agathe, typed, sentence):
    answer = agathe.post("keying", {"on": "2026-11-23", "way": "paper", **typed}, status=422)

    assert sentence in plain(answer.page.words)
    form = answer.page.form("keying").values
    assert form["done"] == [typed["done"]] if len(typed["done"]) < 100 else True
    kept = agathe.post("keying", {"on": "2026-11-23", "way": "paper", **typed, "keep": "1"}, status=422)
    assert sentence in plain(kept.page.words)
    assert states(cast) == {}


def test_a_task_of_another_network_is_left_aside_and_said(cast, agathe):
    review = agathe.post("keying", {"done": "2.3-2.6 3.5", "on": "2026-11-23", "way": "paper"}, status=200)

    words = plain(review.page.words)
    assert (
        "3.5 Créer le compte X de l’organisme L’organisme n’a pas choisi ce réseau : X (anciennement Twitter)." in words
    )
    assert "Dans les suites de numéros, 2.5 est sauté : son réseau n’est pas choisi." in words
    agathe.submit(review.page.form("keying"), {"keep": "1"})
    assert set(states(cast)) == {"choose-networks", "understand-facebook", "keep-offline-channel"}


# Whose sheet it is


def test_a_sheet_of_another_organization_is_told_and_goes_on_there(cast, agathe):
    code = str(SheetCode(cast.le_phare.id, 1))

    answer = agathe.post("keying", {"done": "1.1", "sheet": code, "on": "2026-11-23", "way": "paper"}, status=422)

    assert "Cette feuille est celle d’un autre organisme : Le Phare. Rien n’a été inscrit." in plain(answer.page.words)
    [button] = [b for b in answer.page.all("button") if b.get("formaction")]
    assert button["formaction"] == cast.le_phare.address + KEYING
    there = agathe.post(button["formaction"], answer.page.form("keying").values, status=200)
    agathe.submit(there.page.form("keying"), {"keep": "1"})
    assert states(cast) == {}
    assert states(cast, cast.le_phare) == {"name-responsible": "done"}


def test_a_sheet_of_another_centre_answers_like_one_that_exists_nowhere(cast, agathe):
    def ask(organization_id, version=1):
        typed = {"done": "1.1", "sheet": str(SheetCode(organization_id, version)), "on": "2026-11-23", "way": "paper"}
        words = plain(agathe.post("keying", typed, status=422).page.words)
        assert "Aucune feuille de votre centre n’a ce code." in words
        return words

    assert ask(cast.elsewhere.id) == ask(999_999) == ask(cast.les_amis.id, 7)


def test_the_numbers_of_a_sheet_are_those_of_its_version(cast, agathe):
    """Version 2 puts the backup first, and no longer has the weekly hours."""
    _publish_second_version(cast)

    old, new = (str(SheetCode(cast.les_amis.id, version)) for version in (1, 2))
    said = {"on": "2026-11-23", "way": "paper"}
    words = plain(agathe.post("keying", {"done": "1.1 1.3", "sheet": old, **said}, status=200).page.words)
    assert "1.1 Nommer une personne responsable Faite aujourd’hui." in words
    assert "1.3 Réserver quelques heures par semaine Elle n’est plus dans le parcours." in words

    words = plain(agathe.post("keying", {"done": "1.1", "sheet": new, **said}, status=200).page.words)
    assert "1.1 Nommer une deuxième personne : la relève Faite aujourd’hui." in words


def _publish_second_version(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        here = cast.quebec.id
        for model, left_out in ((PathVersion, ()), (Step, ()), (TaskText, ("reserve-weekly-time",))):
            for row in session.scalars(select(model).where(model.centre_id == here, model.version == 1)).all():
                values = {column.key: getattr(row, column.key) for column in model.__table__.columns}
                if values.get("key") not in left_out:
                    order = {"name-responsible": 2, "name-backup": 1}.get(values.get("key"), values.get("order"))
                    session.add(model(**{**values, "version": 2, **({"order": order} if "order" in values else {})}))
            session.flush()
        session.add(Release(centre_id=here, version=2, recorded_at=datetime(2026, 11, 22).astimezone()))
        session.execute(update(Centre).where(Centre.id == here).values(path_version=2))


# Taking it back


def test_a_whole_sheet_is_taken_back_in_one_gesture(cast, agathe):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", Wanted(State.DOING), Gesture())
    done = key(cast, done="1.1 1.2", declined="4.10")

    agathe.get(f"{cast.les_amis.address}{KEYING}?keyed={done.event_id}")
    [form] = [form for form in agathe.page.forms if form.address.endswith("/undo")]
    agathe.submit(form, {"event": str(done.event_id)})

    assert states(cast) == {"name-responsible": "todo", "name-backup": "doing", "help-centre": "todo"}
    page = agathe.get(f"{cast.les_amis.address}{KEYING}?keyed={done.event_id}").page
    assert plain(page.h1) == "Cette feuille est retirée"
    assert [form for form in page.forms if form.address.endswith("/undo")] == []


def test_what_has_changed_since_is_left_as_it_is_when_a_sheet_is_taken_back(cast):
    done = key(cast, done="1.1 1.2")
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", Wanted(State.DECLINED), Gesture())
    with cast.work_for("bruno") as work:
        taken = take_back(work, cast.les_amis.id, done.event_id, Gesture("back", "digest")).answer

    assert (taken.count, taken.overtaken) == (1, ("name-backup",))
    assert states(cast) == {"name-responsible": "todo", "name-backup": "declined"}
    with cast.work_for("bruno") as work:  # pressed twice, it says the same again
        assert take_back(work, cast.les_amis.id, done.event_id, Gesture("back", "digest")).answer == taken


def test_a_sheet_is_taken_back_once_and_the_taking_back_too(cast):
    done = key(cast, done="1.1 1.2")
    with cast.work_for("agathe") as work:
        take_back(work, cast.les_amis.id, done.event_id, Gesture("back", "digest"))
        with pytest.raises(Conflict, match="undo-overtaken"):
            take_back(work, cast.les_amis.id, done.event_id, Gesture("again", "digest"))
    *_, back = events(cast, "sheet-keyed")
    with cast.work_for("agathe") as work:
        take_back(work, cast.les_amis.id, back.id, Gesture("forth", "digest"))

    assert states(cast) == {"name-responsible": "done", "name-backup": "done"}


def test_a_sheet_whose_every_task_changed_since_is_not_taken_back(cast):
    done = key(cast, done="1.1")
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-responsible", Wanted(State.TODO), Gesture())

    with cast.work_for("agathe") as work, pytest.raises(Conflict, match="undo-overtaken"):
        take_back(work, cast.les_amis.id, done.event_id, Gesture("back", "digest"))

    assert len(events(cast, "sheet-keyed")) == 1


def test_another_organization_s_sheet_is_not_there(cast, agathe):
    done = key(cast, done="1.1")

    agathe.get(f"{cast.le_phare.address}{KEYING}?keyed={done.event_id}", status=404)
    Browser(cast.client_for("chantal")).get(f"{cast.elsewhere.address}{KEYING}?keyed={done.event_id}", status=404)
    for nonsense in ("", "0", "x", "9" * 40, "²"):
        agathe.get(f"{cast.les_amis.address}{KEYING}?keyed={nonsense}", status=404)


# What never breaks


def test_figures_stay_those_of_the_journal(cast):
    for n in ("instagram", "x"):
        with cast.work_for("aline") as work:
            set_network(work, cast.les_amis.id, n, "chosen")
    done = key(
        cast, on=date(2026, 11, 10), done="1.1-1.9 2.1-2.11 3.4=2026-05-02", declined="4.3", not_applicable="4.4"
    )
    key(cast, key_="sheet-2", done="4.12=2026-08-01")
    key(cast, key_="sheet-3", done="4.12")
    with cast.work_for("agathe") as work:
        take_back(work, cast.les_amis.id, done.event_id, Gesture("back", "digest"))

    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_a_box_ticked_again_confirms_what_comes_back(cast):
    key(cast, done="4.12=2026-06-01")
    key(cast, key_="sheet-2", on=date(2026, 11, 20), done="4.12")

    [event] = events(cast, "task-confirmed")
    assert Value.from_event(event.after, event.value_after).confirmed_on == "2026-11-20"
    assert (event.on_behalf, event.channel) == (True, "paper")


def test_one_refused_answer_keeps_the_whole_sheet_out(cast, monkeypatch):
    set_state, calls = actions.set_task_state, []

    def fail_at_the_third(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 3:
            raise Conflict("task-retired")
        return set_state(*arguments, **options)

    monkeypatch.setattr(actions, "set_task_state", fail_at_the_third)

    with pytest.raises(Conflict):
        key(cast, done="1.1-1.4")

    assert states(cast) == {}
    assert events(cast, "task-state", "sheet-keyed") == []


def test_an_archived_organization_takes_no_sheet(cast, agathe):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    agathe.post("keying", {"done": "1.1", "on": "2026-11-23", "way": "paper", "keep": "1"}, status=403)
    with pytest.raises(Refused):
        key(cast, done="1.1")
    page = Browser(cast.client_for("agathe")).get(cast.les_amis.address + "sheet").page
    assert "Inscrire une feuille remplie" not in page.words


def test_nothing_is_kept_of_a_sheet_that_changes_nothing(cast):
    key(cast, done="1.1")

    with pytest.raises(Invalid, match="sheet-nothing-to-enter"):
        key(cast, key_="sheet-2", done="1.1")


def test_members_read_who_entered_it_for_them(cast):
    key(cast, done="1.1=2026-11-22", declined="1.2", doing="1.3")

    page = Browser(cast.client_for("bruno")).get(cast.les_amis.address).page

    facts = {
        name: plain(page.element(f"fact-{name}").text)
        for name in ("name-responsible", "name-backup", "reserve-weekly-time")
    }
    assert facts["name-responsible"] == "Faite hier, inscrite par Agathe pour vous"
    assert facts["name-backup"].endswith("Inscrit par Agathe pour vous.")
    assert "inscrit aujourd’hui par Agathe pour vous" in facts["reserve-weekly-time"]


def test_what_comes_back_says_who_entered_it_too(cast):
    key(cast, done="4.12=2026-06-01")
    due = "depuis le 30 août 2026. Faite le 1er juin, inscrite par Agathe pour {}; elle reste comptée."

    def fact(who):
        page = Browser(cast.client_for(who)).get(cast.les_amis.address + "tasks/two-admin-check").page
        return plain(page.element("fact-two-admin-check").text)

    assert fact("bruno").endswith(due.format("vous"))
    assert fact("agathe").endswith(due.format("l’organisme"))
    key(cast, key_="sheet-2", done="4.12")
    assert fact("bruno") == "Faite le 1er juin, inscrite par Agathe pour vous, confirmée aujourd’hui"
    assert fact("agathe") == "Faite le 1er juin, inscrite par Agathe pour l’organisme, confirmée aujourd’hui"


def test_a_report_says_who_entered_it_and_not_that_they_did_it(cast):
    key(cast, done="1.1")

    report = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/tasks.csv?names=1&header=keys&lang=en")

    head, *lines = report.text.lstrip("\ufeff").splitlines()
    columns = head.split(",")
    [line] = [line for line in lines if ",name-responsible," in line and "Les Amis" in line]
    said = dict(zip(columns, line.split(","), strict=False))
    assert (said["done_by"], said["entered_by"], said["done_on"]) == ("", "Agathe", "2026-11-23")
