"""Writing a letter into the outbox, in the transaction of what it tells. It leaves after the commit (`sending.py`)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from .models import Letter


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
