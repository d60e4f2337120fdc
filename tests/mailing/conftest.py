"""A real mail server, on a free port, that keeps what it is given."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask


@dataclass
class MailServer:
    """What arrived, and what to answer instead of taking it."""

    port: int = 0
    arrived: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        self.was_encrypted.append(session.ssl is not None)
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss/word")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _run(server: MailServer, **options: object) -> Iterator[MailServer]:
    server.port = _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=True, **options)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    yield from _run(MailServer())


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for 127.0.0.1 that this process trusts for the time of the test."""
    file = tmp_path / "server.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(tmp_path / "key.pem"), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@pytest.fixture
def guarded_mail_server(certificate: Path) -> Iterator[MailServer]:
    """It takes nothing before STARTTLS and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.parent / "key.pem")
    server = MailServer()
    yield from _run(
        server, tls_context=context, require_starttls=True, authenticator=server.authenticate, auth_required=True
    )


@pytest.fixture
def tls_mail_server(certificate: Path) -> Iterator[MailServer]:
    """Encrypted from the first byte (smtps)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.parent / "key.pem")
    yield from _run(MailServer(), ssl_context=context)


def set_mail(app: Flask, url: str) -> None:
    """As if SOCIALTRACK_MAIL_URL had been set before the start."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url=url, mail_from="suivi@example.org")
