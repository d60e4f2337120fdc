"""A question in each room of the world, with the team's notes beside it and a saved answer in each centre: words that
only those may read for whom they are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from socialtrack.journal.gestures import Gesture
from socialtrack.questions.about_queries import About
from socialtrack.questions.actions import ask
from socialtrack.questions.models import Question, QuestionMessage, SavedAnswer, TeamNote
from socialtrack.questions.saved_actions import keep_answer
from socialtrack.questions.saved_rules import Wording
from socialtrack.questions.team_actions import write_team_note
from tests.cast import Cast, Organization


def plant_question(cast: Cast, who: str, staff: str, room: Organization, words: str, team_words: str) -> None:
    with cast.work_for(who) as work:
        asked = ask(work, room.id, About(task_key="name-backup"), words, Gesture())
    with cast.work_for(staff) as work:
        write_team_note(work, room.id, asked.question_id, team_words, Gesture())
        keep_answer(work, Wording((team_words, ""), (team_words, "")))


def planted_in(session: Session, room: Organization) -> dict[str, int]:
    """The numbers of what was planted there."""
    question = session.scalars(
        select(Question.id).where(Question.organization_id == room.id).order_by(Question.id)
    ).first()
    note = session.scalars(select(TeamNote.id).where(TeamNote.question_id == question)).one()
    saved = session.scalars(
        select(SavedAnswer.id).where(SavedAnswer.centre_id == room.centre.id).order_by(SavedAnswer.id)
    ).first()
    message = session.scalars(select(QuestionMessage.id).where(QuestionMessage.question_id == question)).first()
    assert question and message and saved
    return {"question": question, "message": message, "team_note": note, "saved": saved}
