"""Notes on pages: read by those they are for, written with who will read them said first, refused without a loss."""

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.notes.models import Note
from socialtrack.notes.rules import KINDS
from socialtrack.people.models import ShutRoom
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted

TASK = "name-backup"


def _person(cast, who):
    person = Browser(cast.client_for(who))
    person.get(f"{cast.les_amis.address}tasks/{TASK}")
    return person


def _write(person, words="Demander à Jocelyne", audience="centre", **options):
    return person.post(
        f"{TASK}/notes", {"note": words, "audience": audience, "request_key": words[:3].lower()}, **options
    )


@pytest.fixture
def bruno(cast):
    return _person(cast, "bruno")


def _kept(cast):
    return cast.rows(select(TextRevision.body).where(TextRevision.organization_id == cast.les_amis.id))


def test_note_is_read_on_the_task_with_who_and_when(cast, bruno):
    answer = _write(bruno)

    assert answer.location.endswith(f"/tasks/{TASK}#notes-{TASK}")
    bruno.follow(answer)
    assert "Demander à Jocelyne" in bruno.page.words
    assert "Bruno, aujourd’hui. Votre centre la lit aussi." in bruno.page.words
    assert "Note gardée" in bruno.page.words
    assert "Demander à Jocelyne" in _person(cast, "agathe").page.words
    assert "Un membre (personne responsable), aujourd’hui." in _person(cast, "agathe").page.words


def test_who_will_read_it_is_said_before_the_field(cast, bruno):
    words = bruno.page.words
    assert words.index("Qui pourra la lire") < words.index("Votre note ")
    assert words.index("Votre organisme seulement") < words.index("Votre note ")
    agathe = _person(cast, "agathe").page.words
    assert agathe.index("L’organisme et l’équipe de votre centre la liront") < agathe.index("Votre note ")
    assert "Votre organisme seulement" not in agathe
    assert "Écrire une note" not in _person(cast, "denis").page.words
    assert "Écrire une note" not in _person(cast, "rachel").page.words


def test_in_english(cast, bruno):
    bruno.post("/language", {"lang": "en"})
    bruno.get(f"{cast.les_amis.address}tasks/{TASK}")

    bruno.follow(_write(bruno))

    assert "Bruno, today. Your centre reads it too." in bruno.page.words
    assert "Note kept: name a second person, the backup." in bruno.page.words


def test_what_an_advisor_writes_is_said_to_be_for_the_organization(cast):
    agathe = _person(cast, "agathe")

    agathe.follow(_write(agathe, "Dit au téléphone"))

    assert "Inscrite par Agathe pour l’organisme, aujourd’hui" in agathe.page.words
    assert "Inscrite par Agathe pour vous, aujourd’hui" in _person(cast, "bruno").page.words


def test_private_note_is_read_by_the_organization_alone(cast, bruno):
    _write(bruno, "Canari privé", "organization")

    for who in ("bruno", "beatrice", "denis"):
        words = _person(cast, who).page.words
        assert "Canari privé" in words
        assert "Pour votre organisme seulement." in words
    for who in ("aline", "agathe", "rachel"):
        assert "Canari privé" not in _person(cast, who).page.words
        assert "Note privée" not in _person(cast, who).page.words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("mot de passe : Tulipe42!", "Ceci ressemble à un mot de passe"),
        ("carte 4111 1111 1111 1111", "Ceci ressemble à un numéro de carte"),
        ("", "Ce champ est vide"),
        ("x" * 2_001, "2000"),
    ],
)
def test_refused_note_keeps_what_was_typed_and_nothing_else(cast, bruno, caplog, words, says):
    before = _kept(cast)

    answer = _write(bruno, words, "organization", status=422)

    assert says in answer.page.words
    assert words in answer.text or not words
    assert _kept(cast) == before
    assert "Tulipe42" not in caplog.text
    assert cast.rows(select(Event).where(Event.kind.in_(KINDS))) == []


def test_refused_by_htmx_gives_the_fields_again(cast, bruno):
    answer = _write(bruno, "mot de passe : Tulipe42!", status=422, htmx=True)

    assert "Tulipe42!" in answer.text
    assert f'id="note-fields-{TASK}"' in answer.text
    assert 'id="undo" class="undo problem"' in answer.text


def test_nobody_is_chosen_to_read_it(cast, bruno):
    assert "Dites qui pourra lire cette note" in _write(bruno, audience="everyone", status=422).page.words


def test_written_in_the_fold_of_a_row(cast, bruno):
    fold = bruno.get(f"{cast.les_amis.address}tasks/{TASK}/more", htmx=True)
    assert f'hx-post="{cast.les_amis.address}tasks/{TASK}/notes"' in fold.text

    answer = _write(bruno, htmx=True)

    assert f'id="notes-list-{TASK}" hx-swap-oob' in answer.text
    assert "Demander à Jocelyne" in answer.text
    assert "1 note." in answer.text
    assert 'name="event"' in answer.text


def test_sent_twice_is_written_once(cast, bruno):
    _write(bruno)
    _write(bruno)

    assert len(cast.rows(select(Note.id))) == 1


def test_note_is_worded_anew_and_what_stood_before_is_read(cast, bruno):
    _write(bruno, "Première")
    (note,) = cast.rows(select(Note))
    edit = bruno.get(f"{cast.les_amis.address}tasks/{TASK}/notes/{note.id}/edit")

    bruno.follow(bruno.submit(edit.page.form(f"/{note.id}/edit"), {"note": "Deuxième"}))

    assert "Deuxième" in bruno.page.words
    assert "Modifiée\u00a0: aujourd’hui" in bruno.page.words
    assert "Première" in _person(cast, "agathe").page.words


def test_removed_and_taken_back_where_it_was_made(cast, bruno):
    _write(bruno)
    (note,) = cast.rows(select(Note))
    bruno.get(f"{cast.les_amis.address}tasks/{TASK}")

    bruno.follow(bruno.post(f"{TASK}/notes/{note.id}/remove", {"request_key": "r1"}))

    assert "Demander à Jocelyne" not in bruno.page.words
    assert "Note retirée" in bruno.page.words
    (removed,) = cast.rows(select(Event.id).where(Event.kind == "note-removed"))
    bruno.follow(bruno.post("../undo", {"event": str(removed), "request_key": "u1"}))
    assert "Demander à Jocelyne" in bruno.page.words


def test_two_wordings_at_once_are_both_kept(cast, bruno):
    _write(bruno, "Première")
    (note,) = cast.rows(select(Note))
    address = f"{cast.les_amis.address}tasks/{TASK}/notes/{note.id}/edit"
    drawn = {"text": str(note.text_id), "audience": "centre"}
    bruno.get(address)
    bruno.post(address, {"note": "De Bruno", "request_key": "e1", **drawn})

    answer = bruno.post(address, {"note": "De l’autre onglet", "request_key": "e2", **drawn}, status=409)

    assert "De Bruno" in answer.page.words
    assert "De l’autre onglet" in answer.text
    assert "Mettre ma version à la place" in answer.page.words
    form = answer.page.form(f"/{note.id}/edit")
    assert form.values["text"] != str(note.text_id)
    bruno.post(f"{cast.les_amis.address}tasks/{TASK}/notes", dict(form.values))
    bruno.get(f"{cast.les_amis.address}tasks/{TASK}")
    assert "De Bruno" in bruno.page.words and "De l’autre onglet" in bruno.page.words
    bruno.get(address)
    bruno.post(address, {**form.values, "request_key": "e3"})
    assert cast.rows(select(TextRevision.body).where(TextRevision.id == cast.rows(select(Note))[0].text_id)) == [
        "De l’autre onglet"
    ]


def test_note_taken_away_meanwhile_can_be_kept_apart(cast, bruno):
    _write(bruno, "Première")
    (note,) = cast.rows(select(Note))
    address = f"{cast.les_amis.address}tasks/{TASK}/notes/{note.id}"
    bruno.get(f"{address}/edit")
    bruno.post(f"{address}/remove", {"request_key": "r1"})

    answer = bruno.post(
        f"{address}/edit", {"note": "Autre", "text": str(note.text_id), "audience": "centre"}, status=409
    )

    assert "Cette note a été retirée pendant que vous écriviez" in answer.page.words
    assert "En faire une note à part" in answer.page.words


@pytest.mark.parametrize(
    ("who", "status"), [("beatrice", 403), ("denis", 403), ("agathe", 403), ("paul", 404), ("victor", 404)]
)
def test_somebody_elses_note_is_not_changed(cast, bruno, who, status):
    _write(bruno)
    (note,) = cast.rows(select(Note))
    address = f"{cast.les_amis.address}tasks/{TASK}/notes/{note.id}/edit"

    assert cast.client_for(who).get(address).status_code == status


@pytest.mark.parametrize("what", ["edit", "remove"])
def test_private_note_of_ours_is_for_the_team_as_one_that_does_not_exist(cast, bruno, what):
    _write(bruno, "Canari", "organization")
    (note,) = cast.rows(select(Note))
    agathe = _person(cast, "agathe")
    there, not_there = (f"{cast.les_amis.address}tasks/{TASK}/notes/{id_}/{what}" for id_ in (note.id, 999_999))

    seen = [agathe.post(address, {"note": "x", "text": "1"}, status=404).text for address in (there, not_there)]

    assert seen[0] == seen[1]


def _shut(cast, who):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add(
            ShutRoom(
                centre_id=cast.quebec.id,
                organization_id=cast.les_amis.id,
                membership_id=cast[who].membership_id,
                reason="invitation",
                shut_at=utc_now(),
            )
        )


def test_session_of_a_shut_room_neither_reads_nor_writes_private_notes(cast, bruno):
    _write(bruno, "Canari privé", "organization")
    _write(bruno, "Partagée")
    _shut(cast, "beatrice")

    beatrice = _person(cast, "beatrice")

    assert "Canari privé" not in beatrice.page.words
    assert "Partagée" in beatrice.page.words
    assert "Les notes privées de votre organisme sont fermées à cette session." in beatrice.page.words
    assert "Votre organisme seulement" not in beatrice.page.words
    _write(beatrice, "x", "organization", status=403)
    (private,) = cast.rows(select(Note.id).where(Note.audience == "organization"))
    assert beatrice.client.get(f"{cast.les_amis.address}tasks/{TASK}/notes/{private}/edit").status_code == 404
    assert "1 note." in beatrice.get(cast.les_amis.address).page.words


def test_erased_words_are_said_to_be(cast, bruno):
    _write(bruno)
    with cast.app.app_context(), everything() as session, immediate(session):
        for text in session.scalars(select(TextRevision).where(TextRevision.body == "Demander à Jocelyne")):
            text.body, text.blanked_at = "", utc_now()

    assert "(texte effacé)" in _person(cast, "agathe").page.words


def test_page_asks_as_many_statements_with_one_note_as_with_three(cast, bruno):
    address = f"{cast.les_amis.address}tasks/{TASK}"
    _write(bruno, "un")
    bruno.get(address)
    with counted() as one:
        bruno.get(address)
    _write(bruno, "deux")
    _write(bruno, "trois")
    bruno.get(address)

    with counted() as three:
        bruno.get(address)

    assert len(three) == len(one)
