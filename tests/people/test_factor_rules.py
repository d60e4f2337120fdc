"""The second step's decisions, with nothing but Python."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from socialtrack.people.factor_rules import (
    BACKUP_ALPHABET,
    BACKUP_LENGTH,
    app_code_of,
    asks_for_second_step,
    backup_code_of,
    grouped,
    is_begun,
    is_fresh,
    is_proved_twice,
    step_at,
    step_of,
)

NOW = datetime(2026, 11, 23, 15, 5, 10, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # « 12345678901234567890 »


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    """Its appendix B, with the last six of the eight digits."""
    moment = datetime.fromtimestamp(seconds, UTC)

    assert step_of(code, pyotp.TOTP(RFC_SECRET).generate_otp, moment) == seconds // 30


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_be_half_a_minute_early_or_late(steps, is_right):
    code_at = pyotp.TOTP(RFC_SECRET).generate_otp
    step = step_at(NOW) + steps

    assert step_of(code_at(step), code_at, NOW) == (step if is_right else None)


def test_step_changes_each_half_minute():
    assert step_at(NOW.replace(second=29)) + 1 == step_at(NOW.replace(second=30))


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123-456 ", "123\u00a0456", "１２３４５６"])
def test_digits_are_read_however_they_are_spaced(typed):
    assert app_code_of(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "-- --"])
def test_anything_else_is_no_code_of_an_application(typed):
    assert app_code_of(typed) is None


@pytest.mark.parametrize(
    "typed", ["0A2DH7S1QC", "0a2dh 7s1qc", "0A2DH-7S1QC", " oA2dH 7SlQC ", "OA2DH 7S1QC", "0A2DH–7SIQC"]
)
def test_backup_code_is_read_however_it_is_written(typed):
    assert backup_code_of(typed) == "0A2DH7S1QC"


@pytest.mark.parametrize("typed", ["", "0A2DH7S1Q", "0A2DH7S1QCX", "UUUUUUUUUU", "é" * 10, "123456"])
def test_anything_else_is_no_backup_code(typed):
    assert backup_code_of(typed) is None


def test_backup_codes_hold_fifty_bits_and_no_sign_that_looks_like_another():
    assert len(set(BACKUP_ALPHABET)) ** BACKUP_LENGTH >= 2**50
    assert not set("ILOU") & set(BACKUP_ALPHABET)


def test_key_is_in_groups_of_four():
    assert grouped("JBSWY3DPEHPK", 4) == "JBSW Y3DP EHPK"


@pytest.mark.parametrize("way", ["link", "invitation", "password", "setup"])
def test_each_way_in_asks_for_the_second_step(way):
    assert asks_for_second_step(way)
    assert not is_proved_twice(way, None)
    assert is_proved_twice(way, NOW)


@pytest.mark.parametrize("way", ["passkey", "demo"])
def test_passkey_and_demonstration_do_not(way):
    assert not asks_for_second_step(way)
    assert is_proved_twice(way, None)


def test_fresh_is_less_than_a_quarter_of_an_hour_since_either_step():
    opened = NOW - timedelta(days=3)

    assert is_fresh(NOW - timedelta(minutes=14), None, NOW)
    assert not is_fresh(NOW - timedelta(minutes=15), None, NOW)
    assert is_fresh(opened, NOW - timedelta(minutes=14), NOW)
    assert not is_fresh(opened, NOW - timedelta(minutes=15), NOW)


def test_application_is_shown_its_secret_for_an_hour():
    assert is_begun(NOW - timedelta(minutes=59), NOW)
    assert not is_begun(NOW - timedelta(minutes=60), NOW)
