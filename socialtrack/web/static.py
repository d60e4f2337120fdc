"""Assets under addresses that change with their content, so that a browser keeps them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, send_from_directory

from .access import public


def init_app(app: Flask, folder: Path) -> None:
    @app.get("/static/<path:filename>", endpoint="static")
    @public
    def static(filename: str) -> Response:
        return send_from_directory(folder, filename)

    @app.get("/favicon.ico")
    @public
    def favicon() -> Response:
        """Asked by browsers on their own, once: a link in the page would be a request more on each first visit."""
        return send_from_directory(folder, "img/favicon.svg", max_age=7 * 24 * 3600)

    @cache
    def static_url(filename: str) -> str:
        digest = hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:12]
        return f"/static/{filename}?v={digest}"

    app.jinja_env.globals["static_url"] = static_url
