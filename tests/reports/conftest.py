"""What the tests of reports share: the examples, and live addresses."""

import re
from functools import partial

import pytest

from tests.browser import Browser


@pytest.fixture
def example(cast):
    """Québec with the twelve examples beside Les Amis and Le Phare: so the database of a test that asks begins
    (tests/databases.py)."""
    return cast


@pytest.fixture
def live_page(cast):
    return f"/centres/{cast.quebec.slug}/reports/live"


@pytest.fixture
def open_one(cast, live_page):
    """Opens an address as somebody; what a spreadsheet asks for."""

    def opened(who="aline", query="", **said):
        browser = Browser(cast.client_for(who))
        browser.get(f"{live_page}{query}")
        answer = browser.submit(browser.page.form("/reports/live"), {"name": "Le conseil", **said}, status=200)
        found = re.search(r'value="http://[^/"]+(/live/[^"]+)"', answer.text)
        assert found is not None
        return found[1]

    return opened


@pytest.fixture
def reader(cast):
    """A spreadsheet: no session, no cookie; it reads what it asked for to the end."""
    client = cast.app.test_client()
    client.open = partial(client.open, buffered=True)
    return client
