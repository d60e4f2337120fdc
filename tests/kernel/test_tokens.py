"""Tokens can't be guessed, and what is kept of them opens nothing."""

import re

from socialtrack.kernel.tokens import new_token, token_hash


def test_token_stands_in_an_address_as_it_is():
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", new_token()) for _ in range(200))


def test_tokens_never_repeat():
    assert len({new_token() for _ in range(2_000)}) == 2_000


def test_hash_is_always_the_same_and_tells_nothing():
    token = new_token()

    assert token_hash(token) == token_hash(token)
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash(token))
    assert token_hash(token) != token_hash(token[:-1])
    assert token not in token_hash(token)


def test_anything_that_arrives_in_its_place_has_a_hash_too():
    for text in ("", "\0", "\ud800", "é" * 10_000):
        assert len(token_hash(text)) == 64
