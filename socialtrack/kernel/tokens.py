"""One-time and session tokens: 256 random bits to the person, only the hash to the database."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """43 characters that stand in an address as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What the database keeps. SHA-256 without salt is right here: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
