"""Reads the record of a run of the tests: fails if the browser or PostgreSQL took no part, or a test was skipped."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

LEAST_IN_A_BROWSER = 1
LEAST_ON_POSTGRESQL = 1


def shortcomings(record: Path) -> list[str]:
    cases = list(ElementTree.parse(record).getroot().iter("testcase"))
    skipped = [case.get("name", "") for case in cases if case.find("skipped") is not None]
    kinds = [item.get("value") for case in cases for item in case.iter("property") if item.get("name") == "kind"]
    on_postgresql = kinds.count("postgresql")
    in_a_browser = kinds.count("browser")
    found = [f"skipped: {name}" for name in skipped]
    if in_a_browser < LEAST_IN_A_BROWSER:
        found.append("no test ran in a real browser")
    if on_postgresql < LEAST_ON_POSTGRESQL:
        found.append("no test ran on PostgreSQL")
    return found


def main() -> int:
    found = shortcomings(Path(sys.argv[1]))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
