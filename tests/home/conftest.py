"""A centre with many organizations, for the pages that list them."""

import pytest

from socialtrack.home import actions
from tests.browser import Browser


@pytest.fixture
def example(cast):
    """Québec with the twelve examples beside Les Amis and Le Phare."""
    with cast.work_for("aline") as work:
        actions.load_example(work)
    return cast


@pytest.fixture
def aline(cast):
    return Browser(cast.client_for("aline"))


@pytest.fixture
def home(cast):
    """The address of Québec's board."""
    return f"/centres/{cast.quebec.slug}/"
