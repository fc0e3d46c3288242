"""What indicators count in promises: how many of those due in a period were kept, of both sides and of each."""

import datetime as dt
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from proxenia.accounts.models import Office
from proxenia.commitments.models import Commitment
from proxenia.core.periods import Period
from proxenia.indicators.queries.computations import (
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

OPEN_TO_ALL = ("public", "internal")
KEPT = Q(state=Commitment.State.KEPT)
# "2026-07" is not over before its last day: as text, every day of it comes before "2026-07-99".
LAST = Concat(Cast("due", CharField()), Value("-99"), output_field=CharField())
IN_TIME = KEPT & Q(closed_text__lte=F("last_text"))
OURS, THEIRS = Q(side=Commitment.Side.US), Q(side=Commitment.Side.THEM)
SHARES: dict[str, tuple[Q, Q]] = {
    "promises_kept": (KEPT, Q()),
    "promises_kept_in_time": (IN_TIME, Q()),
    "promises_kept_by_us": (KEPT & OURS, OURS),
    "promises_kept_by_them": (KEPT & THEIRS, THEIRS),
}


def due(office: Office, on: dt.date) -> QuerySet[Commitment]:
    """Return the promises that were due by a day, or were kept before theirs; dropped ones bind nobody.

    A figure is everybody's: what stands in a tie that is not open to the whole office does not count.
    """
    in_the_open = Q(tie_link=None) | Q(tie_link__partnership__visibility__in=OPEN_TO_ALL)
    known = Commitment.objects.filter(
        in_the_open, office=office, archived_at=None, visibility__in=OPEN_TO_ALL
    )
    found: Any = known.annotate(last_text=LAST, closed_text=Cast(F("closed_on"), CharField()))
    passed = Q(last_text__lt=on.isoformat()) | KEPT
    binding: QuerySet[Commitment] = found.exclude(Q(state=Commitment.State.DROPPED) | Q(due=None)).filter(
        passed
    )
    return binding


def kept(question: Question) -> Found:
    """Count promises kept and due by period and unit: one question over all of them."""
    wanted = {name: pair for name, pair in SHARES.items() if name in question.names}
    counts: dict[str, Any] = {}
    for at, (above, below) in enumerate(wanted.values()):
        of = Count("pk", filter=below) if below else Count("pk")
        counts |= {f"a{at}": Count("pk", filter=above), f"b{at}": of}
    rows: Any = (
        due(question.office, question.today)
        .filter(spanning(question, "due"))
        .order_by()
        .values_list(month_of("due"), "unit_id")
        .annotate(**counts)
    )
    sums = by_period(question, ((month, unit, numbers) for month, unit, *numbers in rows))
    return {
        name: {cell: Counted.share(told[2 * at], told[2 * at + 1]) for cell, told in sums.items()}
        for at, name in enumerate(wanted)
    }


def register() -> None:
    """Offer the computations of this room."""

    def of_side(rule: Q) -> Any:
        def records(office: Office, period: Period, on: dt.date) -> QuerySet[Commitment]:
            return due(office, on).filter(within(period, "due"), rule).order_by("due", "pk")

        return records

    for name, (_above, below) in SHARES.items():
        register_computation(Computation(name, kept, of_side(below), is_ratio=True))
