"""The stage itself: if these fail, look here before anywhere else."""

from datetime import timedelta

from socialtrack.data.db import db
from socialtrack.data.scope import Scope, scope_of
from socialtrack.kernel.moments import utc_now
from tests.cast import Cast
from tests.conftest import NOW


def test_clock_stands_still_and_moves_when_told(clock):
    assert utc_now() == NOW

    clock.shift(timedelta(days=3))

    assert utc_now() == NOW + timedelta(days=3)


def test_each_test_runs_on_the_engine_it_names(app, engine):
    with app.app_context():
        assert db.engine.dialect.name == engine


def test_everyone_holds_the_place_that_their_role_says(cast: Cast):
    places = {member.name: (member.role, member.centre.name, member.organization) for member in cast.everyone}

    assert places["Aline"] == ("manager", cast.quebec.name, None)
    assert places["Bruno"] == ("lead", cast.quebec.name, cast.les_amis)
    assert places["Chantal"] == ("manager", cast.montreal.name, None)
    assert cast.les_amis.slug == cast.elsewhere.slug
    assert cast.les_amis.id != cast.elsewhere.id


def test_work_of_a_member_serves_their_organization_alone(cast: Cast):
    with cast.work_for("bruno") as work:
        assert work.actor.role == "lead"
        assert scope_of(work.session) == Scope(cast.quebec.id, organization_id=cast.les_amis.id)


def test_client_is_signed_in_as_who_it_is_for(cast: Cast):
    address = f"/centres/{cast.quebec.slug}/team"

    assert cast.client_for("bruno").get(address).status_code == 403
    assert cast.client_for("chantal").get(address).status_code == 404
    assert cast.client_for("nadia").get(address).status_code == 404
    assert cast.client_for().get(address).status_code == 303


def test_two_tests_share_no_row_first(cast: Cast):
    assert cast.quebec.id == 1


def test_two_tests_share_no_row_second(cast: Cast):
    assert cast.quebec.id == 1
