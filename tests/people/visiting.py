"""A visitor who reads a page before answering its form, as a browser does."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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
