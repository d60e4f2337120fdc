"""What is another organization's or another centre's, put by hand where hesitations, questions and answers take a
number or a key: it answers as one that exists nowhere, and nothing changes anywhere."""

import re

import pytest
from sqlalchemy import select

from socialtrack.faq.models import FaqEntry
from tests.walls.ids import NOWHERE, token_of
from tests.walls.world import contents

NO_KEY = "own-nothing-has-this-name"


def _seen(answer, *values):
    """What can be told of an answer, without the number or key that was sent, tokens and the keys of gestures."""
    text = re.sub(r'name="(?:csrf_token|request_key)" value="[^"]+"', "", answer.text)
    for value in values:
        text = re.sub(rf"(?<![0-9a-z-]){re.escape(str(value))}(?![0-9a-z-])", "…", text)
    return answer.status_code, text


def _own_key(world, state, centre):
    row = select(FaqEntry.key).where(FaqEntry.state == state, FaqEntry.centre_id == centre.id)
    return world.cast.rows(row)[0]


def _asks(world):
    """Who asks, by what, with which number or key in the place of `{}`; the form, if it is one."""
    here, next_door, abroad = (world.spot(name).ids for name in ("here", "next door", "abroad"))
    cast = world.cast
    room, centre = cast.les_amis.address, f"/centres/{cast.quebec.slug}/"
    asked = {"words": "Qui peut nous aider?", "request_key": "k"}
    for kind in ("next door", "abroad"):
        theirs = world.spot(kind).ids
        yield "bruno", f"{room}questions/", {**asked, "hesitation": "{}"}, theirs["hesitation"]
        yield "bruno", f"{room}questions/new?hesitation={{}}", None, theirs["hesitation"]
        yield "bruno", f"{room}hesitations/{{}}/outcome", {"outcome": "no"}, theirs["hesitation"]
        yield "bruno", f"{room}hesitations/{{}}/share", {"request_key": "k"}, theirs["hesitation"]
        yield "bruno", f"{room}questions/{{}}/messages", asked, theirs["question"]
        yield "agathe", f"{room}questions/{{}}/team-notes", {"note": "Note", "request_key": "k"}, theirs["question"]
        yield "agathe", f"{room}questions/{{}}/assign", {"to": "nobody", "request_key": "k"}, theirs["question"]
        yield "agathe", f"{room}questions/{here['question']}/to-faq?message={{}}", None, theirs["message"]
    yield "agathe", f"{centre}questions/assign", {"question": "{}", "to": "nobody"}, abroad["question"]
    yield "agathe", f"{room}questions/{here['question']}?saved={{}}", None, abroad["saved"]
    yield "agathe", f"{centre}questions/saved-answers/{{}}", None, abroad["saved"]
    assert next_door["saved"] == here["saved"]
    for state in ("published", "draft", "retired"):
        key = _own_key(world, state, cast.montreal)
        yield "agathe", f"{centre}faq/edit/{{}}", None, key
        yield "agathe", f"{centre}faq/edit/{{}}/retire", {"request_key": "k"}, key
        for who, at in (("aline", centre), ("bruno", room), (None, "/")):
            yield who, f"{at}faq/{{}}", None, key
            yield who, f"{at}faq/leaflet?key={{}}&key=time-too-much", None, key
            yield who, f"{at}faq/{{}}/vote", {"helped": "yes"}, key
        yield "bruno", f"{room}hesitations/new?step=2&reason={{}}", None, key
        yield "bruno", f"{room}hesitations/", {"step": "2", "entry": "{}", "request_key": "k"}, key


@pytest.mark.sqlite
def test_what_is_elsewhere_answers_as_what_exists_nowhere(world, clients):
    # Words that are the same in both centres would hide a key that is found in the wrong one.
    cast, told = world.cast, []
    names = {_own_key(world, state, cast.montreal) for state in ("published", "draft", "retired")}
    assert names.isdisjoint(cast.rows(select(FaqEntry.key).where(FaqEntry.centre_id == cast.quebec.id)))
    before = contents(cast.app)
    for who, address, form, theirs in list(_asks(world)):
        nothing = NO_KEY if isinstance(theirs, str) else NOWHERE
        answers = []
        for value in (theirs, nothing):
            if form is None:
                answer = clients[who].get(address.format(value), buffered=True)
            else:
                data = {name: said.format(value) for name, said in form.items()}
                data["csrf_token"] = token_of(clients[who])
                answer = clients[who].post(address.format(value), data=data, buffered=True)
            answers.append(_seen(answer, theirs, nothing))
        if answers[0] != answers[1]:
            told.append((who, address, theirs, answers[0][0], answers[1][0]))
    after = contents(cast.app)

    assert told == []
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"access_event"}, "but that somebody of the team looked in"
