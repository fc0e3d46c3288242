"""How long pages take with 20,000 ties, 100,000 people and 1,000,000 engagements, and with 1 % of them.

    python -m benchmarks pages
    python -m benchmarks.pages --bars      those pages only that have a bar

Seeds both offices on the database at hand and fetches every page 20 and then 200 times (50, those without a bar): in
process through WSGI, and once over gunicorn as `proxenia serve` runs it. Counts the questions each page asks.
PROXENIA_BENCH_KEEP names a folder where seeded SQLite offices are kept for the next run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks import _report
from benchmarks._requests import BARS
from tools.postgres import free_port

DATABASES = True
ROOT = Path(__file__).resolve().parent.parent
BAR_MS = 100
SMALL, WHOLE = 0.01, 1.0
Figures = dict[str, dict[str, Any]]

NOTE = f"""20,000 ties, 100,000 people, 1,000,000 engagements, 20,000 promises; 200 requests after 20, 50 for pages
without a bar. Pages with a bar are bold: p95 within {BAR_MS} ms, the same number of questions and at most twice the
time of 1 % of the data. Counts over the whole portfolio are remembered until the next event in the log; “after an
event” is what a page takes with nothing remembered, the middle of five."""


def run(module: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run a module of this folder and return what it printed."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def environment_of(scale: float, folder: Path) -> dict[str, str]:
    """Return the environment of one seeded office: its own data folder and, on PostgreSQL, its own database."""
    environment = {**os.environ, "PROXENIA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
    if os.environ.get("PROXENIA_BENCH_ENGINE") == "postgres" and scale != WHOLE:
        import psycopg

        owner = os.environ["PROXENIA_OWNER_DATABASE_URL"]
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("CREATE DATABASE proxenia_small")
        for name in ("PROXENIA_DATABASE_URL", "PROXENIA_OWNER_DATABASE_URL"):
            environment[name] = urlsplit(os.environ[name])._replace(path="/proxenia_small").geturl()
    return environment


def seeded(scale: float, folder: Path) -> dict[str, str]:
    """Seed an office unless it is kept from before; return its environment."""
    environment = environment_of(scale, folder)
    kept = folder / "seeded"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(run("seed", "--scale", str(scale), environment=environment), flush=True)
        kept.touch()
    else:
        owner = {**environment, "PROXENIA_AS_OWNER": "1"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=owner, check=True)
    return environment


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """Serve an office as `proxenia serve` does; give the port once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "proxenia", "serve", "--port", str(port)]
    address = {"PROXENIA_BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, cwd=ROOT, env={**environment, **address}, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int, seconds: float = 30) -> float:
    """Wait until the sign-in page answers; return the seconds it took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        try:
            with urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - begun
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise SystemExit(f"Nothing answered on port {port} within {seconds} s.")


def measured(scale: float, folder: Path) -> tuple[Figures, Figures, Figures]:
    """Return figures in process as director, as unit editor, and (whole size only) over gunicorn."""
    environment = seeded(scale, folder)
    only = ("--only", "list", "map", "one tie", "today")
    every = only if "--bars" in sys.argv else ()
    director: Figures = json.loads(run("_requests", *every, environment=environment))
    if scale != WHOLE:
        return director, {}, {}
    editor: Figures = json.loads(run("_requests", "--as", "unit_editor", *only, environment=environment))
    with served(environment) as port:
        over: Figures = json.loads(run("_requests", "--port", str(port), *every, environment=environment))
    return director, editor, over


def lines(small: Figures, whole: Figures, editor: Figures, over: Figures) -> list[list[Any]]:
    """Return the lines of the table, the pages with a bar first."""
    found: list[list[Any]] = []
    for name, one in whole.items():
        if one["status"] != 200:
            found.append([name, *["–"] * 9, f"status {one['status']}"])
            continue
        little = small.get(name, {})
        marked = f"**{name}**" if name in BARS else name
        other, served_p95 = (figures.get(name, {}).get("p95", "–") for figures in (editor, over))
        times = f"{one['p50'] / little['p50']:.1f}" if little.get("p50") else "–"
        shown = (marked, one["p50"], one["p95"], one["cpu"], one["fresh"], other, served_p95)
        found.append([*shown, little.get("p50", "–"), times, little.get("queries", "–"), one["queries"]])
    return found


HEAD = (
    "page",
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "after an event",
    "p95 unit editor",
    "p95 gunicorn",
    "p50 at 1 %",
    "times as long",
    "questions at 1 %",
    "questions",
)


def verdicts(small: Figures, whole: Figures) -> list[str]:
    """Return a sentence for every bar that was not met."""
    found = []
    for name in BARS:
        one, little = whole.get(name, {}), small.get(name, {})
        if one.get("status") != 200:
            found.append(f"{name}: status {one.get('status', 'missing')}.")
            continue
        if one["p95"] > BAR_MS:
            found.append(f"{name}: p95 {one['p95']} ms, over {BAR_MS} ms.")
        if little.get("queries") != one["queries"]:
            found.append(f"{name}: {little.get('queries')} questions at 1 %, {one['queries']} at full size.")
        if little.get("p50") and one["p50"] > 2 * little["p50"]:
            found.append(f"{name}: more than twice the time it takes with 1 % of the data.")
    return found


def main() -> None:
    """Measure the database at hand and write its section of the page of figures."""
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    kept = os.environ.get("PROXENIA_BENCH_KEEP", "") if engine == "sqlite" else ""
    with tempfile.TemporaryDirectory(prefix="proxenia-pages-") as scratch:
        folder = Path(kept or scratch)
        small, _editor, _over = measured(SMALL, folder / "small")
        before = _report.load()
        whole, editor, over = measured(WHOLE, folder / "whole")
    report = _report.table(HEAD, lines(small, whole, editor, over))
    missed = verdicts(small, whole)
    told = "All bars are met." if not missed else "Not met:\n\n" + "\n".join(f"- {one}" for one in missed)
    text = f"{NOTE}\n\n{report}\n\n{told}\n\n{_report.machine()} Load average before: {before}."
    name = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
    _report.write_section(f"pages-{engine}", f"Pages on {name}", text)
    print(report, told, sep="\n\n")


if __name__ == "__main__":
    main()
