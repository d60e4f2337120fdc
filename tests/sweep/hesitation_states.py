"""What the pages of hesitations look like: nothing, several, asked of the centre, declined, in somebody's own words."""

from datetime import timedelta

from socialtrack.hesitations import actions
from socialtrack.hesitations.rules import About, HesitationState
from socialtrack.journal.gestures import Gesture
from tests.cast import Cast
from tests.sweep import people_states

TASK = About(task_key="name-responsible")


def hesitated(cast: Cast) -> dict[str, str]:
    """Les Amis hesitates: the answer reassures in part, and it has words of its own beside it."""
    with cast.work_for("bruno") as work:
        answer = actions.open_hesitation(
            *(work, cast.les_amis.id, TASK, Gesture()),
            entry="time-page-dies",
            words="Jocelyne s’en va l’été.\nPersonne d’autre ne sait.",
        )
        actions.say_outcome(work, cast.les_amis.id, answer.hesitation_id, HesitationState.PARTLY, Gesture())
    return {"hesitation": str(answer.hesitation_id)}


def in_own_words(cast: Cast) -> dict[str, str]:
    with cast.work_for("bruno") as work:
        answer = actions.open_hesitation(
            *(work, cast.les_amis.id, About(network="instagram"), Gesture()),
            words="On a peur des commentaires méchants.",
        )
    return {"hesitation": str(answer.hesitation_id)}


def entered_for_them(cast: Cast) -> dict[str, str]:
    """The advisor wrote down what she was told on the telephone."""
    with cast.work_for("agathe") as work:
        answer = actions.open_hesitation(
            *(work, cast.les_amis.id, About(step=4), Gesture()),
            entry="privacy-private-group",
            words="Dit au téléphone : le conseil n’est pas prêt.",
            is_shared=True,
        )
        id_, day = answer.hesitation_id, work.today + timedelta(days=365)
        actions.decide_not_to(
            work, cast.les_amis.id, id_, Gesture(), reason="Le conseil en reparle en avril.", review_on=day
        )
    return {"hesitation": str(id_)}


def all_kinds(cast: Cast) -> None:
    hesitated(cast)
    in_own_words(cast)
    entered_for_them(cast)


def shut_out(cast: Cast) -> dict[str, str]:
    """Béatrice's session came of a copied link: what her organization keeps to itself is shut to it."""
    values = hesitated(cast)
    people_states.shut_out(cast)
    return values
