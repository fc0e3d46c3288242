"""The list of ties and the counts beside it. Each function asks the database a fixed number of questions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from proxenia.portfolio.queries.parties import seen_body
from proxenia.portfolio.rules import HISTORIC, WORKING

Ties = QuerySet[Partnership]

SORTS = {
    "name": "name_folded",
    "kind": "kind",
    "state": "state",
    "since": "since",
    "ends": "ends",
    "last": "last_contact",
    "count": "contact_count",
}
"""Keys of the address by which the list is sorted -> column."""


def sorted_ties(ties: Ties, sort: str) -> Ties:
    """Sort a list by a key of SORTS, ``-key`` downwards; what is unknown comes last, a lack of contact first."""
    key = sort.removeprefix("-")
    column = SORTS.get(key, "name_folded")
    if column == "name_folded":
        return ties.order_by("-name_folded" if sort.startswith("-") else "name_folded", "pk")
    if sort.startswith("-"):
        return ties.order_by(F(column).desc(nulls_last=True), "name_folded", "pk")
    if column == "last_contact":
        return ties.order_by(F(column).asc(nulls_first=True), "name_folded", "pk")
    return ties.order_by(F(column).asc(nulls_last=True), "name_folded", "pk")


@dataclass(frozen=True)
class Mix:
    """How many ties there are of each kind, state and unit together: one question answers three facets."""

    counts: dict[tuple[str, str, int | None], int] = field(default_factory=dict)

    def total(self, **wanted: Sequence[object]) -> int:
        """Count the ties that have one of the wanted values in each place named (kind, state, unit)."""
        return sum(self._fitting(wanted).values())

    def by(self, place: str, **wanted: Sequence[object]) -> Counter[object]:
        """Count by one place, with the wants of the other two."""
        index = ("kind", "state", "unit").index(place)
        found: Counter[object] = Counter()
        others = {name: values for name, values in wanted.items() if name != place}
        for key, number in self._fitting(others).items():
            found[key[index]] += number
        return found

    def _fitting(self, wanted: dict[str, Sequence[object]]) -> dict[tuple[str, str, int | None], int]:
        def fits(key: tuple[str, str, int | None]) -> bool:
            named = dict(zip(("kind", "state", "unit"), key, strict=True))
            return all(named[name] in values for name, values in wanted.items() if values)

        return {key: number for key, number in self.counts.items() if fits(key)}


def mix_of(ties: Ties) -> Mix:
    """Count ties by kind, state and unit."""
    rows = ties.order_by().values_list("kind", "state", "unit_id").annotate(number=Count("*"))
    return Mix({(kind, state, unit): number for kind, state, unit, number in rows})


def countries_of(ties: Ties, user: User, office: Office) -> Counter[str]:
    """Count ties by the countries of their counterparts this person may see; one with several counts in each."""
    rows = (
        ties.order_by()
        .filter(seen_body(user, office, "parties__organisation__"))
        .values_list("parties__organisation__country")
        .annotate(number=Count("pk", distinct=True))
    )
    return Counter({country: number for country, number in rows if country})


def codes_of(ties: Ties, facets: Iterable[str]) -> dict[str, Counter[str]]:
    """Count ties by the words of some facets of their classification."""
    found: dict[str, Counter[str]] = {facet: Counter() for facet in facets}
    rows = (
        ties.order_by()
        .filter(classifications__facet__in=list(found))
        .values_list("classifications__facet", "classifications__code")
        .annotate(number=Count("*"))
    )
    for facet, code, number in rows:
        found[facet][code] = number
    return found


@dataclass(frozen=True)
class Head:
    """What the sentence at the top of the list says; every number opens its list."""

    live: int
    historic: int
    countries: int
    this_year: int
    silent: int
    unmet: int
    lapsing: int
    working: int
    cap: int | None
    year: int
    horizon: date


def horizon_of(today: date) -> date:
    """Return the first day of the month after half a year: agreements that end before it lapse soon."""
    month = today.year * 12 + today.month - 1 + 7
    return date(month // 12, month % 12 + 1, 1)


def years_before(today: date, years: int) -> date:
    """Return the same day some years ago."""
    return today.replace(year=today.year - years, day=min(today.day, 28))


def lapsing(today: date, before: date) -> Q:
    """Return the condition of agreements in force that end from today until a day; "2026" may be any day of it."""
    partly = [str(today.year), f"{today.year}-{today.month:02}"]
    return Q(ends__lt=before.isoformat(), state="signed") & (
        Q(ends__gte=today.isoformat()) | Q(ends__in=partly)
    )


def head_of(user: User, office: Office, today: date) -> Head:
    """Gather what the head sentence says of all ties this person may see: six questions."""
    ties = visible_ties(user, office)
    mix = mix_of(ties)
    live = ties.exclude(state=HISTORIC)
    horizon = horizon_of(today)
    total = mix.total()
    gone = mix.total(state=[HISTORIC])
    silent = Q(last_contact__lt=years_before(today, 2).isoformat())
    return Head(
        live=total - gone,
        historic=gone,
        countries=len(countries_of(live, user, office)) if total else 0,
        this_year=live.filter(last_contact__gte=str(today.year)).count() if total else 0,
        silent=live.filter(silent).count() if total else 0,
        unmet=live.filter(last_contact=None).count() if total else 0,
        lapsing=visible_agreements(user, office).filter(lapsing(today, horizon)).count(),
        working=mix.total(state=WORKING),
        cap=office.partnership_cap,
        year=today.year,
        horizon=horizon,
    )
