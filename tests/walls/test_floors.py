"""What each floor may load, tried in a process of its own; what stands in no file."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = sorted((ROOT / "socialtrack").rglob("rules.py"))
KERNEL = sorted((ROOT / "socialtrack" / "kernel").glob("*.py"))
HEAVY = ("flask", "sqlalchemy", "jinja2", "werkzeug", "babel", "alembic", "psycopg")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_rules_and_kernel_load_neither_flask_nor_sqlalchemy():
    """All in one process: what none of them loads, no single one does."""
    names = [_module(path) for path in (*RULES, *KERNEL)]
    code = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
    loaded = [heavy for heavy in {HEAVY!r} if heavy in sys.modules]
    assert not loaded, f"{{name}} loads {{loaded}}"
print(len({names!r}))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.stderr == ""
    assert int(run.stdout) == len(names) > 15


@pytest.mark.usefixtures("own_app")
def test_views_without_a_declared_access_stop_the_start(app):
    from socialtrack.web.access import refuse_undeclared

    refuse_undeclared(app)
    # A rule hung on behind Flask's back, as a careless extension would.
    from werkzeug.routing import Rule

    app.url_map.add(Rule("/open-to-all", endpoint="careless"))
    app.view_functions["careless"] = lambda: "secret"

    with pytest.raises(RuntimeError, match="careless"):
        refuse_undeclared(app)


WRITTEN = [
    path
    for folder in ("socialtrack", "templates", "docs", "migrations", "tests", "static/css", "static/js")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".md", ".html", ".txt", ".yaml", ".css", ".js", ".po", ".toml")
] + [path for path in sorted(ROOT.glob("*")) if path.suffix in (".md", ".toml", ".in") or path.name == "Makefile"]


def test_no_file_knows_the_machine_it_was_written_on():
    found = {
        f"{path.relative_to(ROOT)}: {match}"
        for path in WRITTEN
        for match in re.findall(r"(?<![\w./<>:-])/(?:home|root|work|Users)/[\w./-]+", path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_no_clock_is_asked_but_in_one_file():
    """Below the edges the moment is handed down."""
    asked = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "socialtrack").rglob("*.py")
        if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(", path.read_text(encoding="utf-8"))
    }

    assert asked == {"socialtrack/kernel/moments.py"}


@pytest.mark.parametrize("path", sorted((ROOT / "socialtrack").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_nobody_below_the_edge_asks_flask_who_is_there(path):
    if path.name in ("models.py", "queries.py", "actions.py", "rules.py"):
        assert not re.search(r"^(from|import) flask\b", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_whoever_takes_an_organization_away_says_what_it_moved():
    """Only `progress` can read that in the journal: nothing else calls the part that lies below."""
    sources = (ROOT / "socialtrack").rglob("*.py")
    callers = {
        path.stem for path in sources if re.search(r"(?<!def )\btake_organization_away\(", path.read_text("utf-8"))
    }

    assert callers == {"removal_actions"}
