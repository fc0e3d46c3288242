"""``indicators compute``: what the records of the office answer by themselves, period by period."""

import argparse
import json
from decimal import Decimal
from typing import Any

from proxenia.cli import ground
from proxenia.core.errors import Refused


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    indicators = commands.add_parser("indicators", help="compute indicators from the records of the office")
    indicators.add_argument(
        "step", choices=["compute"], help="compute and keep them; a second run changes nothing"
    )
    indicators.add_argument(
        "--period",
        metavar="PERIOD",
        default="",
        help="2026, 2026-H1, 2026-Q3 or 2026-07 (default: every quarter with contacts, at most forty)",
    )
    indicators.add_argument("--json", action="store_true", help="answer as JSON")
    indicators.set_defaults(run=run_compute)


def run_compute(arguments: argparse.Namespace) -> int:
    """Compute the indicators of an office that come from records, and print what came out."""
    ground.start_ready()
    from django.utils import timezone

    from proxenia.indicators.actions import load_library
    from proxenia.results.actions.computing import compute_indicators
    from proxenia.results.queries.computing import quarters_kept

    user = ground.actor(arguments)
    office = ground.office_of(arguments, user)
    periods = (
        [_period(office, arguments.period)]
        if arguments.period
        else quarters_kept(office, timezone.localdate())
    )
    load_library(office, by=user)
    done = compute_indicators(office, by=user, periods=periods)
    told = [_told(one) for one in done.figures]
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(map(_words, told)))
    return 0


def _period(office: Any, text: str) -> Any:
    from proxenia.core.values import CellError
    from proxenia.results.queries.observations import period_of

    try:
        return period_of(office, text)
    except CellError as error:
        raise Refused(str(error), "--period") from error


def _told(figure: Any) -> dict[str, Any]:
    counted = figure.counted
    return {
        "indicator": figure.indicator.code,
        "period": figure.period.code,
        "value": _number(figure.value),
        "numerator": _number(counted.numerator),
        "denominator": _number(counted.denominator),
        "records": counted.records,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else round(float(value), 6)


def _words(told: dict[str, Any]) -> str:
    value = "not known" if told["value"] is None else f"{told['value']:g}"
    of = "" if told["denominator"] is None else f" ({told['numerator']} of {told['denominator']})"
    records = "1 record" if told["records"] == 1 else f"{told['records']} records"
    return f"{told['period']}  {told['indicator']}: {value}{of}, from {records}"
