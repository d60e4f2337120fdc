"""Letters that nobody asked for carry a way to stop them: one centre's, for one address, by one button.

The link names the address by a digest, so that it tells nothing to whoever finds it. RFC 8058 is the button that mail
programs show by themselves; RFC 2369 is the header that it completes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from ..kernel.errors import NotFound
from ..kernel.settings import Settings
from .models import MailRefusal

_SALT = "stop letters"


def address_hash(centre_id: int, email_key: str) -> str:
    """One centre and one address, as the database keeps the refusal: 64 hexadecimal digits."""
    return hashlib.sha256(f"{centre_id} {email_key}".encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link to stop letters stands for."""

    centre_id: int
    address_hash: str


def stop_path(settings: Settings, centre_id: int, email_key: str, *, at_once: bool = False) -> str:
    """The address, below the base address, of the page that stops one centre's letters to one address; `at_once`, of
    what mail programs call by themselves."""
    stop = [centre_id, address_hash(centre_id, email_key)]
    page = "one-click" if at_once else "stop"
    return f"/letters/{page}/{URLSafeSerializer(settings.secret_key, salt=_SALT).dumps(stop)}"


def read_stop(settings: Settings, token: str) -> Stop:
    """Raises NotFound: we did not write that link."""
    try:
        centre_id, digest = URLSafeSerializer(settings.secret_key, salt=_SALT).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound("link-unknown") from error
    return Stop(int(centre_id), str(digest))


def is_refused(session: Session, centre_id: int, email_key: str) -> bool:
    """Whether that address asked that centre for no more letters but the necessary ones."""
    return session.get(MailRefusal, address_hash(centre_id, email_key)) is not None


def has_stopped(session: Session, stop: Stop) -> bool:
    return session.get(MailRefusal, stop.address_hash) is not None


def stop_letters(session: Session, stop: Stop, now: datetime) -> None:
    """No more letters but the necessary ones. Saying it twice is saying it once. The caller holds the transaction."""
    if not has_stopped(session, stop):
        session.add(MailRefusal(address_hash=stop.address_hash, asked_at=now))
        session.flush()


def take_letters_again(session: Session, stop: Stop) -> None:
    """The caller holds the transaction."""
    refusal = session.get(MailRefusal, stop.address_hash)
    if refusal is not None:
        session.delete(refusal)
        session.flush()
