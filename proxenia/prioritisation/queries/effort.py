"""Where the office's time and money went in a year, by country, beside what the evidence says of it (EVD-8)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import EngagementTie
from proxenia.engagements.rules import contacts
from proxenia.evidence.countries import places
from proxenia.portfolio.models import Partnership, Party
from proxenia.portfolio.queries.parties import seen_body
from proxenia.records.models import visible_through

from .runs import Told

MUCH, LITTLE = 0.1, 0.02
"""From this share of the year's contacts on a country has much of the effort; under the other it has little."""
LIKELY, UNLIKELY = 0.6, 0.1


@dataclass
class Effort:
    """What went to one country: live ties, contacts, hours and money as written down (each currency by itself)."""

    ties: int = 0
    contacts: int = 0
    hours: Decimal = Decimal(0)
    money: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One country: the effort, its share of all contacts, what the evidence says, and the word for both together."""

    iso3: str
    effort: Effort
    share: float
    top: float | None
    rank: int | None
    word: str


def effort_by_country(user: User, office: Office, today: dt.date) -> dict[str, Effort]:
    """Return the effort of the last twelve months by country (alpha-3), as far as this person sees it.

    A contact with ties in several countries counts in each, its hours and money split evenly.
    """
    by_alpha2 = {place.iso2: code for code, place in places().items()}
    ties = Partnership.objects.visible_to(user, office).live()
    parties = Party.objects.filter(seen_body(user, office), partnership__in=ties)
    countries: dict[int, set[str]] = defaultdict(set)
    for key, country in parties.values_list("partnership_id", "organisation__country").distinct():
        if country in by_alpha2:
            countries[key].add(by_alpha2[country])
    found: dict[str, Effort] = defaultdict(Effort)
    for some in countries.values():
        for iso3 in some:
            found[iso3].ties += 1
    for where, hours, cost, currency in _contacts(user, office, today, countries):
        for iso3 in where:
            one = found[iso3]
            one.contacts += 1
            one.hours += (hours or Decimal(0)) / len(where)
            if cost:
                one.money[currency] = one.money.get(currency, Decimal(0)) + cost / len(where)
    return dict(found)


def _contacts(
    user: User, office: Office, today: dt.date, countries: dict[int, set[str]]
) -> Iterable[tuple[set[str], Decimal | None, Decimal | None, str]]:
    """Yield each contact of the year once: the countries of its ties, hours, cost, currency."""
    since = (today - dt.timedelta(days=365)).isoformat()
    rows: Any = EngagementTie.objects.filter(
        visible_through(user, office, "engagement__", is_known=True), contacts(today, "engagement__"),
        partnership__in=list(countries), engagement__date__gte=since,
    )  # fmt: skip
    columns = (
        "engagement_id",
        "partnership_id",
        "engagement__staff_hours",
        "engagement__cost",
        "engagement__currency",
    )
    told: dict[int, tuple[set[str], Decimal | None, Decimal | None, str]] = {}
    for key, tie, hours, cost, currency in rows.order_by().values_list(*columns):
        told.setdefault(key, (set(), hours, cost, currency))[0].update(countries[tie])
    return told.values()


def lines(effort: dict[str, Effort], told: Told) -> list[Line]:
    """Return every country with effort, and the likeliest of the evidence without, the largest gap first."""
    whole = sum(one.contacts for one in effort.values()) or 1
    standing = {one["iso3"]: one for one in told.places}
    likely = {iso3 for iso3, one in standing.items() if one["p_top10"] >= LIKELY}
    found = []
    for iso3 in sorted(effort.keys() | likely):
        mine, one = effort.get(iso3, Effort()), standing.get(iso3)
        share, top = mine.contacts / whole, one["p_top10"] if one else None
        found.append(Line(iso3, mine, share, top, one["number"] if one else None, _word(share, top)))
    return sorted(found, key=lambda one: (-abs((one.top or 0) - one.share), one.iso3))


def _word(share: float, top: float | None) -> str:
    """Return which of 'unused', 'beyond', 'together' or 'between' fits effort and evidence."""
    if top is None:
        return "between"
    if top >= LIKELY:
        return "together" if share >= MUCH else "unused" if share <= LITTLE else "between"
    return "beyond" if top <= UNLIKELY and share >= MUCH else "between"
