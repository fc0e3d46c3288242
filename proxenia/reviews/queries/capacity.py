"""What ties cost in money and staff time, written down and estimated, against what the office has in a quarter.

A contact with several ties counts its whole for each of them, but once for the office.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.rules import FACT_VISIBILITIES, contacts
from proxenia.portfolio.models import Partnership
from proxenia.records.models import visible_through
from proxenia.reviews.queries.gathering import Usual, estimated, usual_hours
from proxenia.reviews.queries.signs import last_run

QUARTERS = 8
"""So many quarters the page of a tie goes back, this one included."""


@dataclass(frozen=True)
class Quarter:
    """Three months of the office's fiscal year."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, day: dt.date, begins: int = 1) -> "Quarter":
        """Return the quarter a day lies in; ``begins``: the first month of the fiscal year."""
        month = day.year * 12 + day.month - 1
        start = month - (month - (begins - 1)) % 3
        return cls(_month(start), _month(start + 3) - dt.timedelta(days=1))

    def before(self, number: int) -> "Quarter":
        """Return the quarter so many quarters earlier."""
        start = self.first.year * 12 + self.first.month - 1 - 3 * number
        return Quarter(_month(start), _month(start + 3) - dt.timedelta(days=1))


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)


@dataclass
class Spent:
    """What went into something: contacts, hours written down, hours estimated, money; how many stay unknown."""

    contacts: int = 0
    hours: Decimal = Decimal(0)
    estimated: float = 0.0
    guessed: int = 0
    unknown: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)

    @property
    def whole(self) -> float:
        """Return the hours written down and estimated together."""
        return float(self.hours) + self.estimated

    def add(self, kind: str, mode: str, hours: Decimal | None, usual: Usual, number: int = 1) -> None:
        """Add contacts of one kind and mode; without hours written down their usual ones are put in."""
        self.contacts += number
        if hours is not None:
            self.hours += hours
            return
        guess = estimated(usual, kind, mode)
        if guess is None:
            self.unknown += number
        else:
            self.estimated += guess * number
            self.guessed += number

    def pay(self, amount: Decimal | None, currency: str) -> None:
        """Add money; currencies are kept apart."""
        if amount:
            self.money[currency] = self.money.get(currency, Decimal(0)) + amount


@dataclass(frozen=True)
class Costs:
    """What one tie cost: by quarter (the newest first) and by kind of contact over the last four."""

    quarters: list[tuple[Quarter, Spent]]
    kinds: dict[str, Spent]
    year: Spent


def known_hours(office: Office, today: dt.date) -> Usual:
    """Return the usual hours of the office's contacts: as stored by the last night, else counted now."""
    run = last_run(office)
    told: Mapping[str, float] | None = run.result.get("usual_hours") if run else None
    if told is None:
        return usual_hours(office, today)
    return {(kind, mode): hours for key, hours in told.items() for kind, _bar, mode in [key.partition("|")]}


def costs_of(user: User, tie: Partnership, today: dt.date, usual: Usual) -> Costs:
    """Return what a tie cost by the contacts this person may see that took place: one question.

    A contact of which only the year is known counts in the quarter the year begins with.
    """
    office = tie.office
    this = Quarter.of(today, office.fiscal_year_start)
    quarters = {this.before(number): Spent() for number in range(QUARTERS)}
    oldest = this.before(QUARTERS - 1).first
    kinds: dict[str, Spent] = defaultdict(Spent)
    year = Spent()
    year_began = this.before(3).first
    for day, kind, mode, hours, cost, currency in _rows(user, tie, today, oldest):
        if day < oldest:
            continue
        sums = [quarters[Quarter.of(day, office.fiscal_year_start)]]
        sums += [kinds[kind], year] if day >= year_began else []
        for one in sums:
            one.add(kind, mode, hours, usual)
            one.pay(cost, currency)
    return Costs(list(quarters.items()), dict(kinds), year)


def _rows(user: User, tie: Partnership, today: dt.date, oldest: dt.date) -> Iterable[Any]:
    seen = visible_through(user, tie.office, "engagement__", is_known=True)
    rows = EngagementTie.objects.filter(
        seen, contacts(today, "engagement__"), partnership=tie, engagement__date__gte=str(oldest.year)
    )
    columns = ("date", "kind", "mode", "staff_hours", "cost", "currency")
    found: Any = rows.order_by().values_list(*(f"engagement__{name}" for name in columns))
    for date, *rest in found:
        day: PartialDate = date
        yield (min(day.first(), today), *rest)


@dataclass(frozen=True)
class Load:
    """What the contacts of a quarter ask of the office: held so far, planned until its end, and what it has."""

    quarter: Quarter
    held: Spent
    planned: Spent
    capacity: int | None

    @property
    def left(self) -> float | None:
        """Return the hours that are left; below nought where more is asked than there is."""
        return None if self.capacity is None else self.capacity - self.held.whole - self.planned.whole


def load_of(office: Office, today: dt.date, usual: Usual) -> Load:
    """Return what the contacts open to the whole office ask of it in the quarter of a day: one question."""
    quarter = Quarter.of(today, office.fiscal_year_start)
    known = Engagement.objects.filter(
        office=office,
        visibility__in=FACT_VISIBILITIES,
        archived_at=None,
        date__gte=quarter.first.isoformat()[:7],
        date__lte=quarter.last.isoformat(),
    ).exclude(state=Engagement.State.CANCELLED)
    rows = (
        known.order_by()
        .values_list("kind", "mode")
        .annotate(
            held=Count("pk", filter=contacts(today)),
            n=Count("pk"),
            told=Count("staff_hours"),
            all_hours=Sum("staff_hours"),
            held_told=Count("staff_hours", filter=contacts(today)),
            held_hours=Sum("staff_hours", filter=contacts(today)),
        )
    )
    held, planned = Spent(), Spent()
    for kind, mode, n_held, n, told, hours, held_told, held_hours in rows:
        _put(held, kind, mode, n_held, held_told, held_hours, usual)
        ahead = (n - n_held, told - held_told, (hours or Decimal(0)) - (held_hours or Decimal(0)))
        _put(planned, kind, mode, *ahead, usual)
    return Load(quarter, held, planned, office.quarter_hours)


def _put(
    spent: Spent, kind: str, mode: str, number: int, told: int, hours: Decimal | None, usual: Usual
) -> None:
    if told:
        spent.add(kind, mode, hours or Decimal(0), usual, told)
    if number - told:
        spent.add(kind, mode, None, usual, number - told)


def share_of(spent: Spent, capacity: int | None) -> int | None:
    """Return which share of the office's hours of a quarter something took, in per cent."""
    return round(100 * spent.whole / capacity) if capacity else None
