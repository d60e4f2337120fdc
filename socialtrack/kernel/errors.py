"""What can go wrong, in words of the domain. Knows nothing of HTTP: `web/errors.py` turns these into pages.

Each carries a `code` (kebab-case), under which the edge finds the sentence in the reader's language, and the values
that the sentence names.
"""


class DomainError(Exception):
    """Base of all refusals. `code` picks the sentence; `values` fill it; `field` says which field it speaks of."""

    def __init__(self, code: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class NotFound(DomainError):
    """No such thing, or not for this person: the two must look alike from outside."""

    def __init__(self, code: str = "not-found", *, field: str | None = None, **values: object) -> None:
        super().__init__(code, field=field, **values)


class Refused(DomainError):
    """The thing is there, but this role may not do that with it."""


class Conflict(DomainError):
    """Somebody or something else came first; both sides are kept."""


class Invalid(DomainError):
    """What was said can't be understood or accepted."""


class TooMany(DomainError):
    """Tried too often in a short time; the same is fine a little later."""


class Busy(DomainError):
    """The database can't take a change right now (locked, or its disk is full). Nothing was changed."""

    def __init__(self, code: str = "busy") -> None:
        super().__init__(code)
