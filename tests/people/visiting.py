"""A visitor who reads a page before answering its form, as a browser does."""

import re
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from socialtrack.people.models import Person
from socialtrack.tenancy.models import Membership
from tests.cast import Cast

MARIE = {"email": "marie@example.org", "role": "member", "lang": "fr"}


def form_token(client: FlaskClient, page: str) -> str:
    """The token of a form on that page."""
    html = client.get(page, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None, f"no form on {page}"
    return found.group(1)


def send(
    client: FlaskClient, path: str, page: str | None = None, token: str | None = None, **fields: str
) -> TestResponse:
    """Fill in the form of `page` (else of `path`) and send it to `path`. `token` comes from a page read before."""
    return client.post(path, data={"csrf_token": token or form_token(client, page or path), **fields})


def shown_link(answer: TestResponse) -> str:
    """The link that a page shows to copy, without the site."""
    found = re.search(r'<input id="link" value="http://[^/"]+([^"]+)"', answer.get_data(as_text=True))
    assert found is not None, "the page shows no link"
    return unescape(found.group(1))


def invited(cast: Cast, who: str, page: str, **fields: str) -> str:
    """The link of an invitation that `who` makes, for Marie unless said otherwise."""
    return shown_link(send(cast.client_for(who), page, **{**MARIE, **fields}))


def memberships(cast: Cast, email: str) -> list[Membership]:
    """Every place that the person of that address ever had."""
    return cast.rows(select(Membership).join(Person, Person.id == Membership.person_id).where(Person.email == email))
