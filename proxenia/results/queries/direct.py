"""What direct spending comes to by year and currency, with a sourced multiplier beside it."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.core.vocabulary import Vocabulary
from proxenia.methods.value import Direct, Range, Value, direct_value
from proxenia.methods.value import Multiplier as Factor
from proxenia.results.models.direct import DirectValue, Multiplier


def direct_values(user: User, office: Office, *, text: str = "") -> QuerySet[DirectValue]:
    """Return the living direct values a person may see, the latest year first."""
    rows: QuerySet[DirectValue] = DirectValue.objects.visible_to(user, office).live()
    if text:
        rows = rows.filter(pk__in=search.find(text, office.pk, kinds=("direct_value",), limit=500))
    return rows.order_by("-year", "category", "pk")


@dataclass(frozen=True)
class YearValue:
    """What direct spending of a year comes to in one currency, and the multiplier somebody gave."""

    year: int
    currency: str
    lines: int
    value: Value
    multiplier: Multiplier | None


def by_year(user: User, office: Office) -> list[YearValue]:
    """Return what direct values a person sees come to: two questions."""
    groups: dict[tuple[int, str], list[Direct]] = defaultdict(list)
    for one in direct_values(user, office):
        number = Range(Fraction(one.low), Fraction(one.high))
        each = Range(Fraction(one.each_low), Fraction(one.each_high))
        groups[one.year, one.currency].append(Direct(one.category, number, each, one.source, one.source_year))
    given = {one.year: one for one in Multiplier.objects.filter(office=office)}
    return [
        YearValue(year, currency, len(lines), direct_value(lines, _factor(given.get(year))), given.get(year))
        for (year, currency), lines in sorted(groups.items(), reverse=True)
    ]


def _factor(one: Multiplier | None) -> Factor | None:
    return Factor(Range(Fraction(one.low), Fraction(one.high)), one.source) if one else None


def multiplier_of(office: Office, year: int) -> Multiplier | None:
    """Return the multiplier of a year."""
    return Multiplier.objects.filter(office=office, year=year).first()


def direct_entry(one: DirectValue) -> Entry:
    """Return what search knows of a direct value."""
    category = Vocabulary.load("direct_categories").english(one.category)
    return Entry(one.pk, one.office_id, "direct_value", one.what, f"{category} {one.year}")
