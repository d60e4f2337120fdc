"""support.csv and people.csv: what was given, who has a place, today and as of a past day; names only when asked."""

from datetime import date, timedelta

from sqlalchemy import select

from socialtrack.people.member_actions import give_role, keep_own_place
from socialtrack.reports.rules import PEOPLE, SUPPORT
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import end_membership
from tests.reports.test_csv import KEYS, report
from tests.support.giving import changed, logged, removed


def test_columns_are_the_ones_that_were_promised():
    assert ",".join(SUPPORT) == ("centre,organization,slug,given_on,kind,minutes,logged_by,note,logged_on,as_of")
    assert ",".join(PEOPLE) == "centre,organization,slug,role,name,joined_on,ended_on,named_to_centre,as_of"


def test_support_has_a_line_for_each_time_it_was_given(cast):
    logged(cast, cast.le_phare, kind="visit", minutes=90, key="a")
    logged(cast, minutes=None, note="Rappeler lundi.", key="b")
    (mistake,) = logged(cast, key="c")
    removed(cast, mistake, key="d")

    rows = report(cast, "support", f"{KEYS}&names=1&notes=1")

    assert rows[0] == {
        "centre": "Centre d’action bénévole de Québec",
        "organization": "Les Amis",
        "slug": "les-amis",
        "given_on": "2026-11-20",
        "kind": "call",
        "minutes": "",
        "logged_by": "Agathe",
        "note": "Rappeler lundi.",
        "logged_on": "2026-11-23",
        "as_of": "2026-11-23",
    }
    assert [(row["slug"], row["kind"], row["minutes"]) for row in rows[1:]] == [("le-phare", "visit", "90")]


def test_names_and_notes_of_support_come_only_when_asked(cast):
    logged(cast, note="Rappeler lundi.", key="a")

    (row,) = report(cast, "support")
    assert (row["logged_by"], row["note"]) == ("", "")
    (row,) = report(cast, "support", f"{KEYS}&names=1")
    assert (row["logged_by"], row["note"]) == ("Agathe", "")
    (row,) = report(cast, "support", f"{KEYS}&notes=1")
    assert (row["logged_by"], row["note"]) == ("", "Rappeler lundi.")


def test_support_of_a_past_day_stays_as_it_was_said(cast, clock):
    (call,) = logged(cast, minutes=20, note="Avant.", key="a")
    clock.shift(timedelta(days=2))
    changed(cast, call, minutes=45, note="Après.", key="b")
    logged(cast, kind="visit", on=date(2026, 11, 20), key="c")

    (then,) = report(cast, "support", f"{KEYS}&notes=1&as_of=2026-11-23")
    now = report(cast, "support", f"{KEYS}&notes=1")

    assert (then["minutes"], then["note"], then["as_of"]) == ("20", "Avant.", "2026-11-23")
    assert [(row["kind"], row["minutes"], row["note"]) for row in now] == [
        ("call", "45", "Après."),
        ("visit", "20", ""),
    ]


def test_support_is_held_back_by_the_filters_of_organizations(cast):
    logged(cast, cast.les_amis, cast.le_phare, key="a")

    assert [row["slug"] for row in report(cast, "support", f"{KEYS}&q=phare")] == ["le-phare"]


def test_people_have_a_line_for_each_place(cast):
    rows = report(cast, "people")

    assert [row["role"] for row in rows if not row["slug"]][:1] == ["manager"]
    assert {row["slug"] for row in rows} == {"", "les-amis", "le-phare"}
    assert {row["name"] for row in rows} == {""}
    assert list(rows[0]) == list(PEOPLE)
    named = {row["name"]: row for row in report(cast, "people", f"{KEYS}&names=1")}
    assert named["Aline"]["named_to_centre"] == "1"
    assert "Bruno" not in named
    lead = named["Un membre (personne responsable)"]
    assert (lead["role"], lead["named_to_centre"]) == ("lead", "0")


def test_people_of_the_team_are_left_out_where_organizations_are_chosen(cast):
    assert {row["slug"] for row in report(cast, "people", f"{KEYS}&q=amis")} == {"les-amis"}


def test_people_of_a_past_day_have_the_place_they_had(cast, clock):
    def line(asked=""):
        rows = report(cast, "people", f"{KEYS}&names=1{asked}")
        of_amis = [row for row in rows if row["slug"] == "les-amis"]
        return {(row["name"], row["role"], row["ended_on"], row["named_to_centre"]) for row in of_amis}

    before = line()
    clock.shift(timedelta(days=1))
    with cast.work_for("bruno") as work:
        keep_own_place(work, "Bruno", is_named_to_centre=True)
    clock.shift(timedelta(days=1))
    with cast.work_for("bruno") as work, work.write():
        member = work.session.scalars(select(Membership).where(Membership.id == cast.beatrice.membership_id)).one()
        give_role(work, member, "reader")
    clock.shift(timedelta(days=1))
    with cast.work_for("bruno") as work, work.write():
        member = work.session.scalars(select(Membership).where(Membership.id == cast.beatrice.membership_id)).one()
        end_membership(work, member)

    assert ("Un membre (personne responsable)", "lead", "", "0") in before
    # The name is shown as it may be today; the place is the one of that day.
    assert ("Bruno", "lead", "", "0") in line("&as_of=2026-11-23")
    assert ("Bruno", "lead", "", "1") in line("&as_of=2026-11-24")
    assert {role for _, role, _, _ in line("&as_of=2026-11-24")} >= {"lead", "member"}
    assert ("Un membre", "reader", "", "0") in line("&as_of=2026-11-25")
    assert "2026-11-26" in {ended for _, _, ended, _ in line()}
    assert {ended for _, _, ended, _ in line("&as_of=2026-11-25")} == {""}


def test_words_of_both_are_those_of_the_reader(cast):
    logged(cast, kind="workshop", key="a")

    (support,) = report(cast, "support", "lang=en&delimiter=semicolon")
    roles = {row["Role"] for row in report(cast, "people", "lang=en&delimiter=semicolon")}

    assert support["Support given"] == "Workshop"
    assert {"Space manager", "Member"} & roles
