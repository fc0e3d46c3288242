"""Programs that tests use and that no Python package brings: Chromium, PostgreSQL, LibreOffice and Java.

They are used where installed, else installed by the system's package manager where that is possible (apt, as root or
by sudo without a password). Where it is not, this says which tests will be skipped; with CI=true that is a failure.
Where there is a Java, the extra `distributed` (Spark, half a gigabyte) goes into the environment too.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import postgres  # noqa: E402  (importable once the root is on the path)

# Without a sandbox it runs as root too; the rest keeps it from calling home.
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> Path | None:
    """The Chromium or Chrome on this machine, if there is one."""
    named = os.environ.get("PROXENIA_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = next((path for path in map(shutil.which, names) if path), None)
    return Path(found) if found else None


def libreoffice() -> Path | None:
    """LibreOffice on this machine, and beside it the program that reads the text of its pages, if both are there."""
    found = [shutil.which(name) for name in ("soffice", "pdftotext")]
    return Path(found[0]) if found[0] and found[1] else None


def calc() -> Path | None:
    """The part of LibreOffice that opens spreadsheets, if it is on this machine."""
    program = shutil.which("soffice")
    part = Path(program).resolve().parent / "libsclo.so" if program else None
    return part if part and part.exists() else None


def java() -> Path | None:
    """The Java runtime on this machine, if there is one."""
    program = shutil.which("java")
    return Path(program) if program else None


@dataclass(frozen=True)
class Program:
    """Something to find on the machine, and what Debian calls it."""

    name: str
    found: Callable[[], object | None]
    packages: tuple[str, ...]


PROGRAMS = (
    Program("Chromium", chromium, ("chromium", "fonts-noto-core")),
    Program("PostgreSQL", postgres.binaries, ("postgresql",)),
    Program("LibreOffice", libreoffice, ("libreoffice-writer-nogui", "poppler-utils")),
    Program("LibreOffice Calc", calc, ("libreoffice-calc-nogui",)),
    Program("Java", java, ("default-jre-headless",)),
)


def apt() -> list[str] | None:
    """The command that installs Debian packages here, if this user may."""
    if shutil.which("apt-get") is None:
        return None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ["apt-get"]
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n", "apt-get"] if may and may.returncode == 0 else None


def install(packages: list[str]) -> None:
    """Try to install Debian packages; what came of it is seen by looking for the programs again."""
    command = apt()
    if command is None:
        return
    print(f"Installing {', '.join(packages)} …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for work in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        line = [*command, *work]
        subprocess.run(line, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False)


def main() -> None:
    """Install what is missing; say what still is."""
    missing = [program for program in PROGRAMS if program.found() is None]
    if missing:
        install([package for program in missing for package in program.packages])
    still = [program for program in PROGRAMS if program.found() is None]
    for program in still:
        print(
            f"{program.name} is not on this machine and could not be installed ({' '.join(program.packages)}): "
            "its tests will be skipped.",
            file=sys.stderr,
        )
    if still and os.environ.get("CI") == "true":
        raise SystemExit(1)
    if java():
        subprocess.run([sys.executable, str(ROOT / "tools" / "setup.py"), "distributed"], check=True)


if __name__ == "__main__":
    main()
