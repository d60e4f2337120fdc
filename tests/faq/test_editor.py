"""`/centres/<centre>/faq/edit/`: the centre's answers, written in both languages, looked at, published, retired."""

import re

import pytest
from sqlalchemy import select

from socialtrack.faq.edition import shipped_entries
from socialtrack.faq.models import FaqEntry, FaqText
from socialtrack.journal.models import Event
from tests.browser import Browser
from tests.cast import Cast
from tests.faq.writing import WHOLE, fields, newer_edition

SHIPPED = shipped_entries()[0]
KEY = "own-personne-ici-n-a-le-temps-de-repondre-le-soir"


@pytest.fixture
def aline(cast: Cast) -> Browser:
    return Browser(cast.client_for("aline"))


def at(cast: Cast, path: str = "") -> str:
    return f"/centres/{cast.quebec.slug}/faq/edit/{path}"


def begin(browser: Browser, cast: Cast, then: str = "draft", status: int | None = None, **changes):
    browser.get(at(cast, "new"))
    return browser.submit(browser.page.form("/edit/new"), {**fields(**changes), "then": then}, status=status)


def test_every_shipped_answer_is_listed_by_subject(cast, aline):
    aline.get(at(cast))

    assert aline.page.h1 == "Réponses aux réticences"
    listed = [
        link for link in aline.page.links if "/faq/edit/" in link and not link.endswith(("/edit/", "/new", "#main"))
    ]
    assert len(listed) == len(shipped_entries())
    assert aline.page.words.count("Livrée avec SocialTrack") == len(listed)


def test_an_answer_is_written_read_over_and_published(cast, aline):
    aline.follow(begin(aline, cast, "preview"))

    assert "Le brouillon est gardé." in aline.page.words
    assert (aline.page.h1, aline.page.title) == (WHOLE.question.fr, f"{WHOLE.question.fr}, aperçu – SocialTrack")
    assert "<strong>page</strong>" in aline.here.text
    assert "13 mots : c’est court." in aline.page.words
    aline.follow(aline.submit(aline.page.form("/publish")))
    assert "C’est publié" in aline.page.words
    assert "Du centre. Touchée le 23\u00a0novembre 2026, par Aline" in aline.page.words
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(f"{cast.les_amis.address}faq?q=soirée")
    assert WHOLE.question.fr in bruno.page.words


def test_publishing_says_what_is_missing_and_loses_nothing(cast, aline):
    begin(aline, cast, "publish", 422, answer_en="", short_fr="", caution_fr="Pas sûr.")

    summary = aline.page.element("summary-title")
    assert summary.text == "Il reste 3 réponses à revoir"
    wrong = [e["id"] for e in aline.page.all("input", "textarea") if e.get("aria-invalid")]
    assert wrong == ["short_fr", "answer_en", "caution_en"]
    form = aline.page.form("/edit/new")
    assert form.values["question_fr"] == [WHOLE.question.fr]
    assert form.values["answer_fr"] == [WHOLE.answer.fr]
    assert form.values["task"] == ["name-backup"]
    assert form.values["source-0-url"] == ["https://exemple.ca/heures"]
    assert form.values["caution_fr"] == ["Pas sûr."]
    assert cast.rows(select(FaqEntry)) == []
    assert cast.rows(select(Event.id).where(Event.kind.like("faq-%"))) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("question_fr", "x" * 201, "le plus long possible en compte 200"),
        ("answer_fr", "x" * 4001, "le plus long possible en compte 4000"),
        ("answer_en", "My password is Tulipe42!", "ressemble à un mot de passe"),
        ("also_said_fr", "mot de passe : Tulipe42!", "ressemble à un mot de passe"),
        ("short_fr", "Carte 4111 1111 1111 1111", "ressemble à un numéro de carte"),
        ("answer_fr", "Voir [ici](http://exemple.ca)", "ne commence pas par https"),
        ("answer_fr", "Voir [ici](javascript:alert(1))", "ne commence pas par https"),
        ("answer_fr", "Voir [ici](//exemple.ca)", "ne commence pas par https"),
        ("source-0-url", "http://exemple.ca", "ne mène pas à une page sûre"),
        ("source-0-url", "javascript:alert(1)", "ne mène pas à une page sûre"),
        ("source-0-url", "https://moi:secret@exemple.ca", "ne mène pas à une page sûre"),
        ("source-0-url", "https://[", "ne mène pas à une page sûre"),
        ("source-0-on", "2027-01-01", "dans l’avenir"),
        ("source-0-fr", "", "Ce champ est vide"),
        ("checked_on", "hier", "n’existe pas"),
        ("category", "", "Choisissez"),
        ("category", "nowhere", "Choisissez"),
    ],
)
def test_what_may_not_be_kept_is_explained_and_stays_in_its_field(cast, aline, field, typed, said):
    begin(aline, cast, "draft", 422, **{field: typed})

    error = aline.page.element(f"{field}-error").text
    assert said in error
    sent = aline.page.form("/edit/new").values
    if field != "category":
        assert sent[field] == [typed]
    assert sent["short_en"] == [WHOLE.short.en]
    assert cast.rows(select(FaqText)) == []


def test_an_empty_form_is_told_what_it_needs(cast, aline):
    aline.get(at(cast, "new"))
    aline.submit(aline.page.form("/edit/new"), {"then": "draft"}, status=422)

    assert aline.page.element("question_fr-error").text == "Écrivez au moins la question, dans une langue."


def test_html_and_formulas_are_words_like_any_other(cast, aline):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](https://exemple.ca/a.png) =cmd()"
    answer = begin(aline, cast, "preview", answer_fr=hostile, question_fr='=HYPERLINK("x")', short_en="<b>a</b>")
    html = aline.client.get(answer.location).text

    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;b&gt;a&lt;/b&gt;" in html
    assert cast.rows(select(FaqText.answer))[0]["fr"] == hostile


def test_a_task_that_nobody_knows_is_left_out(cast, aline):
    begin(aline, cast, task=["name-backup", "no-such-task", "name-backup"])

    assert cast.rows(select(FaqText.actions)) == [["name-backup"]]


def test_what_names_an_organization_of_the_centre_is_not_published(cast, aline):
    begin(aline, cast, "publish", 422, short_fr="Comme Le Phare, répondez le lendemain.")

    assert "À retirer avant de publier" in aline.page.words
    assert "Le Phare (nom de l’organisme), dans : En une phrase, en français." in aline.page.words
    assert cast.rows(select(FaqText)) == []


def test_a_word_that_designates_nobody_may_stay_once_somebody_said_so(cast, aline):
    begin(aline, cast, "publish", 422, short_fr="Comme Le Phare de nos soirs.", short_en="Call 418 555-0100.")
    form = aline.page.form("/edit/new")
    boxes = [box.get("value") for box in form.element.all("input") if box.get("name") == "not_it"]
    assert boxes == ["name:le phare", "phone:418 555 0100"]

    aline.submit(form, {"not_it": boxes[:1], "then": "publish"}, status=422)
    assert "Le Phare (nom" not in aline.page.words
    form = aline.page.form("/edit/new")
    aline.submit(form, {"not_it": boxes, "then": "publish"})

    assert cast.rows(select(FaqEntry.state)) == ["published"]


def test_two_people_at_once_lose_no_word(cast, aline):
    agathe = Browser(cast.client_for("agathe"))
    for browser in (aline, agathe):
        browser.get(at(cast, SHIPPED.key))
    aline.submit(aline.page.form(f"/edit/{SHIPPED.key}"), {"short_fr": "Celle d’Aline", "then": "draft"})

    agathe.submit(agathe.page.form(f"/edit/{SHIPPED.key}"), {"short_fr": "Celle d’Agathe", "then": "draft"}, status=409)

    assert agathe.page.element("summary-title").text == "Cette réponse a changé pendant que vous écriviez"
    assert "Celle d’Aline" in agathe.page.words
    form = agathe.page.form(f"/edit/{SHIPPED.key}")
    assert form.values["short_fr"] == ["Celle d’Agathe"]
    agathe.submit(form, {"then": "draft"})
    assert [text["fr"] for text in cast.rows(select(FaqText.short))] == ["Celle d’Agathe"]


def test_a_form_that_goes_back_and_is_sent_with_other_words_loses_none(cast, aline):
    """The same page, found again behind one: it has the key of what was saved already."""
    aline.get(at(cast, "new"))
    new = aline.page.form("/edit/new")
    aline.follow(aline.submit(new, {**fields(), "then": "draft"}))
    written = aline.page.form(KEY)
    aline.submit(new, {**fields(answer_fr="Deux mots de plus."), "then": "draft"}, status=409)
    assert aline.page.form("/edit/new").values["answer_fr"] == ["Deux mots de plus."]

    aline.submit(written, {**fields(short_fr="Plus court."), "then": "draft"})
    aline.submit(written, {**fields(short_fr="Autre chose."), "then": "draft"}, status=409)
    assert "Rien n’est perdu" in aline.page.words
    again = aline.page.form(KEY)
    assert again.values["short_fr"] == ["Autre chose."]
    aline.submit(again, {"then": "publish"})
    aline.get(at(cast, KEY))
    assert aline.page.form(KEY).values["short_fr"] == ["Autre chose."]


def test_a_retired_answer_says_so_and_comes_back(cast, aline):
    aline.get(at(cast, SHIPPED.key))
    aline.follow(aline.submit(aline.page.form("/retire")))
    assert "Retirée : elle ne se trouve plus." in aline.page.words
    assert not [form for form in aline.page.forms if form.address.endswith("/retire")]

    aline.follow(aline.submit(aline.page.form("/bring-back")))
    assert "Livrée avec SocialTrack." in aline.page.words


def test_a_draft_thrown_away_is_gone_for_good(cast, aline):
    aline.follow(begin(aline, cast))
    aline.submit(aline.page.form("/discard"))

    assert cast.rows(select(FaqText)) == []
    aline.get(at(cast, KEY), status=404)


def test_a_draft_that_somebody_wrote_further_is_not_thrown_away(cast, aline):
    aline.follow(begin(aline, cast))
    discard = aline.page.form("/discard")
    aline.submit(aline.page.form(f"/edit/{KEY}"), {"short_fr": "Mieux", "then": "draft"})

    aline.submit(discard, status=409)
    assert [text["fr"] for text in cast.rows(select(FaqText.short))] == ["Mieux"]


@pytest.fixture
def overridden(cast: Cast, aline: Browser):
    """The centre's words in place of a shipped answer, which has changed since."""
    aline.get(at(cast, SHIPPED.key))
    ours = SHIPPED.short.fr.replace("un seul renseignement", "un seul nom")
    assert ours != SHIPPED.short.fr
    aline.submit(aline.page.form(f"/edit/{SHIPPED.key}"), {"short_fr": ours, "then": "publish"})
    theirs = {"fr": SHIPPED.short.fr.replace("publié", "montré"), "en": SHIPPED.short.en}
    with newer_edition(SHIPPED.key, short=theirs):
        yield ours


def test_a_newer_shipped_answer_is_told_and_shown_word_by_word(cast, aline, overridden):
    aline.get(at(cast, "?show=changed"))
    assert "La réponse livrée a changé depuis." in aline.page.words
    aline.get(at(cast, f"{SHIPPED.key}/compare"))

    assert [e.text for e in aline.page.all("h2")] == ["En une phrase, en français", "Laquelle garder?"]
    assert [e.text for e in aline.page.all("del")] == ["[retiré : nom]", "[retiré : publié.]"]
    assert [e.text for e in aline.page.all("ins")] == ["[ajouté : renseignement]", "[ajouté : montré.]"]


def test_the_newer_one_is_taken(cast, aline, overridden):
    aline.get(at(cast, f"{SHIPPED.key}/compare"))
    aline.follow(aline.submit(aline.page.form("/take")))

    assert "La réponse livrée a changé depuis." not in aline.page.words
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(f"{cast.les_amis.address}faq/{SHIPPED.key}")
    assert "ce qui est montré" in bruno.page.words
    aline.get(at(cast, SHIPPED.key))
    aline.get(next(link for link in aline.page.links if "ours=1" in link))
    assert aline.page.form(f"/edit/{SHIPPED.key}").values["short_fr"] == [overridden]


def test_ours_is_kept_and_the_news_goes(cast, aline, overridden):
    aline.get(at(cast, f"{SHIPPED.key}/compare"))
    stale = aline.page.form("/keep")
    aline.submit(stale, {"seen": "0" * 64}, status=409)
    assert "une fois de plus" in aline.page.element("summary-title").text
    aline.follow(aline.submit(aline.page.form("/keep")))

    assert "La réponse livrée a changé depuis." not in aline.page.words


def test_both_are_put_together_by_hand(cast, aline, overridden):
    aline.get(at(cast, f"{SHIPPED.key}/compare"))
    aline.get(next(link for link in aline.page.links if "seen=" in link))
    form = aline.page.form(f"/edit/{SHIPPED.key}")
    aline.follow(aline.submit(form, {"short_fr": "Un peu des deux.", "then": "publish"}))

    assert "La réponse livrée a changé depuis." not in aline.page.words


def test_who_may_not_write_gets_403_and_the_public_signs_in(cast):
    for who in ("rachel", "bruno"):
        assert cast.client_for(who).get(at(cast)).status_code == 403
    assert cast.client_for().get(at(cast)).status_code in (302, 303)
    assert cast.client_for("chantal").get(at(cast)).status_code == 404


def test_an_editor_in_english_is_in_english(cast):
    aline = Browser(cast.client_for("aline", "en"))
    aline.client.get(at(cast) + "?lang=en")
    for path in ("?lang=en", "new?lang=en", f"{SHIPPED.key}?lang=en", f"{SHIPPED.key}/preview?lang=en"):
        aline.get(at(cast, path))
    assert not re.search(r"Réponse|Aperçu|Écrire une", aline.page.words)
