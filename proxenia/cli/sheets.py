"""``template``, ``import``, ``export`` and ``undo``: spreadsheets in and out."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proxenia.cli import ground

KINDS = (
    "organisations", "people", "partnerships", "agreements", "commitments", "engagements", "missions",
    "hosted_bodies", "results", "observations", "inventory", "objectives", "projects", "funding_calls",
)  # fmt: skip

MOST_REMARKS = 200
"""So many remarks are told one by one."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    template = commands.add_parser("template", help="write an empty sheet with help and choices")
    template.add_argument("kind", choices=KINDS)
    template.add_argument("--out", type=Path, required=True, metavar="FILE", help=".xlsx, .ods or .csv")
    template.set_defaults(run=run_template)
    take = commands.add_parser(
        "import", help="import a spreadsheet; nothing is written where rows are refused"
    )
    take.add_argument("kind", choices=KINDS)
    take.add_argument("file", type=Path)
    take.add_argument("--sheet", default="", metavar="NAME", help="default: the first with a known header")
    take.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    take.add_argument(
        "--good-rows", action="store_true", help="write the good rows even where others are refused"
    )
    take.add_argument("--json", action="store_true")
    take.set_defaults(run=run_import)
    export = commands.add_parser(
        "export", help="write what you may see as a sheet that can be imported again"
    )
    export.add_argument("kind", choices=KINDS)
    export.add_argument("file", type=Path, help=".xlsx, .ods or .csv")
    export.set_defaults(run=run_export)
    undo = commands.add_parser("undo", help="undo an import: put away what it made, put back what it changed")
    undo.add_argument("import_run", metavar="RUN", help="the run that import printed")
    undo.add_argument("--json", action="store_true")
    undo.set_defaults(run=run_undo)


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def run_template(arguments: argparse.Namespace) -> int:
    """Write a template; needs no database."""
    ground.start()
    from proxenia.records.queries.exports import write_template

    write_template(arguments.kind, arguments.out)
    print(arguments.out)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Import a file, or say what it would do; exit 1 where rows are refused and nothing was written for it."""
    ground.start_ready()
    from proxenia.records.actions.imports import import_file

    by = ground.actor(arguments)
    outcome = import_file(
        ground.office_of(arguments, by),
        by=by,
        kind=arguments.kind,
        path=arguments.file,
        sheet=arguments.sheet,
        dry_run=arguments.dry_run,
        good_rows=arguments.good_rows,
    )
    if arguments.json:
        _json(outcome.plain())
    else:
        print("\n".join(_told(outcome, arguments)))
    for line in _remarks(outcome):
        print(line, file=sys.stderr)
    return 1 if outcome.refused and not arguments.good_rows else 0


def _remarks(outcome: Any) -> Iterator[str]:
    """Yield how the file and its cells were read, a line each; beyond the first few hundred their number."""
    yield from outcome.remarks
    for row, said in outcome.row_remarks[:MOST_REMARKS]:
        yield f"row {row}: {said}"
    if (more := len(outcome.row_remarks) - MOST_REMARKS) > 0:
        yield f"and {more} more {'remark' if more == 1 else 'remarks'}"


def _count(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def _told(outcome: Any, arguments: argparse.Namespace) -> list[str]:
    """Return the answer as lines for a person."""
    refused = outcome.refused_rows
    lines = [
        f"{_count(outcome.rows, 'row', 'rows')}: {outcome.created} created, {outcome.changed} changed,"
        f" {outcome.unchanged} unchanged, {refused} refused."
    ]
    lines += [f"Row {one.row}, {one.column or 'all of it'}: {one.message}" for one in outcome.refused]
    if outcome.to_settle:
        lines.append(f"{_count(outcome.to_settle, 'place waits', 'places wait')} under To settle.")
    if outcome.run:
        written = _count(outcome.records, "record", "records")
        lines.append(f"{written} written. To undo it: proxenia undo {outcome.run}")
    elif arguments.dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif refused and not arguments.good_rows:
        lines.append("Nothing was written. Correct the rows, or take the others with --good-rows.")
    else:
        lines.append("Nothing had to be written.")
    return lines


def run_export(arguments: argparse.Namespace) -> int:
    """Write an export."""
    ground.start_ready()
    from proxenia.records.queries.exports import write_export

    by = ground.actor(arguments)
    count = write_export(arguments.kind, ground.office_of(arguments, by), user=by, path=arguments.file)
    print(f"{_count(count, 'row', 'rows')} written to {arguments.file}")
    return 0


def run_undo(arguments: argparse.Namespace) -> int:
    """Undo an import; what was edited since stays and is named."""
    ground.start_ready()
    from proxenia.records.actions.imports import undo_run
    from proxenia.records.queries.imports import run_called

    by = ground.actor(arguments)
    run = run_called(ground.office_of(arguments, by), by, arguments.import_run)
    done = undo_run(run, by=by)
    if arguments.json:
        _json(done.plain())
        return 0
    left = _count(len(done.refused), "left as it is", "left as they are")
    print(f"{_count(done.archived, 'record', 'records')} put away, {done.restored} put back, {left}.")
    for kept in done.refused:
        print(kept.message)
    return 0
