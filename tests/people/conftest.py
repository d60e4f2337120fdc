"""What tests of ways in share: a mail server that is set, a password that Bruno has chosen."""

from dataclasses import replace

import pytest

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Person
from tests.cast import everything

SECRET = "tulipe canapé nuage onze"


@pytest.fixture
def mail(app):
    """An app that has a mail server; letters wait in the outbox, where the test reads them."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")


@pytest.fixture
def hasher(app):
    return app.extensions["socialtrack-hasher"]


@pytest.fixture
def with_password(app, cast, hasher):
    """Bruno has chosen SECRET."""
    with app.app_context(), everything() as session, immediate(session):
        person = session.get_one(Person, cast.bruno.person_id)
        person.password_hash, person.password_set_at = hasher.hash(SECRET), utc_now()
    hasher.checks = 0
