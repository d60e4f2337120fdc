"""What a centre says of its care of personal information, for the page on privacy."""

from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.tenancy.actions import found_centre
from socialtrack.tenancy.models import Centre
from socialtrack.tenancy.queries import CentreStatement, centre_statement
from tests.cast import everything


def said(cast) -> None:
    with everything() as session, immediate(session):
        session.execute(
            update(Centre)
            .where(Centre.id == cast.quebec.id)
            .values(
                privacy_person="Aline Roy", privacy_email="aline@example.org", hosting_place="Québec", kept_days=365
            )
        )


def test_centre_says_who_watches_where_and_how_long(cast):
    with cast.app.app_context():
        said(cast)
        with everything() as session:
            statement = centre_statement(session, cast.quebec.id)

    assert statement == CentreStatement(
        cast.quebec.slug, cast.quebec.name, "Aline Roy", "aline@example.org", "Québec", 365
    )


def test_members_own_session_reads_its_centre(cast):
    with cast.app.app_context():
        said(cast)
    with cast.work_for("bruno") as work:
        statement = centre_statement(work.session, work.centre.id)

    assert statement is not None
    assert statement.privacy_person == "Aline Roy"


def test_of_several_centres_none_speaks_for_the_installation(cast):
    with cast.app.app_context(), everything() as session:
        assert centre_statement(session) is None


def test_the_only_centre_speaks_for_the_installation(app):

    with app.app_context(), everything() as session:
        with immediate(session):
            found_centre(session, "Le seul", "fr", "America/Toronto", utc_now())
        statement = centre_statement(session)

    assert statement is not None
    assert (statement.name, statement.privacy_person, statement.kept_days) == ("Le seul", "", 730)
