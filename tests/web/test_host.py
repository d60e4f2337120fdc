"""We answer under our own name and this machine's; a page can't be made to speak for somebody else's."""

import pytest
from flask import Flask

from socialtrack.web.errors import NOT_OUR_NAME


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_our_own_names_are_answered(app: Flask, host: str) -> None:
    answer = app.test_client().get("/healthz", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "a b"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here"])
def test_another_name_is_refused_in_words(app: Flask, host: str, path: str) -> None:
    answer = app.test_client().get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert answer.text == NOT_OUR_NAME
