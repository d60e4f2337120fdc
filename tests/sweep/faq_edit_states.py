"""States of the editor of a centre's answers: drafts, a shipped answer that changed, one retired, a name found."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.faq import edit_actions as actions
from socialtrack.faq.edit_queries import edited
from socialtrack.faq.models import FaqEntry
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.languages import LocalText
from tests.cast import Cast, everything
from tests.faq.writing import WHOLE, whole
from tests.questions.asking import answered as answer
from tests.questions.asking import asked

OWN = "own-personne-ici-n-a-le-temps-de-repondre-le-soir"


def written(cast: Cast) -> dict[str, str]:
    """An entry in force with a draft on top, a shipped one in other words that has changed since, one retired."""
    with cast.work_for("aline") as work:
        key = actions.add_entry(work, WHOLE, Gesture()).key
        actions.publish(work, key, WHOLE, WHOLE.digest, "", Gesture())
        caution = LocalText("Nous n’avons pas pu tout relire.", "We could not read all of it again.")
        actions.save_draft(work, key, whole(caution=caution), WHOLE.digest, Gesture())
        now = edited(work, "time-too-much")
        ours = replace(now.words, short=LocalText("Une heure par semaine, chez nous.", "One hour a week, at ours."))
        actions.publish(work, now.key, ours, now.words.digest, "", Gesture())
        actions.retire(work, "law-25", Gesture())
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(FaqEntry).where(FaqEntry.key == "time-too-much").values(shipped_digest="0" * 64))
    return {"key": OWN}


def changed(cast: Cast) -> dict[str, str]:
    written(cast)
    return {"key": "time-too-much"}


def retired(cast: Cast) -> dict[str, str]:
    written(cast)
    return {"key": "law-25"}


def half_written(cast: Cast) -> dict[str, str]:
    with cast.work_for("aline") as work:
        key = actions.add_entry(work, whole(short=LocalText("", ""), answer=LocalText("Oui.", "")), Gesture()).key
    return {"key": key}


def answered(cast: Cast) -> dict[str, str]:
    """A question of Les Amis, whose answer names who asked."""
    question = asked(cast, words="Peut-on publier les photos de notre souper?")
    answer(cast, cast.les_amis, question, words="Oui, Bruno. Appelez-nous au 418 555-0100.")
    return {"question": str(question)}
