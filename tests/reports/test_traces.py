"""Every file that leaves is noted in the journal of access: by whom, which, through what."""

import pytest
from sqlalchemy import select

from socialtrack.journal import access_actions
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Busy


def noted(cast):
    rows = cast.rows(select(AccessEvent).where(AccessEvent.kind == "exported").order_by(AccessEvent.id))
    return [(row.centre_id, row.membership_id, row.actor_role, row.after, row.channel) for row in rows]


@pytest.mark.parametrize("name", ["organizations", "tasks", "events"])
def test_downloaded_report_is_noted(cast, name):
    answer = cast.client_for("rachel").get(f"/centres/{cast.quebec.slug}/reports/{name}.csv", buffered=True)

    assert answer.status_code == 200
    assert noted(cast) == [(cast.quebec.id, cast.rachel.membership_id, "centre_reader", name, "web")]


def test_refused_report_and_its_head_alone_leave_no_trace(cast):
    address = f"/centres/{cast.quebec.slug}/reports/tasks.csv"

    assert cast.client_for("aline").get(f"{address}?delimiter=pipe").status_code == 422
    assert cast.client_for("bruno").get(address).status_code == 403
    assert cast.client_for("aline").head(address, buffered=True).status_code == 200

    assert noted(cast) == []


def test_report_that_cannot_be_noted_leaves_all_the_same(cast, monkeypatch, caplog):
    def busy(*arguments, **named):
        raise Busy

    monkeypatch.setattr(access_actions, "note_access", busy)
    answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/organizations.csv", buffered=True)

    assert answer.status_code == 200
    assert "Les Amis" in answer.text
    assert noted(cast) == []
    assert "exported organizations" in caplog.text


def test_command_of_the_host_is_noted(cast):
    result = cast.app.test_cli_runner().invoke(args=["export", "tasks", "--centre", cast.quebec.slug])

    assert result.exit_code == 0
    assert noted(cast) == [(cast.quebec.id, None, "host", "tasks", "command")]
