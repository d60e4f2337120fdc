"""Support given to the cast's organizations, for the tests that read it."""

from datetime import date

from socialtrack.journal.gestures import Gesture
from socialtrack.support.actions import Said, change_support, log_support, remove_support
from socialtrack.support.rules import Given, SupportKind

ON = date(2026, 11, 20)  # the Friday before the `NOW` of the tests


def said(kind="call", on=ON, minutes=20, note=""):
    return Said(Given(SupportKind(kind), on, minutes), note)


def logged(cast, *organizations, who="agathe", key="", **how):
    """What was given to those organizations (Les Amis where none is named); the numbers."""
    ids = [organization.id for organization in organizations or (cast.les_amis,)]
    with cast.work_for(who) as work:
        return log_support(work, ids, said(**how), Gesture(key, str(how)))


def changed(cast, support_id, who="agathe", key="", organization=None, **how):
    with cast.work_for(who) as work:
        return change_support(work, (organization or cast.les_amis).id, support_id, said(**how), Gesture(key, str(how)))


def removed(cast, support_id, who="agathe", key="", organization=None):
    with cast.work_for(who) as work:
        return remove_support(work, (organization or cast.les_amis).id, support_id, Gesture(key, "r"))
