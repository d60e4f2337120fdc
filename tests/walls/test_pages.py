"""Every page, for whoever may open it, in both languages, under the eye of the careful reader of `tests/page.py`."""

import pytest

from tests.page import Page
from tests.walls.atlas import VISITS
from tests.walls.world import at

READERS = (None, "bruno", "denis", "aline", "rachel")


@pytest.mark.sqlite  # what a page says does not depend on the engine
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("visit", [visit for visit in VISITS if visit.method == "GET"], ids=str)
def test_page_has_no_fault(world, visit, language):
    app, found = world.cast.app, []
    for who, client in zip(READERS, world.cast.clients_for(*READERS, language=language), strict=True):
        address = visit.address(app, at(visit, world.spot("here"), app))
        answer = client.get(address, query_string={"lang": language}, buffered=True)
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            page = Page(answer.text, address)
            assert page.all("html")[0]["lang"] == f"{language}-CA"
            found += [f"{who} at {address}: {fault}" for fault in page.faults()]

    assert found == []


@pytest.mark.sqlite
def test_refusals_have_no_fault(world):
    """The pages of what went wrong are read at the worst of times."""
    aline, bruno, nobody = world.cast.clients_for("aline", "bruno", None)
    answers = [
        bruno.get(f"/centres/{world.cast.quebec.slug}/team"),
        bruno.get("/centres/no-such-centre/"),
        nobody.get("/no-such-page"),
        nobody.post("/guide"),
        aline.post("/language", data={"lang": "en"}),
        aline.post("/language", data=b"x" * 10_000_000),
    ]

    assert [answer.status_code for answer in answers] == [403, 404, 404, 405, 400, 413]
    for answer in answers:
        assert Page(answer.text, answer.request.path).faults() == []
