"""What is not ours is exactly what its author published, with its licence beside it."""

import hashlib
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
VENDOR = STATIC / "vendor"


def test_each_vendored_script_is_the_one_published() -> None:
    named = {}
    for line in (VENDOR / "htmx.sha256").read_text().splitlines():
        checksum, name = line.split()
        named[name] = checksum

    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}

    assert found == named, "static/vendor/README.md says how to take a newer file"


def test_vendored_script_keeps_its_licence() -> None:
    licence = (VENDOR / "htmx.LICENSE.txt").read_text()

    assert licence.startswith("Zero-Clause BSD")


def test_own_script_runs_nothing_made_of_text() -> None:
    """The content policy would refuse it in a browser; here it is refused before."""
    for path in (STATIC / "js").glob("*.js"):
        source = path.read_text()

        for word in ("eval(", "new Function", 'setTimeout("', "document.write", "hx-on"):
            assert word not in source, f"{path.name}: {word}"


def test_style_asks_nothing_of_other_hosts() -> None:
    for path in (STATIC / "css").glob("*.css"):
        source = path.read_text()

        assert "@import" not in source and "url(" not in source, path.name
