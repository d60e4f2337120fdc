"""Having an example organization hesitate, ask and be answered. Inside `work.write()`."""

from datetime import date

from sqlalchemy import select

from ..hesitations import actions as hesitating
from ..hesitations import rules as hesitations
from ..hesitations.models import Hesitation
from ..journal.gestures import Gesture
from ..kernel.moments import local_day
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..questions import about_queries as questions
from ..questions import actions as asking
from ..questions.assign_actions import assign
from ..questions.models import Question
from ..questions.rules import Side
from ..questions.team_actions import write_team_note
from .example_asks import Asked

_OUTCOMES = {str(state) for state in hesitations.OUTCOMES}


def say_asked(work: Work, organization_id: int, asked: Asked, gesture: Gesture) -> None:
    """One thing said of a doubt or of a question. `work` is that of whoever says it."""
    if asked.what in ("ask", "answer", "settle", "follow", "note"):
        _ask(work, organization_id, asked, gesture)
    else:
        _doubt(work, organization_id, asked, gesture)


def _doubt(work: Work, organization_id: int, asked: Asked, gesture: Gesture) -> None:
    if asked.what == "open":
        about = hesitations.About(asked.about.task_key, asked.about.network, asked.about.step)
        hesitating.open_hesitation(
            work, organization_id, about, gesture, entry=asked.reason_key, words=asked.words, is_shared=True
        )
        return
    id_ = _of_number(work, Hesitation, organization_id, asked.number)
    if asked.what in _OUTCOMES:
        hesitating.say_outcome(work, organization_id, id_, hesitations.HesitationState(asked.what), gesture)
    elif asked.what == "settled":
        hesitating.settle(work, organization_id, id_, gesture)
    else:
        review_on = _day(work, gesture) + hesitations.REVIEW_AFTER
        hesitating.decide_not_to(work, organization_id, id_, gesture, reason=asked.words, review_on=review_on)


def _ask(work: Work, organization_id: int, asked: Asked, gesture: Gesture) -> None:
    if asked.what == "ask":
        about = questions.About(asked.about.task_key, asked.about.network, asked.about.step)
        if asked.about.doubt is not None:
            doubt = _of_number(work, Hesitation, organization_id, asked.about.doubt)
            about = questions.About(hesitation_id=doubt)
        asking.ask(work, organization_id, about, asked.words, gesture)
        return
    id_, side = _of_number(work, Question, organization_id, asked.number), Side(asked.by)
    if asked.what == "answer":
        asking.say(work, organization_id, id_, asked.words, gesture, side=side)
    elif asked.what == "settle":
        asking.settle(work, organization_id, id_, gesture, side=side)
    elif not may(work.actor.role, Can.ANSWER_QUESTION):
        return  # a command follows nothing, and writes no notes
    elif asked.what == "follow":
        assign(work, [id_], work.actor.membership_id, Gesture(), organization_id=organization_id)
    else:
        write_team_note(work, organization_id, id_, asked.words, Gesture())


def _of_number(work: Work, model: type[Hesitation] | type[Question], organization_id: int, number: int) -> int:
    """The organization's first, second… in the order in which they were said."""
    mine = select(model.id).where(model.centre_id == work.centre.id, model.organization_id == organization_id)
    return work.session.scalars(mine.order_by(model.id).offset(number).limit(1)).one()


def _day(work: Work, gesture: Gesture) -> date:
    return local_day(gesture.happened_at or work.now, work.centre.zone)
