"""``proxenia trade``: indices over a file of trade flows. Needs no database."""

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from proxenia.evidence.readers.flows import Flows

NEEDS = {
    "rca": ("exporter", "product", "value"),
    "similarity": ("exporter", "product", "value"),
    "complementarity": ("exporter", "importer", "product", "value"),
    "potential": ("exporter", "importer", "product", "value"),
}
HELP = {
    "rca": "revealed comparative advantage of exporters in products, and its symmetric form",
    "similarity": "how alike what two exporters sell is, 0 to 100",
    "complementarity": "how well what one sells fits what another buys, 0 to 100",
    "potential": "what a pair could trade in a product, and how much of that it does not (ITC-style, without tariffs)",
}
SHOWN = 10


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its indices to the parser."""
    trade = commands.add_parser("trade", help="indices over a file of trade flows")
    indices = trade.add_subparsers(dest="index", required=True, metavar="INDEX")
    for name, says in HELP.items():
        index = indices.add_parser(name, help=says)
        index.add_argument("file", type=Path, help="a CSV or Parquet file, one flow a row")
        for part in ("exporter", "importer", "product", "value", "year"):
            index.add_argument(f"--{part}", default="", metavar="COL", help=f"the column of the {part}")
        index.add_argument(
            "--out", type=Path, metavar="FILE.csv", help="where the table goes (.csv, or .parquet)"
        )
        index.add_argument("--json", action="store_true", help="answer as JSON")
        index.set_defaults(run=run_trade)


def run_trade(arguments: argparse.Namespace) -> int:
    """Reckon an index; rows that cannot be used are told, never dropped silently."""
    from proxenia.evidence.readers.flows import opened

    named = {part: column for part in ("exporter", "importer", "product", "value", "year")
             if (column := getattr(arguments, part))}  # fmt: skip
    this_year = dt.datetime.now(tz=dt.UTC).year
    with opened(arguments.file, named, this_year, needs=NEEDS[arguments.index]) as flows:
        table = flows.keep(_index(arguments.index, flows))
        if arguments.out:
            _write(table, arguments.out)
        answer = _answer(arguments.index, flows, table)
        shown = "" if arguments.json else _table(table)
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else _sentences(answer, shown, arguments))
    return 0


def _index(name: str, flows: "Flows") -> "ir.Table":
    from proxenia.evidence import expressions
    from proxenia.evidence.readers.flows import without_world

    indices: dict[str, Any] = {
        "rca": expressions.rca,
        "similarity": expressions.similarity,
        "complementarity": expressions.complementarity,
        "potential": expressions.potential,
    }
    table = flows.table if name in {"rca", "similarity"} else without_world(flows.table)
    found: ir.Table = indices[name](table)
    return found


def _answer(name: str, flows: "Flows", table: "ir.Table") -> dict[str, Any]:
    """Return what is counted: the rows of the file, the sides and products used, and the cells of the answer."""
    # Every cell that is used stands in the table of advantages, which is the smaller one.
    used = table if name == "rca" else flows.table
    figures = (
        used.agg(exporters=used.exporter.nunique(), products=used["product"].nunique()).execute().iloc[0]
    )
    answer: dict[str, Any] = {
        "rows": flows.rows,
        "exporters": int(figures["exporters"]),
        "products": int(figures["products"]),
    }
    if name == "rca":
        answer["advantages"] = int(table.filter(table.rca >= 1).count().execute())
    else:
        answer["results"] = int(table.count().execute())
    answer["left_out"] = [
        {"reason": one.reason, "rows": one.rows, "first": one.first, "message": one.sentence}
        for one in flows.problems
    ]
    answer["remarks"] = flows.remarks
    return answer


def _write(table: "ir.Table", path: Path) -> None:
    """Write the whole table to a file beside its goal, and put it there once it is complete; text in order."""
    import duckdb

    scratch = path.with_name(f".{path.name}.part")
    try:
        if path.suffix == ".parquet":
            table.to_parquet(scratch)
        else:
            table.order_by([name for name in table.columns if not table[name].type().is_floating()]).to_csv(
                scratch
            )
        scratch.replace(path)
    except (OSError, duckdb.IOException) as error:
        raise Refused(f"The answer cannot be written: {error}", str(path)) from error
    finally:
        scratch.unlink(missing_ok=True)


def _table(table: "ir.Table") -> str:
    """Return the first rows by the last column, as a person reads them."""
    last = table.columns[-1]
    first = table.order_by(table[last].desc()).limit(SHOWN).execute()
    return str(first.to_string(index=False))


def _sentences(answer: dict[str, Any], shown: str, arguments: argparse.Namespace) -> str:
    lines = [f"{answer['rows']:,} rows, {answer['exporters']:,} exporters, {answer['products']:,} products."]
    if "advantages" in answer:
        lines.append(f"{answer['advantages']:,} cells with an index of 1 or more.")
    lines += [one["message"] for one in answer["left_out"]] + answer["remarks"]
    lines += ["", shown] if shown else []
    if arguments.out:
        lines.append(f"The whole table is in {arguments.out}.")
    return "\n".join(lines)
