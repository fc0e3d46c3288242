"""How long figures of indicators take: dashboards over 4,000,000 values, and computing all from records.

    python -m benchmarks indicators_speed
    python -m benchmarks.indicators_speed SCALE      another size: 1 is 1,000,000 engagements and 4,000,000 values

The values are 500 indicators x 200 units x 40 quarters. Computing goes over all contacts, agreements and promises of
the office, forty quarters at once, and stores what comes out, as `proxenia indicators compute` does.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _dashboards, _report  # noqa: E402
from benchmarks.seed import seed_apart  # noqa: E402

DATABASES = True
INDICATORS, UNITS, QUARTERS = 500, 200, 40
MILLISECONDS, SECONDS = 300.0, 30.0
ASKED, SEED = 60, 20261122
SECTORS = ("trade", "climate", "", "education", "culture")


def fill(scale: float) -> tuple[Any, list[Any], list[Any]]:
    """Write indicators, units and their values; every seventh indicator is a share."""
    from django.utils import timezone

    from proxenia.accounts.models import Office, Unit, User
    from proxenia.core.periods import Period, periods
    from proxenia.indicators.models import Indicator, IndicatorVersion

    office, by, now = Office.objects.get(), User.objects.operator(), timezone.now()
    last = Period.of(timezone.localdate())
    quarters = list(periods(last.previous(QUARTERS - 1), last))
    names = [f"Unit {at:03d}" for at in range(max(2, round(UNITS * scale)))]
    units = Unit.objects.bulk_create(
        Unit(office=office, name=name, name_folded=name.lower()) for name in names
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            office=office, code=f"bench_{at}", name=f"Bench {at}", horizon="activity", kind="process",
            sector=SECTORS[at % len(SECTORS)], is_ratio=at % 7 == 0, unit="percent" if at % 7 == 0 else "number",
            created_at=now, created_by=by,
        )
        for at in range(INDICATORS)
    )  # fmt: skip
    versions = IndicatorVersion.objects.bulk_create(
        IndicatorVersion(indicator=one, number=1, body=one.body(), created_at=now, created_by=by)
        for one in indicators
    )
    write(office, by, indicators, versions, units, quarters)
    return office, indicators, quarters


def write(
    office: Any, by: Any, indicators: list[Any], versions: list[Any], units: list[Any], quarters: list[Any]
) -> None:
    """Write the values quarter by quarter, as they come in."""
    from django.db import connection, transaction
    from django.utils import timezone

    from proxenia.core.bulk import insert_rows
    from proxenia.core.stamps import new_uid
    from proxenia.results.models import Observation

    chance, at = random.Random(SEED), connection.ops.adapt_datetimefield_value(timezone.now())
    columns = (
        "uid", "office_id", "indicator_id", "version_id", "period", "unit_id", "value", "numerator", "denominator",
        "currency", "words", "source", "revision", "changed_at", "changed_by_id", "district", "parts",
        "evidence_level", "origin",
    )  # fmt: skip

    def rows(quarter: Any) -> Iterator[tuple[Any, ...]]:
        for one, version in zip(indicators, versions, strict=True):
            for unit in units:
                number = chance.randint(0, 500)
                figures = (None, number, number + 50) if one.is_ratio else (number, None, None)
                yield (
                    new_uid(), office.pk, one.pk, version.pk, quarter.code, unit.pk, *figures,
                    "", "", "", 1, at, by.pk, "", "{}", "document", "return",
                )  # fmt: skip

    for quarter in quarters:
        with transaction.atomic():
            insert_rows(Observation, columns, rows(quarter))


def settle() -> None:
    """Let the database look at what it holds, as it does by itself after some time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def asked(indicators: list[Any], quarters: list[Any]) -> dict[str, Callable[[random.Random], Any]]:
    """Return what a dashboard asks, each with indicators and quarters by chance."""
    from proxenia.results.queries.observations import rolled_over_units, series

    def quarter(chance: random.Random) -> Any:
        return chance.choice(quarters)

    return {
        "one indicator, 40 quarters": lambda chance: series([chance.choice(indicators)], quarters),
        "12 indicators, 8 quarters": lambda chance: series(chance.sample(indicators, 12), quarters[-8:]),
        "one indicator, unit by unit": lambda chance: rolled_over_units(
            chance.choice(indicators), quarter(chance)
        ),
        "100 indicators, one quarter": lambda chance: series(
            chance.sample(indicators, 100), [quarter(chance)]
        ),
    }


def measured(ask: Callable[[random.Random], Any]) -> tuple[float, float]:
    """Return the median and the 95th percentile of many askings, in milliseconds."""
    chance, taken = random.Random(SEED), []
    ask(chance)
    for _turn in range(ASKED):
        begun = time.perf_counter()
        ask(chance)
        taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def recompute(office: Any, quarters: list[Any]) -> tuple[float, float, int]:
    """Compute everything twice; return the seconds of both, and how many values were stored."""
    from proxenia.accounts.models import User
    from proxenia.indicators.actions import load_library
    from proxenia.results.actions.computing import compute_indicators

    by = User.objects.operator()
    load_library(office, by=by)
    taken, stored = [], 0
    for _turn in range(2):
        begun = time.perf_counter()
        done = compute_indicators(office, by=by, periods=quarters)
        taken.append(time.perf_counter() - begun)
        stored += done.added
    return taken[0], taken[1], stored


def main() -> None:
    """Fill the database, compute, ask, write the section."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed_apart(scale)
    import django

    django.setup()
    from django.utils import timezone

    from proxenia.accounts.models import Office, User
    from proxenia.core.periods import Period, periods
    from proxenia.engagements.models import Engagement
    from proxenia.results.models import Observation

    last = Period.of(timezone.localdate())
    first, again, stored = recompute(Office.objects.get(), list(periods(last.previous(QUARTERS - 1), last)))
    office, indicators, quarters = fill(scale)
    _dashboards.add_strategy(office, indicators)
    results = _dashboards.add_results(office, scale)
    theirs = _dashboards.add_partners(office, User.objects.operator(), indicators, quarters, scale)
    settle()
    pages = _dashboards.asked(office, indicators, quarters)
    found = {name: measured(ask) for name, ask in {**asked(indicators, quarters), **pages}.items()}
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    values, contacts = Observation.objects.count(), Engagement.objects.count()
    counts = f"{values:,} values of {INDICATORS} indicators, {theirs:,} of them of partners;"
    counts += f" {contacts:,} contacts; {results:,} results."
    asking = [[engine, name, f"{median:.0f} ms", f"{late:.0f} ms"] for name, (median, late) in found.items()]
    computing = [[engine, f"{stored:,}", f"{first:.1f} s", f"{again:.1f} s"]]
    text = "\n\n".join(
        (
            _report.machine(),
            counts,
            _report.table(["database", "asked", "median", "p95"], asking),
            _report.table(["database", "values stored", "computed and stored", "computed again"], computing),
            f"{ASKED} askings of each after one; dashboards are whole pages, in process through WSGI.",
            f"Held to {MILLISECONDS:.0f} ms at p95 for what is asked, and to {SECONDS:.0f} s for computing all"
            " indicators from records over forty quarters.",
        )
    )
    _report.write_section(f"indicators {engine}", f"Figures of indicators on {engine}", text)
    slow = [name for name, (_median, late) in found.items() if late > MILLISECONDS]
    if slow or max(first, again) > SECONDS:
        raise SystemExit(f"too slow: {', '.join(slow)} {first:.1f} s, {again:.1f} s")


if __name__ == "__main__":
    main()
