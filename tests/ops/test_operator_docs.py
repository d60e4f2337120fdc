"""What whoever hosts is told: each command and each setting there is, and none that is not."""

import re
from pathlib import Path

from socialtrack.kernel.settings import PREFIX, read_settings

DOCS = Path(__file__).parents[2] / "docs" / "operator"
OF_FLASK = {"run", "shell", "routes"}


def test_each_command_is_told_and_no_other(app):
    page = (DOCS / "commands.md").read_text("utf-8").partition("## Options of")[0]
    rows = re.findall(r"^\| (`.+?) \| ", page, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([a-z-]+)", row)}

    assert told == set(app.cli.commands) - OF_FLASK


def test_each_option_of_a_report_is_told_and_no_other(app):
    page = (DOCS / "commands.md").read_text("utf-8")
    told = set(re.findall(r"^\| `--([a-z-]+)", page.partition("## Options of `export`")[2], re.MULTILINE))

    assert told == {parameter.opts[0].removeprefix("--") for parameter in app.cli.commands["export"].params[1:]}


def test_commands_that_other_pages_name_exist(app):
    pages = [*DOCS.glob("*.md"), *DOCS.parent.parent.glob("README*.md")]
    named = {(page.name, name) for page in pages for name in re.findall(r"\bflask ([a-z-]+)", page.read_text("utf-8"))}

    assert {name for _, name in named} >= {"serve", "purge", "invite"}
    assert [pair for pair in named if pair[1] not in app.cli.commands] == []


class Witness(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


def test_each_setting_is_told_and_no_other(tmp_path):
    environment = Witness()
    read_settings(environment, tmp_path)
    asked = {name.removesuffix("_FILE") for name in environment.asked}

    told = set(re.findall(rf"`({PREFIX}\w+)`", (DOCS / "settings.md").read_text("utf-8")))

    assert asked | {f"{PREFIX}ALLOW_HTTP"} == told
