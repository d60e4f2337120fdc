"""Letters about questions: who gets one, in which language, what it says, and what it never says."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.text import email_key
from socialtrack.mailing.models import Letter, MailRefusal
from socialtrack.mailing.stopping import address_hash
from socialtrack.people.models import Person
from socialtrack.questions.mail import Letterhead, answer_letter, question_letter
from socialtrack.questions.models import Question
from socialtrack.questions.rules import QuestionKind
from socialtrack.tenancy.models import Membership, Organization
from tests.browser import Browser
from tests.cast import everything
from tests.mailing.conftest import set_mail

SECRET = "Canari dans la question"
TASK = "name-backup"


@pytest.fixture
def mail(cast):
    set_mail(cast.app, "smtp://127.0.0.1:9")


def _person(cast, who):
    person = Browser(cast.client_for(who))
    person.get(f"{cast.les_amis.address}questions/")
    return person


def _ask(cast, who="bruno", words=SECRET, key="k"):
    person = _person(cast, who)
    return person.post(
        f"{cast.les_amis.address}questions/", {"words": words, "task": TASK, "request_key": key}
    ).location


def _say(cast, who, at, words=SECRET, key="s"):
    person = _person(cast, who)
    person.get(at)
    person.post(f"{at}/messages", {"words": words, "request_key": key})


def _letters(cast):
    return [(row.kind, row.to_address, row.language) for row in cast.rows(select(Letter).order_by(Letter.id))]


def _change(cast, model, id_, **values):
    with cast.app.app_context(), everything() as session, immediate(session):
        row = session.get_one(model, id_)
        for name, value in values.items():
            setattr(row, name, value)


def test_without_a_mail_server_all_works_and_no_letter_is_written(cast):
    _say(cast, "agathe", _ask(cast))

    assert _letters(cast) == []


def test_question_goes_to_the_managers_where_nobody_follows_the_organization(cast, mail):
    _ask(cast)

    assert _letters(cast) == [("question", "aline@example.org", "fr")]


def test_question_goes_to_the_organizations_advisor(cast, mail):
    _change(cast, Organization, cast.les_amis.id, advisor_id=cast.agathe.membership_id)

    _ask(cast)

    assert _letters(cast) == [("question", "agathe@example.org", "fr")]


def test_whoever_is_assigned_comes_first(cast, mail):
    _change(cast, Organization, cast.les_amis.id, advisor_id=cast.agathe.membership_id)
    at = _ask(cast)
    _change(cast, Question, int(at.rsplit("/", 1)[1]), assigned_to=cast.aline.membership_id)
    _say(cast, "agathe", at)
    _say(cast, "bruno", at, key="t")

    assert [to for kind, to, _ in _letters(cast) if kind == "question"] == ["agathe@example.org", "aline@example.org"]


def test_advisor_who_left_is_not_written_to(cast, mail):
    _change(cast, Organization, cast.les_amis.id, advisor_id=cast.agathe.membership_id)
    _change(cast, Membership, cast.agathe.membership_id, ended_at=utc_now())

    _ask(cast)

    assert _letters(cast) == [("question", "aline@example.org", "fr")]


def test_answer_goes_to_who_asked_in_their_own_language(cast, mail):
    _change(cast, Person, cast.beatrice.person_id, language="en")
    _say(cast, "agathe", _ask(cast, "beatrice"))

    assert _letters(cast)[1:] == [("answer", "beatrice@example.org", "en")]
    assert "has answered you" in cast.rows(select(Letter.subject).where(Letter.kind == "answer"))[0]


def test_answer_goes_to_who_wrote_last_then_to_the_leads(cast, mail):
    at = _ask(cast, "beatrice")
    _say(cast, "bruno", at, "Oui", key="u")
    _change(cast, Membership, cast.beatrice.membership_id, ended_at=utc_now())
    _say(cast, "agathe", at)
    asked_by_telephone = _ask(cast, "agathe", "Par téléphone", key="v")
    _say(cast, "aline", asked_by_telephone, key="w")

    assert [to for kind, to, _ in _letters(cast) if kind == "answer"] == ["bruno@example.org", "bruno@example.org"]


def test_nobody_is_written_to_about_their_own_words(cast, mail):
    """Aline, the only manager, writes down what the organization told her."""
    _ask(cast, "aline")

    assert _letters(cast) == []


def test_address_that_wants_no_more_letters_gets_none(cast, mail):
    with cast.app.app_context(), everything() as session, immediate(session):
        refusal = address_hash(cast.quebec.id, email_key("aline@example.org"))
        session.add(MailRefusal(address_hash=refusal, asked_at=utc_now()))

    _ask(cast)

    assert _letters(cast) == []


def test_several_messages_in_a_row_are_one_letter(cast, mail, clock):
    at = _ask(cast)
    for minute in range(3):
        clock.shift(timedelta(minutes=1))
        _say(cast, "bruno", at, f"Et {minute}", key=f"m{minute}")
    assert len(_letters(cast)) == 1

    clock.shift(timedelta(minutes=15))
    _say(cast, "bruno", at, "Personne?", key="n")
    assert len(_letters(cast)) == 2


def test_reopened_by_the_organization_the_centre_is_told_and_settled_nobody(cast, mail):
    at = _ask(cast)
    bruno = _person(cast, "bruno")
    bruno.get(at)
    bruno.post(f"{at}/settle", {"request_key": "a"})
    assert len(_letters(cast)) == 1
    bruno.post(f"{at}/reopen", {"request_key": "b"})

    assert cast.rows(select(Letter.subject).order_by(Letter.id))[1:] == ["Les Amis a rouvert une question"]


def test_no_letter_carries_a_word_of_the_thread(cast, mail):
    _say(cast, "agathe", _ask(cast))

    letters = cast.rows(select(Letter))
    assert len(letters) == 2
    for letter in letters:
        whole = f"{letter.subject}{letter.text}{letter.html}"
        assert "Canari" not in whole
        assert "/questions/1" in letter.text
        assert "/letters/stop/" in letter.text
        assert "Bruno" not in whole
        assert "Agathe" not in whole


HEAD = Letterhead(
    "Les Amis <b>", "CAB de Québec", "Nommer une relève", "https://st.example/q/1", "https://st.example/letters/stop/x"
)
TO_CENTRE = """Bonjour,

L’organisme Les Amis <b> pose une question à votre centre.

De quoi il s’agit\u00a0: Nommer une relève.

Ce qui est écrit ne voyage pas par courriel. Il vous attend ici\u00a0:

https://st.example/q/1

Ne plus recevoir d’avis ni d’invitation de ce centre\u00a0: https://st.example/letters/stop/x
SocialTrack
"""
TO_ORGANIZATION = """Hello,

CAB de Québec has answered a question from Les Amis <b>.

What it is about: Nommer une relève.

What is written does not travel by email. It is waiting for you here:

https://st.example/q/1

No more notices or invitations from this centre: https://st.example/letters/stop/x
SocialTrack
"""


def test_letters_say_this_and_no_more(app):
    with app.test_request_context():
        to_centre = question_letter("fr", QuestionKind.ASKED, HEAD)
        to_organization = answer_letter("en", HEAD)

    assert (to_centre.subject, to_centre.text.rstrip("\n")) == ("Une question de Les Amis <b>", TO_CENTRE.rstrip("\n"))
    assert to_organization.subject == "CAB de Québec has answered you"
    assert to_organization.text.rstrip("\n") == TO_ORGANIZATION.rstrip("\n")
    assert "<b>" not in to_centre.html
    assert 'lang="fr-CA"' in to_centre.html
