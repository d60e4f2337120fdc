"""What a view reads of what people send: each name that it asks of a form or of an address, noted as it asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

READ: set[str] = set()


class Noting(ImmutableMultiDict[str, Any]):
    """As Werkzeug's own, and it remembers which names were asked for."""

    def __getitem__(self, key: str) -> Any:
        READ.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        READ.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        READ.add(key)
        return super().get(key, *args, **kwargs)

    def items(self, *args: Any, **kwargs: Any) -> Any:
        READ.update(self)  # a form that keeps whatever was typed
        return super().items(*args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> list[Any]:
        READ.add(key)
        return super().getlist(key, *args, **kwargs)


@contextmanager
def noting(app: Flask) -> Iterator[set[str]]:
    """`with noting(app) as names:` … the names that the views asked for, until `names.clear()`."""
    before = app.request_class
    app.request_class = type("NotingRequest", (before,), {"parameter_storage_class": Noting})
    READ.clear()
    try:
        yield READ
    finally:
        app.request_class = before
