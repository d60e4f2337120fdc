"""What an advisor held to a caseload is told of it."""

from flask_babel import gettext as _


def nothing_confided() -> str:
    """The board's title where no organization is confided to whoever reads."""
    return _("Aucun organisme ne vous est confié pour le moment")
