"""Support given, as the centre's team sees it: with a note, one whose note was erased, some taken away."""

from socialtrack.data.db import immediate
from socialtrack.journal.models import TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.support.models import Support
from tests.cast import Cast, everything
from tests.support.giving import logged, removed


def given(cast: Cast) -> dict[str, str]:
    (id_,) = logged(cast, note="Bruno préfère le matin.\nRappeler en janvier.")
    logged(cast, kind="workshop", minutes=90)
    (erased,) = logged(cast, kind="visit", minutes=None, note="Une note")
    for minutes in (5, 10):
        removed(cast, logged(cast, minutes=minutes)[0])
    with cast.app.app_context(), everything() as session, immediate(session):
        text = session.get_one(TextRevision, session.get_one(Support, erased).note_id)
        text.body, text.blanked_at = "", utc_now()
    return {"support": str(id_)}


def taken_away(cast: Cast) -> dict[str, str]:
    (id_,) = logged(cast)
    removed(cast, id_)
    return {"support": str(id_)}


def several(cast: Cast) -> dict[str, str]:
    return {"only": f"{cast.les_amis.slug},{cast.le_phare.slug}"}
