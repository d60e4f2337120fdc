"""Two strict readers of pages: axe-core for accessibility, the Nu checker for HTML.

Both come from npm (`package.json`), run here alone, and say what is wrong where. `make test` installs them.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.postgres import die_with_the_tests

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"

# htmx's attributes are not part of HTML, and are the only thing the checker may not know.
_HTMX_ATTRIBUTE = re.compile(r"Attribute “hx-[a-z-]+” not allowed on element")
# Where scripts are off no timer ever fires: axe-core's own (all of 0 ms) are called at once.
_START_AXE = """() => {
  const setTimeout = window.setTimeout;
  window.setTimeout = (call, delay) => delay ? setTimeout(call, delay) : (call(), 0);
  window.axeAnswer = null;
  axe.run(document, {preload: false, iframes: false, resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}}}, (error, found) => {
    window.setTimeout = setTimeout;
    window.axeAnswer = error ? String(error) : found.violations.map(violation => ({
      rule: violation.id, help: violation.help,
      nodes: violation.nodes.map(node => node.target.join(" ") + ": " + node.failureSummary)}));
  });
}"""


@cache
def _axe_source() -> str:
    if not AXE.exists():
        raise LookupError("axe-core was not found: run `make test` once, or `npm ci`.")
    return AXE.read_text(encoding="utf-8")


def axe_findings(page: Page) -> list[str]:
    """One line for each element that breaks a rule of axe-core; all its rules are asked.

    It works where scripts are off too.
    """
    page.evaluate(_axe_source())
    page.evaluate(_START_AXE)
    until = time.perf_counter() + 20
    while (found := page.evaluate("window.axeAnswer")) is None and time.perf_counter() < until:
        time.sleep(0.01)
    if found is None or isinstance(found, str):
        raise RuntimeError(f"axe-core did not finish on {page.url}: {found}")
    return [f"{rule['rule']} ({rule['help']}) at {node}" for rule in found for node in rule["nodes"]]


def assert_axe_clean(page: Page) -> None:
    findings = axe_findings(page)

    assert not findings, f"axe-core on {page.url}:\n" + "\n".join(findings)


class HtmlChecker:
    """The Nu checker, kept running so that a page takes a tenth of a second."""

    def __init__(self) -> None:
        if not VNU.exists():
            raise LookupError("The HTML checker was not found: run `make test` once, or `npm ci`.")
        java = shutil.which("java")
        if java is None:
            raise LookupError(
                "The HTML checker needs Java 17. On Debian: sudo apt-get install -y default-jre-headless."
            )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [java, "-Xmx384m", "-Xss8m", "-XX:TieredStopAtLevel=1", "-Dnu.validator.servlet.bind-address=127.0.0.1",
             "-cp", VNU, "nu.validator.servlet.Main", str(port)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_the_tests,
        )  # fmt: skip
        until = time.perf_counter() + 60
        while True:
            try:
                self.findings("<!DOCTYPE html><html lang=en><title>t</title>")
                return
            except urllib.error.URLError:
                if self.process.poll() is not None or time.perf_counter() > until:
                    self.stop()
                    raise
                time.sleep(0.1)

    def findings(self, html: str) -> list[str]:
        """Each error and warning, with its line; nothing when the page is valid."""
        request = urllib.request.Request(
            self.address + "?out=json", html.encode(), {"Content-Type": "text/html; charset=utf-8"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            messages = json.load(answer)["messages"]
        return [
            f"line {message.get('lastLine', '?')}: {message['message']} … {message.get('extract', '').strip()}"
            for message in messages
            if not _HTMX_ATTRIBUTE.search(message["message"])
        ]

    def assert_valid(self, html: str, where: str = "the page") -> None:
        findings = self.findings(html)

        assert not findings, f"HTML of {where}:\n" + "\n".join(findings)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)
