"""A real Chromium in front of the real server: what a person has in hand, with everything it complains about kept.

At the end of each test nothing may have been written to the console, no policy broken, no other host asked, and no
answer may have been a 5xx. A test that provokes a message on purpose names it with `browser.expect(...)`.
"""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response
from waitress.server import create_server

MISSING = "Chromium was not found on PATH. On Debian: sudo apt-get install -y chromium."
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Said where keys are typed before a page has given its own focus: the focus stays where the person put it.
HARMLESS = ("Autofocus processing was blocked because a document already has a focused element.",)
PATIENCE = 10_000  # milliseconds that a locator waits before the test fails


# The first is Chromium without its own windows and menus, drawn where nobody sees them: two fifths of the work.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def program() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise LookupError(MISSING)
    return found


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)


def wait_until(page: Page, expression: str) -> None:
    """Wait at most 5 s for a page to say so: `page.wait_for_function` evaluates text, which our pages forbid."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


class LiveServer:
    """The app under waitress with 4 threads, as `make run` serves it, on a port of its own."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.url = f"http://127.0.0.1:{port}"
        self._server = create_server(app, host="127.0.0.1", port=port, threads=4, clear_untrusted_proxy_headers=True)
        self._thread = threading.Thread(target=self._server.run, name="live-server", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        # Closed from its own loop: a socket taken away while the loop waits on it would be an error there.
        self._server.trigger.pull_trigger(self._close_all)
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)

    def _close_all(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()


@dataclass
class RealBrowser:
    """Opens windows on the server of the test and watches what happens in them."""

    chromium: Browser
    server: LiveServer
    problems: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def window(
        self, width: int = 390, *, dark: bool = False, javascript: bool = True, language: str = "fr-CA", **options
    ) -> Page:
        """A new person at a new window: no cookie, nothing cached. 390 px is a phone, 320 the smallest, 1280 a desk."""
        context = self.chromium.new_context(
            base_url=self.server.url,
            viewport={"width": width, "height": 720 if width > 700 else 844},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: self._note(f"console {message.type}: {message.text}"))
        context.on("weberror", lambda error: self._note(f"error in a script: {error.error}"))
        context.on("request", lambda request: self._watch_address(request.url))
        context.on("response", self._watch_status)
        self._contexts.append(context)
        return context.new_page()

    def expect(self, pattern: str) -> None:
        """A message that this test provokes on purpose, as a regular expression."""
        self._expected.append(re.compile(pattern))

    def _note(self, problem: str) -> None:
        if not problem.endswith(HARMLESS):
            self.problems.append(problem)

    def _watch_address(self, url: str) -> None:
        if not url.startswith((self.server.url + "/", "data:", "blob:", "about:")):
            self._note(f"asked another host: {urlsplit(url).netloc}")

    def _watch_status(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.status} from {response.request.method} {response.url}")

    def close(self) -> None:
        """Close every window, then fail if anything was said that the test did not announce."""
        for context in self._contexts:
            context.close()
        unexpected = [problem for problem in self.problems if not any(p.search(problem) for p in self._expected)]

        assert not unexpected, "The browser complained:\n" + "\n".join(unexpected)
