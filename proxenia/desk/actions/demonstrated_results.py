"""Results of the demonstration office with what led to them: invented, through the same verbs."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.values import PartialDate
from proxenia.portfolio.models import Partnership
from proxenia.results.actions import ledger
from proxenia.results.models import Result
from proxenia.results.rules.shares import parse_share

Row = dict[str, str]
PLAIN = (
    "what", "kind", "belongs", "whom", "municipality", "district", "currency", "counted", "horizon", "confidence",
    "level", "source", "rivals",
)  # fmt: skip
MONTH = timedelta(days=30)


def rows_of(name: str) -> Iterator[Row]:
    """Yield the rows of a file of the demonstration."""
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_results(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Write down the areas of the place, results in every state, and what led to them."""
    ledger.set_areas(office, by=by, rows=[_area(row) for row in rows_of("areas")])
    results = {row["key"]: _result(office, by, row, today) for row in rows_of("results")}
    for row in rows_of("contributions"):
        target = ties[row["name"]] if row["sort"] == "partnership" else None
        ledger.add_contribution(
            results[row["result"]], by=by, target=target, named="" if target else row["name"],
            share=parse_share(row["share"]), how=row["how"],
        )  # fmt: skip
    for row in rows_of("results"):
        _step(results[row["key"]], by, row, today)


def _area(row: Row) -> dict[str, Any]:
    figures = {name: int(row[name]) for name in ("inhabitants", "counted_in")}
    return {"name": row["name"], "is_centre": bool(row["is_centre"]), "source": row["source"], **figures}


def _result(office: Office, by: User, row: Row, today: date) -> Result:
    on = today - int(row["months_ago"]) * MONTH
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    values["on"] = PartialDate(on.year, on.month)
    values["state"] = "planned" if row["state"] == "planned" else "reported"
    values |= {name: Decimal(row[name]) if row[name] else None for name in ("low", "high")}
    values["valued_on"] = PartialDate(on.year) if row["currency"] else None
    return ledger.add_result(office, by=by, values=values)


def _step(result: Result, by: User, row: Row, today: date) -> None:
    if row["state"] == "substantiated":
        said: dict[str, Any] = {
            name: row[name] for name in ("witness", "witness_of", "witness_words", "level", "source")
        }
        said["witnessed_on"] = today - MONTH
        ledger.move_result(result, by=by, verb="substantiate_result", values=said)
    elif row["state"] == "withdrawn":
        ledger.move_result(result, by=by, verb="withdraw_result", reason=row["rivals"])
