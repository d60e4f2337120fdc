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

    @cache
    def static_url(filename: str) -> str:
        digest = hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:12]
        return f"/static/{filename}?v={digest}"

    app.jinja_env.globals["static_url"] = static_url
