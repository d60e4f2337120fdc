"""What organizations say of their doubts, and what centres prepare for them: each word is read by those of the table
in `asks_planted.py`, and by nobody else, in pages, searches, files, exports and commands, also after a merge.

`test_access.py` looks for the same words at each address; here each of those who may read one finds it, so that an
empty page proves nothing, and everyone asks with what an address can be made to say.
"""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.faq.models import FaqEntry
from socialtrack.hesitations.actions import open_hesitation, share_words
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About
from socialtrack.hesitations.undo_actions import undo_hesitation
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.questions.models import Question, SavedAnswer
from socialtrack.reports.rules import Report
from tests.walls.asks_planted import PEOPLE, READERS, TEAM, canary
from tests.walls.ids import token_of

EVERYONE = (None, "nadia", *sorted({who for people in (*PEOPLE.values(), *TEAM.values()) for who in people}))
Q = "q=serin"


def addresses(cast, rooms=PEOPLE):
    """Where such words may stand, in each room and each centre, with the numbers and keys of everyone's things."""
    keys = sorted(set(cast.rows(select(FaqEntry.key))))
    of = {
        table: {
            room: cast.rows(select(table.id).where(table.organization_id == getattr(cast, room).id)) for room in rooms
        }
        for table in (Hesitation, Question)
    }
    answers = [f"faq?{Q}", "faq/leaflet?" + "&".join(f"key={key}" for key in keys), *(f"faq/{key}" for key in keys)]
    found = [f"/{answer}" for answer in answers]
    for centre in (cast.quebec, cast.montreal):
        at = f"/centres/{centre.slug}/"
        reports = [f"{at}reports/{report}.csv?names=1" for report in Report]
        found += [at, f"{at}organizations/?{Q}", f"{at}questions/?{Q}", f"{at}questions/saved-answers/"]
        found += [f"{at}hesitations/", f"{at}faq/edit/", f"{at}access", *(at + answer for answer in answers)]
        found += [f"{at}faq/edit/{key}{more}" for key in keys for more in ("", "/preview")]
        found += [*reports, *(f"{report}&as_of=2026-11-22&header=keys" for report in reports)]
    saved = cast.rows(select(SavedAnswer.id))
    for room in rooms:
        at = getattr(cast, room).address
        found += [at, f"{at}changes?since=0", f"{at}history", f"{at}networks", f"{at}tasks/org-email", f"{at}sheet"]
        found += [
            f"{at}hesitations/",
            f"{at}hesitations/new?step=2",
            f"{at}questions/",
            *(at + answer for answer in answers),
        ]
        for id_ in of[Hesitation][room]:
            found += [f"{at}hesitations/{id_}", f"{at}questions/new?hesitation={id_}"]
        for id_ in of[Question][room]:
            found += [f"{at}questions/{id_}", f"{at}questions/{id_}/to-faq"]
            found += [f"{at}questions/{id_}?saved={number}" for number in saved]
        found += [f"{at}record/merge?with={other.slug}" for other in (cast.les_amis, cast.le_phare)]
    return found


def text_of(answer):
    if answer.mimetype != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return "".join(file.read(name).decode() for name in file.namelist())


def read_by(cast, who, rooms=PEOPLE):
    """The words that this person comes upon, each with an address where it stands."""
    client = cast.client_for(who)
    answers = [client.get(address, buffered=True) for address in addresses(cast, rooms)]
    if who is not None:
        files = ["/account/data", *(f"{getattr(cast, room).address}data" for room in rooms)]
        answers += [client.post(file, data={"csrf_token": token_of(client)}, buffered=True) for file in files]
    assert {answer.status_code for answer in answers} <= {200, 303, 400, 403, 404, 409, 410, 422}
    texts = [(answer.request.path, text_of(answer)) for answer in answers]
    return {words: at for words in READERS for at, text in texts if words in text}


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_reads_the_words_that_are_for_them_and_no_others(world, who):
    found = read_by(world.cast, who)

    mine = {words for words, readers in READERS.items() if who in readers}
    assert {words: at for words, at in found.items() if words not in mine} == {}
    assert mine - set(found) == set(), "who may read them finds them nowhere"


@pytest.mark.parametrize("centre", TEAM)
def test_reports_of_a_command_say_what_its_centre_reads(world, centre):
    cast, run = world.cast, world.cast.app.test_cli_runner()
    said = ""
    for report in Report:
        result = run.invoke(args=["export", report.value, "--centre", getattr(cast, centre).slug, "--names"])
        assert result.exit_code == 0, result.output
        said += result.output

    assert [words for words, readers in READERS.items() if words in said and not readers & TEAM[centre]] == []


def test_words_that_a_merge_leaves_behind_are_read_by_nobody_else(world):
    """The shared ones follow; what Le Phare kept, or took back, is neither its centre's nor the other's."""
    cast = world.cast
    with cast.work_for("aline") as work:
        digest = plan_merge(work, cast.les_amis.id, cast.le_phare.id).digest
        assert merge_organizations(work, cast.les_amis.id, cast.le_phare.id, {}, digest)

    bruno = read_by(cast, "bruno", ("les_amis",))

    assert canary("shown", "le_phare") in bruno
    assert canary("asked", "le_phare") in bruno
    for found in (bruno, read_by(cast, "aline", ("les_amis", "le_phare"))):
        kept = {canary(kind, "le_phare") for kind in ("kept", "unshown")}
        assert {words: at for words, at in found.items() if words in kept} == {}
    assert canary("teamnote", "le_phare") not in bruno


def test_words_taken_back_are_gone_from_the_days_on_which_they_were_shown(cast, clock):
    room, mine = cast.les_amis.id, canary("unshown", "les_amis")
    with cast.work_for("bruno") as work:
        opened = open_hesitation(work, room, About(step=2), Gesture(), words=mine)
        shown = share_words(work, room, opened.hesitation_id, Gesture(), with_private=True)
    clock.shift(timedelta(days=2))
    aline = cast.client_for("aline")
    then = f"/centres/{cast.quebec.slug}/reports/{{}}.csv?names=1&as_of=2026-11-23"
    before = "".join(aline.get(then.format(report), buffered=True).text for report in Report)
    with cast.work_for("bruno") as work:
        event = work.session.scalars(select(Event).where(Event.id == shown.event_id)).one()
        undo_hesitation(work, room, event, Gesture())

    after = "".join(aline.get(then.format(report), buffered=True).text for report in Report)

    assert (mine in before, mine in after) == (True, False)
