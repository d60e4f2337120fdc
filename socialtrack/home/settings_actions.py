"""Changing a centre's settings with all that follows from them, in one transaction."""

from dataclasses import replace

from ..kernel.errors import Conflict
from ..kernel.work import Work
from ..progress.rebuild import rebuild
from ..tenancy.settings_actions import set_settings
from ..tenancy.settings_queries import centre_settings
from ..tenancy.settings_rules import CentreSettings, changed


class SettingsOvertaken(Conflict):
    """Carries the settings as they are now, for both sides to be shown."""

    def __init__(self, now: CentreSettings) -> None:
        super().__init__("settings-overtaken")
        self.now = now


def change_settings(work: Work, wanted: CentreSettings, *, drawn: str) -> tuple[str, ...]:
    """Put other settings in force; the fields that changed. `drawn` is the digest of those that the form showed.

    Another time zone moves days: when an organization began, was complete, last spoke. Those are told again from the
    journal, in the same transaction, so that board, grid and reports agree with one another at every moment.

    Raises:
        SettingsOvertaken: somebody changed something meanwhile, and now wants something else than this.
        Invalid: there is no such time zone.
    """
    with work.write():
        before = centre_settings(work)
        if before.digest != drawn and changed(before, wanted):
            raise SettingsOvertaken(before)
        names = set_settings(work, before, wanted)
        if "time_zone" in names:
            rebuild(replace(work, centre=replace(work.centre, time_zone=wanted.time_zone)))
    return names
