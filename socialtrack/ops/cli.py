"""Commands of the house, one place where they are hung on the app."""

from flask import Flask


def register(app: Flask) -> None:
    """Each feature's commands join here, since `ops` is the highest feature."""
