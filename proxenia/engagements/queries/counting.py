"""What indicators count in contacts: how many of which sort, whom one met, which ties are alive; all periods at once.

Counted is what everybody in the office may see and what took place up to today.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from proxenia.accounts.models import Office
from proxenia.core.periods import Period
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.rules import FACT_VISIBILITIES, contacts
from proxenia.indicators.queries.computations import (
    Cell,
    Computation,
    Counted,
    Found,
    Question,
    at_place,
    by_period,
    month_of,
    place_of,
    register_computation,
    spanning,
    within,
)

_VISIT_IN, _VISIT_OUT = Q(kind="visit", direction="in"), Q(kind="visit", direction="out")
SORTS: dict[str, Q] = {
    "contacts": ~Q(kind=""),
    "delegations": Q(kind__in=("delegation_in", "delegation_out", "visit")),
    "delegations_in": Q(kind="delegation_in") | _VISIT_IN,
    "delegations_out": Q(kind="delegation_out") | _VISIT_OUT,
    "trade_missions": Q(kind="trade_mission"),
    "trade_missions_in": Q(kind="trade_mission", direction="in"),
    "trade_missions_out": Q(kind="trade_mission", direction="out"),
    "meetings": Q(kind__in=("meeting", "call")),
    "events": Q(kind="event"),
    "events_hosted": Q(kind="event", hosted_by__in=("us", "both")),
    "exchanges": Q(kind="exchange"),
    "study_tours": Q(kind="study_tour"),
}
"""Plain counts: name -> which contacts."""
SHARES: dict[str, tuple[Q, Q]] = {
    "begun_by_them": (Q(initiated_by="them"), Q(initiated_by__in=("us", "them", "both"))),
}
"""Shares of contacts: name -> which of them, of which."""
PEOPLE, BODIES, NEW_BODIES = "people_met", "organisations_met", "new_organisations_met"
ACTIVE, WIDENED = "active_ties", "ties_widened"


def _known(office: Office, on: dt.date, path: str = "") -> Q:
    """Return the rule of the contacts that count."""
    rule = {f"{path}office": office, f"{path}visibility__in": FACT_VISIBILITIES}
    return contacts(on, path) & Q(**rule)


def sorts(question: Question) -> Found:
    """Count contacts of each sort by period and unit: one question over all of them."""
    plain = {name: rule for name, rule in SORTS.items() if name in question.names}
    shares = {name: pair for name, pair in SHARES.items() if name in question.names}
    counts = {f"n{at}": Count("pk", filter=rule) for at, rule in enumerate(plain.values())}
    for at, (above, below) in enumerate(shares.values()):
        counts |= {f"a{at}": Count("pk", filter=above), f"b{at}": Count("pk", filter=below)}
    rows: Any = (
        Engagement.objects.filter(_known(question.office, question.today), spanning(question, "date"))
        .order_by()
        .values_list(month_of("date"), "unit_id")
        .annotate(**counts)
    )
    sums = by_period(question, ((month, unit, numbers) for month, unit, *numbers in rows))
    found: Found = {
        name: {cell: Counted.of(numbers[at]) for cell, numbers in sums.items()}
        for at, name in enumerate(plain)
    }
    for at, name in enumerate(shares):
        first = len(plain) + 2 * at
        found[name] = {cell: Counted.share(told[first], told[first + 1]) for cell, told in sums.items()}
    return found


def people(question: Question) -> Found:
    """Count the different people and organisations met in each period."""
    place = place_of("engagement__date", question.periods[0].kind, question.office.fiscal_year_start)
    rows: Any = (
        _participations(question)
        .values_list(place)
        .annotate(
            people=Count("person", distinct=True),
            bodies=Count("organisation", distinct=True),
            held=Count("engagement", distinct=True),
            with_body=Count("engagement", distinct=True, filter=Q(organisation__isnull=False)),
        )
    )
    found: Found = {PEOPLE: {}, BODIES: {}}
    for code, met, bodies, held, with_body in _placed(question, rows):
        found[PEOPLE][code, None] = Counted.of(met, held)
        found[BODIES][code, None] = Counted.of(bodies, with_body)
    return {name: found[name] for name in question.names}


def _participations(question: Question) -> QuerySet[Participation]:
    rule = _known(question.office, question.today, "engagement__") & spanning(question, "engagement__date")
    return Participation.objects.filter(rule).order_by()


def _placed(question: Question, rows: Any) -> Iterator[tuple[Any, ...]]:
    """Yield rows with the code of their period instead of its number, as far as it is asked for."""
    kind, begins = question.periods[0].kind, question.office.fiscal_year_start
    asked = {one.code for one in question.periods}
    for number, *rest in rows:
        code = "" if number is None else at_place(number, kind, begins).code
        if code in asked:
            yield (code, *rest)


def new_bodies(question: Question) -> Found:
    """Count the organisations met for the first time in each period."""
    rows = _first_days(question.office, question.today)
    sums = by_period(question, ((first, None, [1]) for _key, first in rows.iterator()))
    return {NEW_BODIES: {cell: Counted.of(numbers[0]) for cell, numbers in sums.items()}}


def ties(question: Question) -> Found:
    """Count the ties with contact in each period, and those that reached more organisations than in the one before."""
    found: Found = {ACTIVE: {}, WIDENED: {}}
    if ACTIVE in question.names:
        for code, alive, held in _placed(question, _by_place(question, Count("partnership", distinct=True))):
            found[ACTIVE][code, None] = Counted.of(alive, held)
    if WIDENED in question.names:
        found[WIDENED] = _widened(question)
    return {name: found[name] for name in question.names}


def _by_place(question: Question, number: Any) -> Any:
    place = place_of("engagement__date", question.periods[0].kind, question.office.fiscal_year_start)
    rule = _known(question.office, question.today, "engagement__") & spanning(question, "engagement__date")
    links = EngagementTie.objects.filter(rule).order_by()
    return links.values_list(place).annotate(number=number, held=Count("engagement", distinct=True))


def _widened(question: Question) -> dict[Cell, Counted]:
    """Compare, tie by tie, the number of organisations met in a period with that of the period before."""
    kind, begins = question.periods[0].kind, question.office.fiscal_year_start
    earlier = Question(
        question.office, [*question.periods, min(question.periods).previous()], question.names, question.today
    )
    rule = _known(question.office, question.today, "engagement__") & spanning(earlier, "engagement__date")
    rows: Any = (
        EngagementTie.objects.filter(rule)
        .order_by()
        .values_list("partnership_id", place_of("engagement__date", kind, begins))
        .annotate(bodies=Count("engagement__participations__organisation", distinct=True))
    )
    met: dict[int, dict[int, int]] = defaultdict(dict)
    for tie, number, bodies in rows.iterator():
        if number is not None:
            met[number][tie] = bodies
    asked = {one.code for one in question.periods}
    found: dict[Cell, Counted] = {}
    for number, bodies_of in met.items():
        code, before = at_place(number, kind, begins).code, met.get(number - 1, {})
        if code in asked:
            wider = sum(1 for tie, bodies in bodies_of.items() if bodies > before.get(tie, 0))
            found[code, None] = Counted.share(wider, len(bodies_of))
    return found


def _contacts_in(office: Office, period: Period, on: dt.date) -> QuerySet[Engagement]:
    return Engagement.objects.filter(_known(office, on), within(period, "date")).order_by("-date", "-pk")


def _with(links: QuerySet[Any], column: str = "engagement") -> Exists:
    return Exists(links.filter(**{column: OuterRef("pk")}))


def _first_days(office: Office, on: dt.date) -> Any:
    """Return organisation and day of the first contact with it, one line each."""
    rows = (
        Participation.objects.filter(_known(office, on, "engagement__")).exclude(organisation=None).order_by()
    )
    return rows.values_list("organisation_id").annotate(first=Min(Cast("engagement__date", CharField())))


def _first_met(office: Office, period: Period, on: dt.date) -> QuerySet[Organisation]:
    """Return the organisations met for the first time in a period."""
    keys = [
        key
        for key, first in _first_days(office, on).iterator()
        if Period.holding(first, period.kind, period.begins) == period
    ]
    return Organisation.objects.filter(pk__in=keys).order_by("name_folded", "pk")


def register() -> None:
    """Offer the computations of this room."""

    def sorted_out(rule: Q) -> Any:
        return lambda office, period, on: _contacts_in(office, period, on).filter(rule)

    def linked(links: QuerySet[Any]) -> Any:
        return lambda office, period, on: _contacts_in(office, period, on).filter(_with(links))

    for name, rule in SORTS.items():
        register_computation(Computation(name, sorts, sorted_out(rule)))
    for name, (_above, below) in SHARES.items():
        register_computation(Computation(name, sorts, sorted_out(below), is_ratio=True))
    register_computation(Computation(PEOPLE, people, linked(Participation.objects.all())))
    register_computation(
        Computation(BODIES, people, linked(Participation.objects.exclude(organisation=None)))
    )
    register_computation(Computation(NEW_BODIES, new_bodies, _first_met))
    register_computation(Computation(ACTIVE, ties, linked(EngagementTie.objects.all())))
    register_computation(Computation(WIDENED, ties, linked(EngagementTie.objects.all()), is_ratio=True))
