"""What designates an organization or somebody is found, however it is written; what anybody writes is not."""

import pytest

from socialtrack.faq.edition import shipped_entries
from socialtrack.faq.identifying_queries import common_words
from socialtrack.faq.identifying_rules import Sign, Signs, identifying, left
from socialtrack.kernel.languages import LANGUAGES

ASKER = Signs(
    name="Les Amis du Lac-Delage",
    slug="les-amis-du-lac-delage",
    reference="QC-114",
    phone="418 555-0100",
    email="info@amisdelage.org",
    address="12, rue des Érables, Québec",
    people=("Bruno Tremblay", "Claire Dupré"),
    former_names=("La Soupière",),
)


def found(text: str, asker: Signs | None = ASKER, *others: Signs) -> set[str]:
    return {find.key for find in identifying({"answer_fr": text}, asker, others, common_words())}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Chez les amis du lac Delage, on répond le matin.", "name:les amis du lac delage"),
        ("Voir LES-AMIS-DU-LAC-DELAGE.", "name:les amis du lac delage"),
        ("Les\u00a0Amis\u200b du  Lac\nDelage", "name:les amis du lac delage"),
        ("https://exemple.ca/lesamisdulacdelage", "name:lesamisdulacdelage"),
        ("L’ALD a demandé.", "name:ald"),
        ("À Delage, oui.", "word:delage"),
        ("La Soupière d’avant", "name:la soupiere"),
        ("Dossier qc 114", "reference:qc 114"),
        ("Appelez le (418) 555.0100.", "phone:418 555 0100"),
        ("au 555 0100", "phone:555 0100"),
        ("au 514-555-0199", "phone:514 555 0199"),
        ("écrire à quelqu.un@ailleurs.ca", "email:quelqu un ailleurs ca"),
        ("le site amisdelage.org", "email:amisdelage"),
        ("rue des erables", "address:rue des erables"),
        ("Rendez-vous au 45, chemin du Roy", "address:45 chemin du roy"),
        ("at 45 Main Street", "address:45 main street"),
        ("Bruno peut le faire.", "person:bruno"),
        ("demandez à m. tremblay", "person:tremblay"),
        ("Oui, Claire, vous pouvez.", "person:claire"),
        ("G1R 2B5", "postal-code:g1r 2b5"),
        ("g1r2b5", "postal-code:g1r2b5"),
        ("Numéro 1144556677.", "phone:1144556677"),
        ("Dossier 48213", "number:48213"),
    ],
)
def test_what_designates_somebody_is_found(text, key):
    assert key in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "C’est clair pour tout le monde, et nos amis le savent.",
        "Environ 10 000 organismes en 2025-2026, soit 35 %.",
        "Le 2026-11-22, à 14 h 30, comptez 180 mots.",
        "La Loi 25 et le 7 août 2026.",
        "Écrivez-le au bureau, sur la page de votre organisme.",
    ],
)
def test_what_anybody_writes_is_not(text):
    assert found(text) == set()


def test_no_shipped_answer_designates_anybody():
    for entry in shipped_entries():
        texts = {
            f"{name}_{of}": getattr(entry, name)[of] for name in ("question", "short", "answer") for of in LANGUAGES
        }

        assert identifying(texts, None, (), common_words()) == [], entry.key


def test_each_thing_is_said_once_with_the_fields_where_it_stands():
    (find,) = identifying({"question_fr": "Et Bruno?", "answer_fr": "Bruno, oui. BRUNO!"}, ASKER, (), common_words())

    assert (find.sign, find.words, find.fields) == (Sign.PERSON, "Bruno", ("question_fr", "answer_fr"))
    assert left([find], {find.key}) == []
    assert left([find], {"person:denis"}) == [find]


def test_of_the_others_only_a_whole_name_or_reference_counts():
    others = (
        Signs(name="Nos Membres", reference="R-120"),
        Signs(name="Entraide Beauport"),
        Signs(name="Le Phare"),
    )

    assert found("Avec nos membres, un phare, de l’entraide.", None, *others) == set()
    assert found("Chez Nos Membres, on l’a demandé.", None, *others) == {"name:nos membres"}
    assert found("entraide beauport, dossier R 120", None, *others) == {"name:entraide beauport", "reference:r 120"}


def test_a_long_text_and_many_organizations_are_read_in_little_time():
    others = [Signs(name=f"Maison des jeunes {n} du secteur {n * 7}") for n in range(3000)]

    assert found("Bonjour à tous. " * 400 + "Maison des jeunes 12 du secteur 84", None, *others) == {
        "name:maison des jeunes 12 du secteur 84"
    }
