"""Environment → one frozen `Settings`, read once at the start. A setting that can't be right stops the start."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "SOCIALTRACK_"


class SettingsError(Exception):
    """One sentence that names the variable and says how to mend it."""


@dataclass(frozen=True)
class Settings:
    """What the person who hosts may decide. Each has a default that a small centre can live with."""

    data_dir: Path
    database_url: str
    migration_database_url: str
    secret_key: str
    base_url: str
    mail_url: str | None
    mail_from: str
    host: str
    port: int
    threads: int
    proxy_count: int
    log_format: str
    demo: bool
    through_pooler: bool = False

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names under which we answer: our own, and this machine's.

        None, for any name, where we listen everywhere under no name, or under a bare IPv6 address (which Werkzeug's
        list can't hold).
        """
        host = urlsplit(self.base_url).hostname or ""
        if host == "0.0.0.0" or ":" in host:  # noqa: S104
            return None
        return [host, "localhost", "127.0.0.1"]

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(PREFIX + name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsError(f"{PREFIX}{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _text(env: Mapping[str, str], name: str) -> str:
    """The variable, or the content of the file that `…_FILE` names."""
    if value := env.get(PREFIX + name, "").strip():
        return value
    if file := env.get(f"{PREFIX}{name}_FILE", "").strip():
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{PREFIX}{name}_FILE: {file} can't be read ({error.strerror}).") from error
    return ""


def _secret_key(env: Mapping[str, str], data_dir: Path) -> str:
    if given := _text(env, "SECRET_KEY"):
        if len(given) < 32:
            raise SettingsError(f"{PREFIX}SECRET_KEY must have at least 32 characters.")
        return given
    file = data_dir / "secret-key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        # "x" lets one of several processes that start together win; the others read what it wrote.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"{file} can't be written ({error.strerror}); set {PREFIX}DATA_DIR.") from error
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(f"{file} can't be read ({error.strerror}); set {PREFIX}DATA_DIR.") from error


def _base_url(env: Mapping[str, str], host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    address = _text(env, "BASE_URL").rstrip("/") or f"http://{shown}:{port}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{PREFIX}BASE_URL must be an address such as https://suivi.exemple.org, not {address!r}.")
    if parts.scheme == "http" and not is_loopback(parts.hostname) and env.get(PREFIX + "ALLOW_HTTP") != "1":
        raise SettingsError(
            f"{PREFIX}BASE_URL is plain http on {parts.hostname}: links and cookies could be read on the way. "
            f"Use https, or set {PREFIX}ALLOW_HTTP=1 if you accept that."
        )
    return address


def read_settings(env: Mapping[str, str], root: Path) -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable can't be right.
    """
    data_dir = Path(_text(env, "DATA_DIR") or root / "instance")
    host = _text(env, "HOST") or "127.0.0.1"
    port = _number(env, "PORT", 8000, 1, 65535)
    demo = _text(env, "DEMO") in ("1", "true", "yes")
    if demo and not is_loopback(host):
        raise SettingsError(f"{PREFIX}DEMO opens every door without a key: only with HOST on loopback, not {host}.")
    log_format = _text(env, "LOG_FORMAT") or "text"
    if log_format not in ("text", "json"):
        raise SettingsError(f"{PREFIX}LOG_FORMAT is text or json, not {log_format!r}.")
    mail_url = _text(env, "MAIL_URL") or None
    if mail_url and urlsplit(mail_url).scheme not in ("smtp", "smtps"):
        raise SettingsError(f"{PREFIX}MAIL_URL must begin with smtp:// or smtps://.")
    base_url = _base_url(env, host, port)
    database_url = _text(env, "DATABASE_URL") or f"sqlite:///{(data_dir / 'socialtrack.db').resolve()}"
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        migration_database_url=_text(env, "MIGRATION_DATABASE_URL") or database_url,
        secret_key=_secret_key(env, data_dir),
        base_url=base_url,
        mail_url=mail_url,
        mail_from=_text(env, "MAIL_FROM") or f"socialtrack@{urlsplit(base_url).hostname}",
        host=host,
        port=port,
        threads=_number(env, "THREADS", 4, 1, 64),
        proxy_count=_number(env, "PROXY_COUNT", 0, 0, 5),
        log_format=log_format,
        demo=demo,
        through_pooler=_text(env, "POOLER") in ("1", "true", "yes"),
    )
