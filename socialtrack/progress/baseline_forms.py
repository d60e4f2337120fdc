"""What is said on the page « Où en êtes-vous déjà? »: boxes and one day, kept as they were."""

from collections.abc import Collection
from datetime import date

from werkzeug.datastructures import MultiDict

from ..kernel.errors import Invalid
from .forms import as_typed, day_of, gesture_of
from .gestures import Gesture
from .rules import past_day
from .start_actions import Already

_MOST = 200  # boxes


class StartForm:
    """The page as posted; without a post, nothing ticked."""

    def __init__(self, form: MultiDict[str, str] | None = None) -> None:
        self._form: MultiDict[str, str] = form if form is not None else MultiDict()
        self.networks: Collection[str] = tuple(dict.fromkeys(self._form.getlist("network")[:_MOST]))
        self.done: Collection[str] = frozenset(self._form.getlist("done")[:_MOST])
        self.on = as_typed(self._form, "on")

    def already(self, network_keys: Collection[str], today: date) -> Already:
        """Raises:
        Invalid: no such network, or a day that is not understood, still to come, or too long ago.
        """
        if not set(self.networks) <= set(network_keys):
            raise Invalid("no-such-network", field="network")
        day = day_of(self._form, "on")
        return Already(self.networks, self.done, past_day(day, today, field="on") if day else None)

    def gesture(self, organization_id: int) -> Gesture:
        """Raises:
        Invalid: a broken key.
        """
        return gesture_of(self._form, organization_id, "start", *self.networks, "done", *sorted(self.done), self.on)
