"""From an answer to one of a centre's own entries: the editor's form, with what was asked and what was answered.

Nothing of the entry says where it came from: what is saved is what the form then says.
"""

from flask import Response, g, request

from ..faq.edit_forms import LONGEST, EntryForm
from ..faq.edit_rules import EntryWords
from ..faq.edit_views import entry_page, found_in
from ..faq.queries import faq_of
from ..guide import queries as guide
from ..journal.forms import number_of
from ..kernel.errors import NotFound
from ..kernel.languages import LANGUAGES, LocalText
from ..kernel.permissions import Can
from ..web.access import access
from .blueprint import THREAD, bp
from .queries import MessageFacts, QuestionFacts, ThreadFacts, thread
from .rules import Side


@bp.get(f"{THREAD}/to-faq")
@access(Can.EDIT_FAQ)
def to_faq(question: int) -> Response:
    """`?message=` is the answer that the entry begins with; without it, the last one."""
    found = thread(g.work, g.organization.id, question)
    words = _begun(found.question, _asked(found), _answer(found))
    form = EntryForm.drawn(words, base="", about=g.organization.slug)
    return entry_page(None, form, finds=found_in(form, words))


def _asked(found: ThreadFacts) -> str:
    return next((message.words or "" for message in found.messages if message.side == Side.ORGANIZATION), "")


def _answer(found: ThreadFacts) -> str:
    """Raises:
    NotFound: the message is no answer of this question.
    """
    answers = [message for message in found.messages if message.side == Side.CENTRE]
    if "message" in request.args:
        wanted = number_of(request.args, "message")
        answers = [message for message in answers if message.id == wanted]
        if not answers:
            raise NotFound
    return _words(answers[-1]) if answers else ""


def _words(message: MessageFacts) -> str:
    return (message.words or "")[: LONGEST["answer"]]


def _begun(question: QuestionFacts, asked: str, answer: str) -> EntryWords:
    """In the language of the organization; the other one waits to be written."""
    task = guide.path(g.work).by_key.get(question.task_key or "")
    related = faq_of(g.work).entry(task.hesitations[0]) if task is not None and task.hesitations else None
    return EntryWords(
        category=related.category.key if related is not None else "",
        question=_in_its_language(" ".join(asked.split())[: LONGEST["question"]]),
        answer=_in_its_language(answer),
        actions=(task.key,) if task is not None else (),
    )


def _in_its_language(words: str) -> LocalText:
    return LocalText(*(words if of == g.organization.language else "" for of in LANGUAGES))
