"""Prepared statements keep the wall: their centre comes from the session's scope, and from nowhere else."""

import pytest

from socialtrack.data.db import immediate
from socialtrack.data.prepared import Prepared, _in_both
from socialtrack.data.scope import RawStatement, ScopeMissing

NAMES = Prepared("SELECT name FROM organization WHERE centre_id = :centre_id ORDER BY id")
RENAME = Prepared("UPDATE organization SET region = :region WHERE centre_id = :centre_id AND id = :id")
EVERYONE = Prepared("SELECT name FROM organization ORDER BY id", unscoped="a test looks at everything")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM organization",
        "SELECT name FROM organization WHERE centre_id = 1",
        "SELECT name FROM organization WHERE centre_id = :centre",
        "SELECT name FROM organization WHERE centre_id = :centre_identity",
    ],
)
def test_statement_without_its_centre_cannot_be_prepared(sql):
    with pytest.raises(RawStatement):
        Prepared(sql)


def test_statement_is_bound_to_the_scope(open_, cast):
    assert NAMES.rows(open_(cast.quebec.id)) == [("Les Amis",), ("Le Phare",)]
    assert NAMES.rows(open_(cast.montreal.id)) == [("Les Amis",)]


def test_centre_cannot_be_passed(open_, cast):
    with pytest.raises(RawStatement):
        NAMES.rows(open_(cast.montreal.id), centre_id=cast.quebec.id)


def test_statement_of_a_centre_does_not_run_outside_one(open_):
    with pytest.raises(RawStatement):
        NAMES.rows(open_(None))


def test_statement_does_not_run_without_a_scope(open_):
    with pytest.raises(ScopeMissing):
        NAMES.rows(open_())


def test_unscoped_statement_does_not_run_in_a_centre(open_, cast):
    with pytest.raises(RawStatement):
        EVERYONE.rows(open_(cast.quebec.id))


def test_unscoped_statement_does_not_run_without_a_scope(open_):
    with pytest.raises(ScopeMissing):
        EVERYONE.rows(open_())


def test_unscoped_statement_runs_where_the_reason_was_said(open_):
    assert len(EVERYONE.rows(open_(None))) == 3


@pytest.mark.parametrize("ask", ["row", "rows", "run"])
def test_each_way_of_asking_keeps_the_wall(open_, cast, ask):
    with pytest.raises(RawStatement):
        getattr(NAMES, ask)(open_(None))


def test_stream_keeps_the_wall(open_):
    with pytest.raises(RawStatement):
        next(NAMES.stream(open_(None)))


def test_stream_gives_chunks(open_, cast):
    assert list(NAMES.stream(open_(cast.quebec.id), size=1)) == [[("Les Amis",)], [("Le Phare",)]]


def test_change_touches_the_centre_alone(open_, cast):
    session = open_(cast.montreal.id)

    with immediate(session):
        touched = RENAME.run(session, region="Ici", id=cast.les_amis.id)

    assert touched == 0


def test_values_are_values_and_never_sql(open_, cast):
    find = Prepared("SELECT name FROM organization WHERE centre_id = :centre_id AND name LIKE :like")
    session = open_(cast.montreal.id)

    assert find.rows(session, like="Les%") == [("Les Amis",)]
    assert find.rows(session, like="x' OR centre_id <> '0") == []


def test_percent_sign_means_the_same_on_both_engines(open_, cast):
    find = Prepared("SELECT name FROM organization WHERE centre_id = :centre_id AND name LIKE 'Le P%'")

    assert find.rows(open_(cast.quebec.id)) == [("Le Phare",)]


def test_what_keeps_sqlite_from_an_index_is_not_said_to_postgresql():
    sqlite, postgresql = _in_both(
        "SELECT n + o.n FROM o WHERE o.id = +e.id AND (+e.at < 1 + e.n) AND o.centre_id=+e.id"
    )

    assert sqlite.count("+") == 5
    assert postgresql == "SELECT n + o.n FROM o WHERE o.id = e.id AND (e.at < 1 + e.n) AND o.centre_id=e.id"
