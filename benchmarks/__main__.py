"""Runs every measurement: `make bench`, or `python -m benchmarks NAME …` for some of them.

A measurement is a module of this folder with `main()`. One that says `DATABASES = True` runs twice, on SQLite and on
a PostgreSQL with its own safety settings, each with an empty data folder; the others run once.
"""

import ast
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
sys.path.insert(0, str(ROOT))

from tools import postgres  # noqa: E402  (importable once the root is on the path)


def has_main(path: Path) -> bool:
    """Whether a module of this folder is a measurement; one that says `TOOL = True` only helps them."""
    text = path.read_text(encoding="utf-8")
    if "\nTOOL = True" in text:
        return False
    body = ast.parse(text).body
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in body)


def on_both(path: Path) -> bool:
    """Whether it asks to be run on both databases."""
    return "\nDATABASES = True" in path.read_text(encoding="utf-8")


def run(name: str, extra: dict[str, str]) -> bool:
    """Run one measurement in a process and a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="proxenia-bench-") as folder:
        environment = {**os.environ, "PROXENIA_DATA": folder, **extra}
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env=environment, check=False
        )
    return done.returncode == 0


def measure(name: str) -> bool:
    """Run one measurement wherever it is to be run."""
    print(f"\n── {name} ──", flush=True)
    if not on_both(FOLDER / f"{name}.py"):
        return run(name, {})
    good = run(name, {"PROXENIA_BENCH_ENGINE": "sqlite"})
    if postgres.binaries() is None:
        print("PostgreSQL absent: measured on SQLite only.")
        return good
    with postgres.Cluster(durable=True) as cluster:
        return run(name, {"PROXENIA_BENCH_ENGINE": "postgres", **cluster.environment()}) and good


def commit() -> str:
    """The commit measured."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def main() -> None:
    """Measure all, or those named; say on what."""
    found = sorted(
        path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_") and has_main(path)
    )
    wanted = sys.argv[1:] or found
    cores, python = os.cpu_count(), platform.python_version()
    print(f"commit {commit()}; {cores} cores, {platform.machine()}, {platform.system()}, Python {python}")
    failed = [name for name in wanted if not measure(name)]
    raise SystemExit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
