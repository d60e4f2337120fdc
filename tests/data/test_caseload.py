"""An advisor held to a caseload: organizations of others are not there, by each way of asking and of writing."""

import gc

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from socialtrack.data import caseload
from socialtrack.data.caseload import BeyondCaseload, within_caseload
from socialtrack.data.db import db, immediate
from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import CentreOwned, Scope, open_session
from socialtrack.journal.models import CentreTotals, Event, OrganizationSummary, TextRevision
from socialtrack.kernel.errors import NotFound, Refused
from socialtrack.questions.models import Question, TeamNote
from socialtrack.support.models import Support
from socialtrack.tenancy.models import Membership, NetworkChoice, Organization, OrganizationMerge
from socialtrack.wiring import TABLES
from tests.asks import ask_something
from tests.cast import FOUNDED_AT, everything
from tests.postgres import RUNTIME

assert TABLES

o = aliased(Organization)
ASKED = {
    "organization": select(Organization.name),
    "alias": select(o.name),
    "summary": select(OrganizationSummary.organization_id),
    "members": select(Membership.id).where(Membership.organization_id.is_not(None), Membership.role == "member"),
    "counted": select(func.count()).select_from(Organization),
    "subquery": select(Organization.id).where(Organization.id.in_(select(OrganizationSummary.organization_id))),
    "events": select(Event.organization_id).where(Event.organization_id.is_not(None)).distinct(),
}
PREPARED = {
    "organization": "SELECT name FROM organization WHERE centre_id = :centre_id",
    "alias": "SELECT o.name FROM organization o WHERE o.centre_id = :centre_id",
    "join": "SELECT o.name FROM organization_summary s JOIN organization o ON o.centre_id = s.centre_id"
    " AND o.id = s.organization_id WHERE s.centre_id = :centre_id",
    "walk": "SELECT organization_id FROM organization_summary WHERE centre_id = :centre_id AND organization_id > 0"
    " ORDER BY organization_id LIMIT 10",
    "members": "SELECT id FROM membership m WHERE m.centre_id = :centre_id AND m.role = 'member'",
    "events": "SELECT DISTINCT organization_id FROM event e WHERE e.centre_id = :centre_id"
    " AND organization_id IS NOT NULL",
}
PREPARED = {name: Prepared(sql) for name, sql in PREPARED.items()}
EVERYONE = Prepared(
    "SELECT id FROM organization WHERE centre_id = :centre_id", beyond_caseload="a test counts them all"
)
SAID = Prepared("SELECT :caseload FROM centre WHERE id = :centre_id")
RENAME = Prepared("UPDATE organization SET name = :name WHERE centre_id = :centre_id AND id = :id")
CHOOSE = Prepared(
    """INSERT INTO network_choice (centre_id, organization_id, network, state, changed_at)
       VALUES (:centre_id, :organization_id, :network, 'chosen', 0)"""
)


@pytest.fixture
def held(cast):
    cast.confide("agathe", cast.les_amis)
    return cast


@pytest.fixture
def session(held):
    with held.app.app_context():
        session = open_session(Scope(held.quebec.id, caseload=held.agathe.membership_id))
        yield session
        session.close()


@pytest.fixture
def whole(held):
    with held.app.app_context():
        session = open_session(Scope(held.quebec.id))
        yield session
        session.close()


@pytest.mark.parametrize("name", ASKED)
def test_organizations_of_others_are_not_read(session, whole, name):
    found, all_of_them = session.execute(ASKED[name]).all(), whole.execute(ASKED[name]).all()

    if name == "counted":
        assert (found, all_of_them) == ([(1,)], [(2,)])
    else:
        assert (len(found), len(all_of_them)) == (1, 2)


@pytest.mark.parametrize("name", PREPARED)
def test_nor_by_the_short_way(session, whole, name):
    assert (len(PREPARED[name].rows(session)), len(PREPARED[name].rows(whole))) == (1, 2)


def test_statement_that_says_why_reads_them_all_and_the_next_does_not(session):
    assert len(EVERYONE.rows(session)) == 2
    assert len(PREPARED["organization"].rows(session)) == 1


def test_statement_may_name_the_caseload_which_is_empty_for_everyone_else(held, session, whole):
    assert SAID.row(session) == (held.agathe.membership_id,)
    assert SAID.row(whole) == (None,)


def test_totals_of_the_centre_are_not_read(session):
    totals = Prepared("SELECT organizations FROM centre_totals WHERE centre_id = :centre_id")

    with pytest.raises(BeyondCaseload, match="totals"):
        totals.row(session)
    assert session.scalars(select(CentreTotals.organizations)).all() == []


def test_confided_organization_is_there_at_once_and_gone_as_soon(held, session):
    held.confide("agathe", held.le_phare)
    session.rollback()

    assert session.scalars(select(Organization.name)).all() == ["Le Phare"]


@pytest.mark.parametrize("change", [update(Organization).values(name="x"), delete(NetworkChoice)])
def test_change_reaches_no_organization_of_others(held, session, change):
    held.confide("agathe", held.le_phare)

    with immediate(session):
        session.execute(change)

    assert held.rows(select(Organization.name).filter_by(id=held.les_amis.id)) == ["Les Amis"]
    assert held.rows(select(NetworkChoice.network).filter_by(organization_id=held.les_amis.id)) == ["facebook"]


def test_short_way_changes_no_organization_of_others(held, session):
    with immediate(session):
        assert RENAME.run(session, name="Les Amies", id=held.les_amis.id) == 1
        CHOOSE.run(session, organization_id=held.les_amis.id, network="x")
    for refused in (
        lambda: RENAME.run(session, name="x", id=held.le_phare.id),
        lambda: RENAME.run_each(session, [{"name": "x", "id": held.le_phare.id}]),
        lambda: CHOOSE.run(session, organization_id=held.le_phare.id, network="facebook"),
        lambda: CHOOSE.run(session, organization_id=2**40, network="facebook"),
    ):
        with pytest.raises(NotFound), immediate(session):
            refused()

    assert sorted(held.rows(select(Organization.name).filter_by(centre_id=held.quebec.id))) == ["Le Phare", "Les Amies"]


def test_statement_that_does_not_say_what_it_changes_is_refused(session):
    forget = Prepared("DELETE FROM network_choice WHERE centre_id = :centre_id")

    with pytest.raises(BeyondCaseload):
        forget.run(session)


def test_nobody_gives_away_what_was_confided_to_them(held, session):
    away = Prepared("UPDATE organization SET advisor_id = :advisor_id WHERE centre_id = :centre_id AND id = :id")

    with pytest.raises(Refused):
        away.run(session, advisor_id=held.aline.membership_id, id=held.les_amis.id)
    row = session.scalars(select(Organization)).one()
    row.advisor_id = held.aline.membership_id
    with pytest.raises(Refused):
        session.flush()


@pytest.mark.parametrize("which", ["choice", "event", "merge"])
def test_row_about_an_organization_of_others_is_not_written(held, session, which):
    inside, outside = held.les_amis.id, held.le_phare.id
    row = {
        "choice": NetworkChoice(organization_id=outside, network="facebook", state="chosen", changed_at=FOUNDED_AT),
        "event": Event(organization_id=outside, kind="x", happened_at=FOUNDED_AT, recorded_at=FOUNDED_AT),
        "merge": OrganizationMerge(organization_id=inside, into_id=outside, merged_at=FOUNDED_AT),
    }[which]
    session.add(row)

    with pytest.raises(NotFound):
        session.flush()


def test_texts_of_the_team_are_read_where_they_are_about_one_of_theirs(held, session, whole):
    """They belong to no organization: what they are noted beside decides."""
    for organization, who in ((held.les_amis, "bruno"), (held.le_phare, "paul")):
        with held.work_for(who) as work:
            ask_something(work, organization.id, "ask", 1)
    with held.app.app_context(), everything() as everywhere, immediate(everywhere):
        for organization in (held.les_amis, held.le_phare):
            _note_beside(everywhere, held, organization)

    for asked in (select(TextRevision.body).where(TextRevision.audience == "team"), select(TeamNote.id)):
        assert len(session.execute(asked).all()) * 2 == len(whole.execute(asked).all())
    bodies = session.scalars(select(TextRevision.body).where(TextRevision.audience == "team"))
    assert sorted(bodies) == ["called les-amis", "note les-amis"]
    short = Prepared("SELECT body FROM text_revision WHERE centre_id = :centre_id AND audience = 'team' ORDER BY body")
    assert short.rows(session) == [("called les-amis",), ("note les-amis",)]


def _note_beside(session, cast, organization):
    here = {"centre_id": cast.quebec.id}
    question = session.scalars(select(Question.id).filter_by(organization_id=organization.id)).one()
    event = session.scalars(select(func.max(Event.id)).filter_by(organization_id=organization.id)).one()
    texts = [
        TextRevision(**here, audience="team", body=f"{what} {organization.slug}", written_at=FOUNDED_AT)
        for what in ("note", "called")
    ]
    session.add_all(texts)
    session.flush()
    session.add(TeamNote(**here, question_id=question, text_id=texts[0].id, written_at=FOUNDED_AT))
    session.add(
        Support(
            **here,
            organization_id=organization.id,
            kind="call",
            given_on=FOUNDED_AT.date(),
            note_id=texts[1].id,
            logged_at=FOUNDED_AT,
            changed_at=FOUNDED_AT,
            event_id=event,
        )
    )


def test_journal_of_the_centre_is_read_without_what_is_told_of_organizations(held, session, whole):
    with held.app.app_context(), everything() as everywhere, immediate(everywhere):
        for kind in ("organizations-imported", "team-note-written", "settings-changed", "anything-new"):
            moments = {"happened_at": FOUNDED_AT, "recorded_at": FOUNDED_AT}
            row = Event(centre_id=held.quebec.id, kind=kind, actor_role="manager", channel="web", **moments)
            everywhere.add(row)

    kinds = set(session.scalars(select(Event.kind).where(Event.organization_id.is_(None))))

    assert {"settings-changed", "membership-added", "centre-founded"} <= kinds
    assert not kinds & {"organizations-imported", "team-note-written", "anything-new"}
    short = Prepared("SELECT DISTINCT kind FROM event WHERE centre_id = :centre_id AND organization_id IS NULL")
    assert {kind for (kind,) in short.rows(session)} == kinds


def test_caseload_is_one_of_a_whole_centre():
    with pytest.raises(ValueError, match="whole centre"):
        Scope(None, "why", caseload=1)
    with pytest.raises(ValueError, match="whole centre"):
        Scope(1, organization_id=2, caseload=3)


def test_statements_are_read_whatever_their_shape():
    left = f"(SELECT * FROM note WHERE {caseload.LEFT['note']})"

    assert within_caseload("SELECT 1 FROM note n WHERE n.id = 1") == f"SELECT 1 FROM {left} n WHERE n.id = 1"
    assert within_caseload("A LEFT JOIN note\n ON b") == f"A LEFT JOIN {left} note\n ON b"
    assert within_caseload("SELECT 'note' FROM task") == "SELECT 'note' FROM task"
    for beyond in ("SELECT 1 FROM task, note", "SELECT 1 FROM note, note n", "SELECT 1 FROM centre_totals"):
        with pytest.raises(BeyondCaseload):
            within_caseload(beyond)


def test_each_table_of_a_centre_says_what_is_left_of_it():
    """A new table fails here until `data/caseload.py` decides it; a table with an organization is never open."""
    classes = {mapper.local_table.name: mapper.class_ for mapper in db.Model.registry.mappers}
    of_centre = {name for name, class_ in classes.items() if issubclass(class_, CentreOwned)}
    decided = [set(caseload.LEFT), set(caseload.TOTALS), set(caseload.OF_THE_CENTRE)]

    assert set.union(*decided) == of_centre
    assert sum(map(len, decided)) == len(of_centre)
    named = {name for name in of_centre if "organization_id" in classes[name].__table__.c}
    assert named <= set(caseload.LEFT)


def test_every_prepared_statement_has_words_for_a_caseload_or_counts_the_whole_centre():
    refused = set()
    for one in [one for one in gc.get_objects() if isinstance(one, Prepared) and one.is_for_a_caseload]:
        try:
            one.within_caseload()
        except BeyondCaseload as error:
            refused.add(str(error).partition(":")[0])

    assert refused <= {"centre_totals", "centre_day_count", "centre_day_movement", "centre_day_count, centre_totals"}


@pytest.mark.postgresql
def test_database_hides_organizations_of_others_by_itself(held, postgres):
    with held.app.app_context():
        database = str(db.engine.url.database)
    with postgres.connect(database, RUNTIME) as connection, connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('socialtrack.centre', %s, true)", [str(held.quebec.id)])
        assert len(connection.execute("SELECT name FROM organization").fetchall()) == 2
        connection.execute("SELECT set_config('socialtrack.caseload', %s, true)", [str(held.agathe.membership_id)])

        assert connection.execute("SELECT name FROM organization").fetchall() == [("Les Amis",)]
        assert connection.execute("UPDATE organization SET name = 'x'").rowcount == 1
