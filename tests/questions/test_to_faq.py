"""`…/questions/<id>/to-faq`: an answer becomes an entry for everyone, and nothing of it tells who had asked."""

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.faq.models import FaqEntry, FaqText
from socialtrack.journal.models import Event, Receipt
from socialtrack.questions.models import QuestionMessage
from socialtrack.tenancy.models import Organization
from tests.browser import Browser
from tests.cast import Cast, everything
from tests.questions.asking import answered, asked

# What would tell that it is Les Amis: each a canary of its own.
TOLD = {
    "name": "Les Amis",
    "phone": "418 555-0177",
    "email": "serin@canari-des-amis.example",
    "address": "77, rue du Pinson",
    "contact": "Rossignole Mésange",
    "reference": "MOINEAU-9",
}
ANSWER = (
    "Oui, Bruno. À Les Amis, dites à Rossignole d’écrire à serin@canari-des-amis.example ou au 418 555-0177, "
    "77, rue du Pinson, G1R 2B5, dossier MOINEAU-9. Gardez une copie."
)
CLEAN = "Oui. Gardez une copie de l’accord."


@pytest.fixture
def agathe(cast: Cast) -> Browser:
    with cast.app.app_context(), everything() as session, immediate(session):
        said = {name: text for name, text in TOLD.items() if name != "name"}
        session.execute(update(Organization).where(Organization.id == cast.les_amis.id).values(**said))
    return Browser(cast.client_for("agathe"))


@pytest.fixture
def thread(cast: Cast, agathe: Browser) -> str:
    """The address of a question of Les Amis, answered with all that tells who they are."""
    question = asked(cast, words="Peut-on publier les photos de notre souper?")
    answered(cast, cast.les_amis, question, words=ANSWER)
    return f"{cast.les_amis.address}questions/{question}"


def clean(browser: Browser, then: str = "draft", status: int | None = None, **changes):
    form = browser.page.form("/faq/edit/new")
    said = {
        "question_fr": "Peut-on publier les photos d’un souper?",
        "question_en": "May we post photos of a supper?",
        "short_fr": "Oui, avec leur accord.",
        "short_en": "Yes, if they agree.",
        "answer_fr": CLEAN,
        "answer_en": "Yes. Keep a copy of the agreement.",
        "category": "image",
    }
    return browser.submit(form, {**said, "then": then, **changes}, status=status)


def test_the_thread_leads_to_the_form_with_what_was_asked_and_answered(agathe, thread):
    agathe.get(thread)
    agathe.get(next(link for link in agathe.page.links if "/to-faq" in link))

    form = agathe.page.form("/faq/edit/new")
    assert form.values["question_fr"] == ["Peut-on publier les photos de notre souper?"]
    assert form.values["answer_fr"] == [ANSWER]
    assert form.values["task"] == ["name-backup"]
    assert form.values["about"] == ["les-amis"]


def test_each_thing_that_tells_who_asked_is_shown_before_the_form(agathe, thread):
    agathe.get(f"{thread}/to-faq")

    shown = agathe.page.element("not_it").text
    for words in (
        "Bruno",
        "Les Amis",
        "Rossignole",
        TOLD["email"],
        TOLD["phone"],
        "77, rue du Pinson",
        "G1R 2B5",
        "MOINEAU-9",
    ):
        assert words in shown
    assert agathe.page.element("summary-title").text == "À retirer avant de publier"


@pytest.mark.parametrize("then", ["draft", "preview", "publish"])
@pytest.mark.parametrize(
    "field", ["question_fr", "short_en", "answer_en", "also_said_fr", "caution_fr", "source-0-fr", "source-0-url"]
)
def test_it_is_not_kept_while_one_of_them_stands_in_any_field(cast, agathe, thread, field, then):
    agathe.get(f"{thread}/to-faq")
    typed = "https://exemple.ca/moineau-9" if field.endswith("url") else "Comme Rossignole Mésange"
    more = {"source-0-fr": "Un document"} if field.endswith("url") else {}
    if field == "caution_fr":
        more["caution_en"] = "Yes"

    clean(agathe, then, 422, **{**more, field: typed})

    assert "À retirer avant de publier" in agathe.page.words
    assert agathe.page.form("/faq/edit/new").values[field] == [typed]
    assert cast.rows(select(FaqText)) == []


def test_nothing_of_what_is_published_points_back(cast, agathe, thread):
    agathe.get(f"{thread}/to-faq")
    preview = clean(agathe, "preview")
    agathe.follow(preview)
    agathe.submit(agathe.page.form("/publish"))

    kept = [
        repr({column.key: getattr(row, column.key) for column in row.__mapper__.columns})
        for table in (FaqEntry, FaqText)
        for row in cast.rows(select(table))
    ]
    events = cast.rows(select(Event).where(Event.kind.like("faq-%")))
    kept += [repr((row.organization_id, row.value_before, row.value_after, row.task_key)) for row in events]
    kept += [repr((row.digest, row.event_id)) for row in cast.rows(select(Receipt))]
    assert len(events) == 2
    for words in (*TOLD.values(), "les-amis", "Bruno", "Rossignole", "question", thread):
        if words != "question":  # a column of its own
            assert not [row for row in kept if words.lower() in row.lower()], words
    assert {row.organization_id for row in events} == {None}
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(f"{cast.les_amis.address}faq?q=souper")
    assert "Peut-on publier les photos d’un souper?" in bruno.page.words


def test_a_draft_that_somebody_spoils_again_is_not_published(cast, agathe, thread):
    agathe.get(f"{thread}/to-faq")
    agathe.follow(clean(agathe))
    form = agathe.page.form("/own-peut-on-publier-les-photos-d-un-souper")

    agathe.submit(form, {"short_fr": "Comme Rossignole.", "then": "publish"}, status=422)

    assert "Rossignole (nom d’une personne)" in agathe.page.words
    assert cast.rows(select(FaqEntry.state)) == ["draft"]


def test_only_an_answer_of_that_question_begins_an_entry(cast, agathe, thread):
    first, second = cast.rows(select(QuestionMessage.id).order_by(QuestionMessage.id))

    agathe.get(f"{thread}/to-faq?message={second}")
    for other in (first, second + 1, "x", ""):
        agathe.get(f"{thread}/to-faq?message={other}", status=404)


def test_a_question_without_an_answer_begins_one_too(cast, agathe):
    question = asked(cast, words="Peut-on publier les photos de notre souper?")
    agathe.get(f"{cast.les_amis.address}questions/{question}/to-faq")

    assert agathe.page.form("/faq/edit/new").values["answer_fr"] == [""]


def test_who_may_not_write_for_the_centre_is_refused(cast, thread):
    assert [cast.client_for(who).get(f"{thread}/to-faq").status_code for who in ("bruno", "rachel")] == [403, 403]
    assert [cast.client_for(who).get(f"{thread}/to-faq").status_code for who in ("paul", "chantal")] == [404, 404]


def test_an_organization_of_elsewhere_is_none(cast, agathe):
    agathe.get(f"/centres/{cast.quebec.slug}/faq/edit/new")

    form = agathe.page.form("/faq/edit/new")
    agathe.submit(form, {"about": "nowhere", "question_fr": "Oui?", "category": "image"}, status=404)
