"""Who holds a session, as the door asks it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..kernel.tokens import token_hash

_VISITOR = Prepared(
    """SELECT p.id, p.email, p.language, d.id, d.last_seen_at, d.idle_until, d.ends_at
       FROM device d JOIN person p ON p.id = d.person_id
       WHERE d.token_hash = :token_hash AND d.ended_at IS NULL""",
    unscoped="the door finds who asks",
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a request, and the device they are signed in on. Moments in microseconds."""

    person_id: int
    email: str
    language: str
    device_id: int
    last_seen_at: int
    idle_until: int
    ends_at: int

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.person_id)


def visitor_by_token(session: Session, token: str, now: int) -> Visitor | None:
    """Who holds that session token at `now` (microseconds), or None: ended, idle for too long, past its end."""
    row = _VISITOR.row(session, token_hash=token_hash(token))
    if row is None:
        return None
    visitor = Visitor(*row)
    return visitor if now < visitor.idle_until and now < visitor.ends_at else None
