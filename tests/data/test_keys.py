"""The database itself refuses a row that points into another centre, whatever the program believes."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, exc, insert, select, update

from socialtrack.data.db import db
from socialtrack.kernel.moments import to_microseconds
from tests.cast import FOUNDED_AT, everything

# The keys that point at a thing with a number of its own. The others point at a key that each centre has, such as a
# version or a task, and hold the centre too (`tests/walls/test_tables.py`).
NUMBERED = ("organization", "membership", "event", "text_revision")


def keys() -> list[tuple[str, ForeignKeyConstraint]]:
    found = []
    for table in db.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: key.column_keys):
            if "centre_id" in table.c and key.referred_table.name in NUMBERED:
                column = next(name for name in key.column_keys if name != "centre_id")
                found.append(pytest.param(table, column, key.referred_table, id=f"{table.name}.{column}"))
    return found


@pytest.fixture(autouse=True)
def _in_the_app(furnished):
    with furnished.app.app_context():
        yield


@pytest.mark.parametrize(("child", "column", "parent"), keys())
def test_row_cannot_point_across(furnished, child: Table, column: str, parent: Table):
    here, there = furnished.quebec.id, furnished.montreal.id
    with everything() as connection:
        foreign = connection.execute(select(parent.c.id).where(parent.c.centre_id == there)).scalars().first()
        own = connection.execute(select(parent.c.id).where(parent.c.centre_id == here)).scalars().first()
        row = connection.execute(select(*child.primary_key).where(child.c.centre_id == here)).first()
        assert row, f"no row to try in {child.name}"
        assert foreign is not None
        assert own is not None
        one = [key == value for key, value in zip(child.primary_key, row, strict=True)]

        with pytest.raises(exc.IntegrityError):
            connection.execute(update(child).where(*one).values({column: foreign}))
        connection.rollback()


def test_own_row_may_be_pointed_at(furnished):
    """Else the tests above could pass for another reason."""
    table = db.metadata.tables["invitation"]
    with everything() as connection:
        changed = connection.execute(
            update(table).where(table.c.centre_id == furnished.quebec.id).values(organization_id=furnished.le_phare.id)
        )
        connection.rollback()

    assert changed.rowcount == 2  # an invitation of each organization


def test_row_cannot_be_added_across(furnished):
    table = db.metadata.tables["network_choice"]
    with everything() as connection, pytest.raises(exc.IntegrityError):
        connection.execute(
            insert(table).values(
                centre_id=furnished.quebec.id,
                organization_id=furnished.elsewhere.id,
                network="x",
                state="chosen",
                changed_at=FOUNDED_AT,
            )
        )


def test_moments_are_kept_as_whole_microseconds(furnished):
    table = db.metadata.tables["centre"]
    with everything() as connection:
        found = connection.connection().exec_driver_sql(f"SELECT min(created_at) FROM {table.name}").scalar()

    assert found == to_microseconds(FOUNDED_AT)
