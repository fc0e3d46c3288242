"""After how many months a tie of a kind is looked at where nobody has set a day: `data/reviews/intervals.csv`."""

import csv
from functools import cache

from proxenia.core import shipped


@cache
def _intervals() -> dict[str, int]:
    with shipped.path("reviews", "intervals.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: int(row["months"]) for row in csv.DictReader(file)}


def interval_months(kind: str, otherwise: int) -> int:
    """Return the months between two reviews of a kind of tie; ``otherwise`` is the office's own setting."""
    return _intervals().get(kind, otherwise)
