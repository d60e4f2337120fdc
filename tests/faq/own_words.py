"""What a centre made of the hesitations, put straight into its tables, for the tests of those who read it."""

from typing import Any

from sqlalchemy import select

from socialtrack.faq.models import FaqEntry, FaqText
from socialtrack.kernel.moments import utc_now
from tests.cast import Cast, everything

OWN = "own-taxi-radio"
SAID: dict[str, Any] = {
    "category": "continuity",
    "question": {"fr": "Et si notre taxi ne vient pas?", "en": "What if our taxi never comes?"},
    "short": {"fr": "Un répartiteur vous rappelle.", "en": "A dispatcher calls you back."},
    "answer": {"fr": "Téléphonez au **répartiteur** avant midi.", "en": "Call the **dispatcher** before noon."},
    "also_said": {"fr": "transport adapté, limousine", "en": "paratransit, limousine"},
    "caution": None,
    "actions": ["name-backup"],
    "sources": [{"title": "Transport Québec", "url": "https://example.org/taxi", "read_on": "2026-10-05"}],
    "checked_on": None,
}


def say(cast: Cast, key: str = OWN, state: str = "published", *, centre: Any = None, **other: Any) -> int:
    """Put an entry of a centre (Québec) in that state, with a new text, or as it was (`text=None`). The text’s id."""
    centre_id = (centre or cast.quebec).id
    has_text = other.pop("text", True) is not None
    with cast.app.app_context(), everything() as session, session.begin():
        now = utc_now()
        text = None
        if has_text:
            text = FaqText(centre_id=centre_id, key=key, written_at=now, **{**SAID, **other})
            session.add(text)
            session.flush()
        row = session.scalars(
            select(FaqEntry).where(FaqEntry.centre_id == centre_id, FaqEntry.key == key)
        ).one_or_none() or FaqEntry(centre_id=centre_id, key=key)
        row.state, row.changed_at = state, now
        row.text_id = text.id if text is not None and state != "draft" else row.text_id
        row.draft_id = text.id if text is not None and state == "draft" else None
        session.add(row)
        return text.id if text is not None else 0


def keep(cast: Cast, key: str, state: str) -> None:
    """The same words in another state."""
    say(cast, key, state, text=None)
