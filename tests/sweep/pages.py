"""Every page there is, in one place, each with the person who opens it. The sweep visits them all.

A view that answers a page and is not here fails `test_every_page_is_swept`. Where a page has states that look different
(empty, full, refused), each state is a line of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from socialtrack.progress.actions import Gesture, set_network, set_task_state
from socialtrack.progress.rules import State, Wanted
from tests.cast import Cast


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    dark: bool
    width: int
    javascript: bool

    def __str__(self) -> str:
        tone = "dark" if self.dark else "light"
        return f"{self.language}-{tone}-{self.width}-{'js' if self.javascript else 'nojs'}"


LOOKS = [Look(*parts) for parts in itertools.product(("fr", "en"), (False, True), (320, 390, 1280), (True, False))]
STRIDE = 7  # shares no divisor with 24: neighbours on the list get looks that differ in everything


def lived_in(cast: Cast) -> None:
    """Les Amis has been at it for a while: a task in each state, a second network put off."""
    said = {
        "name-responsible": Wanted(State.DONE),
        "name-backup": Wanted(State.DOING),
        "org-email": Wanted(State.DONE),
        "password-vault": Wanted(State.NOT_APPLICABLE, "Nous n’avons qu’un compte."),
        "account-register": Wanted(State.DECLINED, "Notre classeur suffit."),
    }
    with cast.work_for("bruno") as work:
        for key, wanted in said.items():
            set_task_state(work, cast.les_amis.id, key, wanted, Gesture())
        set_network(work, cast.les_amis.id, "instagram", "not_now", reason="Une chose à la fois.")


@dataclass(frozen=True)
class Page:
    """`values` fills what the address names differently from `STANDS_FOR`; `prepare` makes the state that shows."""

    name: str
    endpoint: str
    who: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[Cast], None] | None = None
    status: int = 200


PAGES = (
    Page("welcome", "home.welcome"),
    Page("guide", "guide.guide"),
    Page("hesitations", "faq.index"),
    Page("hesitations-search", "faq.index", values={"q": "reseaux"}),
    Page("hesitations-nothing-found", "faq.index", values={"q": "zzzz"}),
    Page("hesitation", "faq.entry"),
    Page("sign-in", "people.sign_in"),
    Page("path-begun", "progress.path", "bruno"),
    Page("path", "progress.path", "bruno", prepare=lived_in),
    Page("path-reader", "progress.path", "denis", prepare=lived_in),
    Page("path-advisor", "progress.path", "agathe", prepare=lived_in),
    Page("task", "progress.task", "bruno", prepare=lived_in),
    Page("networks", "progress.networks", "bruno", prepare=lived_in),
    Page("people", "people.organization_people", "bruno"),
    Page("board", "home.board", "aline", prepare=lived_in),
    Page("board-reader", "home.board", "rachel"),
    Page("organizations", "home.organizations", "aline", prepare=lived_in),
    Page("team", "people.team", "aline"),
    Page("not-found", "faq.entry", values={"key": "no-such-hesitation"}, status=404),
    Page("not-for-them", "people.team", "rachel", status=403),
)

# GET answers that are not pages, and why.
NOT_PAGES = {
    "static": "a file",
    "ops.healthz": "a word for a machine",
    "ops.readyz": "a word for a machine",
    "reports.organizations_csv": "a CSV",
    "reports.tasks_csv": "a CSV",
}


def address_of(page: Page, cast: Cast) -> str:
    """The address of a page, with the cast's own places in it."""
    stands_for = {
        "centre": cast.quebec.slug,
        "organization": cast.les_amis.slug,
        "task_key": "name-responsible",
        "key": "no-time",
    }
    app = cast.app
    arguments = next(rule for rule in app.url_map.iter_rules(page.endpoint) if "GET" in (rule.methods or ())).arguments
    unknown = arguments - set(stands_for) - set(page.values)
    assert not unknown, f"say in tests/sweep/pages.py what stands for {sorted(unknown)} in {page.endpoint}"
    values = {name: stands_for[name] for name in arguments & set(stands_for)} | page.values
    return app.url_map.bind("127.0.0.1").build(page.endpoint, values)
