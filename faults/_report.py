"""The page of faults: what was done to the product, what it had acknowledged, what was lost."""

import platform
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks._report import processor, table
from faults._tally import Tally

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "faults.md"
VERDICT = {True: "seen", False: "**blind**"}
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
HEAD = """# Faults on purpose

Written by `make faults`. Do not edit.

The product's own verbs run while its disk, its processes and its database are taken away: records are added and
changed, notes and files hung on them, lists imported. What a verb acknowledged is noted outside of what is at fault.
After every fault an oracle opens Today, asks for everything acknowledged, looks for anything half done (a record
without its event, an event without its record, a list half imported, a row without its file), lets the database
check itself, verifies every chain and imports the last list again, which must change nothing.
"""
ABOUT = {
    "power": "Power cut: the ext4 filesystem under database and files is shut down without flushing while three writers"
    " work, everything is killed, the disk is mounted again. What was handed to the disk stays in its order: torn and"
    " reordered sectors are not part of it. What was told after the plug was pulled does not count.",
    "kill": "`kill -9` of writers at random, of one writer at its n-th write, of the job worker inside an import.",
    "full": "Disk full: a filesystem with a little more room each time.",
    "io": "The n-th write, sync or opening fails, n = 1, 2, 3 … until a verb comes through untouched.",
    "restart": "Restarts of the database and of the server under requests.",
    "crowd": "32 writers, a long read and an import at once.",
    "chain": "16 writers on the chains of the log.",
}


def ready(values: Sequence[float]) -> str:
    """Return the middle and the longest of the times until Today opened."""
    return f"{statistics.median(values):.1f} / {max(values):.1f} s" if values else ""


def line(tally: Tally) -> str:
    """Return one line for the terminal."""
    if tally.skipped:
        return f"{tally.kind} on {tally.database}: skipped, {tally.skipped}"
    said = (
        f"{tally.kind} on {tally.database}: {tally.faults} faults, {tally.acknowledged} acknowledged,"
        f" {tally.lost} lost, {tally.half} half-done, {tally.forks} forks, {tally.broken} broken,"
        f" ready after {ready(tally.ready) or 'no time measured'}; {tally.seconds:.0f} s"
    )
    controls = [
        f"\n  control {one.name}: {one.found} of {one.faults} {one.of}{'' if one.holds else ' - BLIND'}"
        for one in tally.controls
    ]
    shown = [f"\n  {sentence}" for sentence in [*tally.notes, *tally.shown[:20]]]
    refused = f"\n  refused: {dict(tally.refused)}" if tally.refused else ""
    return said + "".join(controls) + refused + "".join(shown)


def write(tallies: Sequence[Tally], seed: int) -> None:
    """Write the page."""
    done = [tally for tally in tallies if not tally.skipped]
    total = Counter(
        faults=sum(one.faults for one in done), acknowledged=sum(one.acknowledged for one in done),
        lost=sum(one.lost for one in done), half=sum(one.half for one in done),
        forks=sum(one.forks for one in done), broken=sum(one.broken for one in done),
    )  # fmt: skip
    parts = [
        HEAD, machine(done, seed), "", figures(done, total), "", *kinds(done), "",
        "## Controls", "", "Each of these must fail; where it did not, the figures above would mean nothing.", "",
        controls(done), "", *remarks(tallies),
    ]  # fmt: skip
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def longest(done: Sequence[Tally]) -> float:
    """Return the seconds of the longer of the two runs, which go on side by side."""
    each: Counter[str] = Counter()
    for one in done:
        each[one.database] += round(one.seconds)
    return max(each.values(), default=0)


def machine(done: Sequence[Tally], seed: int) -> str:
    """Return when, at which commits and on what this was done."""
    at = " and ".join(f"commit {one}" for one in dict.fromkeys(one.commit for one in done))
    return (
        f"Done on {datetime.now(UTC):%Y-%m-%d}, {at}, seed {seed}, in {longest(done) / 60:.0f} minutes;"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()}, {processor()}."
    )


def figures(done: Sequence[Tally], total: Counter[str]) -> str:
    """Return the table of all kinds with its last line."""
    head = [
        "kind",
        "database",
        "faults",
        "acknowledged",
        "lost",
        "half-done",
        "forks",
        "broken",
        "open again",
        "commit",
    ]
    rows = [
        [one.kind, NAMES[one.database], one.faults, f"{one.acknowledged:,}", one.lost, one.half, one.forks,
         one.broken, ready(one.ready), one.commit]
        for one in done
    ]  # fmt: skip
    last = [
        "**all**",
        "",
        *(f"**{total[name]:,}**" for name in ("faults", "acknowledged", "lost", "half", "forks", "broken")),
        "",
        "",
    ]
    return (
        table(head, [*rows, last]) + "\n\n“Open again”: the middle and the longest time until Today opened."
    )


def kinds(done: Sequence[Tally]) -> list[str]:
    """Return what each kind does."""
    seen = dict.fromkeys(one.kind for one in done)
    return [f"- {ABOUT[kind]}" for kind in seen]


def controls(done: Sequence[Tally]) -> str:
    """Return the table of what had to fail."""
    rows = [
        [one.name, NAMES[tally.database], tally.kind, one.faults, f"{one.found} {one.of}", VERDICT[one.holds]]
        for tally in done for one in tally.controls
    ]  # fmt: skip
    return table(["control", "database", "kind", "faults", "found", "verdict"], rows)


def remarks(tallies: Sequence[Tally]) -> list[str]:
    """Return what else is to be said: refusals, notes, what was skipped, what went wrong."""
    said = []
    for one in tallies:
        where = f"{one.kind} on {NAMES[one.database]}"
        if one.skipped:
            said.append(f"- {where}: skipped, {one.skipped}.")
        if one.refused:
            told = ", ".join(f"{name} {number}" for name, number in one.refused.most_common())
            said.append(f"- {where}: verbs refused meanwhile: {told}.")
        said += [f"- {where}: {sentence}" for sentence in one.notes]
        said += [f"- **{where}: {sentence}**" for sentence in one.shown]
    return ["## Beside the figures", "", *said] if said else []
