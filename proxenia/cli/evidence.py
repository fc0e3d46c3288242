"""``proxenia evidence``: external statistics into the store, and what is in it. Needs no database."""

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused

if TYPE_CHECKING:
    from proxenia.evidence.rules.declared import Source
    from proxenia.evidence.store import Dataset, Loaded, Store

TOLD = 12


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its verbs to the parser."""
    evidence = commands.add_parser("evidence", help="external statistics: load them, list what there is")
    verbs = evidence.add_subparsers(dest="verb", required=True, metavar="VERB")
    load = verbs.add_parser("load", help="load a source from files, or from its live service")
    load.add_argument("source", help="its name; `proxenia evidence list` tells all")
    load.add_argument(
        "path",
        nargs="?",
        type=Path,
        help="a file, or a folder of open data in which the source finds its own",
    )
    load.add_argument("--offline", action="store_true", help="take what the service said before, ask nothing")
    load.add_argument("--json", action="store_true", help="answer as JSON")
    load.set_defaults(run=run_load)
    listed = verbs.add_parser("list", help="all sources known, and which are loaded")
    listed.add_argument("--json", action="store_true", help="answer as JSON")
    listed.set_defaults(run=run_list)


def run_load(arguments: argparse.Namespace) -> int:
    """Load a source; whatever is left out or flagged is told by rule and row."""
    from proxenia.evidence.store import SHIPPED, Store, source

    one = source(arguments.source)
    with Store() as store:
        if arguments.path is None and one.name not in SHIPPED:
            loaded, stale = _from_service(store, one, offline=arguments.offline)
        else:
            loaded, stale = store.load(one.name, arguments.path), []
    answer = _answer(loaded, stale)
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else _sentences(loaded, stale))
    return 0


def _from_service(store: "Store", one: "Source", *, offline: bool) -> "tuple[Loaded, list[str]]":
    """Ask the live service; answers that are old because it could not be reached are named."""
    if one.live is None:
        looks_for = ", ".join(one.files)
        raise Refused(
            f"The source {one.name} has no live service: name a file or folder ({looks_for}).", "PATH"
        )
    from proxenia.cli.ground import start
    from proxenia.evidence.readers.services import Service

    start()
    service = Service(store.folder / ".cache" / one.name, offline=offline)
    return store.load(one.name, one.live(service)), service.stale


def _answer(loaded: "Loaded", stale: list[str]) -> dict[str, Any]:
    return {
        "source": loaded.source,
        "vintage": loaded.vintage,
        "rows": loaded.rows,
        "already": loaded.already,
        "tables": [{"name": one.name, "vintage": one.vintage, "rows": one.rows} for one in loaded.datasets],
        "problems": [
            {
                "rule": one.rule,
                "does": one.does,
                "count": one.count,
                "rows": list(one.rows),
                "example": one.example,
                "file": one.file,
                "message": one.sentence,
            }
            for one in loaded.problems
        ],
        "dropped": [
            {"text": one.text, "times": one.times, "reason": one.reason, "note": one.note}
            for one in loaded.dropped
        ],
        "stale": stale,
    }


def _sentences(loaded: "Loaded", stale: list[str]) -> str:
    if loaded.already:
        return f"{loaded.source} {loaded.vintage} is loaded already: {loaded.rows:,} rows."
    lines = [f"{loaded.source} {loaded.vintage}: {loaded.rows:,} rows."]
    lines += [f"{one.file}: {one.sentence}" if one.file else one.sentence for one in loaded.problems]
    if loaded.dropped:
        lines.append("No place of today:")
        lines += [f"  {one.sentence}" for one in loaded.dropped[:TOLD]]
        lines += [f"  and {len(loaded.dropped) - TOLD} more"] if len(loaded.dropped) > TOLD else []
    lines += [f"Could not be asked again, an earlier answer was taken: {address}" for address in stale]
    return "\n".join(lines)


def run_list(arguments: argparse.Namespace) -> int:
    """List every source known, with its newest vintage and the rows of it."""
    from proxenia.evidence.store import SHIPPED, Store, source_names

    with Store() as store:
        for name in SHIPPED:
            if not store.of_source(name):
                store.load(name)
        found = {name: store.of_source(name) for name in source_names()}
        year = store.this_year
    if arguments.json:
        print(json.dumps([_line(name, sets) for name, sets in found.items()], ensure_ascii=False))
    else:
        print("\n".join(_words(name, sets, year) for name, sets in found.items()))
    return 0


def _line(name: str, sets: "list[Dataset]") -> dict[str, Any]:
    return {
        "source": name,
        "loaded": bool(sets),
        "vintage": max((one.vintage for one in sets), default=None),
        "rows": sum(one.rows for one in sets),
    }


def _words(name: str, sets: "list[Dataset]", year: int) -> str:
    if not sets:
        return f"{name}: not loaded"
    line, newest = _line(name, sets), max(sets, key=lambda one: one.last_year)
    on = dt.datetime.fromisoformat(newest.loaded_at).date()
    old = f"; OLD: the newest figures are of {newest.last_year}" if newest.is_stale(year) else ""
    return f"{name}: {line['vintage']}, {line['rows']:,} rows, loaded on {on}, {newest.licence}{old}"
