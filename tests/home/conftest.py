"""A centre with many organizations, for the pages that list them."""

from datetime import timedelta

import pytest

from socialtrack.progress.network_actions import set_network
from socialtrack.tenancy.actions import add_membership, command_work
from tests.browser import Browser
from tests.home.merging import say


@pytest.fixture
def example(cast):
    """Québec with the twelve examples beside Les Amis and Le Phare: so the database of a test that asks begins
    (tests/databases.py)."""
    return cast


@pytest.fixture
def aline(cast):
    return Browser(cast.client_for("aline"))


@pytest.fixture
def home(cast):
    """The address of Québec's board."""
    return f"/centres/{cast.quebec.slug}/"


@pytest.fixture
def lived(cast, clock):
    """Les Amis and Le Phare turn out to be one: each has its own people, networks and answers."""
    say(cast, "bruno", cast.les_amis, "name-responsible", "done", days_ago=10)
    say(cast, "bruno", cast.les_amis, "name-backup", "doing")
    say(cast, "bruno", cast.les_amis, "org-email", "declined", "Nous en avons une")
    clock.shift(timedelta(minutes=1))
    say(cast, "paul", cast.le_phare, "name-responsible", "done", days_ago=3)
    say(cast, "paul", cast.le_phare, "name-backup", "done", days_ago=5)
    say(cast, "paul", cast.le_phare, "org-email", "declined", "Celle du diocèse")
    say(cast, "paul", cast.le_phare, "password-vault", "not_applicable", "Un seul compte")
    with cast.work_for("paul") as work:
        set_network(work, cast.le_phare.id, "instagram", "chosen")
        set_network(work, cast.le_phare.id, "x", "not_now", reason="Pas le temps")
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(
            work, person_id=cast.bruno.person_id, role="reader", name="Bruno", organization_id=cast.le_phare.id
        )
    clock.shift(timedelta(minutes=1))
    return cast


@pytest.fixture
def preview(cast):
    return f"{cast.les_amis.address}record/merge?with=le-phare"


@pytest.fixture
def merged(lived, aline, preview):
    aline.get(preview)
    aline.submit(aline.page.form("record/merge"))
    return lived
