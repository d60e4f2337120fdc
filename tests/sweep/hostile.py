"""What a hostile or broken client sends: nasty words for every field, and requests that no browser makes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

# Raw pieces that must never stand in a page as they are.
REFLECTED = ("<script>alert(", "<img src=x", '" autofocus onfocus=alert(7)', "' autofocus onfocus=alert(7)")

LONE_SURROGATE = b"\xed\xa0\x80"
WORDS: tuple[str | bytes, ...] = (
    "",
    " \t ",
    "\0",
    "a\0b",
    LONE_SURROGATE,
    b"\xff\xfe",
    "x" * 100_000,
    "é" * 20_000,
    "\u202eetnatropmi\u202c",
    "\u200b\u200d\ufeff",
    "\ufffe\uffff",
    "\U000e0001",
    "=1+1",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\uff1d1+1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(7) x="',
    "' autofocus onfocus=alert(7) x='",
    "javascript:alert(1)",
    "{{7*7}}{% for x in y %}",
    "'; DROP TABLE organization; --",
    "1' OR '1'='1",
    "%' OR 1=1 --",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999999999999999",
    "-1",
    "0",
    "1e309",
    "NaN",
    "\u0663",
    "\uff12",
    "\u00b2",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "+2026-11-2",
    "[]",
    '{"$ne": null}',
    "null",
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%s%n%(name)s{0}",
    "\r\nSet-Cookie: stolen=1",
    "//evil.example/path",
    "\\\\evil.example\\path",
    "https://evil.example/",
    "evil@example.org\nbcc: a@b.c",
    "a" * 300 + "@example.org",
    "🏳️‍🌈" * 60,
    "I\u0307\u0131ﬀßŒ",
    "a\u0300" * 500,
)  # fmt: skip

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"

# Every name under which some view reads something, whoever it belongs to.
FIELDS = (
    *("name", "reference", "region", "tags", "email", "language", "lang", "role", "state", "reason", "review_on"),
    *("network", "event", "request_key", "drawn_at", "confirm", "list", "next", "shared", "named", "same_name", "way"),
    *("q", "delimiter", "header", "as_of", "names", "sort", "order", "status", "after", "before", "added", "tag"),
    *("centre", "organization", "csrf_token", "page", "search", "step", "direction", "cursor"),
)


@dataclass
class Stone:
    """One request to throw. `headers` may name the CSRF token, so that the body is free."""

    name: str
    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)


quoted = cache(quote)  # the same words are thrown at every view


def encoded(pairs: list[tuple[str, str | bytes]]) -> str:
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def stones(method: str, path: str, form: dict[str, Any], segments: dict[str, str]) -> Iterator[Stone]:
    """All that is thrown at one view. `form` is a valid one; `segments` are the variable parts of its path.

    Its own fields and segments meet every word; the names of other views' fields, headers and cookies some of them.
    """
    plain = [(name, str(value)) for name, value in form.items() if not isinstance(value, tuple)]
    for number, word in enumerate(WORDS):
        shown = repr(word[:24])
        others = [name for n, name in enumerate(FIELDS) if (n + number + len(path)) % 12 == 0]
        for name in dict.fromkeys((*form, *others)):
            rest = [pair for pair in plain if pair[0] != name]
            body = encoded([*rest, (name, word)])
            if method == "POST":
                yield Stone(f"{name}={shown}", method, path, _form(body))
            elif len(body) < 60_000:
                yield Stone(f"?{name}={shown}", method, f"{path}?{body}")
        for name, segment in segments.items():
            if len(word) < 5_000:
                there = path.replace(f"/{segment}", f"/{quote(word, safe='')}", 1)
                yield Stone(f"path {name}={shown}", method, there, _form(encoded(plain)) if method == "POST" else {})
        if (number + len(path)) % 6 == 0:
            yield Stone(f"header {number}", method, path, {"headers": _hostile_headers(word)})
            yield Stone(f"cookie {number}", method, path, {"headers": {"Cookie": f"socialtrack={quote(word[:4000])}"}})
    for other in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "head"):
        if other != method:
            yield Stone(f"method {other}", other, path)
    if method == "POST":
        yield from _broken_bodies(path, plain)


def _form(body: str) -> dict[str, Any]:
    return {"data": body, "content_type": FORM}


def _hostile_headers(word: str | bytes) -> dict[str, str]:
    text = word.decode("latin-1") if isinstance(word, bytes) else word
    value = "".join(c for c in text.encode("utf-8").decode("latin-1") if c not in "\r\n\0")[:3000]
    names = ("Accept-Language", "HX-Request", "HX-Current-URL", "HX-Target", "User-Agent", "X-Forwarded-For", "Referer")
    return dict.fromkeys(names, value)


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'


def _broken_bodies(path: str, plain: list[tuple[str, str]]) -> Iterator[Stone]:
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v.encode()) for n, v in plain
    )
    bodies: dict[str, tuple[bytes, str]] = {
        **_bodies_for_any(),
        "no boundary": (parts, "multipart/form-data"),
        "wrong boundary": (parts, "multipart/form-data; boundary=y"),
        "cut multipart": (parts + b'--x\r\nContent-Disposition: form-data; name="na', MULTIPART),
        "cut after headers": (parts + b'--x\r\nContent-Disposition: form-data; name="n"\r\n', MULTIPART),
    }
    for name, (body, kind) in bodies.items():
        yield Stone(name, "POST", path, _body(body, len(body), kind))
    yield Stone("length that lies", "POST", path, _body(b"na", 500, FORM))


@cache
def _bodies_for_any() -> dict[str, tuple[bytes, str]]:
    return {
        "empty body": (b"", FORM),
        "no type": (b"name=x", ""),
        "json": (b'{"name": "x"}', "application/json"),
        "xml": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "text/xml"),
        "10 MB": (b"name=" + b"x" * 10_000_000, FORM),
        "10 MB file": (_file(b"x" * 10_000_000), MULTIPART),
        "10,000 fields": (b"&".join(b"f%d=1" % n for n in range(10_000)), FORM),
        "a field 500 times": (b"&".join([b"name=x"] * 500), FORM),
        "only separators": (b"&=&==&&;;%&%%%zz", FORM),
        "unknown charset": (b"name=\xe9", "application/x-www-form-urlencoded; charset=no-such"),
        "1,500 parts": (PART * 1_500 + b"--x--\r\n", MULTIPART),
        "nameless part": (b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n", MULTIPART),
        "nul file": (_file(b"name\0\n\0\0,\n" * 50), MULTIPART),
        "binary file": (_file(bytes(range(256)) * 40), MULTIPART),
        "utf-16 file": (_file("name\nÉté\n".encode("utf-16")), MULTIPART),
        "file of quotes": (_file(b'name\n"' + b'"' * 5_001 + b"\n"), MULTIPART),
        "file of one long line": (_file(b"name\n" + b"x" * 900_000), MULTIPART),
        "file of hostile names": (_file(_hostile_csv()), MULTIPART),
    }  # fmt: skip


def _body(content: bytes, length: int, kind: str) -> dict[str, Any]:
    return {"input_stream": io.BytesIO(content), "content_length": length, "content_type": kind}


def _file(content: bytes) -> bytes:
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../x.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    return head + content + b"\r\n--x--\r\n"


def _hostile_csv() -> bytes:
    words = [word if isinstance(word, bytes) else word.encode() for word in WORDS]
    return b"name,reference,email,tags\n" + b"".join(
        b'"%s",%d,x,y\n' % (w.replace(b'"', b'""'), n) for n, w in enumerate(words)
    )
