"""Views of the grid that the team keeps under a name."""

from datetime import timedelta

import pytest

from socialtrack.kernel.errors import Conflict, Invalid, Refused
from socialtrack.people.member_actions import Somebody, change_role, leave, remove
from socialtrack.reports.view_actions import keep_view, remove_view, rename_view, replace_view, restore_view
from socialtrack.reports.view_queries import views
from socialtrack.reports.view_rules import MOST, view_name
from tests.browser import Browser

STALLED = {"status": "stalled", "sort": "activity"}


@pytest.fixture
def grid(home):
    return f"{home}organizations/"


@pytest.fixture
def agathe(cast):
    return Browser(cast.client_for("agathe"))


def keep(cast, name, parameters=STALLED, who="agathe"):
    with cast.work_for(who) as work:
        return keep_view(work, name, parameters)


def names(cast, who="aline", **which):
    with cast.work_for(who) as work:
        return [one.name for one in views(work, **which)]


# Actions


def test_kept_once_however_often_it_is_sent(cast):
    first = keep(cast, "À l’arrêt")

    again = keep(cast, "À l’arrêt", who="aline")

    assert (first[1], again) == (True, (first[0], False))
    assert names(cast) == ["À l’arrêt"]


@pytest.mark.parametrize("name", ["à l’arrêt", "A L'ARRET"])
def test_names_are_one_without_accents_or_case(cast, name):
    keep(cast, "À l’arrêt")

    with pytest.raises(Conflict, match="view-name-taken"):
        keep(cast, name, {"status": "paused"})


@pytest.mark.parametrize(("name", "code"), [("", "text-missing"), ("  ", "text-missing"), ("a" * 121, "text-too-long")])
def test_name_of_1_to_120_characters(name, code):
    with pytest.raises(Invalid, match=code):
        view_name(name)
    assert view_name("  Mes  organismes ") == "Mes organismes"


def test_fifty_at_most_and_what_is_removed_makes_room(cast):
    for n in range(MOST):
        keep(cast, f"Vue {n}", {"status": "stalled"})

    with pytest.raises(Conflict, match="views-full"):
        keep(cast, "Une de trop")
    with cast.work_for("aline") as work:
        gone = views(work)[0].id
        assert remove_view(work, gone)
    keep(cast, "Celle-ci entre")
    with cast.work_for("aline") as work, pytest.raises(Conflict, match="views-full"):
        restore_view(work, gone)


def test_renamed_replaced_removed_and_put_back(cast):
    view, _ = keep(cast, "À l’arrêt")
    keep(cast, "En pause", {"status": "paused"})
    with cast.work_for("aline") as work:
        assert rename_view(work, view, "À rappeler")
        assert not rename_view(work, view, "À rappeler")
        with pytest.raises(Conflict, match="view-name-taken"):
            rename_view(work, view, "en pause")
        assert replace_view(work, view, {"status": "moving"})
        assert not replace_view(work, view, {"status": "moving"})
        assert remove_view(work, view)
        assert not remove_view(work, view)
        with pytest.raises(Conflict, match="view-gone"):
            rename_view(work, view, "Autre nom")
    assert (names(cast), names(cast, removed=True)) == (["En pause"], ["À rappeler"])
    keep(cast, "A rappeler")

    with cast.work_for("aline") as work, pytest.raises(Conflict, match="view-name-taken"):
        restore_view(work, view)


def test_a_reader_keeps_none_and_another_centre_sees_none(cast):
    keep(cast, "À l’arrêt")

    with pytest.raises(Refused):
        keep(cast, "La mienne", who="rachel")
    assert names(cast, "chantal") == []


def test_it_outlives_who_made_it(cast, clock):
    keep(cast, "À l’arrêt")
    with cast.work_for("aline") as work:
        assert [one.by for one in views(work)] == ["Agathe"]
        remove(work, Somebody(cast.agathe.membership_id, None, "advisor"))

    with cast.work_for("aline") as work:
        assert [(one.name, one.by) for one in views(work)] == [("À l’arrêt", "")]


# Pages


def test_kept_from_the_grid_and_opened_again(cast, agathe, grid, home):
    agathe.get(f"{home}organizations/views/new?status=paused&sort=-progress")
    assert "Situation : En pause" in agathe.page.words
    form = agathe.page.form("organizations/views/new")

    answer = agathe.submit(form, {"name": "En pause, les plus avancés"})

    assert answer.location == f"{grid}?status=paused&sort=-progress"
    assert "est gardée, pour toute l’équipe" in agathe.follow(answer).page.words
    rachel = Browser(cast.client_for("rachel"))
    rachel.get(f"{home}organizations/views")
    assert "Gardée par Agathe." in rachel.page.words
    assert not [one for one in rachel.page.forms if "views/" in one.address]
    link = next(one for one in rachel.page.all("a") if one.text == "En pause, les plus avancés")
    assert rachel.get(f"{home}organizations/{link['href'].rpartition('organizations/')[2]}", status=303).location == (
        f"{grid}?status=paused&sort=-progress"
    )


def test_a_name_that_is_taken_comes_back_with_what_was_typed(cast, agathe, home):
    keep(cast, "À l’arrêt")
    agathe.get(f"{home}organizations/views/new?status=paused")

    refused = agathe.submit(agathe.page.form("organizations/views/new"), {"name": "a l'arret"}, status=409)

    assert "Une autre vue s’appelle déjà « À l’arrêt »" in refused.page.words
    assert refused.page.form("organizations/views/new").values["name"][0] == "a l'arret"


def test_other_filters_in_the_place_of_a_view(cast, agathe, home):
    view, _ = keep(cast, "Les miens", {"advisor": "me"})
    agathe.get(f"{home}organizations/views/new?status=stalled")

    agathe.submit(agathe.page.form("organizations/views/new"), {"view": str(view)})

    with cast.work_for("aline") as work:
        assert [(one.name, dict(one.parameters)) for one in views(work)] == [("Les miens", {"status": "stalled"})]


def test_nothing_is_kept_of_a_grid_that_asks_for_nothing(agathe, home):
    page = agathe.get(f"{home}organizations/views/new", status=422).page

    assert "Il n’y a rien à garder" in page.words


def test_renamed_removed_and_put_back_by_buttons(cast, agathe, home):
    view, _ = keep(cast, "À l’arrêt")
    agathe.get(f"{home}organizations/views")
    agathe.submit(agathe.page.form(f"views/{view}"), {"name": "À rappeler"})
    agathe.get(f"{home}organizations/views")

    answer = agathe.submit(agathe.page.form(f"views/{view}/remove"))

    assert "Elle se remet d’un geste" in agathe.follow(answer).page.words
    agathe.submit(agathe.page.form(f"views/{view}/restore"))
    assert names(cast) == ["À rappeler"]


def test_a_view_whose_filters_find_nothing_any_more_opens_and_says_which(cast, agathe, grid, home):
    parameters = {"advisor": str(cast.aline.membership_id), "tag": ["Transport"], "task": "no-such-task"}
    view, _ = keep(cast, "D’une autre époque", {**parameters, "status": "stalled"})
    with cast.work_for("aline") as work:
        change_role(work, Somebody(cast.agathe.membership_id, None, "advisor"), "manager")
        leave(work)
    agathe = Browser(cast.client_for("agathe"))

    answer = agathe.get(f"{home}organizations/views/{view}", status=303)

    assert answer.location == f"{grid}?status=stalled&tag=Transport&advisor={cast.aline.membership_id}"
    words = agathe.follow(answer).page.words
    assert "Aline a quitté l’équipe : ce filtre ne trouve plus rien." in words
    assert "Aucun organisme ne porte plus l’étiquette « Transport »" in words
    assert "La tâche que la vue cherchait n’est plus dans le parcours : la vue s’ouvre sans ce filtre." in words


def test_a_removed_view_and_one_of_another_centre_are_not_there(cast, agathe, home):
    view, _ = keep(cast, "À l’arrêt")
    elsewhere, _ = keep(cast, "À nous", who="chantal")
    with cast.work_for("aline") as work:
        remove_view(work, view)

    for number in (view, elsewhere, 2**40):
        agathe.get(f"{home}organizations/views/{number}", status=404)


def test_it_keeps_advisor_me_for_whoever_looks(cast, clock, home, grid):
    clock.shift(timedelta(minutes=1))
    view, _ = keep(cast, "Les miens", {"advisor": "me"})

    for who in ("aline", "agathe"):
        answer = Browser(cast.client_for(who)).get(f"{home}organizations/views/{view}", status=303)
        assert answer.location == f"{grid}?advisor=me"
