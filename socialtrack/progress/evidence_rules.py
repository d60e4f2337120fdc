"""What may stand as the « repère » of a task: the address of a page, a day, a name, as the task's content asks.

Always offered, never asked for. Knows no table and no page.
"""

import re
from datetime import date
from unicodedata import category
from urllib.parse import parse_qsl, urlsplit

from ..kernel.errors import Invalid, NotFound
from ..kernel.moments import parse_day
from ..kernel.secrets import secret_in
from ..kernel.text import clean_line
from .rules import past_day

FIELD = "evidence"
LONGEST_LINK = 500
LONGEST_NAME = 120
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_LABEL = r"[^\s.\-/:](?:[^\s./:]*[^\s.\-/:])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_SAYS_A_SECRET = re.compile(r"(?i)pass(word|wd|phrase|code)?|pwd|mdp|secret|((access|auth)[_-]?)?token")


def evidence_of(kind: str, typed: str, today: date) -> str:
    """What is kept of what was typed: '' where the field was left empty.

    Raises:
        NotFound: the task asks for none.
        Invalid: it is not of that kind, too long, in the future, or looks like a secret.
    """
    if kind == "date":
        return _day(clean_line(typed, field=FIELD, required=False), today)
    if kind == "link":
        return link_of(clean_line(typed, field=FIELD, most=LONGEST_LINK, required=False))
    if kind == "name":
        name = clean_line(typed, field=FIELD, most=LONGEST_NAME, required=False)
        refuse_secret(name, FIELD)
        return name
    raise NotFound("no-evidence-here")


def refuse_secret(text: str, field: str) -> None:
    """Raises:
    Invalid: the text looks like a password, a recovery code or a card number; nothing of it is kept or logged.
    """
    kind = secret_in(text)
    if kind is not None:
        raise Invalid(f"looks-like-{kind}", field=field)


def _day(text: str, today: date) -> str:
    return past_day(parse_day(text, field=FIELD), today, field=FIELD).isoformat() if text else ""


def link_of(text: str) -> str:
    """The address of a page, whole: `Exemple.org/page` becomes `https://exemple.org/page`.

    Only http and https lead anywhere, and never with a name and a password inside. Long numbers in an address are
    those of pages and posts: here they are no card number and no recovery code.

    Raises:
        Invalid: it is no such address, or it holds a password.
    """
    if not text:
        return ""
    whole = text if _SCHEME.match(text) else f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(whole)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        host.encode("idna")
    except ValueError as error:  # UnicodeError is one
        raise Invalid("link-not-understood", field=FIELD) from error
    is_readable = not any(c.isspace() or c in "\\<>\"'`" or category(c) in ("Cf", "Zl", "Zp") for c in whole)
    asked = [*parse_qsl(parts.query), *parse_qsl(parts.fragment)]
    if parts.password or secret_in(whole) == "password" or any(_SAYS_A_SECRET.fullmatch(name) for name, _said in asked):
        raise Invalid("looks-like-password", field=FIELD)
    leads_somewhere = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and parts.username is None
    if not leads_somewhere or not is_readable:
        raise Invalid("link-not-understood", field=FIELD)
    place = f"{host}:{port}" if port is not None else host
    link = parts._replace(netloc=place).geturl()
    if len(link) > LONGEST_LINK:
        raise Invalid("text-too-long", field=FIELD, most=LONGEST_LINK, length=len(link))
    return link


def host_of(kept: str) -> str:
    """Where a kept link leads, for whoever looks before pressing; '' where what is kept is no link: a task that asks
    for a name keeps `https://[` as willingly as any other words."""
    try:
        is_link = kept != "" and link_of(kept) == kept
    except Invalid:
        return ""
    return (urlsplit(kept).hostname or "") if is_link else ""
