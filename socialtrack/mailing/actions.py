"""Writing a letter into the outbox, in the transaction of what it tells. It leaves after the commit (`sending.py`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..kernel.errors import Invalid
from ..kernel.text import email_key
from .models import Letter
from .rules import MOST_UNASKED
from .stopping import is_refused


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says, in its reader's language, as text and as HTML."""

    subject: str
    text: str
    html: str


def post(
    session: Session, *, kind: str, to: str, language: str, words: Words, now: datetime, centre_id: int | None = None
) -> None:
    """Put a letter in the outbox. The caller holds the transaction: no commit, no letter."""
    session.add(
        Letter(
            centre_id=centre_id,
            kind=kind,
            language=language,
            to_address=to,
            subject=words.subject[:200],
            text=words.text,
            html=words.html,
            written_at=now,
            next_try_at=now,
        )
    )
    session.flush()


def check_unasked(session: Session, centre_id: int, to: str, now: datetime) -> None:
    """Whether a letter that nobody asked for may go to that address, from that centre. The caller holds the
    transaction.

    Raises:
        Invalid: the address asked that centre for no more letters (code `letters-stopped`), or had enough of them
            today (code `letters-enough`).
    """
    if is_refused(session, centre_id, email_key(to)):
        raise Invalid("letters-stopped", field="email")
    of_late = session.scalar(
        select(func.count())
        .select_from(Letter)
        .where(
            Letter.centre_id == centre_id,
            Letter.to_address == to,
            Letter.kind == "invitation",
            Letter.written_at > now - timedelta(days=1),
        )
    )
    if (of_late or 0) >= MOST_UNASKED:
        raise Invalid("letters-enough", field="email", most=MOST_UNASKED)


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that did not leave: still tried, or given up (`next_try_at` is None)."""

    id: int
    kind: str
    to_address: str
    written_at: datetime
    tries: int
    next_try_at: datetime | None
    last_error: str


def failed_letters(session: Session, centre_id: int, most: int = 200) -> list[Failed]:
    """A centre's letters that did not leave, the newest first."""
    rows = session.scalars(
        select(Letter)
        .where(Letter.centre_id == centre_id, Letter.last_error.is_not(None), Letter.sent_at.is_(None))
        .order_by(Letter.id.desc())
        .limit(most)
    )
    return [Failed(r.id, r.kind, r.to_address, r.written_at, r.tries, r.next_try_at, r.last_error or "") for r in rows]


def count_failed(session: Session, centre_id: int, since: datetime) -> int:
    """How many of a centre's letters, written since then, did not leave."""
    found = session.scalar(
        select(func.count())
        .select_from(Letter)
        .where(
            Letter.centre_id == centre_id,
            Letter.last_error.is_not(None),
            Letter.sent_at.is_(None),
            Letter.written_at >= since,
        )
    )
    return found or 0


def try_again(session: Session, centre_id: int, now: datetime) -> int:
    """Have a centre's letters that wait for another try leave now; how many. The caller holds the transaction."""
    rows = session.scalars(
        select(Letter).where(
            Letter.centre_id == centre_id,
            Letter.last_error.is_not(None),
            Letter.sent_at.is_(None),
            Letter.next_try_at.is_not(None),
        )
    ).all()
    for row in rows:
        row.next_try_at = now
    session.flush()
    return len(rows)
