"""What only the whole sweep looks at, since it takes long."""

from __future__ import annotations

from pathlib import Path

import pytest

ONLY_WHOLE = {"test_spreadsheet.py"}  # LibreOffice, once for each file


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name in ONLY_WHOLE and not config.getoption("--whole") else None
