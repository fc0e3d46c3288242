"""``proxenia emissions``: what the legs of a list emit. Needs no database."""

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused
from proxenia.core.values import clean_text

if TYPE_CHECKING:
    from proxenia.places.readers import Reckoned


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    emissions = commands.add_parser("emissions", help="reckon what the legs of journeys emit")
    emissions.add_argument(
        "file",
        type=Path,
        help="a CSV with the columns date, mode, from, to, class, people, nights, country; one leg a row",
    )
    emissions.add_argument(
        "--no-rf",
        action="store_true",
        help="leave radiative forcing, what flights add at height, out of the factors",
    )
    emissions.add_argument("--json", action="store_true", help="answer as JSON")
    emissions.set_defaults(run=run_emissions)


def run_emissions(arguments: argparse.Namespace) -> int:
    """Reckon a file; rows with a problem are named and left out of the total."""
    from proxenia.places.readers import reckon

    found = reckon(_rows(arguments.file), rf=not arguments.no_rf)
    print(json.dumps(_answer(found), ensure_ascii=False) if arguments.json else _sentences(found))
    return 0


def _answer(found: "Reckoned") -> dict[str, Any]:
    return {
        "legs": [
            {
                "row": row,
                "km": None if one.km is None else round(one.km, 3),
                "kg_co2e": round(one.kg, 3),
                "factor": one.factor,
                "year": one.year,
                "rf": one.rf,
            }
            for row, one in found.estimates
        ],
        "total_kg": round(math.fsum(one.kg for _, one in found.estimates), 3),
        "problems": [{"row": row, "message": message} for row, message in found.problems],
    }


def _sentences(found: "Reckoned") -> str:
    answer = _answer(found)
    lines = [
        f"row {leg['row']}: {leg['kg_co2e']:,.1f} kg CO2e"
        + (f", {leg['km']:,.0f} km" if leg["km"] is not None else "")
        + f", factor {leg['factor']} of {leg['year']}"
        + (" with radiative forcing" if leg["rf"] else "")
        for leg in answer["legs"]
    ]
    lines += [f"row {problem['row']}: left out. {problem['message']}" for problem in answer["problems"]]
    return "\n".join([*lines, f"total: {answer['total_kg']:,.1f} kg CO2e"])


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield number (the heading is row 1) and cells by column of every row that is not blank."""
    from proxenia.cli.places import delimited_rows
    from proxenia.places.readers import COLUMNS

    header: list[str] = []
    for number, cells in delimited_rows(path):
        texts = [clean_text(cell) for cell in cells]
        if not header:
            header = [text.strip().lower() for text in texts]
            if "mode" not in header:
                raise Refused("The file has no column called mode.", str(path))
        elif any(texts):
            row = dict(zip(header, texts, strict=False))
            yield number, {name: row.get(name, "") for name in COLUMNS}
