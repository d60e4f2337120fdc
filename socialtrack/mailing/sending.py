"""Letters leave: from the outbox to a mail server, and a thread that does it without anyone waiting for it."""

import logging
import smtplib
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ..data.db import immediate
from ..data.scope import Scope, open_session
from ..kernel.errors import Busy
from ..kernel.moments import utc_now
from ..kernel.settings import Settings
from ..kernel.text import email_key
from .models import Letter
from .rules import LEASE, UNASKED, is_too_late, next_try, plain_subject
from .stopping import stop_path

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds a mail server has to answer
AT_ONCE = 20
EVERY = 60  # seconds between two looks at the outbox, when nobody calls
REASON = "letters of all centres leave through one outbox"


@dataclass(frozen=True, slots=True)
class _Ready:
    id: int
    centre_id: int | None
    kind: str
    to_address: str
    subject: str
    text: str
    html: str
    written_at: datetime
    tries: int


def send_waiting(settings: Settings) -> tuple[int, int]:
    """Send the letters that are due; how many left, how many failed and will be tried again or were given up.

    Each letter is taken in a short transaction of its own, so that two who send at once never send the same, and sent
    outside of any: a slow mail server holds nobody up.
    """
    sent = failed = 0
    while settings.mail_url:
        batch = _take(utc_now())
        if not batch:
            break
        for letter in batch:
            error = _send(settings, letter)
            _put_back(letter, error, utc_now())
            sent, failed = (sent + 1, failed) if error is None else (sent, failed + 1)
    return sent, failed


def deliver(settings: Settings, message: EmailMessage) -> None:
    """Hand one message to the mail server. Raises what `smtplib` and the network raise."""
    parts = urlsplit(settings.mail_url or "")
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def message_to(settings: Settings, to: str, subject: str, text: str, html: str = "") -> EmailMessage:
    """Raises ValueError: a mail program would read another address than `to`, or several."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    if [address.addr_spec for address in message["To"].addresses] != [to]:
        raise ValueError("not one plain address")
    message["Subject"] = plain_subject(subject)
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2].strip("> ") or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _take(now: datetime) -> list[_Ready]:
    session = open_session(Scope(None, REASON))
    try:
        with immediate(session):
            rows = session.scalars(
                select(Letter)
                .where(Letter.next_try_at <= now, Letter.sent_at.is_(None))
                .order_by(Letter.id)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.next_try_at = now + LEASE
            return [
                _Ready(r.id, r.centre_id, r.kind, r.to_address, r.subject, r.text, r.html, r.written_at, r.tries)
                for r in rows
            ]
    finally:
        session.close()


def _send(settings: Settings, letter: _Ready) -> str | None:
    """None when the letter left, else what went wrong, in a few words without its content."""
    if is_too_late(letter.kind, letter.written_at, utc_now()):
        return "too late"
    try:
        message = message_to(settings, letter.to_address, letter.subject, letter.text, letter.html)
        if letter.kind in UNASKED and letter.centre_id is not None:
            path = stop_path(settings, letter.centre_id, email_key(letter.to_address), at_once=True)
            message["List-Unsubscribe"] = f"<{settings.base_url}{path}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        deliver(settings, message)
    except smtplib.SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (smtplib.SMTPException, OSError, ValueError, LookupError, MessageError) as error:
        return type(error).__name__
    return None


def _put_back(letter: _Ready, error: str | None, now: datetime) -> None:
    session = open_session(Scope(None, REASON))
    try:
        with immediate(session):
            row = session.get(Letter, letter.id)
            if row is None:
                return  # whoever it was for had themselves erased while it left
            row.tries = letter.tries + 1
            row.last_error = error
            row.next_try_at = None if error is None else next_try(letter.kind, letter.written_at, row.tries, now)
            if error is None:
                row.sent_at = now
            if row.next_try_at is None:
                row.text = row.html = ""  # it held a one-time link
        if error is not None:
            log.warning("letter %s did not leave: %s", letter.id, error)
    finally:
        session.close()


class Postman:
    """One thread that empties the outbox when called, and looks again each minute. It starts at the first call."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._called = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_leaving = False

    def call(self) -> None:
        """Say that a letter may wait. Returns at once."""
        if not self._settings.mail_url:
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._rounds, name="postman", daemon=True)
                self._thread.start()
        self._called.set()

    def dismiss(self) -> None:
        """Let the round under way end, and stop."""
        self._is_leaving = True
        self._called.set()
        if self._thread is not None:
            self._thread.join(TIMEOUT)

    def _rounds(self) -> None:
        while not self._is_leaving:
            self._called.wait(EVERY)
            self._called.clear()
            try:
                with self._app.app_context():
                    send_waiting(self._settings)
            except (SQLAlchemyError, Busy):
                log.warning("the outbox could not be read; trying again in a minute", exc_info=True)


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["socialtrack-postman"] = Postman(app, settings)


def call_postman(app: Flask) -> None:
    """Letters may wait: have them sent. Tests send by hand, unless they ask for the thread."""
    if not app.testing:
        app.extensions["socialtrack-postman"].call()
