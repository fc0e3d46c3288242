"""What journeys emit and cost: of one engagement, and together by partner and year."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from proxenia.accounts.models import Office, User
from proxenia.engagements.models.contacts import Engagement, EngagementTie
from proxenia.engagements.models.travelling import CostLine, Leg
from proxenia.methods import emissions
from proxenia.portfolio.models import Partnership
from proxenia.records.models import visible_through

Money = tuple[tuple[str, Decimal], ...]
"""Amounts by currency; nothing is converted."""


@dataclass(frozen=True)
class Summary:
    """What one engagement emits (kg CO₂e) and costs, as far as it is written down.

    ``planned`` and ``spent`` are the sums of the lines; ``ours`` of those that we pay.
    """

    legs: int
    kg: float
    km: float
    lines: int
    planned: Money
    spent: Money
    ours: Money

    @property
    def is_told(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.legs or self.lines)

    @property
    def saved_on_screen(self) -> float:
        """Return the kg CO₂e that meeting on a screen would have saved."""
        return self.kg


def summary_of(engagement: Engagement) -> Summary:
    """Return what an engagement emits and costs, in two questions."""
    legs = list(engagement.legs.values_list("kg", "km", "people", "mode"))
    lines = list(engagement.cost_lines.all())
    return Summary(
        legs=len(legs),
        kg=math.fsum(kg for kg, _km, _people, _mode in legs),
        km=math.fsum((km or 0) * people for _kg, km, people, _mode in legs),
        lines=len(lines),
        planned=money_of(line for line in lines if not line.is_spent),
        spent=money_of(line for line in lines if line.is_spent),
        ours=money_of(line for line in lines if line.paid_by == Engagement.By.US),
    )


def money_of(lines: Iterable[CostLine]) -> Money:
    """Return the sums of lines by currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.amount
    return tuple(sorted(sums.items()))


@dataclass
class Total:
    """What travel for one tie came to in a year; an engagement of several ties is shared out evenly."""

    tie: Partnership | None
    year: int
    engagements: int = 0
    kg: float = 0.0
    money: dict[str, Decimal] | None = None

    def add_money(self, currency: str, amount: Decimal) -> None:
        """Add a share of a cost."""
        self.money = self.money or {}
        self.money[currency] = self.money.get(currency, Decimal(0)) + amount

    @property
    def sums(self) -> Money:
        """Return the money by currency."""
        return tuple(sorted((self.money or {}).items()))


def totals(user: User, office: Office, year: int | None = None) -> list[Total]:
    """Return what travel emitted and cost by tie and year, of the engagements a person sees; the most first.

    The year is that of the leg, or of the price. An engagement with several ties is divided evenly among those of
    them that the reader sees, so that no share tells of one that is hidden; without any it stands under no tie.
    Cancelled ones are left out.
    Asks as many questions for one engagement as for a hundred thousand.
    """
    seen = _living(user, office)
    keys = ("engagement_id", "on__year")
    legs = Leg.objects.filter(seen, _of_year(year)).order_by().values_list(*keys)
    lines = CostLine.objects.filter(seen, _of_year(year)).order_by().values_list(*keys, "currency")
    weights = {(key, at): kg for key, at, kg in legs.annotate(sum=Sum("kg"))}
    costs = [((key, at), currency, amount) for key, at, currency, amount in lines.annotate(sum=Sum("amount"))]
    wanted = {key for key, _at in weights} | {key for (key, _at), _currency, _sum in costs}
    ties = _ties_of(user, office, wanted)
    found: dict[tuple[int, int], Total] = {}
    counted: set[tuple[int, int, int]] = set()

    def total(tie: int, at: int, engagement: int) -> Total:
        one = found.setdefault((tie, at), Total(ties.seen.get(tie), at))
        if (tie, at, engagement) not in counted:
            counted.add((tie, at, engagement))
            one.engagements += 1
        return one

    for (key, at), kg in weights.items():
        for tie, share in emissions.shares(kg, ties.of(key)).items():
            total(tie, at, key).kg += share
    for (key, at), currency, amount in costs:
        for tie in ties.of(key):
            total(tie, at, key).add_money(currency, amount / len(ties.of(key)))
    return sorted(found.values(), key=lambda one: (-one.year, one.tie is None, -one.kg, str(one.tie)))


def _living(user: User, office: Office) -> Q:
    alive = Q(engagement__archived_at=None) & ~Q(engagement__state=Engagement.State.CANCELLED)
    return visible_through(user, office, "engagement__") & alive


def _of_year(year: int | None) -> Q:
    return Q(on__year=year) if year is not None else Q()


@dataclass(frozen=True)
class _Ties:
    """The ties of engagements that a reader sees, by key."""

    links: dict[int, tuple[int, ...]]
    seen: dict[int, Partnership]

    def of(self, engagement: int) -> tuple[int, ...]:
        """Return the ties of an engagement; one without any stands by itself."""
        return self.links.get(engagement, (0,))


def _ties_of(user: User, office: Office, engagements: set[int]) -> _Ties:
    links: defaultdict[int, list[int]] = defaultdict(list)
    rows = EngagementTie.objects.filter(engagement__in=engagements).order_by("partnership_id")
    pairs = list(rows.values_list("engagement_id", "partnership_id"))
    visible = Partnership.objects.visible_to(user, office).filter(pk__in={tie for _key, tie in pairs})
    seen = {one.pk: one for one in visible}
    for key, tie in pairs:
        if tie in seen:
            links[key].append(tie)
    return _Ties({key: tuple(group) for key, group in links.items()}, seen)


def years_told(user: User, office: Office) -> list[int]:
    """Return the years in which legs or costs lie, the latest first."""
    seen = _living(user, office)
    found: set[int] = set()
    for rows in (Leg.objects.filter(seen), CostLine.objects.filter(seen)):
        found |= {day.year for day in rows.dates("on", "year")}
    return sorted(found, reverse=True)


def met_on_screen(user: User, office: Office, year: int | None = None) -> int:
    """Count the engagements that were held on a screen alone: journeys nobody made."""
    rows = Engagement.objects.visible_to(user, office).live().filter(mode=Engagement.Mode.VIRTUAL)
    held = rows.filter(state__in=(Engagement.State.HELD, Engagement.State.CLOSED))
    if year is not None:
        held = held.filter(date__gte=f"{year:04d}", date__lt=f"{year + 1:04d}")
    return held.count()
