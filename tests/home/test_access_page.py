"""The journal of access as its readers see it: plain sentences, the names they may read, nobody else's rows."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.home.access_sentences import KINDS
from socialtrack.journal import access_actions
from socialtrack.journal.access_actions import note_access
from socialtrack.journal.access_queries import PAGE
from socialtrack.journal.models import AccessEvent
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/access"


@pytest.fixture
def bruno(cast):
    return Browser(cast.client_for("bruno"))


def note(cast, who, kind, **more):
    with cast.work_for(who) as work, work.write():
        note_access(work, kind, **more)


def told(page):
    """The sentences, in the order of the page."""
    return [list(row.all("td"))[1].text for row in page.all("tr") if list(row.all("td"))]


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def everything_happened(cast):
    """One access of each kind, by the centre and by members."""
    for kind in access_actions.KINDS:
        note(cast, "agathe", kind, about_id=cast.aline.membership_id, before="advisor", after="manager")
        note(
            cast,
            "bruno",
            kind,
            organization_id=cast.les_amis.id,
            about_id=cast.beatrice.membership_id,
            before="member",
            after="lead",
        )


def test_each_kind_has_words_in_the_list_and_a_sentence(cast, aline, address):
    everything_happened(cast)

    assert set(KINDS) == set(access_actions.KINDS)
    page = aline.get(address).page
    further = next(link for link in page.links if "after=" in link)
    sentences = told(page) + told(aline.get(further).page)
    assert len(sentences) == 2 * len(KINDS)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_sentences_say_who_did_what_where(cast, aline, address, clock):
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)
    clock.shift(timedelta(minutes=5))
    note(cast, "aline", "exported", after="tasks")
    note(cast, "aline", "role-changed", about_id=cast.agathe.membership_id, before="advisor", after="manager")
    note(cast, "aline", "settings-changed", after="kept_days")

    page = aline.get(address).page

    assert [sentence.replace("\u00a0", " ") for sentence in told(page)] == [
        "Aline a changé un réglage : Durée de conservation du registre des accès.",
        "Aline a changé un rôle : Agathe, maintenant responsable de l’espace (avant : personne-ressource).",
        "Aline a téléchargé le rapport des tâches.",
        "Agathe a ouvert les pages de l’organisme Les Amis.",
    ]
    assert [e["datetime"] for e in page.all("time")][-1] == "2026-11-23T10:05-05:00"
    assert f"{cast.les_amis.address}access" in page.links


def test_name_of_a_member_who_did_not_agree_is_nowhere_on_the_centres_page_or_in_its_file(cast, aline, address):
    everything_happened(cast)

    page, file = aline.get(address), aline.client.get(f"{address}.csv")

    assert "Agathe" in page.text
    for canary in ("Bruno", "Béatrice", "bruno@", "beatrice@"):
        assert canary not in page.page.words
        assert canary not in file.text
    assert "Un membre (personne responsable) a retiré un membre." in told(page.page)


def test_member_who_agreed_or_whom_the_centre_invited_is_named_to_it(cast, aline, address):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(
            update(Membership).where(Membership.id == cast.bruno.membership_id).values(is_named_to_centre=True)
        )
        session.execute(
            update(Membership)
            .where(Membership.id == cast.beatrice.membership_id)
            .values(invited_by=cast.aline.membership_id)
        )
    note(
        cast,
        "bruno",
        "membership-ended",
        organization_id=cast.les_amis.id,
        about_id=cast.beatrice.membership_id,
        before="member",
    )

    assert told(aline.get(address).page) == ["Bruno a retiré Béatrice."]


def test_erased_person_is_a_former_member_to_everyone(cast, aline, bruno, address):
    note(cast, "beatrice", "invited", organization_id=cast.les_amis.id, after="member")
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast.beatrice.membership_id).values(name=""))

    assert told(aline.get(address).page) == ["Un ancien membre a invité quelqu’un (membre)."]
    assert told(bruno.get(f"{cast.les_amis.address}access").page) == ["Un ancien membre a invité quelqu’un (membre)."]


def test_other_centres_rows_are_nowhere(cast, aline, address):
    note(cast, "chantal", "settings-changed", after="name")
    note(cast, "victor", "invited", organization_id=cast.elsewhere.id, after="member")

    assert told(aline.get(address).page) == []
    (its_own,) = rows(aline.client.get(f"{address}.csv?header=keys").data)
    assert (its_own["kind"], its_own["actor"]) == ("exported", "Aline")


def test_names_are_shown_as_they_were_typed_and_run_nowhere(cast, aline, address):
    with cast.app.app_context(), everything() as session, immediate(session):
        for member, name in ((cast.agathe, "<script>alert(1)</script>"), (cast.rachel, "=cmd()")):
            session.execute(update(Membership).where(Membership.id == member.membership_id).values(name=name))
    note(cast, "agathe", "exported", after="tasks")
    note(cast, "rachel", "exported", after="events")

    page, file = aline.get(address), aline.client.get(f"{address}.csv?header=keys")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert [row["actor"] for row in rows(file.data)] == ["Aline", "'=cmd()", "<script>alert(1)</script>"]


def test_filters_hold_back_the_others(cast, aline, address, clock):
    everything_happened(cast)
    clock.shift(timedelta(days=2))
    note(cast, "agathe", "looked-in", organization_id=cast.le_phare.id)
    agathe, kinds = cast.agathe.membership_id, len(KINDS)

    assert len(told(aline.get(f"{address}?kind=looked-in").page)) == 3
    assert len(told(aline.get(f"{address}?person={agathe}").page)) == kinds + 1
    assert len(told(aline.get(f"{address}?q=phare").page)) == 1
    assert len(told(aline.get(f"{address}?q=AMIS").page)) == kinds
    assert told(aline.get(f"{address}?q=zzz").page) == []
    assert len(told(aline.get(f"{address}?day=2026-11-25").page)) == 1
    assert len(told(aline.get(f"{address}?kind=looked-in&person={agathe}&q=phare&day=2026-11-25").page)) == 1


@pytest.mark.parametrize(
    "asked", ["kind=peeped", "person=x", "person=999999999", "after=x", "day=tomorrow", "after=" + "9" * 30]
)
def test_filter_that_does_not_exist_is_refused_in_words(cast, aline, address, asked):
    aline.get(f"{address}?{asked}", status=422)


def test_person_of_another_centre_or_of_an_organization_cannot_be_asked_for(cast, aline, address):
    for stranger in (cast.chantal, cast.bruno):
        aline.get(f"{address}?person={stranger.membership_id}", status=422)


def test_pages_lead_to_the_older_ones(cast, aline, address):
    for n in range(PAGE + 3):
        note(cast, "aline", "exported", after="tasks" if n else "events")

    first = aline.get(address).page
    second = aline.get(next(link for link in first.links if "after=" in link and ".csv" not in link)).page

    assert (len(told(first)), len(told(second))) == (PAGE, 3)
    assert told(second)[-1] == "Aline a téléchargé le journal du centre."
    assert [link for link in second.links if "rel" in link] == []


def test_page_asks_as_much_for_many_rows_as_for_one(cast, aline, address):
    note(cast, "aline", "exported", after="tasks")
    with counted() as for_one:
        aline.get(address)
    everything_happened(cast)
    with counted() as for_many:
        aline.get(address)

    assert len(for_many) - len(for_one) <= 1  # the organizations, which no row spoke of at first


def test_file_has_every_row_and_is_noted_itself(cast, aline, address):
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)

    answer = aline.client.get(f"{address}.csv?header=keys&lang=fr")

    assert answer.headers["Content-Disposition"].endswith('.csv"')
    (noted, looked_in) = rows(answer.data)
    assert (noted["kind"], noted["after"], noted["actor"]) == ("exported", "access", "Aline")
    assert looked_in == {
        "access_id": looked_in["access_id"],
        "happened_at": "2026-11-23T10:05:00-05:00",
        "kind": "looked-in",
        "sentence": "Agathe a ouvert les pages de l’organisme Les Amis.",
        "actor_role": "advisor",
        "actor": "Agathe",
        "about": "",
        "organization": "Les Amis",
        "slug": "les-amis",
        "before": "",
        "after": "",
        "channel": "web",
    }


def test_file_in_english_says_so(cast, aline, address):
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)

    text = aline.client.get(f"{address}.csv?lang=en").data.decode("utf-8-sig")

    assert text.splitlines()[0].startswith("Number,Moment,")
    assert "Agathe opened the pages of Les Amis." in text


def test_head_of_the_file_leaves_no_trace(cast, aline, address):
    assert aline.client.head(f"{address}.csv").status_code == 200

    assert cast.rows(select(AccessEvent)) == []


def test_organization_reads_what_concerns_it_with_its_own_names_and_the_teams(cast, bruno):
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)
    note(cast, "agathe", "looked-in", organization_id=cast.le_phare.id)
    note(cast, "beatrice", "invited", organization_id=cast.les_amis.id, after="member")
    note(cast, "aline", "settings-changed", after="name")

    page = bruno.get(f"{cast.les_amis.address}access").page

    assert told(page) == ["Béatrice a invité quelqu’un (membre).", "Agathe a ouvert les pages de l’organisme Les Amis."]
    assert "deux ans" in page.words


def test_organizations_page_is_for_its_people_and_the_manager(cast):
    address = f"{cast.les_amis.address}access"
    for who in ("bruno", "beatrice", "denis", "aline"):
        Browser(cast.client_for(who)).get(address)
    for who in ("agathe", "rachel"):
        Browser(cast.client_for(who)).get(address, status=403)
    for who in ("paul", "chantal", "victor"):
        Browser(cast.client_for(who)).get(address, status=404)


def test_manager_reads_an_organizations_page_under_the_consent_rule(cast, aline):
    note(cast, "beatrice", "invited", organization_id=cast.les_amis.id, after="member")

    answer = aline.get(f"{cast.les_amis.address}access")

    assert told(answer.page) == ["Un membre a invité quelqu’un (membre)."]
    assert "Béatrice" not in answer.text


def test_organization_that_was_removed_is_still_named_without_a_link(cast, aline, address):
    note(cast, "agathe", "looked-in", organization_id=cast.le_phare.id)
    with cast.work_for("aline") as work, work.write():
        remove_organization(work, cast.le_phare.id)

    page = aline.get(address).page

    assert "Le Phare" in page.words
    assert f"{cast.le_phare.address}access" not in page.links


def test_retention_is_said_as_the_centre_set_it(cast, aline, address):
    form = aline.get(address.replace("access", "settings")).page.form("settings")
    aline.submit(form, {"kept_days": "180"})

    assert "six mois" in aline.get(address).page.words
