"""The wall between centres, tried by each way of asking and of writing that SQLAlchemy has."""

import pytest
from sqlalchemy import delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.orm import aliased, undefer

from socialtrack.data.scope import RawStatement, Scope, ScopeMissing, narrow, open_scope
from socialtrack.people.models import Person
from socialtrack.tenancy.models import Membership, NetworkChoice, Organization

TABLE = Organization.__table__


STATEMENTS = {
    "entity": select(Organization),
    "column": select(Organization.id),
    "count of a column": select(func.count(Organization.id)),
    "count of rows": select(func.count()).select_from(Organization),
    "alias": select(aliased(Organization)),
    "join from outside": select(Person.id).join(Membership, Membership.person_id == Person.id),
    "join between": select(Organization.name).join(Membership, Membership.organization_id == Organization.id),
    "subquery in a condition": select(Person.id).where(Person.id.in_(select(Membership.person_id))),
    "subquery as a table": select(func.count()).select_from(select(Organization.id).subquery()),
    "common table expression": select(select(Organization.id, Organization.centre_id).cte()),
    "exists": select(Person.id).where(exists().where(Membership.person_id == Person.id)),
    "scalar subquery": select(select(func.count(Membership.id)).scalar_subquery()),
    "union": union_all(select(Organization.id), select(Organization.id)),
    "update": update(Organization).values(region="x"),
    "delete": delete(NetworkChoice),
    "insert": insert(NetworkChoice).values(centre_id=1, organization_id=1, network="x", state="chosen"),
    "table of Core": select(TABLE),
    "text": text("SELECT * FROM organization"),
    "from a text": select(Organization).from_statement(text("SELECT * FROM organization")),
    "a person, who belongs to no centre": select(Person),
    "nothing at all": select(literal(1)),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_without_a_scope_no_statement_runs(open_, name):
    with pytest.raises(ScopeMissing):
        open_().execute(STATEMENTS[name])


def test_without_a_scope_nothing_is_fetched_by_key(open_, cast):
    with pytest.raises(ScopeMissing):
        open_().get(Organization, cast.les_amis.id)


def test_without_a_scope_the_short_query_does_not_run_either(cast):
    with cast.app.app_context(), pytest.raises(ScopeMissing):
        Organization.query.all()


def test_without_a_scope_nothing_is_written(open_):
    session = open_()
    session.add(Person(email="x@example.org", email_key="x@example.org"))

    with pytest.raises(ScopeMissing):
        session.flush()


def test_scope_of_everything_says_why():
    with pytest.raises(ValueError, match="states its reason"):
        Scope(None)


def test_session_serves_one_scope(open_, cast):
    session = open_(cast.quebec.id)

    with pytest.raises(RuntimeError, match="one scope"):
        open_scope(session, Scope(cast.montreal.id))


def test_session_is_not_narrowed_from_one_centre_to_another(open_, cast):
    with pytest.raises(RuntimeError, match="one centre"):
        narrow(open_(cast.quebec.id), Scope(cast.montreal.id))


def test_narrowed_session_forgets_what_it_had_read(open_, cast):
    session = open_(None)
    kept = session.get(Organization, cast.elsewhere.id)

    narrow(session, Scope(cast.quebec.id))

    assert kept is not None
    assert session.get(Organization, cast.elsewhere.id) is None


def test_entities_are_those_of_the_centre(open_, cast):
    assert {o.id for o in open_(cast.montreal.id).scalars(select(Organization))} == {cast.elsewhere.id}


def test_key_of_another_centre_finds_nothing(open_, cast):
    session = open_(cast.montreal.id)

    assert session.get(Organization, cast.les_amis.id) is None
    assert session.get(Organization, cast.elsewhere.id).name == "Les Amis"


def test_key_of_another_centre_finds_nothing_where_the_key_is_composite(open_, cast):
    key = (cast.quebec.id, cast.les_amis.id, "facebook")

    assert open_(cast.montreal.id).get(NetworkChoice, key) is None
    assert open_(cast.quebec.id).get(NetworkChoice, key).state == "chosen"


def test_columns_are_counted_in_the_centre(open_, cast):
    assert open_(cast.montreal.id).scalar(select(func.count(Organization.id))) == 1


def test_rows_are_counted_in_the_centre(open_, cast):
    assert open_(cast.montreal.id).scalar(select(func.count()).select_from(Organization)) == 1


def test_join_stays_in_the_centre(open_, cast):
    statement = select(Membership.name).join(Organization, Organization.id == Membership.organization_id)

    assert open_(cast.montreal.id).scalars(statement).all() == ["Victor"]


def test_join_from_a_table_without_centre_stays_in_the_centre(open_, cast):
    statement = select(Membership.name).select_from(Person).join(Membership, Membership.person_id == Person.id)

    assert set(open_(cast.montreal.id).scalars(statement)) == {"Chantal", "Victor"}


def test_outer_join_hides_the_other_centre(open_, cast):
    statement = select(Person.email, Membership.name).outerjoin(Membership, Membership.person_id == Person.id)

    found = dict(open_(cast.montreal.id).execute(statement).all())

    assert {name for name in found.values() if name} == {"Chantal", "Victor"}


def test_cross_product_stays_in_the_centre(open_, cast):
    other = aliased(Organization)

    statement = select(Organization.id, other.id).join(other, literal(True))

    assert open_(cast.montreal.id).execute(statement).all() == [(cast.elsewhere.id, cast.elsewhere.id)]


def test_alias_stays_in_the_centre(open_, cast):
    assert {o.id for o in open_(cast.montreal.id).scalars(select(aliased(Organization)))} == {cast.elsewhere.id}


def test_subquery_stays_in_the_centre(open_, cast):
    statement = select(Person.email).where(Person.id.in_(select(Membership.person_id)))

    assert set(open_(cast.montreal.id).scalars(statement)) == {cast.chantal.email, cast.victor.email}


def test_subquery_as_a_table_stays_in_the_centre(open_, cast):
    inner = select(Organization.id).subquery()

    assert open_(cast.montreal.id).scalar(select(func.count()).select_from(inner)) == 1


def test_scalar_subquery_stays_in_the_centre(open_, cast):
    statement = select(select(func.count(Membership.id)).scalar_subquery())

    assert open_(cast.montreal.id).scalar(statement) == 2


def test_common_table_expression_stays_in_the_centre(open_, cast):
    inner = select(Organization.id, Organization.centre_id).cte()

    assert open_(cast.montreal.id).execute(select(inner)).all() == [(cast.elsewhere.id, cast.montreal.id)]


def test_exists_stays_in_the_centre(open_, cast):
    statement = select(Person.email).where(exists().where(Membership.person_id == Person.id))

    assert set(open_(cast.montreal.id).scalars(statement)) == {cast.chantal.email, cast.victor.email}


def test_union_stays_in_the_centre(open_, cast):
    statement = union_all(select(Organization.id), select(Organization.id))

    assert open_(cast.montreal.id).scalars(statement).all() == [cast.elsewhere.id] * 2


def test_union_as_entities_stays_in_the_centre(open_, cast):
    both = union_all(select(Organization), select(Organization)).subquery()

    assert {o.id for o in open_(cast.montreal.id).scalars(select(aliased(Organization, both)))} == {cast.elsewhere.id}


def test_column_of_core_beside_its_entity_stays_in_the_centre(open_, cast):
    assert open_(cast.montreal.id).execute(select(Organization.id, TABLE.c.centre_id)).all() == [
        (cast.elsewhere.id, cast.montreal.id)
    ]


def test_deferred_column_is_read_in_the_centre(open_, cast):
    statement = select(Organization).options(undefer(Organization.name))

    assert [o.name for o in open_(cast.montreal.id).scalars(statement)] == ["Les Amis"]


def test_expired_row_is_read_again(open_, cast):
    session = open_(cast.montreal.id)
    row = session.scalars(select(Organization)).one()

    session.expire(row)

    assert row.name == "Les Amis"


def test_row_met_without_the_wall_is_out_of_reach_of_another_session(open_, cast):
    open_(None).get(Organization, cast.les_amis.id)

    assert open_(cast.montreal.id).get(Organization, cast.les_amis.id) is None


def test_two_scopes_in_one_process_share_no_compiled_statement(open_, cast):
    statement = select(Organization.id).order_by(Organization.id)

    assert open_(cast.montreal.id).scalars(statement).all() == [cast.elsewhere.id]
    assert open_(cast.quebec.id).scalars(statement).all() == [cast.les_amis.id, cast.le_phare.id]
    assert open_(cast.montreal.id).scalars(statement).all() == [cast.elsewhere.id]


@pytest.mark.parametrize(
    "statement",
    [
        select(TABLE),
        select(TABLE.c.id),
        select(func.count()).select_from(TABLE),
        text("SELECT * FROM organization"),
        select(Organization).from_statement(text("SELECT * FROM organization")),
        update(TABLE).values(region="x"),
        delete(TABLE),
        insert(TABLE).values(name="x"),
        insert(Organization).values(name="x"),
        # Half of it can be narrowed; the other half would look over the wall.
        select(Organization.id).where(Organization.id.in_(select(TABLE.c.id).where(TABLE.c.id > 0))),
        select(Person.id, TABLE.c.name),
        select(Person.id).where(Person.id.in_(select(TABLE.c.id))),
        select(Person.id).join(TABLE, TABLE.c.id == Person.id),
        select(Person.id, select(func.max(TABLE.c.name)).scalar_subquery()),
        select(Person.id, TABLE.alias().c.name),
        select(Person.id).where(text("id IN (SELECT person_id FROM membership)")),
    ],
    ids=lambda statement: " ".join(str(statement).split())[:90],
)
def test_statement_that_cannot_be_narrowed_is_refused(open_, cast, statement):
    with pytest.raises(RawStatement):
        open_(cast.montreal.id).execute(statement)
