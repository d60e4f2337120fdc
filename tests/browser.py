"""A browser without a screen: visits pages as a person does, and looks at each of them with a careful eye.

It follows nothing by itself, so that a test sees each answer. It sends the CSRF token of the page it stands on, as a
form would. A page with a fault (two h1, a field without a label, French with a straight apostrophe…) fails the test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.page import Form, Page

Values = Mapping[str, str | Iterable[str] | tuple]


class Answer:
    """One answer: status, headers, and the page (or the fragments) in it."""

    def __init__(self, response: TestResponse, address: str, *, is_htmx: bool) -> None:
        self.response = response
        self.address = address
        self.status = response.status_code
        self.headers = response.headers
        is_html = response.mimetype == "text/html"
        has_page = is_html and bool(response.text) and "<!doctype" in response.text[:20].lower()
        self.page = Page(response.text, address, is_fragment=not has_page) if is_html else Page("", address)
        self.is_page = has_page
        self.is_fragment = is_html and is_htmx and not has_page and bool(response.text)

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def location(self) -> str:
        """Where the answer sends the browser: path, query and fragment; empty if it stays."""
        where = self.headers.get("Location") or self.headers.get("HX-Redirect") or ""
        parts = urlsplit(urljoin(self.address, where)) if where else urlsplit("")
        return (
            parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        )

    def faults(self) -> list[str]:
        if self.response.mimetype != "text/html" or not self.text or 300 <= self.status < 400:
            return []
        return self.page.faults()


class Browser:
    """Wraps a test client: `Browser(cast.client_for("bruno"))`."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.here: Answer | None = None  # the last whole page: what a person has before their eyes

    @property
    def page(self) -> Page:
        assert self.here is not None, "visit a page first"
        return self.here.page

    def get(self, address: str, *, status: int = 200, htmx: bool = False, **options: Any) -> Answer:
        return self._open("GET", address, status, htmx, options)

    def post(
        self,
        address: str,
        values: Values | None = None,
        *,
        status: int | None = None,
        htmx: bool = False,
        **options: Any,
    ) -> Answer:
        """Send values to an address with the token of the page that is open. 303 is awaited, with htmx 200."""
        assert self.here is not None and self.page.csrf_token, "no page with a form is open: visit one first"
        data = {"csrf_token": self.page.csrf_token, **(values or {})}
        status = status or (200 if htmx else 303)
        return self._open("POST", urljoin(self.here.address, address), status, htmx, {"data": data, **options})

    def submit(
        self, form: Form, values: Values | None = None, *, status: int | None = None, htmx: bool = False, **options
    ) -> Answer:
        """Send a form as it was drawn, with some of its fields changed. 303 is awaited, with htmx or by GET 200."""
        data = {**form.values, **(values or {})}
        if form.method == "GET":
            return self._open("GET", form.address, status or 200, htmx, {"query_string": data, **options})
        return self._open("POST", form.address, status or (200 if htmx else 303), htmx, {"data": data, **options})

    def follow(self, answer: Answer, *, status: int = 200) -> Answer:
        """Go where an answer sends us."""
        assert answer.location, f"{answer.status} leads nowhere"
        return self.get(answer.location, status=status)

    def _open(self, method: str, address: str, status: int, htmx: bool, options: dict[str, Any]) -> Answer:
        headers = dict(options.pop("headers", {}))
        if htmx:
            where = self.here.address if self.here else address
            headers = {"HX-Request": "true", "HX-Current-URL": where, "HX-Request-Type": "partial", **headers}
        response = self.client.open(address.split("#", maxsplit=1)[0], method=method, headers=headers, **options)
        answer = Answer(response, address, is_htmx=htmx)
        assert answer.status == status, (
            f"{method} {address}: {answer.status} instead of {status}\n{answer.page.words[:600]}"
        )
        faults = answer.faults()
        assert not faults, f"{method} {address}:\n" + "\n".join(faults)
        if answer.is_page and not answer.location:
            self.here = answer
        return answer
