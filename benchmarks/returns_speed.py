"""How long a return of 200 figures takes: its workbook written, read back and checked, sent in, accepted.

    python -m benchmarks returns_speed

Ten outcomes of twenty figures, each with where from, how sure and a remark, and forty answers of 750 letters. The
reader's own process is started anew for each file, as in the product; the command is a process of its own too.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402

DATABASES = True
SECONDS, RUNS = 2.0, 15
PAGES, LINES = 10, 20
PERIOD = "2026-Q3"


def plan() -> Any:
    """Write an office with 200 indicators and a plan that asks for all of them."""
    from proxenia.accounts.actions import open_office
    from proxenia.accounts.models import User
    from proxenia.indicators.actions import add_indicator
    from proxenia.results.actions.plans import add_business_plan

    by = User.objects.operator()
    office = open_office(by=by, name="Measured")
    definition = {
        "horizon": "activity", "kind": "process", "family": "outcome", "direction": "rising", "frequency": "quarter",
    }  # fmt: skip
    lines = [
        {
            "outcome": f"Outcome {at // LINES}",
            "indicator": add_indicator(office, by=by, values={"name": f"Figure {at}", **definition}),
            "target": Decimal(12),
        }
        for at in range(PAGES * LINES)
    ]
    values = {"code": "port", "title": "Port", "begins": "2025-Q1"}
    return add_business_plan(office, by=by, values=values, lines=lines)


def filled(one: Any, path: Path, number: int) -> None:
    """Write the workbook of a return with everything filled in."""
    from dataclasses import replace

    from proxenia.results.documents.returns import paper_of
    from proxenia.results.documents.workbooks import write_workbook
    from proxenia.results.rules.given import Given
    from proxenia.results.rules.layouts import QUESTIONS, layout_from

    layout = layout_from(one.layout)
    given = {
        line.key: Given(Decimal(number), None, "Register", "record", "As last time")
        for line in layout.lines()
    }
    answers = {
        f"{page.key}.{code}": "Two fairs and a contract. " * 29 for page in layout.pages for code in QUESTIONS
    }
    write_workbook(path, replace(paper_of(one), given=given, answers=answers))


def timed(act: Callable[[], Any]) -> float:
    """Return how many seconds something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def command(path: Path) -> None:
    """Read a workbook as the command line does."""
    words = [sys.executable, "-m", "proxenia", "return", "read", str(path), "--dry-run", "--json"]
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def measured(path: Path) -> dict[str, list[float]]:
    """Return the seconds of every step, return after return."""
    from proxenia.accounts.models import User
    from proxenia.results.actions.accepting import accept_return
    from proxenia.results.actions.returns import open_return, submit_return
    from proxenia.results.readers.returns import read_return_file

    by, one, taken = (
        User.objects.operator(),
        open_return(plan(), by=User.objects.operator(), period=PERIOD),
        {},
    )
    for number in range(RUNS):
        written = timed(lambda: filled(one, path, number))  # noqa: B023 (called at once)
        begun = time.perf_counter()
        answered = read_return_file(path, by, one.office).answered
        read = time.perf_counter() - begun
        if (answered.accepted, answered.problems) != (PAGES * LINES, []):
            raise SystemExit(f"not read: {answered.problems[:3]}")
        sent = timed(lambda: submit_return(one, by=by, answered=answered))  # noqa: B023 (called at once)
        for name, seconds in (("written", written), ("read and checked", read), ("sent in", sent)):
            taken.setdefault(name, []).append(seconds)
    taken["the command, process and all"] = [timed(lambda: command(path)) for _turn in range(5)]
    taken["accepted: 200 values kept"] = [timed(lambda: accept_return(one, by=by))]
    return taken


def main() -> None:
    """Measure and write the section of the page of figures."""
    import django

    django.setup()
    from proxenia.cli.ground import migrate

    migrate()
    with tempfile.TemporaryDirectory(prefix="proxenia-returns-") as name:
        taken = measured(Path(name) / "return.xlsx")
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    rows = [
        [engine, what, f"{statistics.median(seconds):.2f} s", f"{max(seconds):.2f} s"]
        for what, seconds in taken.items()
    ]
    text = "\n\n".join(
        (
            _report.machine(),
            f"A workbook of {PAGES} outcomes with {LINES} figures each, their sources and remarks, and {4 * PAGES}"
            " answers.",
            _report.table(["database", "what", "median", "slowest"], rows),
            f"Held to {SECONDS:.0f} s for reading and checking it.",
        )
    )
    _report.write_section(f"returns {engine}", f"A return of {PAGES * LINES} figures on {engine}", text)
    print(text)
    slowest = max(taken["read and checked"])
    if slowest > SECONDS:
        raise SystemExit(f"too slow: {slowest:.2f} s")


if __name__ == "__main__":
    main()
