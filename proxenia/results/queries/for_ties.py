"""Results of many ties at once, as far as everybody in the office may see them: for vital signs and reviews."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.engagements.rules import FACT_VISIBILITIES
from proxenia.portfolio.models import Partnership
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import results_of_tie, seen_results
from proxenia.results.rules.ledger import counts, fresh

State = Result.State


def open_results(
    office: Office, on: dt.date, keys: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """Return for each tie that results name how many are there, confirmed and planned on a day: two questions.

    Those are results in our place; ``theirs`` and ``world`` are there too, counted apart and never added. A tie without
    any is left out: that none is written down does not say that there is none.
    """
    states: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for path in ("", "engagement__tie_links__"):
        for tie, result, belongs, state in _pairs(office, on, path, keys):
            states[tie][result] = belongs, state
    return {tie: _counted(some.values()) for tie, some in states.items()}


def _pairs(office: Office, on: dt.date, path: str, keys: Collection[int] | None) -> Any:
    there = counts(on, "result__") & Q(result__on__lte=on.isoformat())
    ahead = Q(result__state=State.PLANNED, result__archived_at=None) & fresh(on, "result__")
    rows = Contribution.objects.filter(
        there | ahead,
        result__office=office,
        result__visibility__in=FACT_VISIBILITIES,
        **{f"{path}partnership__isnull": False},
    ).order_by()
    if path:
        rows = rows.filter(engagement__visibility__in=FACT_VISIBILITIES, engagement__archived_at=None)
    if keys is not None:
        rows = rows.filter(**{f"{path}partnership__in": keys})
    return rows.values_list(f"{path}partnership_id", "result_id", "result__belongs", "result__state")


def _counted(states: Collection[tuple[str, str]]) -> dict[str, int]:
    ours = [state for belongs, state in states if belongs == Result.Belongs.OURS]
    planned = ours.count(State.PLANNED)
    elsewhere = {
        str(place): sum(belongs == place and state != State.PLANNED for belongs, state in states)
        for place in (Result.Belongs.THEIRS, Result.Belongs.WORLD)
    }
    return {
        "there": len(ours) - planned,
        "substantiated": ours.count(State.SUBSTANTIATED),
        "planned": planned,
        **elsewhere,
    }


def seen_of_tie(user: User, tie: Partnership, since: dt.date) -> QuerySet[Result]:
    """Return the results since a day that name a tie and that a person may see, the latest first."""
    named = results_of_tie(tie.pk).values("result")
    found = seen_results(user, tie.office).filter(pk__in=named, on__gte=str(since.year))
    return found.order_by("-on", "-pk")
