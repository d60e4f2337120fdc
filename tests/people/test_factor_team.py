"""Somebody has lost their phone and their sheet: a manager of the team lets them in again, or the host does."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import NotFound, Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.factor_own_actions import reset_for_member
from socialtrack.people.factor_queries import team_without_factor
from socialtrack.people.models import AuthenticatorApp, Device, Passkey, Person, RecoveryCode
from socialtrack.tenancy.actions import add_membership
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.second_step import give_app, link_for
from tests.people.visiting import form_token, send


def page_of(cast, who):
    return f"/centres/{cast.quebec.slug}/team/{cast[who].membership_id}/second-step"


@pytest.fixture
def mail(app, monkeypatch):
    """There is a mail server, whose postman never comes."""
    app.extensions["socialtrack-settings"] = replace(
        app.extensions["socialtrack-settings"], mail_url="smtp://127.0.0.1:1"
    )
    monkeypatch.setattr("socialtrack.people.factor_team_views.call_postman", lambda app: None)


def test_manager_takes_it_away_for_somebody_of_the_team(cast, client, mail):
    give_app(cast, "agathe")
    give_app(cast, "bruno")
    open_session, manager = cast.client_for("agathe"), cast.client_for("aline")

    answer = send(manager, page_of(cast, "agathe"))

    assert answer.location == f"/centres/{cast.quebec.slug}/team"
    assert "de Agathe est retirée" in manager.get(answer.location).text
    assert cast.rows(select(AuthenticatorApp.person_id)) == [cast.bruno.person_id]
    assert set(cast.rows(select(RecoveryCode.person_id))) == {cast.bruno.person_id}
    assert open_session.get("/places").location.startswith("/sign-in?")
    event = cast.rows(select(AccessEvent).where(AccessEvent.kind == "factor-removed"))[0]
    assert (event.membership_id, event.about_id) == (cast.aline.membership_id, cast.agathe.membership_id)
    letter = cast.rows(select(Letter))[0]
    assert (letter.to_address, letter.kind, letter.centre_id) == (cast.agathe.email, "factor-removed", cast.quebec.id)
    assert "Centre d’action bénévole de Québec" in letter.text
    assert "http" not in letter.text
    assert send(client, link_for(cast, "agathe")).location == "/places"


def test_without_a_mail_server_no_letter_is_written(cast):
    give_app(cast, "agathe")

    send(cast.client_for("aline"), page_of(cast, "agathe"))

    assert cast.rows(select(AuthenticatorApp)) == cast.rows(select(Letter)) == []


def test_letter_is_in_its_readers_language(cast, mail):
    give_app(cast, "agathe")
    with cast.app.app_context(), everything() as session:
        session.get(Person, cast.agathe.person_id).language = "en"
        session.commit()

    send(cast.client_for("aline"), page_of(cast, "agathe"))

    assert cast.rows(select(Letter.subject)) == ["Your two-step verification was removed"]


def test_page_of_the_person_leads_there(cast):
    manager = cast.client_for("aline")

    html = manager.get(f"/centres/{cast.quebec.slug}/team/{cast.agathe.membership_id}").text

    assert f'href="{page_of(cast, "agathe")}"' in html
    assert "second-step" not in manager.get(f"{cast.les_amis.address}people/{cast.bruno.membership_id}").text


def test_action_itself_knows_nobody_outside_the_team(cast):
    give_app(cast, "bruno")
    with cast.work_for("aline") as work, pytest.raises(NotFound):
        reset_for_member(work, cast.bruno.membership_id, None)

    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_reading_the_page_changes_nothing(cast):
    give_app(cast, "agathe")
    manager = cast.client_for("aline")

    assert "Retirer sa vérification" in manager.get(page_of(cast, "agathe")).text
    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_nothing_to_take_away_says_so(cast):
    manager = cast.client_for("aline")
    here = page_of(cast, "agathe")
    html = manager.get(here).text

    answer = send(manager, here, token=form_token(manager, "/account"))

    assert "Il n’y a rien à retirer." in html
    assert answer.location == here
    assert "n’a pas de vérification" in manager.get(here).text
    assert cast.rows(select(AccessEvent)) == []


def test_own_second_step_is_taken_away_with_a_code_only(cast):
    give_app(cast, "aline")
    manager = cast.client_for("aline")

    answer = send(manager, page_of(cast, "aline"))

    assert "C’est la vôtre" in manager.get(answer.location).text
    assert len(cast.rows(select(AuthenticatorApp))) == 1


@pytest.mark.parametrize("elsewhere", ["centre", "organization"])
def test_person_with_a_place_elsewhere_is_for_the_host(cast, elsewhere):
    """Else the manager of one centre could open the door of another."""
    give_app(cast, "agathe")
    who = "chantal" if elsewhere == "centre" else "victor"
    with cast.work_for(who) as work, work.write():
        add_membership(
            work,
            person_id=cast.agathe.person_id,
            role="advisor" if elsewhere == "centre" else "member",
            name="Agathe",
            organization_id=None if elsewhere == "centre" else cast.elsewhere.id,
        )
    manager = cast.client_for("aline")

    answer = send(manager, page_of(cast, "agathe"))

    assert "La personne qui héberge SocialTrack peut retirer" in manager.get(answer.location).text
    assert len(cast.rows(select(AuthenticatorApp))) == 1
    assert cast.rows(select(AccessEvent)) == []


@pytest.mark.parametrize("who", ["bruno", "chantal"])
def test_member_of_no_team_of_this_centre_is_nobody_here(cast, who):
    give_app(cast, who)
    manager = cast.client_for("aline")

    assert manager.get(page_of(cast, who)).status_code == 404
    assert send(manager, page_of(cast, who), token=form_token(manager, "/account")).status_code == 404
    assert len(cast.rows(select(AuthenticatorApp))) == 1


@pytest.mark.parametrize("who", ["agathe", "rachel", "bruno"])
def test_only_a_manager_may(cast, who):
    give_app(cast, "agathe")
    client = cast.client_for(who)

    assert client.get(page_of(cast, "agathe")).status_code == 403
    assert send(client, page_of(cast, "agathe"), token=form_token(client, "/account")).status_code == 403
    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_role_that_changed_meanwhile_counts(cast):
    give_app(cast, "agathe")
    with cast.work_for("aline") as work:
        with cast.app.app_context(), everything() as session:
            session.get(Membership, cast.aline.membership_id).role = "advisor"
            session.commit()
        with pytest.raises(Refused):
            reset_for_member(work, cast.agathe.membership_id, None)

    assert len(cast.rows(select(AuthenticatorApp))) == 1


# The host


def test_host_takes_it_away_for_anyone(app, cast):
    give_app(cast, "agathe")
    agathe = cast.client_for("agathe")

    done = app.test_cli_runner().invoke(args=["reset-factor", " AGATHE@example.org "])

    assert (done.exit_code, "signs in with one step now" in done.output) == (0, True)
    assert cast.rows(select(AuthenticatorApp)) == cast.rows(select(RecoveryCode)) == []
    assert agathe.get("/places").location.startswith("/sign-in?")
    event = cast.rows(select(AccessEvent))[0]
    assert (event.kind, event.membership_id, event.about_id) == ("factor-removed", None, cast.agathe.membership_id)
    assert (event.actor_role, event.channel) == ("host", "command")


@pytest.mark.parametrize(("email", "said"), [("nobody@example.org", "address"), ("bruno@example.org", "two-step")])
def test_host_is_told_when_there_is_nothing_to_do(app, cast, email, said):
    done = app.test_cli_runner().invoke(args=["reset-factor", email])

    assert done.exit_code == 1
    assert re.search(said, done.output)
    assert cast.rows(select(Device)) == []


# Who has none


def test_team_without_factor_names_those_who_will_be_asked(cast):
    give_app(cast, "aline")
    give_app(cast, "rachel", is_confirmed=False)
    give_app(cast, "bruno")

    with cast.work_for("aline") as work:
        assert team_without_factor(work) == ("Agathe", "Rachel")


def test_passkey_is_a_second_step_too(app, cast):
    with app.app_context(), everything() as session:
        session.add(
            Passkey(
                person_id=cast.rachel.person_id,
                credential_id="x",
                public_key=b"x",
                name="Téléphone",
                created_at=utc_now(),
            )
        )
        session.commit()

    with cast.work_for("aline") as work:
        assert team_without_factor(work) == ("Aline", "Agathe")
