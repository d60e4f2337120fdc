"""Commands of the house, one place where they are hung on the app."""

from flask import Flask

from .serve import serve


def register(app: Flask) -> None:
    """Each feature's commands join here, since `ops` is the highest feature."""
    app.cli.add_command(serve)
