"""An error whose own page can't be drawn still gets an answer in words, with its status."""

from flask import Flask

from socialtrack.web import errors


def test_an_error_page_that_fails_becomes_plain_words(app: Flask, monkeypatch) -> None:
    def broken(*args: object, **values: object) -> str:
        raise RuntimeError("the template is gone")

    monkeypatch.setattr(errors, "render_template", broken)

    answer = app.test_client().get("/nothing-here")

    assert answer.status_code == 404
    assert answer.text == errors.LAST_WORDS
