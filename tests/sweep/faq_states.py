"""States of the pages of hesitations: a centre that opened them to all, that answers in its own words, or no more."""

from __future__ import annotations

from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.tenancy.models import Centre
from tests.cast import Cast, everything
from tests.faq.own_words import OWN, say


def open_to_all(cast: Cast) -> dict[str, str]:
    """Québec shows its pages to everyone, and answers one hesitation of its own, and another in its own words."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Centre).where(Centre.id == cast.quebec.id).values(has_public_pages=True))
    return with_own_words(cast)


def with_own_words(cast: Cast) -> dict[str, str]:
    say(cast)
    caution = {"fr": "Nous n’avons pas pu joindre le transporteur.", "en": "We could not reach the carrier."}
    say(cast, "time-too-much", category="time", caution=caution, sources=[])
    return {"key": OWN}


def retired(cast: Cast) -> dict[str, str]:
    say(cast, "time-too-much", "retired", text=None)
    return {"key": "time-too-much"}


def retired_and_open(cast: Cast) -> dict[str, str]:
    open_to_all(cast)
    return retired(cast)
