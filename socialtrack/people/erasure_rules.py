"""What erasing a person asks for first: that nobody is left without the one they turn to. Only Python."""

from collections.abc import Collection
from dataclasses import dataclass

from ..kernel.permissions import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that somebody would leave, and how many others hold the same role there."""

    centre_id: int
    centre_name: str
    organization_id: int | None
    organization_name: str | None
    role: str
    others_like_it: int

    @property
    def is_last_manager(self) -> bool:
        return self.role == Role.MANAGER and self.others_like_it == 0

    @property
    def is_last_lead(self) -> bool:
        return self.role == Role.LEAD and self.others_like_it == 0


def what_stands_in_the_way(seats: Collection[Seat], *, may_leave_alone: bool, is_forced: bool) -> str | None:
    """The code of the refusal, or None.

    A centre needs a manager: naming another takes one minute, and without one nobody could answer anyone else's
    request. An organization can go on without a lead, since its centre can name one: saying so is enough.
    """
    if is_forced:
        return None
    if any(seat.is_last_manager for seat in seats):
        return "erase-last-manager"
    if any(seat.is_last_lead for seat in seats) and not may_leave_alone:
        return "erase-last-lead"
    return None
