"""Words of each kind that hesitations, questions and answers hold, planted in each room: each is a canary of its own.

`ROOM_WORDS` and `CENTRE_WORDS` are the table of who may read which. Nobody else does, at any address
(`test_access.py`), and each of those who may does somewhere (`test_words_apart.py`).
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from socialtrack.faq.edit_actions import add_entry, publish, retire, save_draft
from socialtrack.faq.edit_rules import EntryWords
from socialtrack.faq.models import FaqEntry
from socialtrack.hesitations.actions import decide_not_to, open_hesitation, share_words
from socialtrack.hesitations.rules import About
from socialtrack.hesitations.undo_actions import undo_hesitation
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.languages import LocalText
from socialtrack.kernel.work import Work
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rules import REVIEW_AFTER, wanted
from socialtrack.questions.about_queries import About as Asked
from socialtrack.questions.actions import ask, say
from socialtrack.questions.saved_actions import keep_answer
from socialtrack.questions.saved_rules import Wording
from socialtrack.questions.team_actions import write_team_note
from tests.cast import Cast, Organization
from tests.faq.writing import whole

# Each room: its people, and the centre it is of. Each centre: its team, those of it who answer, its organizations.
PEOPLE = {"les_amis": {"bruno", "beatrice", "denis"}, "le_phare": {"paul"}, "elsewhere": {"victor"}}
CENTRE_OF = {"les_amis": "quebec", "le_phare": "quebec", "elsewhere": "montreal"}
TEAM = {"quebec": {"aline", "agathe", "rachel"}, "montreal": {"chantal"}}
ANSWERING = {"quebec": {"aline", "agathe"}, "montreal": {"chantal"}}
FIRST = {"quebec": "les_amis", "montreal": "elsewhere"}  # the room whose hesitation named the entry that was retired

# Of an organization: whether its own people read them, and whether its centre's team does.
ROOM_WORDS = {
    "kept": (True, False),  # own words of a hesitation
    "shown": (True, True),  # … shared at once
    "later": (True, True),  # … shared afterwards
    "unshown": (True, False),  # … shared, and taken back
    "notask": (True, True),  # why not: of a task, of a network, of a step
    "nonetwork": (True, True),
    "nostep": (True, True),
    "asked": (True, True),
    "answered": (True, True),
    "teamnote": (False, True),
}
# Of a centre: whether those of its team who answer read them, the whole team, all its organizations' people.
CENTRE_WORDS = {
    "saved": ("answering",),
    "draft": ("answering",),
    "redraft": ("answering",),  # in place of an entry that is in force
    "published": ("answering", "team", "everyone"),
    "retired": ("answering", "team", "named"),  # those whose hesitation named it still read it there
}


def canary(kind: str, place: str) -> str:
    return f"Serin-{kind}-{place.replace('_', '-')}."


def _who_reads() -> Iterator[tuple[str, set[str]]]:
    for room, people in PEOPLE.items():
        for kind, (own, team) in ROOM_WORDS.items():
            yield canary(kind, room), (people if own else set()) | (TEAM[CENTRE_OF[room]] if team else set())
    for centre, team in TEAM.items():
        rooms = [people for room, people in PEOPLE.items() if CENTRE_OF[room] == centre]
        groups = {"answering": ANSWERING[centre], "team": team, "everyone": set().union(*rooms)}
        groups["named"] = PEOPLE[FIRST[centre]]
        for kind, readers in CENTRE_WORDS.items():
            yield canary(kind, centre), set().union(*(groups[name] for name in readers))


READERS = dict(_who_reads())


def plant_asks(cast: Cast) -> None:
    for centre, who in (("quebec", "aline"), ("montreal", "chantal")):
        named = _answers(cast, centre, who)
        for room, people in PEOPLE.items():
            if CENTRE_OF[room] == centre:
                _asks(cast, getattr(cast, room), room, who, next(iter(sorted(people - {"beatrice", "denis"}))))
        room = FIRST[centre]
        with cast.work_for("bruno" if room == "les_amis" else "victor") as work:
            open_hesitation(work, getattr(cast, room).id, About(step=2), Gesture(), entry=named)
        with cast.work_for(who) as work:
            retire(work, named, Gesture())


def _asks(cast: Cast, room: Organization, name: str, staff: str, who: str) -> None:
    words = {kind: canary(kind, name) for kind in ROOM_WORDS}
    with cast.work_for(who) as work:

        def hesitate(about: About, kind: str = "", *, shared: bool = False) -> int:
            said = {"words": words[kind], "is_shared": shared} if kind else {"entry": "time-too-much"}
            return open_hesitation(work, room.id, about, Gesture(), **said).hesitation_id

        hesitate(About(step=2), "kept")
        hesitate(About(network="instagram"), "shown", shared=True)
        share_words(work, room.id, hesitate(About(step=3), "later"), Gesture(), with_private=True)
        shared = share_words(work, room.id, hesitate(About(step=4), "unshown"), Gesture(), with_private=True)
        undo_hesitation(work, room.id, _event(work, shared.event_id), Gesture())
        closed = hesitate(About(step=1))
        review_on = work.today + REVIEW_AFTER
        decide_not_to(work, room.id, closed, Gesture(), reason=words["nostep"], review_on=review_on)
        hesitate(About(network="tiktok"))
        set_network(work, room.id, "tiktok", "not_now", reason=words["nonetwork"])
        hesitate(About(task_key="org-email"))
        set_task_state(work, room.id, "org-email", wanted("declined", words["notask"], today=work.today), Gesture())
        question = ask(work, room.id, Asked(step=3), words["asked"], Gesture()).question_id
    with cast.work_for(staff) as work:
        say(work, room.id, question, words["answered"], Gesture())
        write_team_note(work, room.id, question, words["teamnote"], Gesture())


def _event(work: Work, event_id: int | None) -> Event:
    return work.session.scalars(select(Event).where(Event.id == event_id)).one()


def _answers(cast: Cast, centre: str, who: str) -> str:
    """Entries in each state, and a saved answer. The key of the one to retire, which is in force yet."""
    words = {kind: canary(kind, centre) for kind in CENTRE_WORDS}
    with cast.work_for(who) as work:
        keep_answer(work, Wording((words["saved"], ""), (words["saved"], "")))
        add_entry(work, _entry(words["draft"]), Gesture())
        published = _publish(work, words["published"])
        save_draft(work, published, _entry(words["redraft"]), _entry(words["published"]).digest, Gesture())
        return _publish(work, words["retired"])


def _publish(work: Work, words: str) -> str:
    entry = _entry(words)
    key = add_entry(work, entry, Gesture()).key
    return publish(work, key, entry, entry.digest, "", Gesture()).key


def _entry(words: str) -> EntryWords:
    said = {name: LocalText(words, words) for name in ("question", "short", "also_said")}
    answer = LocalText(f"**{words}** Vous choisissez vos heures.", f"**{words}** You choose your hours.")
    return replace(whole(), answer=answer, **said)


def keys_planted(session: Session, centre_id: int) -> dict[str, str]:
    """The keys of a centre's own entries, by what they are: « draft », « published », « retired »."""
    rows = session.execute(select(FaqEntry.state, FaqEntry.key).where(FaqEntry.centre_id == centre_id))
    return dict(rows.all())
