"""Half an hour of mixed load over HTTP: eight visitors at once, nine reads to one write, on the office of full size.

    python -m benchmarks mixed_load
    python -m benchmarks.mixed_load MINUTES

The product is served as `proxenia serve` does; the visitors, on the same machine, take their share of its two cores.
Told are requests a second, how long they took, every answer that was neither shown nor done, and whether every
acknowledged note is there and the log is whole. PROXENIA_BENCH_KEEP names a folder of kept SQLite offices.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _report
from benchmarks.pages import ROOT, WHOLE, run, seeded, served

DATABASES = True
MINUTES = 30.0
P95_MS = 400.0
NOTE = """Eight visitors at once and never pausing, on an office of 20,000 ties, 100,000 people and 1,000,000
engagements; of a hundred requests ten write a note on a tie. The visitors run on the same two cores. Three hundred
people at work send three to eight requests a second."""
HEAD = ("what", "requests", "p50 ms", "p95 ms", "p99 ms")
FITTING = {"read 200", "write 302"}


def verified(environment: dict[str, str]) -> dict[str, Any]:
    """Return what `proxenia verify` says of the office afterwards."""
    command = [sys.executable, "-W", "ignore", "-m", "proxenia", "verify", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def verdicts(found: dict[str, Any], checked: dict[str, Any]) -> list[str]:
    """Return a sentence for everything that should not be."""
    told = [
        f"{number} times {answer}." for answer, number in found["answers"].items() if answer not in FITTING
    ]
    if found["notes"] != found["notes_there"]:
        told.append(f"{found['notes']} notes were acknowledged, {found['notes_there']} are there.")
    if found["reads"][1] > P95_MS:
        told.append(f"Reads take {found['reads'][1]} ms at the 95th percentile, over {P95_MS:.0f} ms.")
    return [*told, *(str(one) for one in checked["problems"])]


def main() -> None:
    """Measure the database at hand and write its section of the page of figures."""
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    kept = os.environ.get("PROXENIA_BENCH_KEEP", "") if engine == "sqlite" else ""
    with tempfile.TemporaryDirectory(prefix="proxenia-load-") as scratch:
        environment, before = seeded(WHOLE, Path(kept or scratch) / "whole"), _report.load()
        with served(environment) as port:
            asked = ("--port", str(port), "--minutes", str(minutes))
            found = json.loads(run("_visitors", *asked, environment=environment))
        missed = verdicts(found, verified(environment))
    rate, writes = found["requests"] / found["seconds"], found["notes"] / found["seconds"]
    rows = [
        ["all reads", sum(one[0] for name, one in found["by"].items() if name != "write"), *found["reads"]]
    ]
    rows += [["a note written" if name == "write" else name, *one] for name, one in found["by"].items()]
    told = (
        f"In {found['seconds'] / 60:.0f} minutes {found['requests']} requests, {rate:.0f} a second, of which"
        f" {writes:.1f} wrote; the longest took {found['longest']} s. Acknowledged notes {found['notes']}, there"
        f" {found['notes_there']}."
    )
    ends = (
        "No error, nothing lost, the log is whole." if not missed else "\n".join(f"- {one}" for one in missed)
    )
    measured = f"{_report.machine()} Load average before: {before}."
    text = "\n\n".join((NOTE, told, _report.table(HEAD, rows), ends, measured))
    name = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
    _report.write_section(f"mixed-load-{engine}", f"Mixed load on {name}", text)
    print(told, ends, sep="\n")


if __name__ == "__main__":
    main()
