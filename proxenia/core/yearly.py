"""Tables of a year: files such as ``factors/travel_2026.csv``, shipped or put into the data folder by the office."""

import csv
import re
from pathlib import Path

from . import shipped


def by_year(folder: str, name: str, own: Path | None = None) -> dict[int, list[dict[str, str]]]:
    """Return the rows of every ``<name>_<year>.csv``; a file in ``own/<folder>`` stands before the shipped one."""
    found: dict[int, list[dict[str, str]]] = {}
    for root in (shipped.path(folder), *([own / folder] if own else [])):
        for path in sorted(root.glob(f"{name}_*.csv")):
            if year := re.fullmatch(rf"{re.escape(name)}_(\d{{4}})", path.stem):
                with path.open(encoding="utf-8-sig", newline="") as file:
                    found[int(year[1])] = list(csv.DictReader(file))
    return found
