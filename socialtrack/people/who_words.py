"""How a person is named to whoever reads."""

from flask_babel import gettext as _

from ..kernel.permissions import Role
from .who_queries import Who


def named(who: Who | None, *, reader_is_staff: bool) -> str:
    """How a person is named to this reader; '' where nobody is known (a command, an import).
    Somebody who was erased has no name left."""
    if who is None:
        return ""
    if not who.name:
        return _("un ancien membre")
    if not reader_is_staff or who.is_staff or who.is_open:
        return who.name
    return _("un membre (personne responsable)") if who.role == Role.LEAD else _("un membre")
