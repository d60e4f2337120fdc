"""Each table belongs to a centre, and each key between tables holds the centre too; those that don't are listed."""

from sqlalchemy import UniqueConstraint, inspect

from socialtrack.data.db import db
from socialtrack.data.scope import CentreOwned, OrganizationOwned
from socialtrack.wiring import TABLES

assert TABLES  # the app's own list: importing it makes every table known

# Tables that belong to no centre, and why.
OF_NO_CENTRE = {
    "centre": "the centre itself",
    "person": "somebody may belong to several centres",
    "device": "a session is a person's",
    "sign_in_link": "a link signs a person in",
    "installation": "the one row of the whole installation",
    "throttle": "tries are counted before anyone knows who tries",
    "letter": "letters to persons who sign in belong to no centre",
    "authenticator_app": "a second factor is a person's",
    "recovery_code": "a second factor is a person's",
    "passkey": "a passkey is a person's",
    "challenge": "a passkey is asked before anyone knows who answers",
    "erasure": "a person may have belonged to several centres",
    "mail_refusal": "an address may be known to several centres, or to none",
}
# Keys that lead out of the tenant's tables, and to what.
OUTWARD = {"centre", "person", "device"}


def tables():
    return {table.name: table for table in db.metadata.sorted_tables}


def classes():
    return {mapper.local_table.name: mapper.class_ for mapper in db.Model.registry.mappers}


def test_each_table_belongs_to_a_centre_or_says_why_not():
    outside = {name for name, class_ in classes().items() if not issubclass(class_, CentreOwned)}

    assert outside == set(OF_NO_CENTRE)


def test_each_table_of_a_centre_has_it_filled():
    for name, class_ in classes().items():
        if issubclass(class_, CentreOwned):
            assert not tables()[name].c.centre_id.nullable, name


def test_table_that_names_an_organization_is_behind_its_members_wall_or_listed():
    """A member's session reads these rows of its own organization only. The others are read through queries that say
    so, and hold nothing that an organization keeps to itself."""
    named = {name for name, table in tables().items() if "organization_id" in table.c}
    walled = {name for name, class_ in classes().items() if issubclass(class_, OrganizationOwned)}

    assert named - walled == {"membership", "invitation", "organization_merge"}


def test_each_key_between_tables_of_centres_holds_the_centre():
    for table in tables().values():
        if table.name in OF_NO_CENTRE:
            continue
        for key in table.foreign_key_constraints:
            target = key.referred_table.name
            if target in OUTWARD:
                continue
            pairs = {(element.parent.name, element.column.name) for element in key.elements}
            assert ("centre_id", "centre_id") in pairs, f"{table.name} → {target}: {pairs}"
            assert len(pairs) >= 2, f"{table.name} → {target} names the centre alone"


def test_each_table_with_a_number_has_the_composite_key_that_others_point_at():
    for name, table in tables().items():
        if name in OF_NO_CENTRE or "id" not in table.c:
            continue
        uniques = [
            {column.name for column in constraint.columns}
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        ]
        assert {"centre_id", "id"} in uniques, name


def test_each_primary_key_without_a_number_begins_with_the_centre():
    """So that the rows of a centre lie together, and none can be named without it."""
    for name, table in tables().items():
        if name not in OF_NO_CENTRE and "id" not in table.c:
            assert next(iter(table.primary_key.columns)).name == "centre_id", name


def test_database_has_the_keys_that_the_models_promise(app):
    with app.app_context():
        inspector = inspect(db.engine)
        for name, table in tables().items():
            promised = {
                (tuple(key.column_keys), key.referred_table.name, tuple(e.column.name for e in key.elements))
                for key in table.foreign_key_constraints
            }
            found = {
                (tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
                for key in inspector.get_foreign_keys(name)
            }
            assert found == promised, name


def test_moments_and_days_are_whole_numbers_and_texts(app):
    """No engine's own idea of time: what the one keeps, the other reads."""
    with app.app_context():
        kinds = {
            f"{table}.{column['name']}": str(column["type"]).upper()
            for table in tables()
            for column in inspect(db.engine).get_columns(table)
        }

    assert not {name: kind for name, kind in kinds.items() if "DATE" in kind or "TIME" in kind}
