"""A cell that a spreadsheet could run gets one apostrophe, and loses exactly one on the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.kernel.spreadsheet import guarded, is_dangerous, unguarded

SIGNS = "=+-@|%\t\r\n＝＋－＠｜％"
SPACES = ("", " ", "\u00a0", "\ufeff", "\u202f", "\u3000", "\u200b", " \u00a0\ufeff ")


@pytest.mark.parametrize("spaces", SPACES)
@pytest.mark.parametrize("sign", SIGNS)
def test_dangerous_sign_even_after_spaces_gets_one_apostrophe(sign: str, spaces: str) -> None:
    assert guarded(f"{spaces}{sign}1+1") == f"'{spaces}{sign}1+1"


@pytest.mark.parametrize(
    "text", ["", "Les Amis", "l’été = bon", "'allo'", "’=1", "a-b", "555-0100", "-5", "-12,5", "3"]
)
def test_harmless_text_and_plain_numbers_are_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@pytest.mark.parametrize("text", ["-5+1", "+5", "+1 418 555-0100", "-", "-05", "--5", "-5=", "-5e3"])
def test_what_only_begins_like_a_number_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_text_that_already_has_our_apostrophe_gets_one_too() -> None:
    assert guarded("'=1+1") == "''=1+1"
    assert unguarded("''=1+1") == "'=1+1"


@given(st.text(alphabet=st.sampled_from(" '\u00a0=+-@|%\t\r\n＝a1,.’\ufeff")) | st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text) == text or (guarded(text) == f"'{text}" and is_dangerous(text))
