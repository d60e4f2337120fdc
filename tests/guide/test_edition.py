"""The shipped path is read once, cannot be changed by whoever reads it, and costs no other library."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from socialtrack.guide.edition import shipped_edition, shipped_sources
from socialtrack.kernel.languages import LocalText


def test_edition_is_read_once():
    assert shipped_edition() is shipped_edition()


def test_edition_cannot_be_changed_by_a_reader():
    task = shipped_edition().task("name-backup")

    with pytest.raises(FrozenInstanceError):
        task.minutes = 5
    with pytest.raises(TypeError):
        shipped_sources()["rumour"] = task.sources[0]


def test_task_is_found_by_its_key():
    task = shipped_edition().task("facebook-real-profile")

    assert task.title == LocalText(
        "Utiliser votre vrai profil, sans identité fictive", "Use your real profile, not a made-up identity"
    )
    assert (task.step_key, task.network, task.essential, task.origin_status) == (
        "sign-up",
        "facebook",
        True,
        "replaced",
    )
    assert task.checked == date(2026, 11, 22)
    assert [source.id for source in task.sources] == ["meta-authentic", "tripepi", "fb-terms", "meta-under13"]


def test_task_that_does_not_exist_is_none():
    assert shipped_edition().task("invent-identity") is None


def test_reading_the_path_loads_neither_the_web_nor_the_database():
    heavy = (
        "import sys, socialtrack.faq.search as s; s.shipped_index(); print({'flask', 'sqlalchemy'} & set(sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"
