"""tasks.csv: who sees to a task, by when, and what shows that it is done; now and as of a past day."""

from datetime import date, timedelta

import pytest

from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from tests.reports.test_csv import KEYS, of_amis, report, tick

DUE = date(2026, 12, 24)
NAMED = f"{KEYS}&names=1"


def plan(cast, task, wanted, who="bruno"):
    with cast.work_for(who) as work:
        set_plan(work, cast.les_amis.id, task, wanted, Gesture())


def evidence(cast, task, typed):
    with cast.work_for("bruno") as work:
        set_evidence(work, cast.les_amis.id, task, typed, Gesture())


@pytest.fixture
def planned(cast):
    """A member for one task, a name for another, a day alone for a third, that was also answered."""
    plan(cast, "name-responsible", WantedPlan(cast.beatrice.membership_id, "", DUE))
    plan(cast, "name-backup", WantedPlan(None, "=Marie; de la paroisse", None))
    tick(cast, "bruno", cast.les_amis, "org-email")
    plan(cast, "org-email", WantedPlan(None, "", DUE))


def test_days_are_said_and_persons_only_when_asked(cast, planned):
    plain, named = of_amis(cast), of_amis(cast, NAMED)

    tasks = ("name-responsible", "name-backup", "org-email", "password-vault")
    assert [plain[task]["due_on"] for task in tasks] == ["2026-12-24", "", "2026-12-24", ""]
    assert {row["responsible"] for row in plain.values()} == {""}
    assert [named[task]["responsible"] for task in tasks] == ["Un membre", "'=Marie; de la paroisse", "", ""]
    assert [plain[task]["state"] for task in tasks] == ["todo", "todo", "done", "todo"]
    assert len(report(cast, "tasks")) == len(report(cast, "tasks", NAMED))


def test_past_day_keeps_its_own_plan(cast, planned, clock):
    day = f"{NAMED}&as_of=2026-11-23"
    evening = of_amis(cast, NAMED)
    clock.shift(timedelta(days=2))
    plan(cast, "name-responsible", WantedPlan())
    plan(cast, "name-backup", WantedPlan(None, "Paul", DUE))

    then, now = of_amis(cast, day), of_amis(cast, NAMED)

    assert then == evening
    assert (now["name-responsible"]["due_on"], now["name-responsible"]["responsible"]) == ("", "")
    assert (now["name-backup"]["due_on"], now["name-backup"]["responsible"]) == ("2026-12-24", "Paul")


def test_evidence_is_said_but_a_name_only_when_asked(cast, clock):
    evidence(cast, "name-backup", "=Lise Roy")
    evidence(cast, "password-vault", "2026-11-20")

    plain, named = of_amis(cast), of_amis(cast, NAMED)
    clock.shift(timedelta(days=3))
    evidence(cast, "password-vault", "")
    then = of_amis(cast, f"{NAMED}&as_of=2026-11-23")

    assert (plain["name-backup"]["evidence"], plain["password-vault"]["evidence"]) == ("", "2026-11-20")
    assert named["name-backup"]["evidence"] == "'=Lise Roy"
    assert then == named
    assert of_amis(cast)["password-vault"]["evidence"] == ""


def test_plan_of_a_network_that_is_not_chosen_has_no_line(cast):
    plan(cast, "instagram-create-account", WantedPlan(None, "", DUE))

    assert "instagram-create-account" not in of_amis(cast)
