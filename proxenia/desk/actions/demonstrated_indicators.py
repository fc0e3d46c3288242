"""Indicators of the demonstration office: the library, invented values and targets, and what its records answer."""

import csv
from datetime import date
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, Unit, User
from proxenia.core import shipped
from proxenia.core.periods import Period
from proxenia.indicators.actions import calibrate_indicator, load_library
from proxenia.indicators.models import Indicator
from proxenia.results.actions.computing import compute_indicators
from proxenia.results.actions.observations import Of, lock_period, record_observation, set_target
from proxenia.results.rules.observations import read_number

QUARTERS = 8
TARGETS = {"companies_supported": 30, "diaspora_events": 5}
NUMBERS = ("value", "numerator", "denominator")
WORDS = ("currency", "words", "evidence_level", "source")


def load_indicators(office: Office, by: User, today: date) -> None:
    """Take the library over, record values of the last quarters, set targets, lock the oldest quarter."""
    load_library(office, by=by)
    this = Period.of(today, "quarter", office.fiscal_year_start)
    known = {one.code: one for one in Indicator.objects.filter(office=office)}
    units = {one.name: one for one in Unit.objects.filter(office=office)}
    with shipped.path("demonstration", "observations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of = Of(unit=units[row["unit"]], district=row["district"])
            period = this.previous(int(row["ago"]))
            record_observation(known[row["indicator"]], by=by, period=period, values=_values(row), of=of)
    for code, wanted in TARGETS.items():
        set_target(known[code], by=by, period=this.next(), values={"value": Decimal(wanted)})
    _calibrate(known, by)
    compute_indicators(
        office, by=by, periods=[this.previous(ago) for ago in range(QUARTERS, -1, -1)], today=today
    )
    lock_period(office, by=by, period=this.previous(5), reason="Told to the council.")


def _values(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: read_number(row[name], name) for name in NUMBERS}
    return {**numbers, **{name: row[name] for name in WORDS}}


def _calibrate(known: dict[str, Indicator], by: User) -> None:
    values = {
        "applies": "partly",
        "reason": "The port belongs to three municipalities.",
        "not_comparable": "Places whose airport counts too.",
    }
    calibrate_indicator(known["gateway_pollution"], by=by, values=values)
