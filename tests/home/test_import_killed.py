"""The server is killed in the middle of a long import: nothing of it is there, and its page says so."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from socialtrack.home import import_views
from socialtrack.jobs.models import Job
from socialtrack.jobs.running import worker_of
from tests.home.test_import import agree, events, preview, rows

# A process of its own does the work, and is killed while the list is written.
KILLED = """
import os, signal, sys
from pathlib import Path
from socialtrack.home import import_actions
from socialtrack.jobs.running import worker_of
from socialtrack.wiring import create_app
from tests.conftest import settings_for

def killed(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

import_actions.begin_path = killed
app = create_app(settings_for(Path(sys.argv[1]), sys.argv[2]))
worker_of(app).work_off()
"""
ROOT = Path(import_views.__file__).parents[2]


def test_killed_server_leaves_nothing_half_done(cast, aline, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(import_views, "LONG", 10)
    text = "Nom;Référence\n" + "".join(f"Organisme {n};R{n}\n" for n in range(12))
    answer = agree(aline, preview(aline, f"/centres/{cast.quebec.slug}/import", text).page)
    before = rows(cast), events(cast)

    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), settings.database_url], cwd=ROOT, capture_output=True, check=False
    )

    assert died.returncode == -9, died.stderr.decode()
    assert [job.state for job in cast.rows(select(Job))] == ["running"]
    assert (rows(cast), events(cast)) == before
    page = aline.follow(answer).page
    assert "Le serveur s’est arrêté pendant ce travail. Rien n’a été fait à moitié." in page.words
    again = aline.submit(page.form("/again"))
    worker_of(cast.app).work_off()
    assert "12 organismes ajoutés." in aline.follow(again).page.words
    assert len(rows(cast)) == 14
