"""The centre's side of a question's page, which no organization sees: who follows it, the team's notes, saved answers,
who the organization is and what it asked before."""

from dataclasses import dataclass
from secrets import token_hex

from flask import request, url_for
from flask_babel import gettext as _

from ..journal.forms import as_typed, number_of
from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.moments import local_day
from ..kernel.permissions import Can, Role
from ..kernel.work import Work
from ..people.who_words import named
from ..tenancy.organization_queries import Advisor, advisors
from ..web.access import may_here
from ..web.errors import sentence
from ..web.formats import day_near
from . import team_queries
from .inbox_queries import next_waiting
from .message_rules import beginning
from .queries import ThreadFacts
from .saved_queries import saved_answer, saved_answers
from .team_queries import AboutWhom, TeamNoteFacts
from .team_rules import LONGEST, may_remove


@dataclass(frozen=True, slots=True)
class TeamNoteView:
    """`words` is None where they were erased. `can_remove`: whoever reads may take it away, or bring it back."""

    id: int
    words: str | None
    by: str
    can_remove: bool


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved answer to insert, in the language in which it would be. `only`: the one it is in, if not the asker's."""

    title: str
    language: str
    url: str
    only: str


@dataclass(frozen=True, slots=True)
class PreviousView:
    url: str
    words: str | None
    when: str


@dataclass(frozen=True, slots=True)
class TeamSide:
    """Ready to show. `prefilled`: the saved answer that the address asks for. `typed` and `mistake`: of a note that was
    refused."""

    id: int
    me: int
    whom: AboutWhom
    team: list[Advisor]
    notes: list[TeamNoteView]
    removed: list[TeamNoteView]
    saved: list[SavedView]
    previous: list[PreviousView]
    next_url: str
    can_act: bool
    longest: int
    request_key: str
    prefilled: str
    typed: str
    mistake: str
    mistake_field: str


def team_side(work: Work, found: ThreadFacts, refused: Conflict | Invalid | None = None) -> TeamSide | None:
    """For whoever reads, where they are of the centre's team; None for anybody else."""
    if not work.actor.is_centre_staff:
        return None
    question = found.question
    whom = team_queries.about_whom(work, question.id)
    asker = question.asked_by.id if question.asked_by is not None else None
    language = team_queries.language_of_asker(work, asker) or whom.language
    notes = team_queries.notes_of(work, question.id)
    following = next_waiting(work, question.id)
    return TeamSide(
        id=question.id,
        me=work.actor.membership_id or 0,
        whom=whom,
        team=advisors(work),
        notes=[_note(work, note) for note in notes if not note.is_removed],
        removed=[view for note in notes if note.is_removed and (view := _note(work, note)).can_remove],
        saved=_saved(work, question.id, language),
        previous=_previous(work, question.id),
        next_url=url_for("questions.thread", organization=following[0], question=following[1]) if following else "",
        can_act=may_here(Can.ANSWER_QUESTION),
        longest=LONGEST,
        request_key=token_hex(8),
        prefilled=_prefilled(work, language),
        typed=as_typed(request.form, "note") if refused else "",
        mistake=sentence(refused) if refused else "",
        mistake_field="to" if refused is not None and refused.field == "to" else "note",
    )


def _note(work: Work, note: TeamNoteFacts) -> TeamNoteView:
    actor = work.actor
    author = note.author.id if note.author is not None else None
    is_theirs = may_remove(author, actor.membership_id, is_manager=actor.role == Role.MANAGER)
    day = day_near(local_day(note.written_at, work.centre.zone), work.today)
    name = named(note.author, reader_is_staff=True)
    return TeamNoteView(
        note.id,
        note.words,
        _("%(name)s, %(day)s", name=name, day=day) if name else day,
        is_theirs and may_here(Can.ANSWER_QUESTION),
    )


def _saved(work: Work, question_id: int, language: str) -> list[SavedView]:
    if not may_here(Can.ANSWER_QUESTION):
        return []
    names = {"fr": _("en français seulement"), "en": _("en anglais seulement")}
    views = []
    for one in saved_answers(work, language):
        best = one.wording.best(language)
        url = url_for("questions.thread", question=question_id, saved=one.id, _anchor="words")
        views.append(SavedView(one.wording.title(language), best, url, names[best] if best != language else ""))
    return views


def _previous(work: Work, question_id: int) -> list[PreviousView]:
    rows = team_queries.previous(work, question_id)
    return [
        PreviousView(
            url_for("questions.thread", question=one.id),
            beginning(one.words) if one.words is not None else None,
            day_near(local_day(one.asked_at, work.centre.zone), work.today),
        )
        for one in rows
    ]


def _prefilled(work: Work, language: str) -> str:
    """The saved answer that the address names, in the asker's language if it is said in it; '' where there is none."""
    number = number_of(request.args, "saved")
    if not number or not may_here(Can.ANSWER_QUESTION):
        return ""
    try:
        one = saved_answer(work, number)
    except NotFound:
        return ""
    return "" if one.is_removed else one.wording.body(language)
