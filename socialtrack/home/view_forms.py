"""Views of the grid kept under a name: what their form says, and what of their parameters can still be read."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from ..kernel.errors import DomainError, Invalid
from ..reports.filter_forms import FromMapping
from ..reports.view_rules import Parameters, view_name
from ..web.forms import Reading
from .grid_forms import Asked, asked

_PLACES = ("after", "before")


class ViewForm(Reading):
    """The name of a view, or the one in whose place these filters go."""

    def __init__(self, form: Mapping[str, str] | None = None, **defaults: str) -> None:
        super().__init__(form, **{"name": "", "view": "", **defaults})

    def name(self) -> str:
        try:
            return view_name(self._form.get("name"))
        except DomainError as error:
            return self.refuse(error, "name")


def parameters_of(address: MultiDict[str, str]) -> Parameters:
    """What a view keeps of the grid's address: all but the place in the list.

    Raises:
        Invalid: an address that the grid does not understand; or one that asks for nothing (`view-of-everything`).
    """
    said = asked(address).address()
    kept = {name: value for name, value in said.items() if name not in _PLACES}
    if not kept:
        raise Invalid("view-of-everything", field="name")
    return kept


def grid_address(address: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """The grid's own parameters among those of an address, as far as they can be read: to go back to it."""
    try:
        wanted = asked(address)
    except Invalid:
        return {}
    return wanted.address(wanted.cursor)


def still_read(parameters: Mapping[str, Any]) -> tuple[Asked, list[str]]:
    """A view as the grid reads it today, and the names of the parameters that it understands no more."""
    left, dropped = dict(parameters), list[str]()
    while True:
        try:
            return asked(FromMapping(left)), dropped
        except Invalid as error:
            field = error.field if error.field in left else next(iter(left), None)
            if field is None:
                raise
            left.pop(field)
            dropped.append(field)
