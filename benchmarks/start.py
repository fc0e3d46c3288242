"""How soon the server answers, and how long the demonstration takes to set up from a fresh clone.

    python -m benchmarks start

The clone is of the commit at hand, into an empty folder, with a virtual environment of its own; packages come from the
caches of this machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import _report
from benchmarks.pages import served

ROOT = Path(__file__).resolve().parent.parent
SERVER_BAR, DEMO_BAR = 3, 60


def ready_after(folder: Path) -> list[float]:
    """Return the seconds from `proxenia serve` to its first answer, five times."""
    environment = {**os.environ, "PROXENIA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
    subprocess.run([sys.executable, "-m", "proxenia", "init"], cwd=ROOT, env=environment, check=True)
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        with served(environment):
            took.append(time.perf_counter() - begun)
    return took


def demo_after(folder: Path) -> float:
    """Return the seconds that a fresh clone takes to set up and load the demonstration office."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PROXENIA_", "VIRTUAL_ENV"))
    }
    begun = time.perf_counter()
    subprocess.run(["make", "--silent", "setup"], cwd=clone, env=kept, check=True)
    subprocess.run([clone / ".venv/bin/proxenia", "demo", "--load-only"], cwd=clone, env=kept, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and write the section of the page of figures."""
    with tempfile.TemporaryDirectory(prefix="proxenia-start-") as name:
        folder = Path(name)
        ready = ready_after(folder / "data")
        demo = demo_after(folder)
    rows = [
        [
            "`proxenia serve` to the first answer",
            f"{statistics.median(ready):.1f} s",
            f"{SERVER_BAR} s",
        ],
        ["the same, the slowest of five", f"{max(ready):.1f} s", f"{SERVER_BAR} s"],
        ["`make setup`, `proxenia demo --load-only` in a fresh clone", f"{demo:.1f} s", f"{DEMO_BAR} s"],
    ]
    report = _report.table(("what", "took", "bar"), rows)
    _report.write_section("start", "Starting", f"{report}\n\n{_report.machine()}")
    print(report)


if __name__ == "__main__":
    main()
