"""What indicators count in the portfolio: ties that began, agreements signed and in force."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.indicators.queries.computations import (
    Cell,
    Computation,
    Counted,
    Found,
    Question,
    by_period,
    month_of,
    register_computation,
    spanning,
    within,
)
from proxenia.portfolio.models import Agreement, Partnership

OPEN_TO_ALL = ("public", "internal")
NEW_TIES, SIGNED, IN_FORCE = "new_ties", "agreements_signed", "agreements_in_force"


def _ties(office: Office) -> QuerySet[Partnership]:
    return Partnership.objects.filter(office=office, archived_at=None, visibility__in=OPEN_TO_ALL)


def _texts(office: Office) -> QuerySet[Agreement]:
    """Return the agreements that were signed and that everybody in the office may see, with the tie they stand in."""
    found = Agreement.objects.filter(
        office=office,
        archived_at=None,
        visibility__in=OPEN_TO_ALL,
        partnership__archived_at=None,
        partnership__visibility__in=OPEN_TO_ALL,
    )
    return found.exclude(state=Agreement.State.DRAFT)


def new_ties(question: Question) -> Found:
    """Count the ties that began in each period, by unit."""
    rule = spanning(question, "since") & Q(since__lte=question.today.isoformat())
    rows: Any = (
        _ties(question.office)
        .filter(rule)
        .order_by()
        .values_list(month_of("since"), "unit_id")
        .annotate(n=Count("pk"))
    )
    sums = by_period(question, ((month, unit, [n]) for month, unit, n in rows))
    return {NEW_TIES: {cell: Counted.of(numbers[0]) for cell, numbers in sums.items()}}


def signed(question: Question) -> Found:
    """Count the agreements signed in each period, by unit."""
    rule = spanning(question, "signed") & Q(signed__lte=question.today.isoformat())
    rows: Any = (
        _texts(question.office)
        .filter(rule)
        .order_by()
        .values_list(month_of("signed"), "unit_id")
        .annotate(n=Count("pk"))
    )
    sums = by_period(question, ((month, unit, [n]) for month, unit, n in rows))
    return {SIGNED: {cell: Counted.of(numbers[0]) for cell, numbers in sums.items()}}


def in_force(question: Question) -> Found:
    """Count the agreements in force on the last day of each period, or today where that is still to come."""
    rows = _texts(question.office).order_by().values_list("signed", "starts", "ends", "state")
    spans = [span for row in rows if (span := _span(*row))]
    found: dict[Cell, Counted] = {}
    for period in question.periods:
        day = min(period.last, question.today)
        found[period.code, None] = Counted.of(sum(1 for first, last in spans if first <= day <= last))
    return {IN_FORCE: found}


def _span(
    was_signed: PartialDate | None, starts: PartialDate | None, ends: PartialDate | None, state: str
) -> tuple[dt.date, dt.date] | None:
    """Return from when till when a text holds; None where it is not known that it ever did."""
    begins = starts or was_signed
    if begins is None or (state == Agreement.State.ENDED and ends is None):
        return None
    return begins.first(), ends.last() if ends else dt.date.max


def _in_force(office: Office, period: Period, on: dt.date) -> QuerySet[Agreement]:
    day = min(period.last, on)
    rows: Any = _texts(office).order_by().values_list("pk", "signed", "starts", "ends", "state")
    spans = [(pk, _span(*row)) for pk, *row in rows]
    keys = [pk for pk, span in spans if span and span[0] <= day <= span[1]]
    return Agreement.objects.filter(pk__in=keys).order_by("title_folded", "pk")


def _signed_in(office: Office, period: Period, on: dt.date) -> QuerySet[Agreement]:
    rule = within(period, "signed") & Q(signed__lte=on.isoformat())
    return _texts(office).filter(rule).order_by("-signed", "pk")


def _begun_in(office: Office, period: Period, on: dt.date) -> QuerySet[Partnership]:
    rule = within(period, "since") & Q(since__lte=on.isoformat())
    return _ties(office).filter(rule).order_by("-since", "pk")


def register() -> None:
    """Offer the computations of this room."""
    register_computation(Computation(NEW_TIES, new_ties, _begun_in))
    register_computation(Computation(SIGNED, signed, _signed_in))
    register_computation(Computation(IN_FORCE, in_force, _in_force))
