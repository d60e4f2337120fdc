"""A report on its way to whoever reads it, piece by piece; nothing stays open when they go away."""

from collections.abc import Iterator

from flask import Flask, Response

from .report import OpenReport


def streamed(app: Flask, opened: OpenReport, mimetype: str) -> Response:
    response = Response(_with_app(app, opened), mimetype=mimetype)
    response.call_on_close(opened.close)  # the reader may leave before the end, or have asked for the head only
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_app(app: Flask, opened: OpenReport) -> Iterator[bytes]:
    """The session finds its engine through the app, which is not there any more when the server asks for a piece."""
    pieces = opened.pieces()
    try:
        while True:
            with app.app_context():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        opened.close()
