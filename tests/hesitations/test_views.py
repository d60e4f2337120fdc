"""Hesitations on pages: who reads what is said first, the answer there and then, and a way on from each answer."""

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.guide.models import PathVersion, Step, TaskText
from socialtrack.hesitations import actions
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import KIND
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import ShutRoom
from socialtrack.progress.models import TaskState
from socialtrack.questions.models import Question
from socialtrack.tenancy.models import Centre
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted

TASK, ENTRY = "name-backup", "time-too-much"


def _person(cast, who, about=f"task={TASK}"):
    person = Browser(cast.client_for(who))
    person.get(f"{cast.les_amis.address}hesitations/new?{about}")
    return person


@pytest.fixture
def bruno(cast):
    return _person(cast, "bruno")


def _form(person, end):
    return next(form for form in person.page.forms if form.address.endswith(end))


def _open(person, values=None, **options):
    answer = person.submit(_form(person, "/hesitations/"), {"entry": ENTRY, **(values or {})}, **options)
    return person.follow(answer) if answer.status == 303 else answer


def _press(person, end, values=None, **options):
    answer = person.submit(_form(person, end), values, **options)
    return person.follow(answer) if answer.status == 303 else answer


def _words(person):
    return person.page.words.replace("\u00a0", " ")


def _value(form, name):
    (value,) = form.values[name]
    return value


def _states(cast):
    return cast.rows(select(Hesitation.state).order_by(Hesitation.id))


def _address(cast, id_=1):
    return f"{cast.les_amis.address}hesitations/{id_}"


def test_who_will_read_what_is_said_before_anything_is(bruno):
    words = _words(bruno)

    assert words.index("Votre centre verra la raison, la tâche") < words.index("Ce qui vous retient")
    assert words.index("Vos mots restent chez vous") < words.index("Vos mots (facultatif)")
    assert words.index("sauf si vous cochez la case.") < words.index("Montrer aussi ces mots")


def test_usual_reasons_stand_first_and_each_reason_once(cast, bruno):
    keys = [element["value"] for element in bruno.page.root.all("input") if element.get("name") == "entry"]

    assert keys[:2] == ["continuity-person-leaves", "time-page-dies"]
    assert (len(keys), len(set(keys)), keys[-1]) == (len(keys), len(keys), "")
    folds = [element.text for element in bruno.page.root.all("summary")]
    assert "Temps et habiletés" in folds


def test_reason_in_the_address_is_picked_already(cast):
    person = _person(cast, "bruno", "network=instagram&reason=law-25")

    assert _value(_form(person, "/hesitations/"), "entry") == "law-25"
    assert "Votre centre verra la raison, le réseau," in _words(person)


def test_answer_is_read_at_once_with_tasks_of_ones_own_alone(cast, bruno):
    _open(bruno, {"entry": "security-shared-password"})

    words = _words(bruno)
    assert "Noté. Rien n’est bloqué" in words
    assert "Est-ce que cette réponse vous rassure?" in words
    links = [element["href"] for element in bruno.page.root.all("a") if "/tasks/" in element.get("href")]
    assert any("facebook" in link for link in links)
    assert not [link for link in links if "instagram" in link]
    assert "Envoyer à votre centre" not in words


@pytest.mark.parametrize(
    ("outcome", "said"), [("partly", "La réponse nous rassure en partie."), ("no", "La réponse ne")]
)
def test_partly_or_no_offers_one_question_whose_words_are_shown(cast, bruno, outcome, said):
    _open(bruno)
    _press(bruno, "/outcome", {"outcome": outcome})

    form = _form(bruno, "/questions/")
    assert "Nommer une deuxième personne" in _value(form, "words")
    assert "Je n’ai pas le temps de m’occuper de ça." in _value(form, "words")
    assert said in _value(form, "words")
    assert cast.rows(select(Question)) == []  # nothing has left
    answer = bruno.submit(form)
    assert "/questions/" in answer.location
    assert cast.rows(select(Question.hesitation_id)) == [1]
    bruno.get(_address(cast))
    assert "Lire la question posée au centre" in _words(bruno)
    assert "Envoyer à votre centre" not in _words(bruno)


def test_reassured_closes_and_is_taken_up_again(cast, bruno):
    _open(bruno)
    _press(bruno, "/outcome", {"outcome": "reassured"})

    assert "La réponse a rassuré, le 23 novembre 2026." in _words(bruno)
    assert "Envoyer à votre centre" not in _words(bruno)
    _press(bruno, "/reopen")
    assert _states(cast) == ["open"]


def test_second_click_on_another_answer_of_an_old_page_is_heard(cast, bruno):
    _open(bruno)
    form = _form(bruno, "/outcome")
    bruno.submit(form, {"outcome": "partly"})
    bruno.submit(form, {"outcome": "partly"})
    bruno.submit(form, {"outcome": "no"})

    assert _states(cast) == ["no"]
    assert len(cast.rows(select(Event).where(Event.kind == KIND))) == 3


def test_said_by_mistake_it_is_withdrawn(cast, bruno):
    _open(bruno)
    _press(bruno, "/undo", {"event": str(cast.rows(select(Hesitation.event_id))[0])})

    assert (_states(cast), "la réticence est retirée" in _words(bruno)) == (["withdrawn"], True)
    assert "Rien pour le moment." in _words(bruno)
    bruno.get(_address(cast))
    assert "C’est réglé" not in _words(bruno)


def test_own_words_propose_near_answers_and_stay_private(cast, bruno):
    _open(bruno, {"entry": "", "words": "J’ai peur des comentaires méchants."})

    words = _words(bruno)
    assert "Des réponses qui s’en approchent" in words
    assert "J’ai peur des commentaires négatifs." in words
    assert "Ces mots sont pour votre organisme seulement." in words
    assert "comentaires" not in _value(_form(bruno, "/questions/"), "words")
    assert cast.rows(select(TextRevision.audience).where(TextRevision.body.like("%comentaires%"))) == ["organization"]
    _press(bruno, "/share")
    assert "Votre centre lit ces mots aussi." in _words(bruno)
    assert "comentaires" in _value(_form(bruno, "/questions/"), "words")


def test_ticked_box_shows_the_words_to_the_centre(cast, bruno):
    _open(bruno, {"words": "Nous sommes trois.", "share": "1"})
    agathe = Browser(cast.client_for("agathe"))

    agathe.get(_address(cast))
    assert "Nous sommes trois." in _words(agathe)
    assert "L’organisme a partagé ces mots avec votre centre." in _words(agathe)


def test_decision_on_a_task_is_the_tasks_own_and_closes_it(cast, bruno):
    _open(bruno)
    answer = bruno.submit(_form(bruno, f"/tasks/{TASK}/state"), {"reason": "Nous sommes deux."})

    assert cast.rows(select(TaskState.state).where(TaskState.organization_id == cast.les_amis.id)) == ["declined"]
    assert _states(cast) == ["declined"]
    bruno.follow(answer)
    bruno.get(_address(cast))
    assert "Décidé de ne pas le faire, le 23 novembre 2026." in _words(bruno)
    assert ("Nous sommes deux." in _words(bruno), "À revoir le 23 novembre 2027." in _words(bruno)) == (
        True,
        True,
    )


@pytest.mark.parametrize(("network", "state"), [("instagram", "not_now"), ("facebook", "dropped")])
def test_decision_on_a_network_is_the_networks_own(cast, network, state):
    person = _person(cast, "bruno", f"network={network}")
    _open(person)

    form = next(form for form in person.page.forms if form.address.endswith("/networks"))
    assert (_value(form, "state"), _value(form, "network")) == (state, network)
    person.submit(form)
    assert _states(cast) == ["declined"]


def test_step_is_declined_here(cast):
    person = _person(cast, "bruno", "step=4")
    _open(person)
    _press(person, "/decline", {"reason": "L’an prochain."})

    assert "Noté : vous avez décidé de ne pas le faire." in _words(person)
    assert "L’an prochain." in _words(person)


def test_secret_in_a_reason_is_stopped_and_kept_in_its_field(cast):
    person = _person(cast, "bruno", "step=4")
    _open(person)
    _press(person, "/decline", {"reason": "mot de passe : Tournesol42!"}, status=422)

    assert _value(_form(person, "/decline"), "reason") == "mot de passe : Tournesol42!"
    assert _states(cast) == ["open"]


def test_list_says_what_is_open_then_what_became_of_the_rest(cast, bruno):
    _open(bruno)
    _press(bruno, "/settle")
    other = _person(cast, "bruno", "step=2")
    _open(other, {"entry": "law-25"})
    other.get(f"{cast.les_amis.address}hesitations/")

    words = _words(other)
    order = ["En réflexion Je ne sais pas si la Loi 25", "Étape 2", "Réticences closes", "Je n’ai pas le temps"]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)
    assert "C’est réglé, le 23 novembre 2026." in words


def test_list_takes_as_many_statements_for_four_as_for_one(cast, bruno):
    _open(bruno)
    with counted() as for_one:
        bruno.get(f"{cast.les_amis.address}hesitations/")
    for about in ("step=1", "network=instagram", "task=choose-networks"):
        _open(_person(cast, "bruno", about), {"entry": "law-25", "words": "Oui"})
    with counted() as for_four:
        bruno.get(f"{cast.les_amis.address}hesitations/")

    assert (len(for_four), bruno.page.words.count("Je ne sais pas si la Loi 25")) == (len(for_one), 3)


def test_reader_reads_and_cannot_say(cast, bruno):
    _open(bruno, {"words": "Entre nous."})
    denis = Browser(cast.client_for("denis"))
    denis.get(_address(cast))

    assert ("Entre nous." in _words(denis), [f.address for f in denis.page.forms if "hesit" in f.address]) == (
        True,
        [],
    )
    denis.get(f"{cast.les_amis.address}hesitations/new?task={TASK}", status=403)


def test_staff_write_for_the_organization_and_say_so(cast):
    agathe = _person(cast, "agathe")
    words = _words(agathe)
    assert words.index("Ce que vous choisissez est inscrit pour l’organisme") < words.index(
        "Ce qui retient l’organisme"
    )
    assert "Montrer aussi ces mots" not in words
    _open(agathe, {"words": "Dit au téléphone."})

    assert "Inscrite par Agathe pour l’organisme, aujourd’hui." in _words(agathe)
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(_address(cast))
    assert "Inscrite par Agathe pour vous, aujourd’hui." in _words(bruno)
    assert "Dit au téléphone." in _words(bruno)


def test_staff_cannot_keep_words_even_by_hand(cast):
    agathe = _person(cast, "agathe")

    agathe.post("./", {"task": TASK, "entry": "", "words": "Entre nous", "request_key": "a"}, status=403)
    assert _states(cast) == []


def _shut(cast, who):
    with cast.app.app_context(), everything() as session, immediate(session):
        member = cast[who]
        session.add(
            ShutRoom(
                centre_id=member.centre.id,
                organization_id=cast.les_amis.id,
                membership_id=member.membership_id,
                reason="invitation",
                shut_at=utc_now(),
            )
        )


def test_shut_room_shows_no_private_words_and_keeps_none(cast, bruno):
    _open(bruno, {"entry": "", "words": "Canari entre nous."})
    _shut(cast, "beatrice")
    beatrice = _person(cast, "beatrice")

    words = _words(beatrice)
    assert "Vos mots restent chez vous" not in words
    assert words.index("ce que votre organisme garde pour lui vous est encore fermé") > 0
    assert "Canari" not in words
    beatrice.post("./", {"task": TASK, "entry": "", "words": "Entre nous", "request_key": "a"}, status=403)
    for address in (_address(cast), f"{cast.les_amis.address}hesitations/"):
        beatrice.get(address)
        assert "Canari" not in _words(beatrice)
    beatrice.post(f"{_address(cast)}/share", {"request_key": "b"}, status=404)
    _open(_person(cast, "beatrice"), {"entry": "", "words": "Dit à tous"})
    assert cast.rows(select(TextRevision.audience).where(TextRevision.body == "Dit à tous")) == ["centre"]


@pytest.mark.parametrize(
    ("about", "status"),
    [
        ("", 422),
        ("task=name-backup&step=1", 422),
        ("task=no-such-task", 404),
        ("task=" + "x" * 5000, 404),
        ("task=%00", 404),
        ("network=myspace", 404),
        ("step=9", 404),
        ("step=-1", 404),
    ],
)
def test_what_is_nothing_or_too_much_is_refused(cast, about, status):
    person = Browser(cast.client_for("bruno"))

    person.get(f"{cast.les_amis.address}hesitations/new?{about}", status=status)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"entry": ""}, "Choisissez ce qui vous retient"),
        ({"entry": "no-such-entry"}, "Cette raison n’existe pas."),
        ({"entry": "é" * 500}, "Cette raison n’existe pas."),
        ({"words": "mot de passe : Tournesol42!"}, "Ceci ressemble à un mot de passe."),
        ({"words": "a" * 10_000}, "Ce texte compte 10000 caractères"),
        ({"words": "a\x00b"}, "caractères invisibles"),
    ],
)
def test_what_cannot_be_noted_is_explained_and_kept(cast, bruno, values, sentence):
    values = {"words": "Nous sommes trois", "share": "1", **values} if values != {"entry": ""} else values
    _open(bruno, values, status=422)

    assert sentence in _words(bruno)
    assert _states(cast) == []
    if "words" in values:
        kept = _form(bruno, "/hesitations/")
        assert _value(kept, "words").replace("\ufffd", "\x00") == values["words"]
        assert _value(kept, "share") == "1"
    _open(bruno, {"entry": ENTRY, "words": "<b>Oui</b> =1+1"})
    assert "<b>Oui</b> =1+1" in _words(bruno)


def test_gesture_on_what_was_closed_meanwhile_is_refused_with_how_it_stands(cast, bruno):
    _open(bruno)
    form = _form(bruno, "/outcome")
    with cast.work_for("beatrice") as work:
        actions.settle(work, cast.les_amis.id, 1, Gesture())
    bruno.submit(form, {"outcome": "no"}, status=409)

    assert "Cette réticence a été close entre-temps." in _words(bruno)
    assert "C’est réglé, le 23 novembre 2026." in _words(bruno)
    bruno.submit(_form(bruno, "/reopen"))
    bruno.submit(form, {"outcome": "maybe"}, status=422)


def test_late_undo_is_refused_with_how_it_stands(cast, bruno):
    _open(bruno)
    form = _form(bruno, "/undo")
    with cast.work_for("beatrice") as work:
        actions.settle(work, cast.les_amis.id, 1, Gesture())
    bruno.submit(form, {"event": str(cast.rows(select(Event.id).where(Event.kind == KIND))[0])}, status=409)

    assert "Cette réticence a changé depuis." in _words(bruno)
    bruno.submit(form, {"event": "1"}, status=404)


def test_another_organizations_hesitation_does_not_exist(cast, bruno):
    _open(bruno)
    paul = Browser(cast.client_for("paul"))
    paul.get(f"{cast.le_phare.address}hesitations/new?task={TASK}")

    assert paul.get(f"{cast.le_phare.address}hesitations/1", status=404).text
    for end in ("outcome", "share", "decline", "settle", "reopen", "undo"):
        paul.post(f"{cast.le_phare.address}hesitations/1/{end}", {"outcome": "no", "event": "30"}, status=404)
    assert _states(cast) == ["open"]


def test_hesitation_is_reached_at_its_own_organization_alone(cast, bruno):
    _open(bruno)
    agathe = Browser(cast.client_for("agathe"))
    agathe.get(f"{cast.le_phare.address}hesitations/new?task={TASK}")

    agathe.get(f"{cast.le_phare.address}hesitations/1", status=404)
    for end in ("outcome", "share", "decline", "settle", "reopen", "undo"):
        event = str(cast.rows(select(Hesitation.event_id))[0])
        agathe.post(f"{cast.le_phare.address}hesitations/1/{end}", {"outcome": "no", "event": event}, status=404)
    assert _states(cast) == ["open"]


def test_way_back_of_one_hesitation_takes_back_no_other(cast, bruno):
    _open(bruno)
    form = _form(bruno, "/undo")
    _open(_person(cast, "bruno", "step=1"), {"entry": "law-25"})
    bruno.submit(form, {"event": str(cast.rows(select(Hesitation.event_id).order_by(Hesitation.id))[1])}, status=404)

    assert _states(cast) == ["open", "open"]


def test_archived_organization_is_read_and_says_nothing_more(cast, bruno):
    _open(bruno)
    form = _form(bruno, "/outcome")
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
    bruno.submit(form, {"outcome": "no"}, status=403)
    bruno.get(_address(cast))

    assert "Je n’ai pas le temps" in _words(bruno)
    assert [form.address for form in bruno.page.forms if "/hesitations/" in form.address] == []
    bruno.get(f"{cast.les_amis.address}hesitations/new?task={TASK}", status=403)


def test_task_that_left_the_path_is_still_named(cast, bruno):
    _open(bruno)
    _retire(cast, TASK)
    bruno.get(_address(cast))

    assert "ne fait plus partie du parcours" in _words(bruno)
    assert "Tâche : Nommer une deuxième personne" in _words(bruno)
    _press(bruno, "/decline", {"reason": "Elle n’y est plus."})
    assert _states(cast) == ["declined"]
    bruno.get(f"{cast.les_amis.address}hesitations/new?task={TASK}", status=409)


def _retire(cast, task_key):
    """The centre’s path in force is another version, without that task."""
    with cast.app.app_context(), everything() as session, immediate(session):
        for model in (PathVersion, Step, TaskText):
            for row in session.scalars(select(model).where(model.centre_id == cast.quebec.id)).all():
                values = {column.key: getattr(row, column.key) for column in model.__table__.columns}
                if values.get("key") != task_key:
                    session.add(model(**(values | {"version": 2})))
        session.get_one(Centre, cast.quebec.id).path_version = 2


def test_english_pages_say_the_same(cast):
    person = Browser(cast.client_for("bruno", language="en"))
    person.get(cast.les_amis.address)
    person.post("/language", {"lang": "en"})
    person.get(f"{cast.les_amis.address}hesitations/new?task={TASK}")
    assert "Your words stay with you, unless you tick the box." in _words(person)
    _open(person)
    _press(person, "/outcome", {"outcome": "no"})

    assert "The answer does not reassure us." in _value(_form(person, "/questions/"), "words")
    person.get(f"{cast.les_amis.address}hesitations/")
    assert "Thinking it over: the answer does not reassure." in _words(person)
