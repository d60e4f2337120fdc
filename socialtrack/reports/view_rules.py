"""Views of the grid that a team keeps under a name: what a name may be, and how many there may be. Only Python."""

from collections.abc import Mapping

from ..kernel.collation import folded
from ..kernel.text import clean_line

MOST = 50  # views of one centre
LONGEST_NAME = 120

# What a view holds: the parameters of the grid's address, one that may stand several times as a list.
Parameters = Mapping[str, str | list[str]]


def view_name(text: str | None) -> str:
    """A name as it is kept.

    Raises:
        Invalid: missing, too long, or unprintable.
    """
    return " ".join(clean_line(text, field="name", most=LONGEST_NAME).split())


def name_key(name: str) -> str:
    """Two views of one key have the same name to whoever reads them: « À l’arrêt » and « a l'arret »."""
    return folded(name)
