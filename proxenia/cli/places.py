"""``proxenia resolve``: which place a name means. Needs no database."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from proxenia.core.errors import Refused


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    resolve = commands.add_parser("resolve", help="find the place a name means, or what to ask")
    resolve.add_argument("name", nargs="?", help="a name in any language or script")
    resolve.add_argument("--country", default="", help="ISO code or name in any form; may be empty")
    resolve.add_argument(
        "--file", type=Path, help="a CSV with the columns name and country; one answer a line"
    )
    resolve.add_argument("--json", action="store_true", help="answer as JSON")
    resolve.set_defaults(run=run_resolve)


def run_resolve(arguments: argparse.Namespace) -> int:
    """Resolve one name, or each row of a file."""
    from proxenia.places.queries import resolve

    if arguments.file:
        return _resolve_file(arguments.file)
    if not arguments.name:
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
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from _columns(csv.reader(handle), path)
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.", str(path)) from error
    except UnicodeDecodeError as error:
        raise Refused("The file is not UTF-8 text.", str(path)) from error
    except csv.Error as error:
        raise Refused(f"The file is not a CSV that can be read: {error}.", str(path)) from error


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
