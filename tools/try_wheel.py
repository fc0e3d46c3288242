"""Builds the wheel and uses it as a stranger would: installed in a new environment, run from an empty folder.

    python tools/try_wheel.py

The packages it depends on are taken from this environment, so that no network is needed; the clone's own code is
not to be seen from there.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def build(folder: Path) -> Path:
    """Build the wheel into a folder; its path."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"The wheel could not be built:\n{done.stdout}{done.stderr}")
    return next(folder.glob("proxenia-*.whl"))


@dataclass(frozen=True)
class Installed:
    """A wheel installed in an environment of its own, with an empty folder to stand in."""

    wheel: Path
    program: Path
    folder: Path

    def names(self) -> list[str]:
        """The files in the wheel."""
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.namelist()

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the installed `proxenia` in the empty folder, as a user without any of our settings."""
        kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)}
        command = [str(self.program), *arguments]
        return subprocess.run(command, cwd=self.folder, env=kept, capture_output=True, text=True, check=False)

    def json(self, *arguments: str) -> Any:
        """Run and read the one JSON value it answers; its own words when it refuses."""
        done = self.run(*arguments)
        if done.returncode != 0:
            raise RuntimeError(
                f"proxenia {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return json.loads(done.stdout)


def install(folder: Path) -> Installed:
    """Build the wheel and install it under a folder."""
    wheel = build(folder / "dist")
    place = folder / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    command = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*command, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    site = next((place / "lib").glob("python*/site-packages"))
    # A plain path in a .pth file adds the packages there, but not what their own .pth files add: our clone.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    empty = folder / "empty"
    empty.mkdir()
    return Installed(wheel, place / "bin" / "proxenia", empty)


def main() -> None:
    """Build, install, resolve a name, found an office."""
    with tempfile.TemporaryDirectory(prefix="proxenia-wheel-") as folder:
        installed = install(Path(folder))
        print(installed.wheel.name, f"{installed.wheel.stat().st_size / 1e6:.1f} MB")
        print(json.dumps(installed.json("resolve", "Sarrebruck", "--country", "Germany", "--json"), indent=1))
        print(installed.run("init", "--email", "someone@example.org", "--office", "Trial").stdout)


if __name__ == "__main__":
    main()
