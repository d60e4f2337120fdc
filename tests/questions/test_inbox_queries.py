"""The inbox as it is read: the longest wait first, page by page, whatever number are settled."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.actions import About
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.delay_queries import delays
from socialtrack.questions.inbox_forms import Asked, Box
from socialtrack.questions.inbox_forms import asked as asked_in
from socialtrack.questions.inbox_queries import count_for_menu, inbox_page, waiting
from socialtrack.questions.models import Question
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import archive_organization
from tests.cast import everything
from tests.questions.asking import answered, asked, asked_again, settled
from tests.statements import counted


def ids(cast, who="agathe", most=30, **filters):
    with cast.work_for(who) as work:
        return [row.id for row in inbox_page(work, Asked(**filters), most).rows]


def walked(cast, most, **filters):
    """Every page, one after the other."""
    found, cursor = [], None
    with cast.work_for("agathe") as work:
        for _ in range(400):
            page = inbox_page(work, Asked(**filters, cursor=cursor), most)
            found.append([row.id for row in page.rows])
            cursor = page.following
            if cursor is None:
                return found
    raise AssertionError("the pages never end")


@pytest.fixture
def mixed(cast, clock):
    """Two of each kind, of two organizations, the oldest first."""
    made = {}
    for name in ("waiting", "answered", "settled"):
        for who, organization in (("bruno", cast.les_amis), ("paul", cast.le_phare)):
            clock.shift(timedelta(hours=1))
            id_ = asked(cast, who)
            if name != "waiting":
                answered(cast, organization, id_)
            if name == "settled":
                settled(cast, organization, id_, who)
            made.setdefault(name, []).append(id_)
    return made


def test_those_that_wait_come_first_the_longest_first(cast, mixed):
    assert ids(cast) == mixed["waiting"]
    assert ids(cast, box=Box.ANSWERED) == mixed["answered"]
    assert ids(cast, box=Box.SETTLED) == mixed["settled"][::-1]
    assert ids(cast, box=Box.ALL) == [*mixed["waiting"], *mixed["answered"], *mixed["settled"][::-1]]


def test_a_line_says_who_asks_what_and_how_it_began(cast, clock):
    asked(cast, words="Qui peut nous aider?\nNous sommes trois.")

    with cast.work_for("rachel") as work:
        (row,) = inbox_page(work, Asked()).rows

    assert (row.organization, row.slug, row.task_key) == ("Les Amis", "les-amis", "name-backup")
    assert row.words == "Qui peut nous aider?\nNous sommes trois."
    assert (row.assigned_to, row.waiting_since) == (None, utc_now())


def test_pages_neither_skip_nor_repeat(cast, clock, mixed):
    """Several at the same moment too: the number tells them apart."""
    for _ in range(3):
        asked(cast, "bruno", about=About())

    for box, most in product(Box, (1, 2, 3, 7)):
        pages = walked(cast, most, box=box)

        assert [id_ for page in pages for id_ in page] == ids(cast, box=box), (box, most)
        assert all(len(page) == most for page in pages[:-1]), (box, most)


def test_filters_keep_what_they_say(cast, clock, mixed):
    with cast.work_for("agathe") as work:
        assign(work, [mixed["waiting"][0]], cast.agathe.membership_id, Gesture())
    network = asked(cast, about=About(network="facebook"))
    step = asked(cast, about=About(step=3))
    nothing = asked(cast, about=About())
    task = mixed["waiting"]

    assert ids(cast, assigned="me") == ids(cast, assigned=str(cast.agathe.membership_id)) == [task[0]]
    assert ids(cast, assigned="nobody") == [task[1], network, step, nothing]
    assert ids(cast, organization="le-phare") == ids(cast, query="PHÂRE le") == [task[1]]
    assert ids(cast, query="100%") == ids(cast, query="_") == []
    assert ids(cast, about="network") == [network]
    assert (ids(cast, about="step-3"), ids(cast, about="step-1")) == ([step], task)
    assert ids(cast, about="nothing") == [nothing]
    assert ids(cast, about="hesitation") == []
    assert ids(cast, "aline", assigned="me") == []


@pytest.mark.parametrize(
    "address",
    [
        {"state": "lost"},
        {"assigned": "0"},
        {"assigned": "9" * 30},
        {"assigned": "me' OR 1=1"},
        {"about": "step-5"},
        {"organization": "../les-amis"},
        {"q": "x" * 201},
        {"q": "a\x00b"},
        {"after": "waiting.1"},
        {"after": f"waiting.{2**63}.1"},
        {"after": "settled.1.1"},
        {"state": "all", "after": "all.1.1"},
    ],
)
def test_an_address_that_makes_no_sense_is_said_so(address):
    with pytest.raises(Invalid):
        asked_in(address)


def test_an_address_is_read_and_said_again():
    address = {"state": "all", "assigned": "nobody", "about": "step-2", "q": "amis", "organization": "les-amis"}

    assert asked_in(address).address() == address
    assert asked_in({"state": "waiting", "q": "", "after": ""}).address() == {}


def test_who_has_left_the_team_or_may_only_read_follows_nothing(cast, clock, mixed):
    first, second = mixed["waiting"]
    with cast.work_for("aline") as work:
        assign(work, [first, second], cast.agathe.membership_id, Gesture())
    assert ids(cast, assigned="nobody") == []

    for change in ({"ended_at": utc_now()}, {"ended_at": None, "role": "centre_reader"}):
        with cast.app.app_context(), everything() as session, immediate(session):
            session.execute(update(Membership).where(Membership.id == cast.agathe.membership_id).values(**change))

        with cast.work_for("aline") as work:
            rows = inbox_page(work, Asked(assigned="nobody")).rows
            assert [(row.id, row.assigned_to, row.assigned_name) for row in rows] == [
                (first, None, ""),
                (second, None, ""),
            ]
            assert waiting(work).nobodys == 2
        assert ids(cast, "aline", assigned=str(cast.agathe.membership_id)) == []


def test_an_archived_organization_waits_for_nobody(cast, clock, mixed):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
        assert (waiting(work).all, count_for_menu(work)) == (1, 1)

    assert ids(cast) == mixed["waiting"][1:]


def test_another_centre_sees_nothing(cast, clock, mixed):
    elsewhere = asked(cast, "victor")

    assert ids(cast, "chantal", box=Box.ALL) == [elsewhere]
    assert ids(cast, "chantal", organization="les-amis") == [elsewhere]  # its own, of the same name
    assert ids(cast, "chantal", organization="le-phare") == []


def test_figures_say_how_many_wait_and_since_when(cast, clock, mixed):
    with cast.work_for("agathe") as work:
        assign(work, [mixed["waiting"][0]], cast.agathe.membership_id, Gesture())
    oldest = cast.rows(select(Question.waiting_since).where(Question.id == mixed["waiting"][0]))[0]

    with cast.work_for("agathe") as work:
        figures = waiting(work)
    assert (figures.all, figures.mine, figures.nobodys, figures.late, figures.oldest) == (2, 1, 1, 0, oldest)

    clock.shift(timedelta(days=4))
    with cast.work_for("agathe") as work:
        assert waiting(work).late == 2


def test_delay_is_that_of_first_answers_and_of_what_still_waits(cast, clock):
    asked(cast, "paul")  # never answered
    slow, quick = asked(cast), asked(cast)
    answered(cast, cast.les_amis, quick)
    clock.shift(timedelta(days=2))
    answered(cast, cast.les_amis, quick, words="Encore ceci.")
    answered(cast, cast.les_amis, slow)
    with cast.work_for("agathe") as work:
        assert [(one.days, one.questions) for one in delays(work)] == [(2, 2), (2, 2)]

    clock.shift(timedelta(days=5))
    with cast.work_for("agathe") as work:
        assert [(one.days, one.questions) for one in delays(work)] == [(2, 3), (2, 3)]  # 0, 2 and 7 so far
    clock.shift(timedelta(days=30))
    with cast.work_for("agathe") as work:
        assert [(one.days, one.questions) for one in delays(work)] == [(37, 1), (2, 3)]
    with cast.work_for("chantal") as work:
        assert [one.questions for one in delays(work)] == [0, 0]


def test_what_was_settled_without_an_answer_is_no_delay(cast, clock):
    settled(cast, cast.les_amis, asked(cast))
    clock.shift(timedelta(days=10))

    with cast.work_for("agathe") as work:
        assert [one.questions for one in delays(work)] == [0, 0]


def test_as_many_statements_for_one_as_for_three_hundred(cast, clock):
    def statements():
        with cast.work_for("agathe") as work, counted() as made:
            inbox_page(work, Asked())
            waiting(work)
            delays(work)
            count_for_menu(work)
        return len(made)

    id_ = asked(cast)
    few = statements()
    asked_again(cast, id_, 300)

    assert statements() == few == 4
    assert len(ids(cast)) == 30
    assert sum(map(len, walked(cast, 30))) == 301


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("box", "index"),
    [(Box.WAITING, "ix_question_waiting"), (Box.ANSWERED, "ix_question_state"), (Box.SETTLED, "ix_question_state")],
)
def test_a_page_walks_along_its_index_and_sorts_nothing(cast, box, index):
    """So what is settled costs nothing to whoever reads what waits."""
    from socialtrack.questions.inbox_queries import _statement

    sql = _statement(box, "", False, "", 0, True)._whole[0]
    values = {"centre_id": 1, "version": 1, "place": 5, "place_id": 5, "most": 30}
    with cast.app.app_context(), everything() as session:
        driver = session.connection().connection.driver_connection
        plan = " / ".join(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", values))

    assert f"SEARCH q USING INDEX {index}" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
