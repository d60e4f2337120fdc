"""An organization's own words, with canaries: nothing that the centre's team can open or take holds one of them."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.hesitations import actions
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.queries import every, one
from socialtrack.hesitations.rules import About, HesitationState
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import TextRevision
from socialtrack.mailing.models import Letter
from socialtrack.questions.about_queries import About as AboutQuestion
from socialtrack.questions.actions import ask
from socialtrack.questions.models import Question
from socialtrack.tenancy.actions import command_work
from tests.browser import Browser

CANARY = "Canari de nos mots"
STAFF = ("aline", "agathe", "rachel")
THINGS = (About(task_key="name-backup"), About(network="instagram"), About(step=2))


@pytest.fixture
def private(cast):
    """Own words beside an entry and alone, of each kind of thing: one asked, one settled."""
    room, reasons = cast.les_amis.id, ("time-too-much", None)
    with cast.work_for("bruno") as work:
        opened = [
            actions.open_hesitation(work, room, about, Gesture(), entry=entry, words=f"{CANARY} {n}")
            for n, (about, entry) in enumerate((about, entry) for about in THINGS for entry in reasons)
        ]
        actions.say_outcome(work, room, opened[0].hesitation_id, HesitationState.PARTLY, Gesture())
        actions.settle(work, room, opened[1].hesitation_id, Gesture())
        ask(work, room, AboutQuestion(hesitation_id=opened[2].hesitation_id), "Pouvez-vous nous aider?", Gesture())
    return cast


def _addresses(cast):
    centre, room = f"/centres/{cast.quebec.slug}/", cast.les_amis.address
    ids = cast.rows(select(Hesitation.id))
    names = ("organizations", "tasks", "events", "hesitations", "holding-back")
    reports = [f"{centre}reports/{name}.csv?names=1" for name in names]
    return [
        *(centre, f"{centre}organizations/", f"{centre}questions/", f"{centre}hesitations/", f"{centre}access"),
        *(
            room,
            f"{room}tasks/name-backup",
            f"{room}history",
            f"{room}networks",
            f"{room}sheet",
            f"{room}changes?since=0",
        ),
        *(f"{room}hesitations/", *(f"{room}hesitations/{id_}" for id_ in ids)),
        *(f"{room}hesitations/new?task=name-backup", f"{room}questions/", f"{room}questions/1"),
        *(f"{room}questions/new?hesitation={id_}" for id_ in ids),
        *(f"{room}faq", f"{room}faq?q=canari", f"{centre}faq?q=canari", "/faq?q=canari"),
        *reports,
        *(f"{address}&header=keys" for address in reports),
        *(f"{address}&as_of=2026-11-23" for address in reports),
    ]


@pytest.mark.parametrize("who", STAFF)
def test_team_opens_and_takes_no_word_of_them(private, clock, who):
    client = private.client_for(who)
    clock.shift(timedelta(days=1))

    seen = {address: client.get(address, buffered=True, follow_redirects=True) for address in _addresses(private)}

    assert [address for address, answer in seen.items() if CANARY.casefold() in answer.text.casefold()] == []
    told = seen[f"{private.les_amis.address}hesitations/"].text
    assert "Une réticence dont l’organisme garde les mots" in told
    assert sum(answer.status_code == 200 for answer in seen.values()) > 20
    assert {answer.status_code for answer in seen.values()} <= {200, 403, 404}


def test_their_own_people_read_them_and_another_organization_does_not(private):
    room = private.les_amis.address
    for who, reads in (("bruno", True), ("denis", True), ("paul", False), ("chantal", False)):
        client = private.client_for(who)
        text = "".join(client.get(f"{room}hesitations/{n}").text for n in ("", 1, 2))
        assert (CANARY in text) is reads, who


def test_no_session_of_the_centre_reaches_them(private):
    for who in STAFF:
        with private.work_for(who) as work:
            facts = every(work, private.les_amis.id, with_private=True)
            assert [fact.words for fact in facts] == [None] * len(THINGS) * 2
            assert {fact.has_private_words for fact in facts} == {True}
            assert not work.session.scalars(select(TextRevision).where(TextRevision.body.like(f"{CANARY}%"))).all()
    with private.app.app_context(), command_work(private.quebec) as work:
        assert one(work, private.les_amis.id, 1, with_private=True).words is None


def test_nothing_leaves_before_the_button_that_asks_is_pressed(cast):
    """Neither what was said of the answer nor a look at the question that is offered."""
    settings = cast.app.extensions["socialtrack-settings"]
    cast.app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    room = cast.les_amis
    with cast.work_for("bruno") as work:
        about = About(task_key="name-backup")
        opened = actions.open_hesitation(work, room.id, about, Gesture(), entry="time-too-much", words=CANARY)
        actions.say_outcome(work, room.id, opened.hesitation_id, HesitationState.NO, Gesture())
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(f"{room.address}hesitations/{opened.hesitation_id}")
    assert [form for form in bruno.page.forms if form.address.endswith("/questions/")]
    bruno.get(f"{room.address}questions/new?hesitation={opened.hesitation_id}")

    assert (cast.rows(select(Question)), cast.rows(select(Letter))) == ([], [])
    inbox = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/questions/").text
    assert room.name not in inbox


def test_letter_of_a_question_that_came_of_one_holds_none_of_them(private):
    settings = private.app.extensions["socialtrack-settings"]
    private.app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    bruno = Browser(private.client_for("bruno"))
    bruno.get(f"{private.les_amis.address}hesitations/6")
    bruno.submit(next(form for form in bruno.page.forms if form.address.endswith("/questions/")))

    letters = private.rows(select(Letter))

    assert letters
    assert not [letter for letter in letters if CANARY in letter.text + letter.html + letter.subject]


def test_lead_takes_them_away_with_the_rest(private):
    bruno = Browser(private.client_for("bruno"))
    bruno.get(f"{private.les_amis.address}data")

    answer = bruno.post(f"{private.les_amis.address}data", status=200)
    with zipfile.ZipFile(io.BytesIO(answer.response.data)) as file:
        lines = file.read("reticences.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(THINGS) * 2
    assert sum(CANARY in line for line in lines) == len(THINGS) * 2
    assert "Je n’ai pas le temps de m’occuper de ça." in lines[1]
