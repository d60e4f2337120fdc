"""`flask setup-link`, `flask invite`, `flask create-centre`: one line each, and it is a link that works."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from socialtrack.people.actions import setup_link
from socialtrack.people.models import Installation, Invitation, Person, SignInLink
from socialtrack.tenancy.models import Centre, Membership
from tests.cast import everything
from tests.people.visiting import send


def run(app, *words):
    return app.test_cli_runner().invoke(args=list(words))


def link_of(result):
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""
    return urlsplit(result.stdout.strip()).path


def test_setup_link_prints_the_address_alone(app, client):
    assert client.get(link_of(run(app, "setup-link"))).status_code == 200


def test_setup_link_of_a_space_in_use_says_what_to_do(app, cast):
    result = run(app, "setup-link")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "flask invite" in result.stderr


def test_invite_someone_new(app, cast, client):
    link = link_of(
        run(
            app, "invite", "marie@example.org", "--role", "lead",
            "--centre", cast.quebec.slug, "--organization", cast.le_phare.slug,
        )
    )  # fmt: skip

    assert send(client, link, name="Marie").location == cast.le_phare.address


def test_invite_to_the_team(app, cast, client):
    link = link_of(run(app, "invite", "marie@example.org", "--role", "manager", "--centre", cast.quebec.slug))

    assert send(client, link, name="Marie").location == f"/centres/{cast.quebec.slug}/"


def test_invite_someone_who_has_that_place_is_a_sign_in_link(app, cast, client):
    link = link_of(
        run(
            app, "invite", "Bruno@Example.org", "--role", "lead",
            "--centre", cast.quebec.slug, "--organization", cast.les_amis.slug,
        )
    )  # fmt: skip

    assert link.startswith("/sign-in/")
    assert send(client, link).status_code == 303
    assert client.get("/places").location == cast.les_amis.address
    assert cast.rows(select(Invitation)) == []


def test_last_manager_without_mail_is_let_in_by_the_host(app, cast, client):
    link = link_of(run(app, "invite", "aline@example.org", "--role", "manager", "--centre", cast.quebec.slug))

    send(client, link)

    assert client.get(f"/centres/{cast.quebec.slug}/").status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        ["marie@example.org", "--role", "boss"],
        ["marie@example.org", "--role", "lead", "--centre", "centre-d-action-benevole-de-quebec"],
        ["marie@example.org", "--role", "manager", "--centre", "x", "--organization", "les-amis"],
        ["marie@example.org", "--role", "manager", "--centre", "nulle-part"],
        ["marie@example.org", "--role", "manager"],
        ["marie@example.org", "--role", "lead", "--centre", "cab-de-montreal", "--organization", "le-phare"],
        ["marie", "--role", "manager", "--centre", "cab-de-montreal"],
        ["bruno@example.org", "--role", "reader", "--centre", "centre-d-action-benevole-de-quebec",
         "--organization", "les-amis"],
    ],
)  # fmt: skip
def test_refused_invite_says_why_and_changes_nothing(app, cast, words):
    result = run(app, "invite", *words)

    assert result.exit_code != 0
    assert result.stdout == ""
    assert result.stderr.strip()
    assert cast.rows(select(Invitation)) == cast.rows(select(SignInLink)) == []


def test_centre_may_be_left_out_where_there_is_one(app):
    run(app, "create-centre", "CAB de la Rivière", "--manager", "aline@example.org")

    assert link_of(run(app, "invite", "b@example.org", "--role", "advisor")).startswith("/invitations/")


def test_create_centre_gives_its_manager_a_way_in(app, client):
    link = link_of(run(app, "create-centre", "CAB de l’Estrie", "--manager", "aline@example.org", "--lang", "en"))

    arrived = send(client, link, name="Aline")

    assert arrived.location == "/centres/cab-de-l-estrie/"
    assert client.get(arrived.location).status_code == 200
    with app.app_context():
        assert setup_link("http://127.0.0.1:8000") is None


def test_create_centre_for_a_manager_who_is_known(app, cast, client):
    link = link_of(run(app, "create-centre", "CAB de l’Estrie", "--manager", "aline@example.org"))

    send(client, link, name="Aline")

    assert len(cast.rows(select(Person).where(Person.email == "aline@example.org"))) == 1
    assert len(cast.rows(select(Membership).where(Membership.person_id == cast.aline.person_id))) == 2
    assert client.get("/places").status_code == 200


@pytest.mark.parametrize(
    "words", [["", "--manager", "a@example.org"], ["CAB\x07", "--manager", "a@example.org"], ["CAB", "--manager", "a@"]]
)
def test_refused_centre_changes_nothing(app, words):
    result = run(app, "create-centre", *words)

    assert (result.exit_code, result.stdout) == (1, "")
    with app.app_context(), everything() as session:
        assert session.scalars(select(Centre)).all() == []
        assert session.get(Installation, 1) is None
