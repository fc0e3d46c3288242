"""``proxenia resolve``: which place a name means. Needs no database."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from proxenia.core.errors import Refused
from proxenia.core.values import clean_text


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    resolve = commands.add_parser("resolve", help="find the place a name means, or what to ask")
    resolve.add_argument("name", nargs="?", help="a name in any language or script")
    resolve.add_argument("--country", default="", help="ISO code or name in any form; may be empty")
    resolve.add_argument(
        "--file",
        type=Path,
        help="a CSV with the columns name and country, in any encoding; one answer a line",
    )
    resolve.add_argument("--json", action="store_true", help="answer as JSON")
    resolve.set_defaults(run=run_resolve)


def run_resolve(arguments: argparse.Namespace) -> int:
    """Resolve one name, or each row of a file."""
    from proxenia.places.queries import resolve

    if arguments.file:
        return _resolve_file(arguments.file)
    if arguments.name is None:
        print("proxenia resolve: give a NAME or --file FILE.csv", file=sys.stderr)
        return 2
    found = resolve(arguments.name, arguments.country)
    answer = found.as_json()
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else _sentence(answer))
    return 0


def _sentence(answer: dict[str, Any]) -> str:
    match = answer["match"]
    lines = [answer["why"]]
    if match:
        lines.insert(0, f"{match['name']}, {match['country']} ({match['id']})")
    lines += [f"  or {other['name']}, {other['country']} ({other['id']})" for other in answer["alternatives"]]
    return "\n".join(lines)


def _resolve_file(path: Path) -> int:
    from proxenia.places.queries import resolve_many

    rows = list(_pairs(path))
    for (name, country), found in zip(rows, resolve_many(rows), strict=True):
        answer = {**found.as_json(), "asked": {"name": name, "country": country}}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield name and country of each row."""
    yield from _columns(([clean_text(cell) for cell in cells] for _, cells in delimited_rows(path)), path)


def delimited_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Yield number and cells of each row of a text file in any usual encoding, with any separator.

    What was odd in the file is said on stderr when the rows are at their end.
    """
    from proxenia.core.sheets.delimited import Delimited
    from proxenia.core.sheets.limits import Limits
    from proxenia.core.sheets.package import kind_of
    from proxenia.core.sheets.problems import Refusal, sentence

    if path.is_dir():
        raise Refused("This is a folder, not a file.", str(path))
    limits = Limits()
    try:
        if kind_of(path, limits) != "csv":
            raise Refused("This is a workbook. Save its table as .csv and give that file.", str(path))
        source = Delimited(path, limits)
        for row in source.rows(0):
            yield row.number, list(row.cells)
    except Refusal as refusal:
        raise Refused(sentence(refusal.code, refusal.figures), str(path)) from refusal
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.", str(path)) from error
    for code, figures in source.remarks:
        print(sentence(code, figures), file=sys.stderr)


def _columns(rows: Iterable[list[str]], path: Path) -> Iterator[tuple[str, str]]:
    rows = iter(rows)
    header = [cell.strip().lower() for cell in next(rows, [])]
    if "name" not in header:
        raise Refused("The file has no column called name.", str(path))
    name, country = header.index("name"), header.index("country") if "country" in header else None
    for row in rows:
        if row:
            yield _cell(row, name), _cell(row, country)


def _cell(row: list[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""
