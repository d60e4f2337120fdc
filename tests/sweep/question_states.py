"""What the pages of questions look like to an organization: asked, answered, settled, with somebody and words gone."""

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.actions import About, ask, say, settle
from socialtrack.questions.assign_actions import assign
from socialtrack.tenancy.models import Membership
from tests.cast import Cast, everything

WORDS = "Qui peut être notre relève?\n\nNous sommes trois au conseil. Voir https://exemple.org/conseil."


def asked(cast: Cast) -> dict[str, str]:
    """About a task; somebody of the team sees to it."""
    with cast.work_for("beatrice") as work:
        done = ask(work, cast.les_amis.id, About(task_key="name-backup"), WORDS, Gesture())
    with cast.work_for("agathe") as work:
        assign(work, [done.question_id], cast.agathe.membership_id, Gesture())
    return {"question": str(done.question_id)}


def answered(cast: Cast) -> dict[str, str]:
    values = asked(cast)
    with cast.work_for("agathe") as work:
        words = "Une bénévole convient.\nL’important est qu’elle ait les accès."
        say(work, cast.les_amis.id, int(values["question"]), words, Gesture())
    return values


def settled(cast: Cast) -> dict[str, str]:
    values = answered(cast)
    with cast.work_for("bruno") as work:
        settle(work, cast.les_amis.id, int(values["question"]), Gesture())
    return values


def erased(cast: Cast) -> dict[str, str]:
    """Béatrice, who asked, had herself erased, and her words too."""
    values = answered(cast)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.beatrice.membership_id).name = ""
        for text in session.query(TextRevision).filter_by(written_by=cast.beatrice.membership_id):
            text.body, text.blanked_at = "", utc_now()
    return values


def all_kinds(cast: Cast) -> None:
    answered(cast)
    with cast.work_for("bruno") as work:
        here = cast.les_amis.id
        ask(work, here, About(network="facebook"), "Combien de fois par semaine faut-il publier?", Gesture())
        done = ask(work, here, About(), "Offrez-vous une formation cet hiver?", Gesture())
        settle(work, here, done.question_id, Gesture())
    with cast.work_for("agathe") as work:
        ask(work, here, About(step=3), "Demandé au téléphone\u00a0: qui fait les photos?", Gesture())
