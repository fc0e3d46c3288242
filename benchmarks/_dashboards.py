"""What the dashboards of the measured office stand on besides values: a strategy with measures, results with chains."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from benchmarks._requests import session_of, through_wsgi

OBJECTIVES, MEASURES, RESULTS, PARTNERS = 20, 3, 2000, 200
Ask = Callable[[random.Random], Any]


def add_strategy(office: Any, indicators: list[Any]) -> None:
    """Write a strategy with objectives and measures, through the verbs."""
    from proxenia.accounts.models import User
    from proxenia.strategy import actions

    by, chance = User.objects.get(email="director@example.org"), random.Random(7)
    term = {"starts": dt.date(2025, 1, 1), "ends": dt.date(2029, 12, 31), "cap": 5}
    strategy = actions.add_strategy(office, by=by, values={"title": "Abroad", "vision": "", **term})
    outcome = actions.add_outcome(strategy, by=by, title="The port sells abroad again")
    for number in range(OBJECTIVES):
        values = {"title": f"Objective {number}", "user": by, "due": dt.date(2028, 6, 30)}
        aim = actions.add_objective(outcome, by=by, values=values)
        for indicator in chance.sample(indicators, MEASURES):
            told = {
                "baseline": Decimal(10),
                "baseline_on": dt.date(2025, 1, 1),
                "target": Decimal(90 if indicator.is_ratio else 90_000),
            }
            said = {"indicator": indicator, **told, "by": dt.date(2028, 6, 30)}
            actions.add_measure(aim, by=by, values=said)


def add_results(office: Any, scale: float) -> int:
    """Write results, each led to by two ties, through the verbs; objectives are served by ties."""
    from proxenia.accounts.models import User
    from proxenia.core.values import PartialDate
    from proxenia.portfolio.models import Partnership, TieObjective
    from proxenia.results.actions.ledger import add_contribution, add_result
    from proxenia.strategy.models import Objective

    by, chance = User.objects.get(email="director@example.org"), random.Random(11)
    ties = list(Partnership.objects.visible_to(by, office).live().order_by("pk")[:1000])
    aims = list(Objective.objects.filter(office=office))
    served = [(aim, tie) for aim in aims for tie in chance.sample(ties, k=min(40, len(ties)))]
    TieObjective.objects.bulk_create(TieObjective(partnership=tie, objective=aim) for aim, tie in served)
    count = max(20, round(RESULTS * scale))
    for number in range(count):
        on = PartialDate(chance.randint(2024, 2025), chance.randint(1, 12))
        figure = Decimal(chance.randint(1, 90))
        values = {"what": f"Result number {number}", "kind": "jobs", "belongs": "ours", "on": on}
        told = {**values, "low": figure, "high": figure + 10}
        made = add_result(office, by=by, values=told, is_another=True)
        for tie in chance.sample(ties, k=2):
            add_contribution(made, by=by, target=tie, share=(1, 3))
    return count


def add_partners(office: Any, by: Any, indicators: list[Any], quarters: list[Any], scale: float) -> int:
    """Write what partners of ties reported: some indicators each, quarter by quarter."""
    from django.utils import timezone

    from proxenia.portfolio.models import Party
    from proxenia.results.models import Observation

    chance, now = random.Random(13), timezone.now()
    parties = Party.objects.order_by("pk").values_list("organisation_id", flat=True)[: 4 * PARTNERS]
    bodies = list(dict.fromkeys(one for one in parties if one))[: max(5, round(PARTNERS * scale))]
    versions = {one.pk: one.versions.get(number=1) for one in indicators}
    made = [
        Observation(
            office=office, indicator=one, version=versions[one.pk], period=quarter.code, partner_id=body,
            value=None if one.is_ratio else chance.randint(0, 500), origin="return", evidence_level="document",
            numerator=7 if one.is_ratio else None, denominator=9 if one.is_ratio else None,
            changed_at=now, changed_by=by,
        )
        for body in bodies
        for one in chance.sample(indicators, 10)
        for quarter in quarters[-12:]
    ]  # fmt: skip
    Observation.objects.bulk_create(made, batch_size=500)
    return len(made)


def asked(office: Any, indicators: list[Any], quarters: list[Any]) -> dict[str, Ask]:
    """Return the dashboards as pages, each asked for a quarter, unit, sector or page by chance."""
    from django.urls import reverse

    from proxenia.accounts.models import Unit, User

    fetch = through_wsgi(session_of(User.objects.get(email="director@example.org")))
    units = list(Unit.objects.filter(office=office, name__startswith="Unit "))

    def page(dimension: str, **more: Callable[[random.Random], Any]) -> Ask:
        address = reverse("results:dashboard", args=(office.slug, dimension))

        def ask(chance: random.Random) -> None:
            told = {
                "quarter": chance.choice(quarters[8:-1]).code,
                **{name: of(chance) for name, of in more.items()},
            }
            status, _body = fetch(f"{address}?" + "&".join(f"{name}={value}" for name, value in told.items()))
            if status != 200:
                raise SystemExit(f"{address} {told}: {status}")

        return ask

    def indicator_page(chance: random.Random) -> None:
        one = chance.choice(indicators)
        status, _body = fetch(reverse("indicators:indicator", args=(office.slug, one.uid)))
        if status != 200:
            raise SystemExit(f"{one}: {status}")

    return {
        "dashboard by objective": page("objective"),
        "dashboard by partner": page("partner"),
        "dashboard by unit": page("unit"),
        "dashboard of one unit": page("unit", unit=lambda chance: chance.choice(units).uid),
        "dashboard of one indicator by unit": page(
            "unit", indicator=lambda chance: chance.choice(indicators).uid
        ),
        "dashboard by sector": page("sector"),
        "dashboard of one sector": page("sector", sector=lambda chance: chance.choice(("trade", "climate"))),
        "dashboard by quarter": page("quarter", page=lambda chance: chance.randint(1, 25)),
        "page of one indicator": indicator_page,
    }
