"""The wall between centres where rows are written; and the wall around an organization, for the session of a member."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from socialtrack.data.scope import WrongCentre
from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.tenancy.models import Centre, Membership, NetworkChoice, Organization
from tests.cast import FOUNDED_AT


def test_update_touches_the_centre_alone(open_, cast):
    session = open_(cast.montreal.id)
    session.execute(update(Organization).values(region="Ici"))
    session.commit()

    assert cast.rows(select(Organization.region).order_by(Organization.id)) == [None, None, "Ici"]


def test_delete_touches_the_centre_alone(open_, cast):
    session = open_(cast.montreal.id)
    session.execute(delete(NetworkChoice))
    session.commit()

    assert cast.rows(select(NetworkChoice.centre_id)) == [cast.quebec.id]


def test_update_cannot_give_a_row_to_another_centre(open_, cast):
    with pytest.raises(WrongCentre):
        open_(cast.montreal.id).execute(update(Membership).values(centre_id=cast.quebec.id))


def test_new_row_gets_the_centre(open_, cast):
    session = open_(cast.montreal.id)
    row = NetworkChoice(organization_id=cast.elsewhere.id, network="x", state="chosen", changed_at=FOUNDED_AT)
    session.add(row)
    session.flush()

    assert row.centre_id == cast.montreal.id


def test_new_row_of_another_centre_is_refused(open_, cast):
    session = open_(cast.montreal.id)
    session.add(
        NetworkChoice(
            centre_id=cast.quebec.id,
            organization_id=cast.les_amis.id,
            network="x",
            state="chosen",
            changed_at=FOUNDED_AT,
        )
    )

    with pytest.raises(WrongCentre):
        session.flush()


def test_row_cannot_be_given_to_another_centre(open_, cast):
    session = open_(cast.montreal.id)
    session.scalars(select(Organization)).one().centre_id = cast.quebec.id

    with pytest.raises(WrongCentre):
        session.flush()


def test_row_brought_from_another_session_is_refused(open_, cast):
    foreign = open_(None)
    row = foreign.get(Organization, cast.les_amis.id)
    foreign.expunge(row)
    session = open_(cast.montreal.id)
    session.add(row)
    row.name = "Changé"

    with pytest.raises(WrongCentre):
        session.flush()


def test_row_of_another_centre_cannot_be_deleted(open_, cast):
    foreign = open_(None)
    row = foreign.scalars(select(NetworkChoice).where(NetworkChoice.centre_id == cast.quebec.id)).one()
    foreign.expunge(row)
    session = open_(cast.montreal.id)
    session.delete(row)

    with pytest.raises(WrongCentre):
        session.flush()


def test_merged_row_cannot_take_the_place_of_another_centres_row(open_, cast):
    session = open_(cast.montreal.id)
    session.merge(Organization(id=cast.les_amis.id, name="Volé", slug="vole", name_key="v", created_at=FOUNDED_AT))

    with pytest.raises(IntegrityError):
        session.flush()


def test_members_session_reads_its_organization_alone(open_, cast):
    session = open_(cast.quebec.id, cast.les_amis.id)

    assert set(session.scalars(select(Event.organization_id))) == {cast.les_amis.id}
    assert session.scalars(select(OrganizationSummary.organization_id)).all() == [cast.les_amis.id]
    assert session.get(OrganizationSummary, (cast.quebec.id, cast.le_phare.id)) is None


def test_members_session_does_not_see_the_centres_own_events(open_, cast):
    kinds = select(Event.kind).where(Event.organization_id.is_(None))

    assert "centre-founded" in open_(cast.quebec.id).scalars(kinds).all()
    assert open_(cast.quebec.id, cast.les_amis.id).scalars(kinds).all() == []


def test_members_session_writes_in_its_organization_alone(open_, cast):
    session = open_(cast.quebec.id, cast.les_amis.id)
    session.add(NetworkChoice(organization_id=cast.le_phare.id, network="x", state="chosen", changed_at=FOUNDED_AT))

    with pytest.raises(WrongCentre):
        session.flush()


def test_members_session_updates_its_organization_alone(open_, cast):
    session = open_(cast.quebec.id, cast.les_amis.id)
    session.execute(update(OrganizationSummary).values(done=7))
    session.commit()

    found = cast.rows(select(OrganizationSummary.organization_id).where(OrganizationSummary.done == 7))

    assert found == [cast.les_amis.id]


def test_members_session_with_another_centres_organization_finds_nothing(open_, cast):
    session = open_(cast.quebec.id, cast.elsewhere.id)

    assert session.scalars(select(NetworkChoice)).all() == []


def test_centre_itself_is_behind_postgresqls_wall_alone(open_, cast, engine):
    """`centre` has no centre_id, so nothing narrows it here: what a page knows of a centre comes from the door."""
    seen = open_(cast.quebec.id).scalars(select(Centre)).all()

    assert len(seen) == (1 if engine == "postgresql" else 2)
