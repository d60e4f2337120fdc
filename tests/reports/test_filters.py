"""Filters as an address says them, what they refuse, and what they keep: now, and as of a past day."""

import time
from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from socialtrack.kernel.errors import Invalid
from socialtrack.reports.filter_forms import FromMapping, address_of, filters_of
from socialtrack.reports.filter_rules import EVERYONE, Filters, advisor_id
from socialtrack.tenancy.actions import Details, change_organizations
from tests import asks
from tests.reports.test_csv import KEYS, report, tick

WHOLE = Filters(
    query="Les Amis",
    status="moving",
    step=2,
    task="name-backup",
    network="facebook",
    tags=("aînés", "b c"),
    region="Haute-Rive",
    advisor="12",
    hesitation="any",
    active_since=date(2026, 1, 2),
    silent_since=date(2026, 11, 22),
    only=("les-amis", "le-phare"),
)


def test_address_says_the_same_filters_again():
    assert filters_of(FromMapping(address_of(WHOLE))) == WHOLE
    assert filters_of(MultiDict(address_of(WHOLE))) == WHOLE
    assert address_of(EVERYONE) == {}
    assert EVERYONE.is_empty
    assert not WHOLE.is_empty


def test_what_is_empty_is_not_said():
    asked = MultiDict([("q", ""), ("q", "phare"), ("tag", ""), ("tag", " "), ("only", ""), ("task", ""), ("sort", "x")])

    assert filters_of(asked) == Filters(query="phare")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        *(("step", ["5"]), ("step", ["1", "2"]), ("status", ["late"]), ("task", ["<b>"]), ("task", ["a" * 61])),
        *(("network", ["a b"]), ("advisor", ["0"]), ("advisor", ["-1"]), ("advisor", ["9" * 19]), ("advisor", ["moi"])),
        *(("hesitation", ["%"]), ("active_since", ["2026-02-30"]), ("silent_since", ["0001-01-01"])),
        *(("active_since", ["9999-12-31"]), ("only", ["Les Amis"]), ("only", ["../x"]), ("tag", ["\x00"])),
        *(("tag", [f"t{n}" for n in range(21)]), ("only", [f"s{n}" for n in range(501)]), ("region", ["x" * 121])),
        *(("q", ["x" * 201]), ("advisor", ["٣"]), ("tag", ["t" * 41])),
    ],
)
def test_what_no_filter_can_be_is_refused_by_name(name, values):
    with pytest.raises(Invalid) as refusal:
        filters_of(MultiDict([(name, value) for value in values]))

    assert refusal.value.field == name


def test_two_hundred_filters_at_once_are_answered_at_once():
    begun = time.perf_counter()
    for name in ("tag", "step", "advisor", "status"):
        with pytest.raises(Invalid):
            filters_of(MultiDict([(name, str(n)) for n in range(1, 200)]))

    assert time.perf_counter() - begun < 0.1


def test_me_is_whoever_reads():
    assert advisor_id(Filters(advisor="me"), 7) == 7
    assert advisor_id(Filters(advisor="12"), 7) == 12
    assert advisor_id(Filters(advisor="none"), 7) is None
    with pytest.raises(Invalid):
        advisor_id(Filters(advisor="me"), None)


def kept(cast, asked, name="organizations", who="aline"):
    return list(dict.fromkeys(row["slug"] for row in report(cast, name, f"{KEYS}&{asked}", who=who)))


@pytest.fixture
def told(cast):
    """Les Amis: two tags, Agathe, Facebook, a task done, a hesitation. Le Phare: nothing, said or heard."""
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    with cast.work_for("aline") as work, work.write():
        said = Details("Les Amis", tags=("aînés", "transport"), advisor_id=cast.agathe.membership_id)
        change_organizations(work, {cast.les_amis.id: said})
    with cast.work_for("bruno") as work:
        asks.ask_something(work, cast.les_amis.id, "hesitate", 1)
    return cast


@pytest.mark.parametrize(
    ("asked", "amis", "phare"),
    [
        ("tag=a%C3%AEn%C3%A9s", True, False),
        ("tag=a%C3%AEn%C3%A9s&tag=transport", True, False),
        ("tag=aines", False, False),
        ("tag=a%C3%AEn%C3%A9s&tag=autre", False, False),
        ("task=name-responsible", False, True),
        ("task=name-backup", True, True),
        ("task=facebook-create-page", True, False),
        ("network=facebook", True, False),
        ("network=x", False, False),
        ("advisor=none", False, True),
        ("advisor=me", False, False),
        ("hesitation=any", True, False),
        ("active_since=2026-11-23", True, False),
        ("active_since=2026-11-24", False, False),
        ("silent_since=2026-11-23", False, True),
        ("silent_since=2026-11-24", True, True),
        ("only=le-phare", False, True),
        ("only=le-phare&only=les-amis&q=amis", True, False),
        ("only=nowhere", False, False),
    ],
)
def test_each_filter_keeps_the_same_organizations_now_and_on_that_day(told, clock, asked, amis, phare):
    expected = [slug for slug, is_kept in (("les-amis", amis), ("le-phare", phare)) if is_kept]

    assert kept(told, asked) == expected
    assert kept(told, asked, "tasks") == expected
    clock.shift(timedelta(days=1))
    with told.work_for("aline") as work, work.write():
        change_organizations(work, {told.les_amis.id: Details("Autre"), told.le_phare.id: Details("Autre aussi")})
    assert kept(told, f"{asked}&as_of=2026-11-23") == expected
    assert kept(told, f"{asked}&as_of=2026-11-23", "tasks") == expected


def test_advisor_finds_theirs_by_me_and_others_by_number(told):
    assert kept(told, "advisor=me", who="agathe") == ["les-amis"]
    assert kept(told, f"advisor={told.agathe.membership_id}") == ["les-amis"]


def test_hesitations_are_filtered_by_what_their_organization_is(told):
    assert len(report(told, "hesitations", f"{KEYS}&status=moving&tag=transport")) == 1
    assert report(told, "hesitations", f"{KEYS}&tag=autre") == []
    assert report(told, "hesitations", f"{KEYS}&status=stalled") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("task=no-such-task", "Cette tâche n’existe pas"),
        ("network=myspace", "Ce réseau n’existe pas"),
        ("hesitation=no-such", "Aucune réticence du centre"),
        ("advisor=999999", "Cette personne n’est pas de l’équipe du centre."),
    ],
)
def test_what_the_centre_does_not_have_is_said_so(cast, asked, said):
    for report_ in ("organizations", "tasks", "hesitations"):
        if not (report_ == "hesitations" and "network" in asked):
            answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{report_}.csv?{asked}")
            assert (answer.status_code, said in answer.text) == (422, True)


def test_members_of_organizations_and_of_other_centres_are_no_advisors(cast):
    for id_ in (cast.bruno.membership_id, cast.chantal.membership_id):
        answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/tasks.csv?advisor={id_}")
        assert answer.status_code == 422


def test_command_takes_each_of_them(told):
    runner = told.app.test_cli_runner()
    for options, asked in [
        (("--tag", "aînés", "--tag", "transport"), "tag=a%C3%AEn%C3%A9s&tag=transport"),
        (("--task", "name-responsible"), "task=name-responsible"),
        (("--network", "facebook"), "network=facebook"),
        (("--advisor", "none"), "advisor=none"),
        (("--hesitation", "any"), "hesitation=any"),
        (("--active-since", "2026-11-23"), "active_since=2026-11-23"),
        (("--silent-since", "2026-11-23"), "silent_since=2026-11-23"),
        (("--only", "le-phare", "--only", "les-amis"), "only=le-phare&only=les-amis"),
    ]:
        result = runner.invoke(args=["export", "organizations", "--centre", told.quebec.slug, "--lang", "fr", *options])
        page = told.client_for("aline").get(f"/centres/{told.quebec.slug}/reports/organizations.csv?lang=fr&{asked}")
        assert (result.exit_code, result.stdout_bytes) == (0, page.data), options
    me = runner.invoke(args=["export", "organizations", "--centre", told.quebec.slug, "--advisor", "me"])
    assert (me.exit_code, me.stdout_bytes) == (1, b"")
