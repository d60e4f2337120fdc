"""Who may keep a copy of an answer, and for how long."""

import pytest


@pytest.mark.parametrize("address", ["/static/css/nothing.css?v=0123456789ab", "/static/nothing.js"])
def test_missing_asset_is_not_remembered(client, address):
    """A browser that asked during an update would have gone without that file for a year."""
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
