"""What results cost: the engagements that led to them with their money and hours, by kind of result."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.rules import contacts
from proxenia.methods.shares import said
from proxenia.methods.value import Cost, Got, Spent, cost_per
from proxenia.records.models import visible_through
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import seen_results
from proxenia.results.queries.rollups import Measure, measure_of_result
from proxenia.results.rules.ledger import counts
from proxenia.results.rules.shares import share_of

YEARS_BEFORE = 3
"""Of a tie that led to a result, its contacts of so many years before the result are charged."""


@dataclass(frozen=True)
class Line:
    """One kind of result: how many, their cost by currency and in staff hours, and those with no engagement known."""

    measure: Measure
    results: int
    without_figure: int
    without_chain: int
    money: dict[str, Cost] = field(default_factory=dict)
    hours: Cost | None = None


@dataclass(frozen=True)
class _Took:
    cost: Decimal | None
    currency: str
    hours: Decimal | None


def costs(user: User, office: Office, belongs: str, today: dt.date) -> list[Line]:
    """Return what results that count in one place cost, by kind and unit: five questions, whatever their number.

    An engagement that led to results in several places is shared out between all of them: their costs stand apart,
    and charged wholly in each place it would be counted twice.
    """
    counted = seen_results(user, office).filter(counts(today))
    results = list(counted.order_by("pk"))
    links: dict[int, list[Contribution]] = defaultdict(list)
    for link in Contribution.objects.filter(result__in=counted.order_by().values("pk")).order_by("pk"):
        links[link.result_id].append(link)
    led = _led_by(user, office, results, links, today)
    took = _took({key for some in led.values() for key in some})
    often = Counter(key for some in led.values() for key in some)
    groups: dict[Measure, list[Result]] = defaultdict(list)
    for one in results:
        if one.belongs == belongs:
            groups[measure_of_result(one)].append(one)
    found = [_line(measure, some, links, led, took, often) for measure, some in groups.items()]
    return sorted(found, key=lambda line: (line.measure.kind, line.measure.currency, line.measure.counted))


def _led_by(
    user: User,
    office: Office,
    results: Iterable[Result],
    links: Mapping[int, list[Contribution]],
    today: dt.date,
) -> dict[int, set[int]]:
    """Return the engagements that led to each result: those of its chain, and the contacts of its ties before it."""
    ties = {link.partnership_id for some in links.values() for link in some if link.partnership_id}
    rows = EngagementTie.objects.filter(
        contacts(today, "engagement__"),
        visible_through(user, office, "engagement__"),
        visible_through(user, office, "partnership__"),
        partnership__in=ties,
    )
    of_tie: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for tie, key, date in rows.order_by("pk").values_list(
        "partnership_id", "engagement_id", "engagement__date"
    ):
        of_tie[tie].append((str(date), key))
    asked = {link.engagement_id for some in links.values() for link in some if link.engagement_id}
    seen = set(Engagement.objects.visible_to(user, office).filter(pk__in=asked).values_list("pk", flat=True))
    found: dict[int, set[int]] = {}
    for one in results:
        last, first = one.on.last().isoformat(), str(one.on.year - YEARS_BEFORE)
        keys = {link.engagement_id for link in links[one.pk] if link.engagement_id in seen}
        for link in links[one.pk]:
            if link.partnership_id:
                keys |= {key for date, key in of_tie[link.partnership_id] if first <= date <= last}
        found[one.pk] = {key for key in keys if key is not None}
    return found


def _took(keys: set[int]) -> dict[int, _Took]:
    rows = Engagement.objects.filter(pk__in=keys).values_list("pk", "cost", "currency", "staff_hours")
    return {pk: _Took(cost, currency, hours) for pk, cost, currency, hours in rows}


def _line(
    measure: Measure,
    results: list[Result],
    links: Mapping[int, list[Contribution]],
    led: Mapping[int, set[int]],
    took: Mapping[int, _Took],
    often: Mapping[int, int],
) -> Line:
    keys = sorted({key for one in results for key in led[one.pk]})
    got = [_got(one, links[one.pk]) for one in results if one.low is not None or measure.is_plain]
    currencies = {took[key].currency for key in keys if took[key].cost is not None}
    money = {
        currency: cost_per(
            [
                Spent(_fraction(took[key].cost), often[key])
                for key in keys
                if took[key].currency == currency or took[key].cost is None
            ],
            got,
        )
        for currency in sorted(currencies)
    }
    hours = cost_per([Spent(_fraction(took[key].hours), often[key]) for key in keys], got) if keys else None
    return Line(
        measure,
        len(results),
        sum(one.low is None for one in results),
        sum(not led[one.pk] for one in results),
        money,
        hours,
    )


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _got(one: Result, links: Iterable[Contribution]) -> Got:
    """Return a result as the method reads it; one told as a fact counts as one."""
    shares = [share_of(link) for link in links]
    low, high = (
        (Fraction(one.low), Fraction(one.high)) if one.low is not None and one.high is not None else (1, 1)
    )
    return Got(Fraction(low), Fraction(high), said(shares), any(share is None for share in shares))
