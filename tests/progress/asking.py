"""Hesitating and asking in the cast's organization, and reading what its pages say of it."""

from sqlalchemy import select

from socialtrack.hesitations import actions as hesitations
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.rules import wanted
from socialtrack.questions import actions as questions

TASK, ENTRY = "name-backup", "time-too-much"
SECRET = "hirondelle du printemps"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def hesitate(cast, about=None, who="bruno", **more):
    with cast.work_for(who) as work:
        about = about or About(task_key=TASK)
        said = {"entry": ENTRY, **more}
        return hesitations.open_hesitation(work, cast.les_amis.id, about, Gesture(), **said)


def ask(cast, about=None, who="bruno"):
    with cast.work_for(who) as work:
        about = about or questions.About(task_key=TASK)
        return questions.ask(work, cast.les_amis.id, about, SECRET, Gesture()).question_id


def reply(cast, question, who="aline", words=SECRET):
    with cast.work_for(who) as work:
        return questions.say(work, cast.les_amis.id, question, words, Gesture())


def tick(cast, state="done", key=TASK, who="bruno"):
    with cast.work_for(who) as work:
        return set_task_state(work, cast.les_amis.id, key, wanted(state, today=work.today), Gesture())


def open_(browser, cast, where=""):
    return browser.get(f"{cast.les_amis.address}{where}").page


def links(page, cast):
    return [link.removeprefix(cast.les_amis.address) for link in page.links]


def first_link(page, id_):
    return next(iter(page.element(id_).all("a")))["href"]


def about(page, key=TASK):
    return plain(page.element(f"about-{key}").text)


def marked(page, key=TASK):
    return [plain(e.text) for e in page.element(f"about-{key}").all("span") if "marked" in e.get("class", "")]


def last_event(cast, kind="hesitation"):
    return cast.rows(select(Event).where(Event.kind == kind).order_by(Event.id))[-1].id


def row(cast, id_):
    return cast.rows(select(Hesitation).where(Hesitation.id == id_))[0]
