"""States of the centre's side of questions: some that wait, some that somebody follows, notes, saved answers."""

from datetime import timedelta

import time_machine

from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.about_queries import About
from socialtrack.questions.actions import ask, say
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.saved_actions import keep_answer, remove_answer
from socialtrack.questions.saved_rules import Wording
from socialtrack.questions.team_actions import remove_team_note, write_team_note
from tests.cast import Cast


def asked_a_while_ago(cast: Cast) -> dict[str, str]:
    """Les Amis wait since five days, Le Phare since today; the team has a note, and answers to insert."""
    with time_machine.travel(utc_now() - timedelta(days=5), tick=False), cast.work_for("bruno") as work:
        about = About(task_key="name-backup")
        first = ask(work, cast.les_amis.id, about, "Notre présidente ne veut pas paraître. Que faire?", Gesture())
    with cast.work_for("bruno") as work:
        other = ask(work, cast.les_amis.id, About(step=4), "Faut-il publier en anglais aussi?", Gesture())
    with cast.work_for("paul") as work:
        ask(work, cast.le_phare.id, About(network="facebook"), "Qui choisit le nom de la page?", Gesture())
    with cast.work_for("agathe") as work:
        say(work, cast.les_amis.id, other.question_id, "Dans la langue de votre monde.", Gesture())
        assign(work, [first.question_id], cast.agathe.membership_id, Gesture())
        for words in ("Parlé à Bruno mardi. Ne pas presser.", "À rappeler."):
            note = write_team_note(work, cast.les_amis.id, first.question_id, words, Gesture())
        remove_team_note(work, cast.les_amis.id, first.question_id, note or 0, Gesture())
    saved = _saved(cast)
    return {"question": str(first.question_id), **saved}


def _saved(cast: Cast) -> dict[str, str]:
    with cast.work_for("agathe") as work:
        both = Wording(("Sans visage", "Without a face"), ("Un logo suffit.", "A logo is enough."))
        kept = keep_answer(work, both)
        keep_answer(work, Wording(("", "The name"), ("", "The board chooses it.")))
        remove_answer(work, keep_answer(work, Wording(("Ancienne", ""), ("N’a plus cours.", ""))))
    return {"saved": str(kept)}


def inbox_only(cast: Cast) -> None:
    asked_a_while_ago(cast)


def one_saved(cast: Cast) -> dict[str, str]:
    return _saved(cast)
