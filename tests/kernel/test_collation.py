"""Names in the order of a French dictionary, from a key that both engines compare byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.kernel.collation import KEY_LENGTH, folded, sort_key
from socialtrack.tenancy.models import Organization
from tests.cast import FOUNDED_AT, everything


def test_accents_count_only_between_names_that_are_else_the_same():
    names = ["Édredon", "zèbre", "Eau", "Éclair", "eclair", "École", "Œuf", "Oie", "L’Île", "l'ile d’en bas", "Ozanam"]

    assert sorted(names, key=sort_key) == [
        "Eau",
        "eclair",
        "Éclair",
        "École",
        "Édredon",
        "L’Île",
        "l'ile d’en bas",
        "Œuf",
        "Oie",
        "Ozanam",
        "zèbre",
    ]


@pytest.mark.parametrize(("text", "plain"), [("Œuvres d’Été", "oeuvres d'ete"), ("ÆÇÏ", "aeci"), ("Straße", "strasse")])
def test_folded_form_has_neither_accents_nor_ligatures(text, plain):
    assert folded(text) == plain


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_key_fits_and_can_be_kept(name):
    assert len(sort_key(name)) <= KEY_LENGTH
    assert sort_key(name).encode("utf-8")


@given(st.text(max_size=40), st.text(max_size=40))
def test_same_letters_stand_together_whatever_their_accents(one, other):
    if folded(one) == folded(other):
        assert sort_key(one).split("\u0001")[0] == sort_key(other).split("\u0001")[0]


def test_database_orders_as_python_does(cast):
    names = ["Édredon", "zèbre", "Éclair", "eclair", "Œuf", "Ozanam"]
    with cast.app.app_context(), everything() as session:
        session.add_all(
            Organization(
                centre_id=cast.quebec.id, slug=f"o-{n}", name=name, name_key=sort_key(name), created_at=FOUNDED_AT
            )
            for n, name in enumerate(names)
        )
        session.commit()
        added = select(Organization.name).where(Organization.slug.like("o-%"))
        found = session.scalars(added.order_by(Organization.name_key)).all()

    assert found == sorted(names, key=sort_key)
