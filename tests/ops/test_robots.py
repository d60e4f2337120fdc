"""What search engines are asked to leave alone, and what they must still be able to ask."""

from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask


@pytest.fixture
def robots(app: Flask) -> RobotFileParser:
    answer = app.test_client().get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    read = RobotFileParser()
    read.parse(answer.text.splitlines())
    return read


@pytest.mark.parametrize("path", ["/", "/guide", "/sign-in", "/privacy", "/static/css/style.css"])
def test_what_is_for_everybody_may_be_found(robots: RobotFileParser, path: str):
    assert robots.can_fetch("*", path)


@pytest.mark.parametrize("endpoint", ["people.invitation", "people.use_link", "setup.setup", "home.stop_page"])
def test_an_address_that_is_a_key_is_left_alone(app: Flask, robots: RobotFileParser, endpoint: str):
    with app.test_request_context():
        assert not robots.can_fetch("*", app.url_for(endpoint, token="a" * 43))


def test_places_of_centres_are_left_alone(app: Flask, robots: RobotFileParser):
    with app.test_request_context():
        assert not robots.can_fetch("*", app.url_for("home.board", centre="a-centre"))


def test_a_spreadsheet_that_obeys_this_file_reads_its_address_which_no_engine_keeps(
    app: Flask, robots: RobotFileParser
):
    with app.test_request_context():
        address = app.url_for("reports.live", token="a" * 43)

    assert robots.can_fetch("GoogleDocs", address)
    assert app.test_client().get(address).headers["X-Robots-Tag"] == "noindex"
