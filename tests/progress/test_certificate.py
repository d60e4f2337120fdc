"""A step settled, the path settled: said once, soberly; and the certificate for the board."""

import pytest
from sqlalchemy import select

from socialtrack.guide import queries as guide
from socialtrack.guide.rules import in_scope
from socialtrack.progress import actions
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import NetworkChoice
from tests.browser import Browser


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(cast.les_amis.address)
    return browser


def essentials(cast):
    with cast.work_for("bruno") as work:
        chosen = frozenset(
            work.session.scalars(select(NetworkChoice.network).where(NetworkChoice.organization_id == cast.les_amis.id))
        )
        return [task for task in in_scope(guide.path(work), chosen) if task.essential]


def settle(cast, keys, **other):
    """Each done, but for those of `other`."""
    with cast.work_for("bruno") as work:
        for key in keys:
            said = wanted(other.get(key.replace("-", "_"), "done"), today=work.today)
            actions.set_task_state(work, cast.les_amis.id, key, said, Gesture())


def tick(browser, cast, key, state="done", **options):
    return browser.post(f"{cast.les_amis.address}tasks/{key}/state", {"state": state}, **options)


@pytest.fixture
def first_step(cast):
    return [task.key for task in essentials(cast) if task.step_number == 1]


@pytest.fixture
def all_but_one(cast):
    """Everything essential is settled but the last; its key."""
    keys = [task.key for task in essentials(cast)]
    settle(cast, keys[:-1])
    return keys[-1]


def test_step_that_is_done_is_said_with_what_is_next(bruno, cast, first_step):
    settle(cast, first_step[:-1])

    text = plain(tick(bruno, cast, first_step[-1], htmx=True).page.text)

    assert "L’étape 1 est faite au complet. La suite : écrire ce que vous voulez obtenir." in text


def test_without_script_it_is_said_on_the_page_that_follows_and_not_again(bruno, cast, first_step):
    settle(cast, first_step[:-1])

    first = bruno.follow(tick(bruno, cast, first_step[-1])).page
    second = bruno.get(cast.les_amis.address).page

    assert "L’étape 1 est faite au complet." in plain(first.text)
    assert "L’étape 1 est faite au complet." not in plain(second.text)


def test_decisions_are_counted_honestly(bruno, cast, first_step):
    settle(cast, first_step[:-1])

    text = plain(tick(bruno, cast, first_step[-1], "declined", htmx=True).page.text)

    assert "L’étape 1 est réglée, décisions comprises." in text
    assert "faite au complet" not in text


def test_what_does_not_apply_settles_a_step_too(bruno, cast, first_step):
    settle(cast, first_step[:-1])

    text = plain(tick(bruno, cast, first_step[-1], "not_applicable", htmx=True).page.text)

    assert "L’étape 1 est faite au complet." in text


def test_answer_that_changes_in_a_settled_step_says_nothing_more(bruno, cast, first_step):
    settle(cast, first_step)

    text = plain(tick(bruno, cast, first_step[-1], "declined", htmx=True).page.text)

    assert "L’étape 1" not in text


def test_taking_it_back_says_that_it_is_open_again(bruno, cast, first_step):
    settle(cast, first_step)

    text = plain(tick(bruno, cast, first_step[-1], "todo", htmx=True).page.text)

    assert "L’étape 1 est de nouveau ouverte." in text


def test_whole_path_is_said_once_and_offers_the_certificate(bruno, cast, all_but_one):
    answer = tick(bruno, cast, all_but_one, htmx=True).page
    text = plain(answer.text)

    assert "Le parcours essentiel est complet : les 20 tâches sont faites." in text
    assert "L’entretien prend la suite, et une attestation est prête à imprimer." in text
    assert "certificate" in [link.get("href") for link in answer.all("a")]
    reloaded = bruno.get(cast.les_amis.address).page
    assert "les 20 tâches sont faites" not in plain(reloaded.text)
    assert "certificate" in [link.get("href") for link in reloaded.all("a")]


def test_path_settled_by_decisions_is_not_called_done(bruno, cast, all_but_one):
    text = plain(tick(bruno, cast, all_but_one, "declined", htmx=True).page.text)

    assert "Le parcours essentiel est réglé : 19 tâches faites, 1 par décision." in text


def test_undoing_takes_the_certificate_back(bruno, cast, all_but_one):
    tick(bruno, cast, all_but_one)
    page = bruno.get(cast.les_amis.address).page
    undo = next(button.get("value") for button in page.all("button") if button.get("name") == "event")

    text = plain(bruno.post(f"{cast.les_amis.address}undo", {"event": undo}, htmx=True).page.text)

    assert "Le parcours est de nouveau ouvert, et rien n’est perdu." in text
    assert "Il en reste une" in plain(bruno.get(f"{cast.les_amis.address}certificate").page.text)


def test_certificate_says_what_is_left_until_then(bruno, cast, all_but_one):
    page = bruno.get(f"{cast.les_amis.address}certificate").page

    assert "Elle sera prête quand chaque tâche essentielle aura sa réponse" in plain(page.text)
    assert f"tasks/{all_but_one}" in [link.get("href") for link in page.all("a")]
    assert "Pour le centre" not in page.text


def test_certificate_counts_what_was_done_and_decided(bruno, cast):
    keys = [task.key for task in essentials(cast)]
    settle(cast, keys, password_vault="declined", practice_post_hashtag="not_applicable")

    text = plain(bruno.get(f"{cast.les_amis.address}certificate").page.element("main").text)

    assert "Les Amis a réglé le 23 novembre 2026 toutes les tâches essentielles" in text
    assert "4 tâches faites, 1 par décision" in text
    assert "18 tâches essentielles faites" in text
    assert "1 tâche que l’organisme a décidé de ne pas faire" in text
    assert "1 tâche qui ne s’applique pas à l’organisme" in text
    assert "Réseaux choisis : Facebook." in text
    assert "Ce n’est pas un diplôme" in text


@pytest.mark.parametrize("who", ["denis", "aline", "rachel"])
def test_whoever_reads_the_path_prints_the_certificate(cast, who):
    keys = [task.key for task in essentials(cast)]
    settle(cast, keys)

    page = Browser(cast.client_for(who)).get(f"{cast.les_amis.address}certificate").page

    assert "Pour l’organisme, nom et date" in page.text


def test_each_language_prints_its_own(bruno, cast):
    settle(cast, [task.key for task in essentials(cast)])

    page = bruno.get(f"{cast.les_amis.address}certificate?lang=en").page

    assert page.element("main") is not None
    assert "Certificate of completion" in plain(page.text)
    assert "20 essential tasks done" in plain(page.text)
