"""Merging twice, at once, too late, or what cannot be merged: once, whole, or not at all, and said."""

import threading

import pytest
from sqlalchemy import func, select

from socialtrack.home.actions import add_organization, load_example
from socialtrack.home.merge_actions import MergeOvertaken, merge_organizations, plan_merge
from socialtrack.journal.models import Event
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.models import Organization, OrganizationMerge
from socialtrack.tenancy.rules import Details
from tests.browser import Browser
from tests.home.merging import say, states


def test_pressed_twice_is_done_once(lived, aline, preview):
    aline.get(preview)
    form = aline.page.form("record/merge")
    aline.submit(form)

    again = aline.submit(form)

    assert "Les deux étaient déjà réunis." in aline.follow(again).page.words
    assert len(lived.rows(select(Event).where(Event.kind == "organization-merged"))) == 1


def test_two_managers_at_once_do_it_once(lived):
    with lived.work_for("aline") as work:
        digest = plan_merge(work, lived.les_amis.id, lived.le_phare.id).digest
    start, done = threading.Barrier(2), []

    def press() -> None:
        with lived.work_for("aline") as work:
            start.wait(10)
            done.append(merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, digest))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(done) == [False, True]
    assert len(lived.rows(select(Event).where(Event.kind == "organization-merged"))) == 1


def test_what_changed_since_the_preview_is_shown_first(lived, aline, preview):
    aline.get(preview)
    form = aline.page.form("record/merge")
    say(lived, "paul", lived.le_phare, "succession-plan", "done")

    refused = aline.submit(form, {"take-name": "other"}, status=409)

    assert "L’un des deux a changé depuis l’aperçu." in refused.page.words
    assert refused.page.form("record/merge").values["take-name"] == ["other"]
    assert states(lived, lived.les_amis)["name-backup"] == "doing"
    aline.submit(refused.page.form("record/merge"))
    assert states(lived, lived.les_amis)["succession-plan"] == "done"


def test_merge_that_fails_half_way_leaves_nothing(lived, monkeypatch):
    before = lived.rows(select(func.count()).select_from(Event))
    with lived.work_for("aline") as work:
        digest = plan_merge(work, lived.les_amis.id, lived.le_phare.id).digest
        monkeypatch.setattr("socialtrack.home.merge_actions.archive_organization", _breaks)
        with pytest.raises(OSError, match="no room"):
            merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, digest)

    assert lived.rows(select(func.count()).select_from(Event)) == before
    assert states(lived, lived.les_amis)["name-backup"] == "doing"


def _breaks(*_args, **_more):
    raise OSError("no room")


def test_wrong_digest_merges_nothing(lived):
    with lived.work_for("aline") as work, pytest.raises(MergeOvertaken):
        merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, "made by hand")


def test_chain_of_merges_is_followed_to_its_end(merged):
    with merged.work_for("aline") as work:
        third = add_organization(work, Details("Le Fanal"))
        plan = plan_merge(work, third, merged.les_amis.id)
        merge_organizations(work, third, merged.les_amis.id, {}, plan.digest)

    answer = Browser(merged.client_for("paul")).get(merged.le_phare.address, status=303)

    assert answer.location == merged.le_phare.address.replace("le-phare", "le-fanal")


@pytest.mark.parametrize(
    ("other", "status", "words"),
    [
        ("les-amis", 422, "Un organisme ne se réunit pas à lui-même."),
        ("les-amis-2", 404, "Aucun organisme de ce centre n’a cette adresse."),
        ("nulle-part", 404, "Aucun organisme de ce centre n’a cette adresse."),
        ("\x00", 404, "Aucun organisme de ce centre n’a cette adresse."),
    ],
)
def test_what_cannot_be_merged_is_told(cast, aline, other, status, words):
    aline.get(f"{cast.les_amis.address}record/merge")

    preview = aline.get(f"{cast.les_amis.address}record/merge?with={other}", status=status)
    assert words in preview.page.words
    refused = aline.post(f"{cast.les_amis.address}record/merge", {"other": other, "digest": "x"}, status=status)

    assert words in refused.page.words
    assert cast.rows(select(func.count()).select_from(OrganizationMerge)) == [0]


def test_examples_and_archived_ones_are_not_merged(cast, aline):
    with cast.work_for("aline") as work:
        load_example(work)
        life.archive_organization(work, cast.le_phare.id)
    slug = cast.rows(select(Organization.slug).where(Organization.is_example))[0]
    base = f"{cast.les_amis.address}record/merge"

    assert "Un organisme d’exemple ne se réunit pas" in aline.get(f"{base}?with={slug}", status=422).page.words
    assert "L’un des deux est archivé." in aline.get(f"{base}?with=le-phare", status=409).page.words
    found = aline.get(f"{base}?q=le").page
    assert not [link for link in found.links if "with=" in link]


def test_other_centre_is_not_there(cast, aline):
    """Montréal has a Les Amis too: a search never finds it, and its number is nothing here."""
    assert "0 organisme trouvé" in aline.get(f"{cast.le_phare.address}record/merge?q=nobody").page.words
    with cast.work_for("aline") as work, pytest.raises(life.NotFound):
        plan_merge(work, cast.les_amis.id, cast.elsewhere.id)


@pytest.mark.parametrize(("who", "status"), [("agathe", 403), ("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_merging_is_for_managers(cast, preview, who, status):
    Browser(cast.client_for(who)).get(preview, status=status)
