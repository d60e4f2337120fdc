"""The first-run page: one link, one use, whoever comes first."""

import threading
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from socialtrack.guide.models import Task
from socialtrack.home.founding import NewSpace, open_space
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict
from socialtrack.kernel.moments import utc_now
from socialtrack.people.actions import Browser, setup_link
from socialtrack.people.models import Device, Installation, Person
from socialtrack.tenancy.models import Centre, Membership
from tests.cast import everything
from tests.people.visiting import form_token, send

ANSWERS = {"lang": "fr", "centre": "CAB de la Rivière", "name": "Aline D’Amours", "email": "aline@example.org"}


@pytest.fixture
def link(app):
    with app.app_context():
        return urlsplit(setup_link("http://127.0.0.1:8000")).path


def count(app, model):
    with app.app_context(), everything() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_setup_founds_the_centre_and_lands_on_its_board(app, client, link):
    answer = send(client, link, **ANSWERS)

    assert (answer.status_code, answer.location) == (303, "/centres/cab-de-la-riviere/")
    assert client.get("/places").location == "/centres/cab-de-la-riviere/"
    with app.app_context(), everything() as session:
        member = session.scalars(select(Membership)).one()
        assert (member.role, member.name) == ("manager", "Aline D’Amours")
        assert session.scalar(select(func.count()).select_from(Task)) == 44
        kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
        assert kinds == ["centre-founded", "release-published", "membership-added"]


def test_reading_the_page_uses_nothing(app, client, link):
    client.get(link)
    client.get(link)
    client.head(link)

    assert send(client, link, **ANSWERS).status_code == 303


def test_page_closes_for_good(app, client, link):
    other = app.test_client()
    token = form_token(other, link)

    send(client, link, **ANSWERS)

    assert other.get(link).status_code == 409
    assert send(other, link, token=token, **ANSWERS).status_code == 409
    assert other.get("/setup/").status_code == 409
    assert count(app, Centre) == 1
    with app.app_context():
        assert setup_link("http://127.0.0.1:8000") is None


def test_newer_link_replaces_the_older(app, client, link):
    token = form_token(client, link)
    with app.app_context():
        newer = urlsplit(setup_link("http://127.0.0.1:8000")).path

    assert client.get(link).status_code == 404
    assert send(client, link, token=token, **ANSWERS).status_code == 404
    assert send(client, newer, **ANSWERS).status_code == 303


def test_token_is_kept_as_a_hash_only(app, link):
    with app.app_context(), everything() as session:
        kept = session.get_one(Installation, 1).setup_token_hash

    assert kept not in (None, link.rsplit("/", 1)[1])
    assert len(kept) == 64


def test_two_people_at_once_one_wins(app, link):
    """Both hold the page open and press together; the other gets a clear page, and one centre stands."""
    token = link.rsplit("/", 1)[1]
    start = threading.Barrier(4)
    ends = []

    def press(n):
        with app.app_context():
            start.wait()
            try:
                open_space(token, NewSpace("fr", f"Centre {n}", "A", f"a{n}@example.org"), Browser(), utc_now())
                ends.append("won")
            except Conflict as error:
                ends.append(error.code)

    people = [threading.Thread(target=press, args=(n,)) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(ends) == ["already-set-up"] * 3 + ["won"]
    assert (count(app, Centre), count(app, Person), count(app, Device)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("centre", ""),
        ("centre", "x" * 100_000),
        ("centre", "CAB\x00 Québec"),
        ("name", "   "),
        ("name", "\x1b[31mrouge"),
        ("email", "aline"),
        ("email", "a@b@c.ca"),
        ("email", "a" * 100_000 + "@example.org"),
        ("email", "al\x00ine@example.org"),
        ("lang", "de"),
    ],
)
def test_bad_answer_is_refused_in_words_and_what_was_typed_is_kept(app, client, link, field, value):
    answer = send(client, link, **{**ANSWERS, field: value})

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="summary-title"' in html
    assert f'href="#{field}"' in html
    assert 'value="CAB de la Rivière"' in html or field == "centre"
    assert 'value="Aline D’Amours"' in html or field == "name"
    assert count(app, Centre) == 0


def test_lone_surrogate_and_broken_bytes_are_no_fault_of_ours(app, client, link):
    token = form_token(client, link)
    body = f"csrf_token={token}&lang=fr&centre=%ED%A0%80%FF&name=Aline&email=aline%40example.org"

    answer = client.post(link, data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (303, 422)


def test_names_of_all_kinds_are_kept_as_written(app, client, link):
    name = "נועה \u200fO’Brien-Lœuf <b>"
    centre = "Centre d’action <script>alert(1)</script> & cie"

    answer = send(client, link, **{**ANSWERS, "name": name, "centre": centre})

    assert answer.status_code == 303
    with app.app_context(), everything() as session:
        assert session.scalars(select(Membership.name)).one() == name
        assert session.scalars(select(Centre.name)).one() == centre
    assert "<script>alert" not in client.get(answer.location).get_data(as_text=True)


def test_form_without_its_token_changes_nothing(app, client, link):
    assert client.post(link, data=ANSWERS).status_code == 400
    assert count(app, Centre) == 0
