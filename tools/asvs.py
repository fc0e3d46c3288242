"""Writes docs/reference/asvs.md and reliability.md: which test shows which requirement.

    python tools/asvs.py

Two tables beside them say what applies and why the rest does not (asvs-scope.csv, reliability-scope.csv); the tests
say what they show, by `@pytest.mark.asvs("6.2.1")` and `@pytest.mark.reliability("A1")`, on a function, a class or
a whole module (`pytestmark`). What applies and is shown by no test and no document is called open.
"""

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
MARKS = ("asvs", "reliability")
Shown = dict[str, list[str]]

ASVS_HEAD = """# OWASP ASVS 5.0.0

Written by `python tools/asvs.py` from the marks on the tests and from asvs-scope.csv. Do not edit.
The requirements themselves are OWASP's (CC BY-SA 4.0) and are cited by number: `v5.0.0-…`.
"""
RELIABILITY_HEAD = """# Checks of reliability

Written by `python tools/asvs.py` from the marks on the tests and from reliability-scope.csv. Do not edit.
Checks of time belong to `make sweep`, `make faults` and `make bench`; their figures stand on the pages beside this one.
"""


def marks_in(nodes: list[ast.expr]) -> Iterator[tuple[str, str]]:
    """Yield mark and requirement of decorators, or of what `pytestmark` is set to."""
    for call in (one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Call)):
        mark = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        values = [one.value for one in call.args if isinstance(one, ast.Constant)] if mark in MARKS else []
        yield from ((mark, str(value).removeprefix("v5.0.0-").removeprefix("v")) for value in values)


def tests_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield mark, requirement and the test (file::name) that shows it, or the file where all of it does."""
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from ((mark, one, f"{name}::{node.name}") for mark, one in marks_in(node.decorator_list))
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "pytestmark":
            yield from ((mark, one, name) for mark, one in marks_in([node.value]))


def shown_by_tests() -> dict[str, Shown]:
    """Return, by mark, the tests of every requirement."""
    found: dict[str, Shown] = {mark: defaultdict(list) for mark in MARKS}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for mark, requirement, test in tests_of(path):
            found[mark][requirement].append(test)
    return found


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table beside the pages."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(tests: list[str]) -> str:
    """Return the tests of one requirement, short: file names without their folder."""
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in sorted(set(tests)))


def asvs(shown: Shown) -> str:
    """Return the page of the ASVS."""
    rows = table("asvs-scope.csv")
    applying = [row for row in rows if row["applies"] == "yes"]
    lines, still_open = [], []
    for row in applying:
        number, document = row["requirement"], row["document"]
        proof = [cell(shown[number])] if shown.get(number) else []
        proof += [f"[{document}](../../{document})"] if document else []
        still_open += [] if proof else [number]
        lines.append(f"| {number} | {row['level']} | {'<br>'.join(proof) or '**open**'} |")
    counts = [sum(row["level"] == level for row in applying) for level in "123"]
    left_out = [
        f"| {row['requirement']} | {row['level']} | {row['because']} |"
        for row in rows
        if row["applies"] == "no"
    ]
    return "\n".join(
        [
            ASVS_HEAD,
            f"Of 345 requirements {len(applying)} apply: {counts[0]} of level 1, {counts[1]} of level 2,"
            f" {counts[2]} chosen of level 3. {len(applying) - len(still_open)} are shown by a test or a document;"
            f" open: {', '.join(still_open) or 'none'}.",
            "\n## What applies\n\n| requirement | level | shown by |\n| --- | --- | --- |",
            *lines,
            "\n## What does not apply, and why\n\n| requirement | level | because |\n| --- | --- | --- |",
            *left_out,
            "",
        ]
    )


def reliability(shown: Shown) -> str:
    """Return the page of the core checks, and of the others that a test shows."""
    rows = table("reliability-scope.csv")
    lines = [
        f"| {row['check']} | {row['about']} | {cell(shown.get(row['check'], [])) or row['because'] or '**open**'} |"
        for row in rows
    ]
    still_open = [row["check"] for row in rows if not row["because"] and not shown.get(row["check"])]
    core = {row["check"] for row in rows}
    others = [f"| {check} | {cell(tests)} |" for check, tests in sorted(shown.items()) if check not in core]
    return "\n".join(
        [
            RELIABILITY_HEAD,
            f"{len(rows)} core checks; open: {', '.join(still_open) or 'none'}.",
            "\n| check | about | shown by, or why not |\n| --- | --- | --- |",
            *lines,
            *(["\n## Beyond the core\n\n| check | shown by |\n| --- | --- |", *others] if others else []),
            "",
        ]
    )


def pages() -> dict[Path, str]:
    """Return both pages as they should stand."""
    shown = shown_by_tests()
    return {
        REFERENCE / "asvs.md": asvs(shown["asvs"]),
        REFERENCE / "reliability.md": reliability(shown["reliability"]),
    }


def unknown() -> list[str]:
    """Return what tests claim to show that stands in neither table, or is said not to apply."""
    shown = shown_by_tests()
    applying = {row["requirement"] for row in table("asvs-scope.csv") if row["applies"] == "yes"}
    return sorted(set(shown["asvs"]) - applying)


def main() -> None:
    """Write both pages; say what tests claim that does not apply."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    if claimed := unknown():
        sys.exit(f"Tests claim what does not apply: {', '.join(claimed)}.")


if __name__ == "__main__":
    main()
