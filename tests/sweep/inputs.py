"""`python -m tests.sweep.inputs`: life cycles walked, regular expressions tried, bad inputs to readers and pages.

`make sweep` runs it at full size and has it write docs/reference/inputs.md; `--share 0.1` takes a tenth of everything.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks._report import machine
from tests.sweep import ground

SEED = 20261122
WALKS, TEXTS, BYTES, SHEETS, REQUESTS = 50_000, 90_000, 10_000, 600, 20_000
"""The full size: runs of state machines, texts to readers, bytes, broken spreadsheets, requests to pages."""


@dataclass
class Part:
    """What one part of the run came to: figures in words, rows of a table with their heads, what was found."""

    title: str
    figures: list[tuple[str, object]] = field(default_factory=list)
    head: tuple[str, ...] = ()
    rows: Sequence[Sequence[object]] = ()
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0
    where: str = ""
    """When and where it was measured; kept with the figures, since a run may be put together from several."""


def walks(share: float, seed: int) -> Part:
    """Walk the life cycles."""
    from tests.sweep import states

    found, figures, rows = states.main(int(WALKS * share), seed)
    return Part("Life cycles", figures, ("Life cycle", "Runs", "Steps", "Refused"), rows, found)


def expressions(_share: float, _seed: int) -> Part:
    """Try every regular expression on strings made to keep it busy."""
    from tests.sweep import regexes

    number, found, worst = 0, list[str](), 0.0
    for number, one in enumerate(regexes.expressions(), start=1):  # noqa: B007 (the last number is the count)
        told, seconds = regexes.verdict(one)
        worst = max(worst, seconds)
        found += told
    figures: list[tuple[str, object]] = [
        ("regular expressions found by reading the code", number),
        ("longest time on one string, in milliseconds", round(worst * 1000)),
        ("longest time allowed, in milliseconds", round(regexes.MOST_SECONDS * 1000)),
    ]
    return Part("Regular expressions", figures, found=found)


def readers(share: float, seed: int) -> Part:
    """Give bad texts, bytes and files to everything that reads."""
    from tests.sweep import parsers

    found, counts, longest = parsers.texts(int(TEXTS * share), seed)
    broken, of_bytes = parsers.raw_bytes(int(BYTES * share), seed)
    torn, of_sheets = parsers.sheets(int(SHEETS * share), seed)
    figures: list[tuple[str, object]] = [
        ("texts to readers of cells, places and words", counts.total()),
        ("byte strings to the reader of encodings", of_bytes),
        ("broken spreadsheets (csv, xlsx, ods)", of_sheets),
        ("longest time for one text, in seconds", round(longest, 2)),
    ]
    return Part("Readers", figures, ("Reader", "Texts"), sorted(counts.items()), [*found, *broken, *torn])


def pages(share: float, seed: int) -> Part:
    """Send bad requests to every page, from a process for each core with a world of its own."""
    size, parts = int(REQUESTS * share), os.cpu_count() or 1
    asked = [(size, seed, (part, parts)) for part in range(parts)]
    with multiprocessing.get_context("spawn").Pool(parts) as pool:
        answers = pool.starmap(_share_of_pages, asked)
    found, counts, longest = [told for one, _, _ in answers for told in one], Counter[str](), 0.0
    for _found, counted, seconds in answers:
        number = counted.pop("forms")
        counts += counted
        longest = max(longest, seconds)
    figures: list[tuple[str, object]] = [
        ("forms and pages that take a query", number),
        ("requests", counts.total()),
        ("longest answer, in seconds of the processor", round(longest, 1)),
    ]
    return Part("Pages", figures, ("Sort of request", "Number"), sorted(counts.items()), found)


def _share_of_pages(size: int, seed: int, share: tuple[int, int]) -> tuple[list[str], Counter[str], float]:
    """Send one share of the bad requests, in a process of its own."""
    ground.prepare()
    with ground.database():
        from tests.sweep import forms
        from tests.sweep.world import build

        return forms.run(build(), size, seed, share=share)


PARTS: dict[str, Callable[[float, int], Part]] = {
    "walks": walks,
    "expressions": expressions,
    "readers": readers,
    "pages": pages,
}


TITLES = {
    "walks": ("life cycles",), "expressions": ("regular expressions",), "readers": ("readers",), "pages": ("pages",),
}  # fmt: skip


def main() -> int:
    """Run what was asked for; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep.inputs")
    parser.add_argument("--share", type=float, default=1.0, help="0.1 takes a tenth")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default=",".join(PARTS), help="which parts")
    parser.add_argument("--keep", default="", help="a folder that keeps each part until all are done")
    parser.add_argument("--report", action="store_true", help="write docs/reference/inputs.md")
    asked = parser.parse_args()
    ground.prepare()
    import django

    django.setup()
    parts = [_kept_or_done(name, asked) for name in asked.only.split(",")]
    if asked.report:
        write(parts, asked.seed)
    return 1 if any(part.found for part in parts) else 0


def _kept_or_done(name: str, asked: argparse.Namespace) -> Part:
    """Do one part, or take what a run of the same code that was cut off had come to, where a folder keeps it."""
    kept = Path(asked.keep) / f"{name}.json" if asked.keep else None
    if kept and kept.is_file():
        return Part(**json.loads(kept.read_text()))
    since = time.monotonic()
    part = PARTS[name](asked.share, asked.seed)
    part.seconds, part.where = time.monotonic() - since, machine()
    print(f"{part.title}: {part.seconds:.0f} s, found {len(part.found)}", flush=True)
    for what, value in part.figures:
        print(f"  {what}: {value}")
    for told in part.found:
        print("  FOUND", told[:600], flush=True)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(part)))
    return part


def write(parts: list[Part], seed: int) -> None:
    """Write the page."""
    seconds = sum(part.seconds for part in parts)
    from benchmarks._report import table

    text = [
        "# Bad inputs",
        f"Written by `make sweep`; do not edit. It took {seconds / 60:.0f} minutes; seed {seed}.",
        "Life cycles are walked by the rules alone, and each rule is taken away once to see that the walk notices."
        " Readers may answer with a value or a sentence, pages with anything below 500; nothing takes longer than five"
        " seconds, nothing that was typed becomes an element of a page. There is no interface for programs yet, so"
        " schemathesis has nothing to read.",
    ]
    missing = [name for name in PARTS if not any(part.title.lower() in TITLES[name] for part in parts)]
    if missing:
        text.append(f"**Not in this run: {', '.join(missing)}.**")
    for part in parts:
        text += [f"## {part.title}", part.where, table(("What", "Number"), part.figures)]
        text += [table(part.head, part.rows)] if part.rows else []
        text += ["\n".join(f"- found: {one[:300]}" for one in part.found) or "Nothing was found."]
    (ground.ROOT / "docs" / "reference" / "inputs.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
