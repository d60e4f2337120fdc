"""What is installed to run is little, pinned by its checksum, and named with its licence."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-extra.txt", "requirements-dev.txt"]


def packages(lock: str) -> list[str]:
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / lock).read_text(), re.MULTILINE)


def test_at_most_forty_packages_run():
    assert 20 < len(packages("requirements.txt")) <= 40


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_checksum_and_no_address(lock):
    text = (ROOT / lock).read_text()
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(pins) == len(packages(lock))
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_lock_of_the_page_checkers_has_checksums_and_no_address():
    text = (ROOT / "package-lock.json").read_text()

    assert re.findall(r"https?://[^\"]+", text) == []
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-extra.txt"])
def test_every_package_is_named_with_its_licence(lock):
    notices = (ROOT / "THIRD-PARTY-NOTICES.md").read_text()
    named = set(re.findall(r"^\| ([a-z0-9._-]+)", notices, re.MULTILINE))

    assert [package for package in packages(lock) if package not in named] == []
