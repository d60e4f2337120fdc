"""Addresses that come from outside: where a form may send its reader back to."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request


def local_path(text: str | None) -> str | None:
    """That address if it is a path of this site, else None: a link must not carry its reader off to another."""
    if not text or len(text) > 2000 or not text.startswith("/") or text[1:2] in ("/", "\\"):
        return None
    if "\\" in text or any(ord(c) < 32 or ord(c) == 127 for c in text):
        return None
    return text


def page_before() -> str:
    """The page of this site where the form stood, without a `?lang` that would outweigh what the reader chose."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return "/"
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "lang"])
    return local_path(f"{parts.path}?{query}" if query else parts.path) or "/"
