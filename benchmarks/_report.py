"""The page of figures: every measurement writes its own section of docs/reference/speed.md, and no other."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "speed.md"
HEAD = """# Speed and size

Written by `make bench`; every section says on what it was measured. Do not edit.
"""


def commit() -> str:
    """Return the commit measured, marked where the files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def processor() -> str:
    """Return the name of the processor as the system gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def load() -> str:
    """Return the load average of the last minute and of the last five."""
    return " and ".join(f"{value:.1f}" for value in os.getloadavg()[:2])


def machine() -> str:
    """Return a sentence on where and when this was measured."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {commit()}, Python {platform.python_version()},"
        f" {os.cpu_count()} cores ({processor()}), {gigabytes:.0f} GB, {platform.system()};"
        f" load average {load()}."
    )


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown; all columns but the first stand right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, rule, *[[str(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_section(name: str, title: str, text: str) -> None:
    """Put a section onto the page in place of the one of that name, or at its end."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    section = f"{begin}\n## {title}\n\n{text.strip()}\n{end}"
    if not page.startswith(HEAD):
        page = HEAD
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if found.search(page):
        page = found.sub(lambda _hit: section, page)
    else:
        page = f"{page.rstrip()}\n\n{section}\n"
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
