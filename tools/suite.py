"""Runs the checks and the suites, all of them even when one fails, and says at the end what each came to.

python tools/suite.py check sqlite postgres
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import postgres  # noqa: E402  (this file runs as a script: the root is on the path only now)

PYTHON = sys.executable
# A fixed order of chance: the same run can be had again, and no test may lean on another all the same.
PYTEST = [PYTHON, "-m", "pytest", "-q", "--randomly-seed=20261121", "--durations=10"]
BOTH_CORES = ["-n", os.environ.get("PROXENIA_TEST_WORKERS", "2"), "--dist", "worksteal"]
MINUTES = 40

Command = tuple[str, list[str], dict[str, str]]
Result = tuple[str, str, float]


def templates_lint() -> list[str]:
    """djlint over every template, findings only."""
    return [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]


def commands(step: str) -> list[Command]:
    """What a step runs: a name, a command line, and what it adds to the environment."""
    code = ["proxenia", "tools", "tests", "benchmarks", "faults"]
    code = [folder for folder in code if (ROOT / folder).is_dir()]
    typed = {"PROXENIA_TESTING": "true"}
    table: dict[str, list[Command]] = {
        "check": [
            ("lint", [PYTHON, "-m", "ruff", "check", "--quiet", *code], {}),
            ("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", *code], {}),
            # Without a cache: a warm one loses what the plug-in knows of managers of abstract models.
            ("types", [PYTHON, "-m", "mypy", "--no-error-summary", "--no-incremental"], typed),
            ("templates", templates_lint(), {}),
            ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
            ("known holes", [PYTHON, "tools/parts.py", "audit"], {}),
        ],
        "repository": [("repository", [*PYTEST, "tests/repository"], {})],
        "sqlite": [("suite on SQLite", [*PYTEST, *BOTH_CORES], {"PROXENIA_TEST_ENGINE": "sqlite"})],
        "postgres": [("suite on PostgreSQL", [*PYTEST, *BOTH_CORES], {"PROXENIA_TEST_ENGINE": "postgres"})],
        "wheel": [("wheel", [*PYTEST, "-m", "wheel"], {})],
    }
    return table[step]


def run(
    name: str, command: list[str], extra: dict[str, str], *, aloud: bool = True
) -> tuple[str, float, str]:
    """Run one command; how it ended ('ok' or a reason), its seconds, and its words where they are not said at once."""
    began = time.monotonic()
    if extra.get("PROXENIA_TEST_ENGINE") == "postgres" and postgres.binaries() is None:
        return "skipped: PostgreSQL absent", 0.0, ""
    if aloud:
        print(f"\n── {name} ──", flush=True)
    pipes: dict[str, Any] = {} if aloud else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **extra},
            timeout=MINUTES * 60,
            check=False,
            text=True,
            **pipes,
        )
        ended = "ok" if done.returncode == 0 else f"failed (exit {done.returncode})"
        words = done.stdout or ""
    except subprocess.TimeoutExpired:
        ended, words = f"failed (not done within {MINUTES} minutes)", ""
    return ended, time.monotonic() - began, words


def checked(checks: list[Command]) -> list[Result]:
    """Run checks beside each other, the longest first: each has one core only. What they say is told in turn."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {
            name: pool.submit(run, name, command, extra, aloud=False)
            for name, command, extra in sorted(checks, key=lambda check: check[0] != "types")
        }
        results = []
        for name, _, _ in checks:
            ended, seconds, words = running[name].result()
            print(f"\n── {name} ──\n{words}", end="", flush=True)
            results.append((name, ended, seconds))
    return results


def results_of(step: str) -> list[Result]:
    """Run a step: how each of its commands ended."""
    if step == "check":
        return checked(commands(step))
    return [(name, *run(name, command, extra)[:2]) for name, command, extra in commands(step)]


def main() -> None:
    """Run the steps named; exit 1 if one failed, or was skipped in CI."""
    results = [result for step in sys.argv[1:] for result in results_of(step)]
    print("\n── summary ──")
    for name, ended, seconds in results:
        print(f"{name:22} {seconds:6.1f} s  {ended}")
    strict = os.environ.get("CI") == "true"
    bad = [
        name for name, ended, _ in results if ended != "ok" and (strict or not ended.startswith("skipped"))
    ]
    raise SystemExit(f"Not in order: {', '.join(bad)}." if bad else 0)


if __name__ == "__main__":
    main()
