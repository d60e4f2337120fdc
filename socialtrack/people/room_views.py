"""What an organization keeps to itself: whether the session of this very request may read it."""

from flask import g

from ..kernel.permissions import Can, may
from .room_queries import is_room_shut


def reads_private() -> bool:
    """Whether whoever reads may see what the organization keeps to itself, in this very session."""
    return may(g.work.actor.role, Can.READ_PRIVATE_NOTES) and not is_room_shut(g.work, g.visitor.device_id)
