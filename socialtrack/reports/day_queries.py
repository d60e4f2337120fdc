"""The day of a report: whether it may be asked for, and under which settings it is read."""

from datetime import date

from ..journal.queries import CentreStory, SettingsThen
from ..kernel.errors import Invalid
from ..kernel.moments import end_of_day, local_day
from ..kernel.work import Work


def founded_on(work: Work, story: CentreStory) -> date:
    founded_at = story.founded_at()
    return local_day(founded_at, work.centre.zone) if founded_at else work.today


def checked_day(work: Work, story: CentreStory, asked: date | None, *, field: str = "as_of") -> date:
    """The day of a report: the one that was asked for, else today.

    Raises:
        Invalid: it lies in the future, or before the centre was founded.
    """
    if asked is None:
        return work.today
    if asked > work.today:
        raise Invalid("report-in-the-future", field=field)
    first = founded_on(work, story)
    if asked < first:
        raise Invalid("report-before-the-centre", field=field, day=first.isoformat())
    return asked


def settings_on(work: Work, story: CentreStory, day: date, *, is_asked: bool) -> tuple[SettingsThen, bool]:
    """The settings of that day, and whether the rows of now say how it stands. `is_asked`: by name."""
    then = story.settings(work, day)
    # A zone further west, newly set, can bring back a day that has ended: asked for by name, it stays as it was.
    if not is_asked or (day == work.today and then.end > work.now):
        zone = work.centre.zone
        return SettingsThen(zone, work.centre.stalled_after_days, end_of_day(day, zone)), True
    return then, False
