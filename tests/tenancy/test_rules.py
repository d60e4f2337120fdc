"""What a list brought from a spreadsheet would change. Only Python."""

import pytest

from socialtrack.kernel.errors import Invalid
from socialtrack.tenancy.import_rules import Known, Line, Outcome, TeamMember, plan
from socialtrack.tenancy.rules import Details, details, tags_of

AMIS = Known(1, "les-amis", Details("Les Amis", "12", "Basse-Rive", ("aînés",), "amis@example.org"))
PHARE = Known(2, "le-phare", Details("Le Phare"))
CERCLES = (Known(3, "le-cercle", Details("Le Cercle")), Known(4, "le-cercle-2", Details("Le Cercle")))
KNOWN = (AMIS, PHARE, *CERCLES)


def planned(*said, known=KNOWN):
    lines = [Line(number, one) for number, one in enumerate(said, start=2)]
    return [(one.outcome.value, one.organization_id, one.error and one.error.code) for one in plan(lines, known)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": "Les Amis"}, ("unchanged", 1, None)),
        ({"name": "les amis", "reference": "12"}, ("updated", 1, None)),
        ({"name": "Les Amis", "reference": "12", "region": "Haute-Rive"}, ("updated", 1, None)),
        ({"name": "Les Amis du Québec", "reference": "12"}, ("updated", 1, None)),
        ({"name": "Les Amis", "reference": "99"}, ("refused", None, "name-has-other-reference")),
        ({"name": "Autre nom", "slug": "le-phare"}, ("updated", 2, None)),
        (
            {"name": "Autre nom", "slug": "les-amis", "reference": "99"},
            ("refused", None, "address-has-other-reference"),
        ),
        ({"name": "Le Phare", "reference": "99"}, ("updated", 2, None)),
        ({"name": "Le Cercle"}, ("refused", None, "name-borne-by-several")),
        ({"name": "Nouveau", "reference": "99"}, ("created", None, None)),
        ({"name": "Nouveau"}, ("created", None, None)),
        ({"reference": "12"}, ("refused", None, "text-missing")),
        ({"name": "Nouveau", "email": "sans arobas"}, ("refused", None, "email-not-understood")),
        ({"name": "N" * 201}, ("refused", None, "text-too-long")),
        ({"name": "a\x07b"}, ("refused", None, "text-has-control-characters")),
    ],
)
def test_line_is_matched_by_reference_then_address_then_name(said, expected):
    assert planned(said) == [expected]


@pytest.mark.parametrize(
    "said",
    [
        [{"name": "Neuf"}, {"name": "neuf", "region": "Là"}],
        [{"name": "Neuf", "reference": "1"}, {"name": "Vieux", "reference": "1"}],
        [{"name": "Le Phare"}, {"name": "Autre", "slug": "le-phare"}],
        [{"name": "Neuf"}, {"name": "Neuf", "reference": "1"}],
        [{"name": "Neuf", "reference": "1"}, {"name": "Neuf"}],
        [{"name": "Le Phare", "reference": "1"}, {"name": "Autre", "reference": "1"}],
    ],
)
def test_second_line_on_one_organization_is_refused(said):
    first, second = planned(*said)

    assert first[0] in ("created", "updated", "unchanged")
    assert second == ("refused", None, "line-repeats-another")


def test_two_new_organizations_of_one_name_are_told_apart_by_reference():
    twins = [{"name": "La Popote", "reference": "1"}, {"name": "La Popote", "reference": "2"}]

    assert [one[0] for one in planned(*twins)] == ["created", "created"]

    known = [Known(n, f"la-popote-{n}", details(said)) for n, said in enumerate(twins)]
    assert [one[0] for one in planned(*twins, known=known)] == ["unchanged", "unchanged"]


def test_empty_cell_changes_nothing():
    (one,) = plan([Line(2, {"name": "Les Amis", "reference": "12"})], KNOWN)

    assert (one.outcome, one.details) == (Outcome.UNCHANGED, AMIS.details)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", ()),
        ("aînés, transport", ("aînés", "transport")),
        ("aînés | transport", ("aînés", "transport")),
        ("aînés;Aînés;  ", ("aînés",)),
    ],
)
def test_tags_are_said_once(text, tags):
    assert tags_of(text) == tags


def test_too_many_tags_are_refused():
    with pytest.raises(Invalid):
        tags_of(",".join(str(n) for n in range(21)))


@pytest.mark.parametrize(
    ("said", "kept"),
    [("Français", "fr"), (" EN_ca ", "en"), ("anglais", "en"), ("French", "fr"), ("", None)],
)
def test_language_is_french_or_english_however_it_is_written(said, kept):
    assert details({"name": "x", "language": said}).language == kept


def test_language_that_is_neither_is_refused():
    with pytest.raises(Invalid) as refused:
        details({"name": "x", "language": "espagnol"})

    assert (refused.value.code, refused.value.field) == ("language-not-understood", "language")


def test_address_of_several_lines_stands_on_one():
    said = details({"name": "x", "address": "12, rue du Quai\r\nBasse-Rive\n", "phone": " 418  555-0101 "})

    assert (said.address, said.phone) == ("12, rue du Quai, Basse-Rive", "418 555-0101")


TEAM = (
    TeamMember(7, "Agathe", "agathe@example.org"),
    TeamMember(8, "Jean", "jean@example.org"),
    TeamMember(9, "Jean", "jean.b@example.org"),
    TeamMember(10, "Paule", "paule@example.org", has_left=True),
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Agathe", 7),
        (" AGATHE ", 7),
        ("agathe@EXAMPLE.org", 7),
        ("jean@example.org", 8),
        ("Jean", "advisor-named-twice"),
        ("Paule", "advisor-unknown"),
        ("paule@example.org", "advisor-unknown"),
        ("Odile", "advisor-unknown"),
    ],
)
def test_advisor_is_named_by_address_or_by_a_name_that_only_one_bears(said, expected):
    (one,) = plan([Line(2, {"name": "Nouveau", "advisor": said})], (), TEAM)

    assert (one.details.advisor_id if one.details else one.error.code) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([{"name": "LE PHARE"}], [("unchanged", 2)]),
        ([{"name": "Le phàre", "region": "Lévis"}], [("updated", 2)]),
        ([{"name": "Le phàre"}, {"name": "Le Phare"}], [("created", None), ("unchanged", 2)]),
        ([{"name": "Les Âmis", "reference": "99"}], [("created", None)]),
        ([{"name": "Le Cerclé"}], [("refused", None)]),
    ],
)
def test_name_in_other_accents_is_recognized_and_keeps_the_spelling_of_the_centre(said, expected):
    found = plan([Line(number, one) for number, one in enumerate(said, start=2)], KNOWN)

    assert [(one.outcome.value, one.organization_id) for one in found] == expected
    assert all(one.details.name == "Le Phare" for one in found if one.organization_id == 2)


def test_archived_organization_is_read_and_does_not_change():
    archived = [Known(1, "les-amis", AMIS.details, is_archived=True)]

    same, other = (
        plan([Line(2, {"reference": "12", "name": "Les Amis", **more})], archived)[0]
        for more in ({}, {"region": "Lévis"})
    )

    assert (same.outcome, other.outcome, other.error.code) == ("unchanged", "refused", "organization-archived-in-list")


def test_line_that_could_not_be_read_is_refused_with_why():
    (one,) = plan([Line(2, {"name": "x"}, ("cell-in-error", "phone", "#REF!"))], ())

    assert (one.outcome, one.error.code, one.error.field, one.error.values) == (
        "refused",
        "cell-in-error",
        "phone",
        {"value": "#REF!"},
    )
