"""The « repère » of a task: never asked for, checked, kept through all states, taken back."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.progress.actions import set_task_state, undo_task
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.evidence_rules import evidence_of, host_of, link_of
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import State, Wanted
from socialtrack.tenancy.organization_actions import archive_organization

TODAY = date(2026, 11, 23)
NAME, DAY, LINK, NONE = "name-backup", "org-email", "facebook-page", "choose-networks"


def say(cast, typed, task=NAME, key="", who="bruno"):
    with cast.work_for(who) as work:
        digest = sha256(typed.encode()).hexdigest()
        return set_evidence(work, cast.les_amis.id, task, typed, Gesture(key, digest))


def kept(cast, task=NAME):
    [row] = cast.rows(select(TaskState).where(TaskState.task_key == task)) or [None]
    if row is None or row.evidence_id is None:
        return None
    [text] = cast.rows(select(TextRevision).where(TextRevision.id == row.evidence_id))
    assert (text.audience, text.organization_id) == ("centre", cast.les_amis.id)
    return text.body


def events(cast):
    return cast.rows(select(Event).where(Event.task_key == NAME).order_by(Event.id))


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://exemple.org/page?a=1#b", "https://exemple.org/page?a=1#b"),
        ("Exemple.org/page", "https://exemple.org/page"),
        ("HTTP://Exemple.Org./a", "http://exemple.org/a"),
        ("//exemple.org/a", "https://exemple.org/a"),
        ("exemple.org:8080/x", "https://exemple.org:8080/x"),
        ("https://québec.ca/é", "https://québec.ca/é"),
        # Long numbers in an address are those of pages and posts.
        (
            "https://www.facebook.com/4539578763621486/posts/10158",
            "https://www.facebook.com/4539578763621486/posts/10158",
        ),
        ("https://exemple.org/12345678", "https://exemple.org/12345678"),
        ("", ""),
    ],
)
def test_address_of_a_page_is_kept_whole(typed, link):
    assert link_of(typed) == link


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\u200bscript:alert(1)", "vbscript:x", "data:text/html,x"),
        *(
            "ftp://exemple.org",
            "mailto:a@exemple.org",
            "aline@exemple.org",
            "file:///etc/passwd",
            "exemple",
            "https://",
        ),
        *("https://exemple", "https:exemple.org", "https:///exemple.org", "https://a..b", "https://exemple.org:99999"),
        *(
            "https://exemple.org/a b",
            "https://exemple.org/<b>",
            'https://exemple.org/"',
            "https://exemple.org/\u202egp",
        ),
        *("https://[::1]/", "https://-exemple.org", "https://" + "a" * 70 + ".org"),
    ],
)
def test_what_leads_to_no_page_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        link_of(typed)

    assert (refused.value.code, refused.value.field) == ("link-not-understood", "evidence")


@pytest.mark.parametrize(
    "typed", ["https://aline:tulipe@exemple.org", "https://exemple.org/?password=x", "exemple.org/a#access_token=x"]
)
def test_address_with_a_password_is_not_kept(typed):
    with pytest.raises(Invalid, match="looks-like-password"):
        link_of(typed)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("date", "2026-11-24", "moment-in-the-future"),
        ("date", "2026-02-30", "day-not-understood"),
        ("date", "0202-01-01", "day-too-early"),
        ("date", "hier", "day-not-understood"),
        ("name", "a" * 121, "text-too-long"),
        ("name", "Le mot de passe est Tulipe42!", "looks-like-password"),
        ("name", "a\x00b", "text-has-control-characters"),
        ("link", "https://exemple.org/" + "a" * 500, "text-too-long"),
        ("link", "exemple.org/" + "a" * 485, "text-too-long"),
    ],
)
def test_what_the_task_does_not_ask_for_is_refused(kind, typed, code):
    with pytest.raises(Invalid) as refused:
        evidence_of(kind, typed, TODAY)

    assert (refused.value.code, refused.value.field) == (code, "evidence")


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        *(("date", "2026-11-23", "2026-11-23"), ("date", "  ", "")),
        *(("name", "  Jocelyne\u00a0 Roy ", "Jocelyne Roy"), ("link", "exemple.org/" + "a" * 480, None)),
    ],
)
def test_what_the_task_asks_for_is_tidied(kind, typed, words):
    assert evidence_of(kind, typed, TODAY) == (f"https://{typed}" if words is None else words)


@pytest.mark.parametrize(
    "kept", ["https://[::1", "https://℀.org", "https://exemple.org:99999", "https://bruno@exemple.org", "Jocelyne", ""]
)
def test_words_that_are_no_address_lead_nowhere(kept):
    assert host_of(kept) == ""


def test_kept_address_says_where_it_leads():
    assert host_of(link_of("Exemple.org:8080/Page?a=1#b")) == "exemple.org"


@pytest.mark.parametrize("words", ["https://[::1", "https://℀.org"])
def test_name_that_looks_like_a_broken_address_breaks_no_page(cast, words):
    with cast.work_for("bruno") as work:
        set_evidence(work, cast.les_amis.id, "name-backup", words, Gesture())
    client, path = cast.client_for("bruno"), cast.les_amis.address

    for page in ("", "tasks/name-backup", "tasks/name-backup/more", "history", "changes?since=0"):
        assert client.get(path + page, headers={"HX-Request": "true"}).status_code == 200, page
    assert f'href="{words}' not in client.get(f"{path}tasks/name-backup").text


def test_task_that_asks_for_none_keeps_none(cast):
    with pytest.raises(NotFound, match="no-evidence-here"):
        say(cast, "exemple.org", NONE)


def test_task_still_to_do_keeps_its_evidence(cast):
    answer = say(cast, "Jocelyne Roy")

    [event] = events(cast)
    assert kept(cast) == "Jocelyne Roy"
    assert (event.kind, event.before, event.after, answer.after.state) == ("task-evidence", "todo", "todo", "todo")
    assert (event.value_before, list(event.value_after)) == (None, ["evidence_id"])
    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_evidence_stays_through_all_states(cast):
    say(cast, "Jocelyne Roy")

    for state in (State.DONE, State.TODO, State.DOING, State.NOT_APPLICABLE, State.DECLINED, State.DONE):
        with cast.work_for("bruno") as work:
            set_task_state(work, cast.les_amis.id, NAME, Wanted(state), Gesture())
        assert kept(cast) == "Jocelyne Roy"


def test_evidence_does_not_touch_who_did_the_task_and_when(cast, clock):
    with cast.work_for("bruno") as work:
        done = set_task_state(work, cast.les_amis.id, NAME, Wanted(State.DONE), Gesture()).after
    clock.shift(timedelta(days=1))

    after = say(cast, "Jocelyne Roy", who="aline").after

    assert (after.state, after.done_at, after.done_by, after.entered_by) == (
        *("done", done.done_at),
        *(done.done_by, done.entered_by),
    )


def test_nothing_different_is_no_event(cast):
    say(cast, "Jocelyne Roy")

    again = say(cast, " Jocelyne  Roy ")

    assert again.event_id is None
    assert len(events(cast)) == 1


def test_same_gesture_twice_is_one_event(cast):
    say(cast, "Jocelyne Roy", key="k1")

    assert say(cast, "Jocelyne Roy", key="k1").is_repeated
    assert len(events(cast)) == 1
    with pytest.raises(Conflict, match="request-key-reused"):
        say(cast, "Paul Roy", key="k1")


def test_undo_gives_the_evidence_before_back(cast):
    say(cast, "Jocelyne Roy")
    emptied = say(cast, "")
    assert kept(cast) is None

    with cast.work_for("bruno") as work:
        event = work.session.scalars(select(Event).where(Event.id == emptied.event_id)).one()
        undo_task(work, cast.les_amis.id, event, Gesture())

    assert kept(cast) == "Jocelyne Roy"


def test_archived_organization_keeps_no_more(cast):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    with pytest.raises(Refused, match="organization-archived"):
        say(cast, "Jocelyne Roy")
