"""`flask demo`: a demonstration served from a folder of its own, erased when it stops."""

import os
import signal
import subprocess
import sys
import tempfile

import click

from ..kernel.settings import PREFIX

# Of what the environment says, a demonstration keeps only these: it touches no real database and sends no letter.
KEPT = tuple(PREFIX + name for name in ("PORT", "THREADS", "LOG_FORMAT"))


@click.command("demo")
def demo() -> None:
    """Serve a throw-away centre with twelve example organizations, until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="socialtrack-demo-") as folder:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX) or name in KEPT}
        environment = {**ours, f"{PREFIX}DATA_DIR": folder, f"{PREFIX}HOST": "127.0.0.1", f"{PREFIX}DEMO": "1"}
        process = subprocess.Popen([sys.executable, "-m", "flask", "serve"], env=environment)
        # Ctrl-C reaches both processes, SIGTERM this one alone: either way the server ends first, then the folder goes.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        status = process.wait()
    sys.exit(status)
