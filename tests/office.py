"""LibreOffice, as somebody of Quebec has it: opens a file, and saves what it understood."""

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = "libreoffice-calc-nogui"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop>
</item></oor:items>"""


def opened(file: Path, locale: str = "fr-CA", *, to: str = "xlsx", reading: str = "") -> Path:
    """The file that LibreOffice saves, in the format `to`. `reading`: how it is told to read a CSV."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.fail(f"LibreOffice is missing: sudo apt-get install -y {PACKAGE}", pytrace=False)
    profile = file.parent / f"profile-{locale}"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.format(locale), encoding="utf-8")
    out = file.parent / f"out-{locale}"
    command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
    command += [f"--infilter={reading}"] if reading else []
    subprocess.run([*command, "--outdir", str(out), str(file)], check=True, capture_output=True, timeout=240)
    return out / f"{file.stem}.{to}"
