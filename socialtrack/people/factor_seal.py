"""What a copy of the database alone must not give away: secrets of applications are sealed, backup codes are hashed.

Both with keys made from the installation's own SECRET_KEY, and bound to one person: what is moved to another person's
row opens nothing. Whoever loses SECRET_KEY, or changes it, has everyone set their second step up again.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "1."
_NONCE = 12  # bytes


class Unreadable(Exception):
    """Sealed under another SECRET_KEY, for somebody else, or spoiled."""


def _key(secret_key: str, purpose: str) -> bytes:
    derived: bytes = HKDF(hashes.SHA256(), 32, salt=None, info=f"socialtrack {purpose}".encode()).derive(
        secret_key.encode()
    )
    return derived


def _bound_to(person_id: int) -> bytes:
    return f"person {person_id}".encode()


def seal(secret: str, person_id: int, secret_key: str) -> str:
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(_key(secret_key, "authenticator")).encrypt(nonce, secret.encode(), _bound_to(person_id))
    return _VERSION + base64.urlsafe_b64encode(nonce + closed).decode()


def unseal(sealed: str, person_id: int, secret_key: str) -> str:
    """Raises:
    Unreadable: it can't be opened with that key for that person.
    """
    try:
        if not sealed.startswith(_VERSION):
            raise Unreadable
        closed = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
        opened = AESGCM(_key(secret_key, "authenticator")).decrypt(
            closed[:_NONCE], closed[_NONCE:], _bound_to(person_id)
        )
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error
    return opened.decode()


def backup_hash(code: str, person_id: int, secret_key: str) -> str:
    """50 bits could be guessed from a plain hash in a day: this one needs the key too."""
    return hmac.new(_key(secret_key, "backup code"), _bound_to(person_id) + code.encode(), hashlib.sha256).hexdigest()
