"""Faults on purpose: `make faults`, or `python -m faults` with fewer of them.

    python -m faults                              the full size, on both databases; writes docs/reference/faults.md
    python -m faults --sample                     a few of each, prints only
    python -m faults --kinds power --database sqlite --scale 0.1 --out FIGURES
    python -m faults --page FIGURES …             runs nothing; writes the page from kept figures, the later ones hold

Power cuts, kills, full disks, failing writes and syncs, restarts of the database: the product's own verbs run all the
while, and after every fault an oracle asks whether everything acknowledged is there and nothing half done. Controls
that must fail show that it would have seen a loss.
"""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from faults import _report, _shim
from faults._tally import Tally, from_plain, latest
from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
FULL: dict[str, dict[str, dict[str, int]]] = {
    "power": {"sqlite": {"count": 200, "controls": 10}, "postgres": {"count": 200, "controls": 10}},
    "kill": {
        "sqlite": {"random_ones": 120, "counted": 120, "jobs": 40, "controls": 5},
        "postgres": {"random_ones": 120, "counted": 120, "jobs": 40, "controls": 5},
    },
    "io": {"sqlite": {"count": 450}, "postgres": {"count": 120}},
    "full": {"sqlite": {"count": 100}, "postgres": {"count": 30}},
    "restart": {"sqlite": {"count": 60}, "postgres": {"count": 180}},
    "crowd": {"sqlite": {"writers": 32, "seconds": 20}, "postgres": {"writers": 32, "seconds": 20}},
    "chain": {"sqlite": {"writers": 16, "events": 5_000}, "postgres": {"writers": 16, "events": 5_000}},
}
SAMPLE: dict[str, dict[str, dict[str, int]]] = {
    "power": {"sqlite": {"count": 2, "controls": 1}, "postgres": {"count": 1, "controls": 1}},
    "kill": {
        "sqlite": {"random_ones": 2, "counted": 6, "jobs": 1, "controls": 1},
        "postgres": {"random_ones": 2, "counted": 4, "jobs": 1, "controls": 1},
    },
    "io": {"sqlite": {"count": 6}, "postgres": {"count": 2}},
    "full": {"sqlite": {"count": 2}, "postgres": {"count": 1}},
    "restart": {"sqlite": {"count": 1}, "postgres": {"count": 2}},
    "crowd": {"sqlite": {"writers": 6, "seconds": 2}, "postgres": {"writers": 6, "seconds": 2}},
    "chain": {"sqlite": {"writers": 4, "events": 25}, "postgres": {"writers": 4, "events": 25}},
}
KINDS = tuple(FULL)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sample", action="store_true", help="a few of each; nothing is written")
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"of {', '.join(KINDS)}")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--scale", type=float, default=1.0, help="so many times the full size")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--out", type=Path, help="where the figures go as JSON")
    parser.add_argument(
        "--page", type=Path, nargs="+", default=[], help="kept figures the page is written from"
    )
    found = parser.parse_args()
    found.kinds = [kind for kind in found.kinds.split(",") if kind]
    unknown = set(found.kinds) - set(KINDS)
    if unknown:
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    return found


def sizes(asked: argparse.Namespace, kind: str, engine: str) -> dict[str, int] | None:
    """Return how many of a kind on a database; None where it has no such kind."""
    table = SAMPLE if asked.sample else FULL
    found = table[kind].get(engine)
    if found is None:
        return None
    return {name: max(1, round(number * asked.scale)) for name, number in found.items()}


def on_one(asked: argparse.Namespace) -> list[Tally]:
    """Run the kinds asked for on one database, one after the other, in this process."""
    from faults._site import Site

    tallies: list[Tally] = []
    with Site(asked.database) as site:
        for kind in asked.kinds:
            size = sizes(asked, kind, asked.database)
            if size is None:
                continue
            tallies.append(one_kind(site, kind, asked, size))
            print(_report.line(tallies[-1]), flush=True)
            # Kept after each kind: an hour's figures are not lost with the last one.
            if asked.out:
                asked.out.write_text(json.dumps([tally.plain() for tally in tallies]))
    return tallies


def one_kind(site: Any, kind: str, asked: argparse.Namespace, size: dict[str, int]) -> Tally:
    """Run one kind; where the harness itself meets something unforeseen, that is told and the next kind goes on."""
    try:
        tally: Tally = importlib.import_module(f"faults.{kind}").run(site, seed=asked.seed, **size)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        traceback.print_exc()
        tally = Tally(kind, asked.database, asked.seed).over()
        tally.complain(f"broken off: {str(error).strip().splitlines()[-1][:300]}")
    return tally


def under_the_shim(asked: argparse.Namespace) -> int | None:
    """Start this anew with the shim before the system's calls; None where it stands there, or cannot."""
    if _shim.is_there() or _shim.why_none():
        return None
    with tempfile.TemporaryDirectory(prefix="proxenia-shim-") as folder:
        Path(folder).chmod(0o755)
        environment = {**os.environ, **_shim.build(Path(folder))}
        command = [sys.executable, "-W", "ignore", "-m", "faults", *sys.argv[1:]]
        return politely(command, environment)


def politely(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a program; where this one is told to end, tell that one and wait until it has tidied up."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise


def on_both(asked: argparse.Namespace, engines: list[str]) -> list[Tally]:
    """Run the same on each database in a process of its own, side by side: Django is loaded for one database."""
    with tempfile.TemporaryDirectory(prefix="proxenia-faults-") as folder:
        outs = [Path(folder) / f"{engine}.json" for engine in engines]
        running = [
            subprocess.Popen(command_for(asked, engine, out), cwd=ROOT)
            for engine, out in zip(engines, outs, strict=True)
        ]
        try:
            codes = [process.wait() for process in running]
        except BaseException:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()
            raise
        for engine, out, code in zip(engines, outs, codes, strict=True):
            if not out.exists():
                raise SystemExit(f"The run on {engine} ended with {code} and no figures.")
        tallies = [from_plain(kept) for out in outs for kept in json.loads(out.read_text())]
    return in_order(tallies)


def in_order(tallies: list[Tally]) -> list[Tally]:
    """Return them by kind and database, as the page lists them."""
    return sorted(tallies, key=lambda tally: (KINDS.index(tally.kind), tally.database != "sqlite"))


def command_for(asked: argparse.Namespace, engine: str, out: Path) -> list[str]:
    """Return what does the same on one database and writes its figures."""
    return [
        sys.executable, "-W", "ignore", "-m", "faults", "--kinds", ",".join(asked.kinds), "--database", engine,
        "--scale", str(asked.scale), "--seed", str(asked.seed), "--out", str(out),
        *(["--sample"] if asked.sample else []),
    ]  # fmt: skip


def leave(number: int, frame: Any) -> None:
    """A polite end on SIGTERM, so that mounts and servers are taken away too."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run what is asked for, print and write what it came to; exit 1 where something was lost or a control held."""
    asked = options()
    if asked.page:
        every = [from_plain(kept) for path in asked.page for kept in json.loads(path.read_text())]
        _report.write(in_order(latest(every)), asked.seed)
        return
    signal.signal(signal.SIGTERM, leave)
    if asked.database != "both":
        ended = under_the_shim(asked)
        if ended is not None:
            raise SystemExit(ended)
    print(f"seed {asked.seed}, process {os.getpid()}", flush=True)
    if asked.database == "both":
        engines = ["sqlite", *(["postgres"] if postgres.binaries() else [])]
        if len(engines) == 1:
            print("PostgreSQL absent: SQLite only.")
        tallies = on_both(asked, engines)
        if not asked.sample:
            _report.write(tallies, asked.seed)
    else:
        tallies = on_one(asked)
    bad = [f"{tally.kind} on {tally.database}" for tally in tallies if not tally.is_good]
    raise SystemExit(f"Not in order: {', '.join(bad)}." if bad else 0)


if __name__ == "__main__":
    main()
