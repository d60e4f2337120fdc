"""Migrations go both ways on both engines, and make what the models say."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select, text

from socialtrack.data.db import db
from socialtrack.guide import queries as guide
from socialtrack.guide.rules import in_scope
from socialtrack.home import queries as board
from socialtrack.home.board_queries import movement
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.kernel.moments import to_microseconds, utc_now
from socialtrack.ops.serve import bring_up_to_date, count_again
from socialtrack.progress import actions, rules
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rebuild_due import centres_due, rebuild_due
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import OrganizationRevision
from socialtrack.tenancy.organization_actions import organization_there
from socialtrack.tenancy.queries import details_of
from socialtrack.tenancy.rules import Details
from tests.cast import Cast, build, everything
from tests.progress.test_rebuild import found, live

ROOT = Path(__file__).parents[2]
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))


def _shape(app) -> dict:
    """Columns, keys and indexes, as the database itself tells them."""
    with app.app_context():
        inspector = inspect(db.engine)
        inspector.clear_cache()
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
                sorted(str(key) for key in inspector.get_foreign_keys(table)),
                sorted(str(key) for key in inspector.get_unique_constraints(table)),
                sorted(_words(index) for index in inspector.get_indexes(table)),
                str(inspector.get_pk_constraint(table)),
            )
            for table in inspector.get_table_names()
        }


def _words(index: dict) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_up_down_and_up_again(empty):
    with empty.app_context():
        upgrade()
    first = _shape(empty)
    with empty.app_context():
        downgrade(revision="base")
    nothing = _shape(empty)
    with empty.app_context():
        upgrade()

    assert set(nothing) == {"alembic_version"}
    assert _shape(empty) == first
    assert set(first) == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}


def test_each_step_can_be_taken_back_and_taken_again(empty):
    steps = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
    with empty.app_context():
        for step in steps:
            upgrade(revision=step)
            there = _shape(empty)
            downgrade(revision="-1")
            upgrade(revision=step)
            assert _shape(empty) == there, step


def test_models_and_migrations_say_the_same(empty):
    with empty.app_context():
        upgrade()
        check()  # exits if it would write a new migration


def test_migrated_database_takes_a_whole_world(empty):
    with empty.app_context():
        upgrade()

    build(empty)

    assert Cast(empty).les_amis.name == "Les Amis"


def test_what_was_said_of_an_organization_before_is_in_its_revisions(empty):
    """The columns came with the second migration: without this, undoing an import would forget an older address."""
    with empty.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            connection.execute(
                text(
                    """INSERT INTO centre
                       (id, slug, name, language, time_zone, stalled_after_days, path_version, created_at)
                       VALUES (1, 'cab', 'CAB', 'fr', 'America/Toronto', 30, 1, 1)"""
                )
            )
            connection.execute(
                text(
                    """INSERT INTO organization
                       (id, centre_id, slug, name, name_key, language, email, tags, is_example, created_at)
                       VALUES (1, 1, 'popote', 'Popote', 'popote', 'en', 'popote@example.org', '[]', :no, 1)"""
                ),
                {"no": False},
            )
            connection.execute(
                text(
                    """INSERT INTO organization_revision (id, centre_id, organization_id, name, tags, recorded_at)
                       VALUES (1, 1, 1, 'Popote', '[]', 1)"""
                )
            )
        upgrade()
        with everything() as session:
            (revision,) = session.scalars(select(OrganizationRevision))

    assert (revision.email, revision.language, revision.phone) == ("popote@example.org", "en", None)


def test_organizations_with_members_get_their_days_for_saying_where_they_stood(empty):
    """From the first who joined, on the day it was in the centre's own zone; none where nobody has joined."""
    rows = (
        """INSERT INTO centre (id, slug, name, language, time_zone, stalled_after_days, path_version, created_at)
           VALUES (1, 'cab', 'CAB', 'fr', 'America/Toronto', 30, 1, 1)""",
        """INSERT INTO organization (id, centre_id, slug, name, name_key, language, tags, is_example, created_at)
           VALUES (1, 1, 'popote', 'Popote', 'popote', 'fr', '[]', :no, 1),
                  (2, 1, 'friperie', 'Friperie', 'friperie', 'fr', '[]', :no, 1)""",
        """INSERT INTO organization_summary (centre_id, organization_id, step1_settled, step1_counted, step2_settled,
               step2_counted, step3_settled, step3_counted, step4_settled, step4_counted, done, declined,
               not_applicable, further_done, progress_order, last_activity_at, is_listed)
           VALUES (1, 1, 0,0,0,0,0,0,0,0,0,0,0,0, 0, 0, :yes), (1, 2, 0,0,0,0,0,0,0,0,0,0,0,0, 0, 0, :yes)""",
        """INSERT INTO event
               (centre_id, organization_id, kind, happened_at, recorded_at, actor_role, on_behalf, channel)
           VALUES (1, 1, 'membership-added', :first, :first, 'host', :no, 'web'),
                  (1, 1, 'membership-added', :second, :second, 'host', :no, 'web')""",
    )
    first = to_microseconds(datetime(2026, 11, 3, 3, 0, tzinfo=UTC))  # the evening of the 2nd in Québec
    values = {"no": False, "yes": True, "first": first, "second": first + 10**12}
    with empty.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL socialtrack.everywhere = 'on'"))
            for row in rows:
                connection.execute(text(row), {key: value for key, value in values.items() if f":{key}" in row})
        upgrade()
        with everything() as session:
            days = session.scalars(
                select(OrganizationSummary.baseline_due_on).order_by(OrganizationSummary.organization_id)
            ).all()

    assert days == [date(2026, 11, 16), None]


def test_nothing_is_left_to_count_after_an_update(empty, clock):
    """A database of the version before, with a past: once it is served, all is counted, and the board says it."""
    cast = a_year(empty, clock)
    before = shown(cast)
    with empty.app_context():
        downgrade(revision="0005")
        bring_up_to_date()
        assert [centre.id for centre in centres_due()] == [cast.quebec.id, cast.montreal.id]
    assert shown(cast) != before, "nothing of this is counted by the migration"

    start = empty.test_cli_runner().invoke(args=["rebuild-progress", "--check"])
    assert start.exit_code == 1
    assert "centre_day_movement" in start.stderr and "centre_day_count" in start.stderr
    with empty.app_context():
        count_again()
        assert centres_due() == []
        count_again()

    assert shown(cast) == before
    assert empty.test_cli_runner().invoke(args=["rebuild-progress", "--check"]).exit_code == 0


def test_two_processes_that_start_at_once_count_once(empty, clock):
    cast = a_year(empty, clock)
    before = shown(cast)
    with empty.app_context():
        downgrade(revision="0005")
        upgrade()
    written, ready = [], Barrier(3)

    def start():
        with empty.app_context():
            due = centres_due()
            ready.wait()
            written.append([rebuild_due(centre) for centre in due])

    threads = [Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    quebec, montreal = zip(*written, strict=True)
    assert all(sorted(rows)[:2] == [0, 0] and max(rows) > 0 for rows in (quebec, montreal)), written
    assert shown(cast) == before


def a_year(app, clock):
    """A database at the newest revision, with a past."""
    with app.app_context():
        upgrade()
    build(app)
    cast = Cast(app)
    live_in(cast, clock)
    return cast


def live_in(cast, clock):
    """A year of three organizations: one that goes on, one that has all its tasks behind it, one that was removed; and
    one that was merged into another."""
    ids = {}
    for name in ("Le Fanal", "La Popote", "L’Ancien", "La Même"):
        ids[name], people = found(cast, name)
        ticks = [
            ("tick", "lead", key, "done", "", None) for key in ("name-responsible", "name-backup", "weekly-rhythm")
        ]
        live(cast, clock, ids[name], people, [("network", "lead", "facebook", "chosen"), *ticks, ("days", 9)])
    with cast.work_for("aline") as work:
        actions.set_task_state(
            work,
            ids["Le Fanal"],
            "name-backup",
            rules.wanted("declined", "Nous sommes deux", today=work.today),
            Gesture(),
        )
        for task in in_scope(guide.path(work), frozenset({"facebook"})):
            said = rules.wanted("done", today=work.today)
            actions.set_task_state(work, ids["La Popote"], task.key, said, Gesture())
        plan = plan_merge(work, ids["Le Fanal"], ids["La Même"])
        merge_organizations(work, ids["Le Fanal"], ids["La Même"], {}, plan.digest)
        with work.write():
            remove_organization(work, ids["L’Ancien"])
    clock.shift(timedelta(days=12))


def shown(cast):
    """What the board says, today and on the day on which checks are to be done again."""
    with cast.work_for("aline") as work:
        later = replace(work, now=work.now + timedelta(days=400))
        return board.centre_figures(work), board.centre_figures(later), movement(work)


def test_organizations_of_who_has_left_are_confided_to_nobody(empty, clock):
    """Places could end, and become places of reading, before what was confided to them went anywhere."""
    with empty.app_context():
        upgrade()
    build(empty)
    cast = Cast(empty)
    with cast.work_for("aline") as work, work.write():
        tags = ("eau",)
        change_organizations(
            work,
            {
                cast.les_amis.id: Details("Les Amis", tags=tags, phone="418", advisor_id=cast.agathe.membership_id),
                cast.le_phare.id: Details("Le Phare", advisor_id=cast.aline.membership_id),
            },
        )
    clock.shift(timedelta(days=1))
    with empty.app_context():
        downgrade(revision="0005")
        with db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL socialtrack.everywhere = 'on'"))
            at = {"at": to_microseconds(utc_now()), "id": cast.agathe.membership_id}
            connection.execute(text("UPDATE membership SET ended_at = :at WHERE id = :id"), at)
        upgrade()
        count_again()

    with cast.work_for("aline") as work:
        said = {id_: details_of(organization_there(work, id_)) for id_ in (cast.les_amis.id, cast.le_phare.id)}
        assert said[cast.le_phare.id].advisor_id == cast.aline.membership_id
        assert said[cast.les_amis.id] == Details("Les Amis", tags=tags, phone="418", language="fr")
        revisions = work.session.scalars(
            select(OrganizationRevision)
            .where(OrganizationRevision.organization_id == cast.les_amis.id)
            .order_by(OrganizationRevision.id)
        ).all()
        assert [one.advisor_id for one in revisions] == [None, cast.agathe.membership_id, None]
        assert details_of(revisions[-1]) == said[cast.les_amis.id]
        last = work.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert (last.kind, last.organization_id) == ("organization-changed", cast.les_amis.id)
        assert (last.value_after, last.actor_role) == ({"revision": revisions[-1].id}, "system")
        moments = work.session.scalars(select(Event.recorded_at).order_by(Event.id)).all()
        assert moments == sorted(moments)
        assert differences(work) == []
    page = cast.client_for("aline").get(f"{cast.les_amis.address}history")
    assert page.status_code == 200


def test_one_line_of_migrations_and_its_head_is_named():
    assert (ROOT / "migrations" / ".current-head").read_text().strip() == SCRIPTS.get_current_head()
    assert len(SCRIPTS.get_heads()) == 1


def test_migrations_do_not_use_the_models():
    """A migration is for ever; a model changes."""
    for script in SCRIPTS.walk_revisions():
        assert not re.search(r"^\s*(from|import)\s+socialtrack\b", Path(script.path).read_text(), re.MULTILINE), (
            script.path
        )
