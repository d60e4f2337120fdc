"""Two at the same moment with one code: one wins, whatever the engine."""

import pytest
from sqlalchemy import select

from socialtrack.kernel.moments import to_microseconds, utc_now
from socialtrack.people.actions import Browser, start_device
from socialtrack.people.factor_actions import Typed, prove
from socialtrack.people.factor_own_actions import confirm_app
from socialtrack.people.models import AuthenticatorApp, Device, RecoveryCode
from socialtrack.people.queries import visitor_by_token
from tests.cast import everything
from tests.people.second_step import PRINTED, code_at, give_app
from tests.people.test_at_once import together


def waiting(app, cast, who, times):
    """So many sessions of that person, between their two steps."""
    with app.app_context(), everything() as session:
        started = [
            start_device(session, cast[who].person_id, Browser(), utc_now(), is_staff=False) for _ in range(times)
        ]
        session.commit()
        return [visitor_by_token(session, one.token, to_microseconds(utc_now())) for one in started]


@pytest.mark.parametrize("code", ["app", "backup"])
def test_one_code_opens_one_session(app, cast, code):
    give_app(cast, "bruno")
    typed = Typed(code_at() if code == "app" else PRINTED[0], "192.0.2.1", app.config["SECRET_KEY"])
    visitors = waiting(app, cast, "bruno", 4)

    ends = together(app, [lambda visitor=visitor: prove(visitor, typed, utc_now()) for visitor in visitors])

    assert ends == ["code-wrong"] * 3 + ["won"]
    assert sorted(cast.rows(select(Device.is_waiting_for_factor))) == [False, True, True, True]


def test_one_session_is_proved_once(app, cast):
    """Pressed twice: the second finds that the step is done, and uses no code up."""
    give_app(cast, "bruno")
    (visitor,) = waiting(app, cast, "bruno", 1)
    key = app.config["SECRET_KEY"]

    ends = together(
        app,
        [lambda code=code: prove(visitor, Typed(code, "192.0.2.1", key), utc_now()) for code in PRINTED[:2]],
    )

    assert ends == ["second-step-over", "won"]
    assert len(cast.rows(select(RecoveryCode).where(RecoveryCode.used_at.is_not(None)))) == 1


def test_first_code_pressed_twice_prints_one_sheet(app, cast):
    give_app(cast, "bruno", is_confirmed=False)
    (visitor,) = waiting(app, cast, "bruno", 1)
    typed = Typed(code_at(), "192.0.2.1", app.config["SECRET_KEY"])

    ends = together(app, [lambda: confirm_app(visitor, typed, utc_now())] * 3)

    assert ends == ["second-step-there"] * 2 + ["won"]
    assert len(cast.rows(select(RecoveryCode))) == 10
    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_wrong_codes_at_once_are_all_counted(app, cast):
    give_app(cast, "bruno")
    visitors = waiting(app, cast, "bruno", 4) * 4
    typed = Typed("000000", "192.0.2.1", app.config["SECRET_KEY"])

    ends = together(app, [lambda visitor=visitor: prove(visitor, typed, utc_now()) for visitor in visitors])

    assert ends.count("code-wrong") == 10
    assert len(ends) == 16
    assert "won" not in ends
