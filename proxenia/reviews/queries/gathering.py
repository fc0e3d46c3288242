"""What the vital signs of ties are computed from: contacts, people, promises and effort, set by set, no objects.

Every question goes over all ties at once (or the few asked for) and counts what everybody in the office may see.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

import numpy as np
from django.db.models import Aggregate, CharField, Count, Q, QuerySet, Sum
from numpy.typing import NDArray

from proxenia.accounts.models import Office
from proxenia.commitments.models import Commitment
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.rules import FACT_VISIBILITIES, contacts
from proxenia.portfolio.models import Partnership, PartnershipCommitment
from proxenia.portfolio.rules import HISTORIC
from proxenia.results.queries.for_ties import open_results

YEAR = dt.timedelta(days=365)
GIVE_AND_TAKE_YEARS = 3
"""So far back the shares of who begins, hosts, pays and travels go."""


Usual = Mapping[tuple[str, str], float]
"""Usual staff hours by kind and mode of contact; the mode "" stands for the kind as a whole."""


@dataclass(frozen=True)
class Tie:
    """A tie as far as its vital signs need it."""

    pk: int
    uid: str
    name: str
    kind: str


@dataclass(frozen=True)
class Contacts:
    """The days of all contacts, one tie after the other and sorted; ``starts``: where each tie's begin."""

    ties: list[Tie]
    days: NDArray[np.int64]
    starts: NDArray[np.int64]


@dataclass
class Facts:
    """What is known of one tie beside its rhythm."""

    people: int = 0
    people_before: int = 0
    organisations: int = 0
    shares: dict[str, int] = field(default_factory=dict)
    promises: dict[str, int] = field(default_factory=dict)
    money: dict[str, Decimal] = field(default_factory=dict)
    hours: Decimal = Decimal(0)
    estimated: float = 0.0
    unknown: int = 0
    results: dict[str, int] = field(default_factory=dict)


def ties_judged(office: Office, keys: Collection[int] | None = None) -> list[Tie]:
    """Return the living ties of an office that are not historic, in the order of their keys."""
    found = Partnership.objects.filter(office=office, archived_at=None).exclude(state=HISTORIC)
    if keys is not None:
        found = found.filter(pk__in=keys)
    return [Tie(*row) for row in found.order_by("pk").values_list("pk", "uid", "name", "kind")]


def links(office: Office, on: dt.date, keys: Collection[int] | None = None) -> QuerySet[EngagementTie]:
    """Return the links of ties to the contacts up to a day that everybody in the office may see."""
    found = EngagementTie.objects.filter(
        contacts(on, "engagement__"), engagement__office=office, engagement__visibility__in=FACT_VISIBILITIES
    ).order_by()
    return found if keys is None else found.filter(partnership__in=keys)


def contacts_of(
    office: Office, ties: list[Tie], on: dt.date, keys: Collection[int] | None = None
) -> tuple[Contacts, list[Tie]]:
    """Return the contacts of those ties that have any up to a day, and the ties that have none."""
    rows: Any = (
        links(office, on, keys).values_list("partnership_id").annotate(days=_Joined("engagement__date"))
    )
    day = _days(on)
    days_of = {key: np.fromiter(map(day, days.split()), np.int64) for key, days in rows.iterator()}
    having = [tie for tie in ties if tie.pk in days_of]
    found = [np.sort(days_of[tie.pk]) for tie in having]
    starts = np.cumsum([0, *(len(days) for days in found)])[: len(found)]
    days = np.concatenate(found) if found else np.zeros(0, np.int64)
    return Contacts(having, days, starts), [tie for tie in ties if tie.pk not in days_of]


class _Joined(Aggregate):
    """The values of many rows as one text with blanks between: a million dates are not a million rows to read."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL has another name for it."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def _days(on: dt.date) -> Callable[[str], int]:
    """Return what turns a date as ISO text into a day number; "2026-11" counts as its last day not to come."""
    known: dict[str, int] = {}

    def day(text: str) -> int:
        if text not in known:
            known[text] = min(PartialDate.parse_iso(text).last(), on).toordinal()
        return known[text]

    return day


def facts_of(
    office: Office, on: dt.date, usual: Usual, keys: Collection[int] | None = None
) -> defaultdict[int, Facts]:
    """Return the facts of ties by key: about a dozen questions, however many ties."""
    found: defaultdict[int, Facts] = defaultdict(Facts)
    _add_breadth(found, office, on, keys)
    _add_shares(found, office, on, keys)
    _add_promises(found, office, on, keys)
    _add_effort(found, office, on, usual, keys)
    for key, results in open_results(office, on, keys).items():
        found[key].results = results
    return found


def _since(found: QuerySet[EngagementTie], day: dt.date) -> QuerySet[EngagementTie]:
    return found.filter(engagement__date__gte=day.isoformat())


def _add_breadth(
    found: defaultdict[int, Facts], office: Office, on: dt.date, keys: Collection[int] | None
) -> None:
    """Count the people and organisations met in the last year, and the people of the year before."""
    for end, name in ((on, "people"), (on - YEAR, "people_before")):
        met = _since(links(office, end, keys), end - YEAR)
        counts = met.values_list("partnership_id").annotate(
            people=Count("engagement__participations__person", distinct=True),
            organisations=Count("engagement__participations__organisation", distinct=True),
        )
        for key, people, organisations in counts:
            setattr(found[key], name, people)
            if name == "people":
                found[key].organisations = organisations


_SIDES = (
    ("began", "initiated_by", "us", "them"),
    ("hosted", "hosted_by", "us", "them"),
    ("paid", "paid_by", "us", "them"),
    ("travelled", "direction", "out", "in"),
)


def _add_shares(
    found: defaultdict[int, Facts], office: Office, on: dt.date, keys: Collection[int] | None
) -> None:
    """Count who began, hosted, paid and travelled, as far as the contacts say so."""
    counts = {}
    for word, column, ours, theirs in _SIDES:
        counts[f"{word}_us"] = Count("pk", filter=Q(**{f"engagement__{column}": ours}))
        counts[f"{word}_them"] = Count("pk", filter=Q(**{f"engagement__{column}": theirs}))
    lately = _since(links(office, on, keys), on - GIVE_AND_TAKE_YEARS * YEAR)
    rows: Any = lately.values("partnership_id").annotate(**counts)
    for row in rows:
        key = row.pop("partnership_id")
        found[key].shares = {name: number for name, number in row.items() if number}


def _add_promises(
    found: defaultdict[int, Facts], office: Office, on: dt.date, keys: Collection[int] | None
) -> None:
    """Count promises kept and overdue on a day, of both sides."""
    known = PartnershipCommitment.objects.filter(
        commitment__office=office,
        commitment__archived_at=None,
        commitment__visibility__in=FACT_VISIBILITIES,
    )
    if keys is not None:
        known = known.filter(partnership__in=keys)
    rows = known.values_list(
        "partnership_id", "commitment__side", "commitment__state", "commitment__due", "commitment__closed_on"
    )
    for key, side, state, due, closed in rows:
        word = _promise(state, due, closed, on)
        if word:
            counts = found[key].promises
            counts[f"{word}_{side}"] = counts.get(f"{word}_{side}", 0) + 1


def _promise(state: str, due: PartialDate | None, closed: dt.date | None, on: dt.date) -> str:
    """Say what a promise was on a day: kept, overdue, open, or an empty text for what no longer counts."""
    is_open = state == Commitment.State.OPEN or (closed is not None and closed > on)
    if is_open:
        return "overdue" if due is not None and due.last() < on else "open"
    return "kept" if state == Commitment.State.KEPT else ""


def _add_effort(
    found: defaultdict[int, Facts], office: Office, on: dt.date, usual: Usual, keys: Collection[int] | None
) -> None:
    """Add up money and staff hours of the last year; hours that nobody wrote down are estimated."""
    lately = _since(links(office, on, keys), on - YEAR)
    sums = lately.values_list("partnership_id", "engagement__currency").annotate(
        hours=Sum("engagement__staff_hours"), cost=Sum("engagement__cost")
    )
    for key, currency, hours, cost in sums:
        found[key].hours += hours or 0
        if cost:
            found[key].money[currency] = cost
    missing = lately.filter(engagement__staff_hours=None)
    kinds = missing.values_list("partnership_id", "engagement__kind", "engagement__mode").annotate(
        n=Count("pk")
    )
    for key, kind, mode, number in kinds:
        hours = estimated(usual, kind, mode)
        if hours is None:
            found[key].unknown += number
        else:
            found[key].estimated += number * hours


def estimated(usual: Usual, kind: str, mode: str) -> float | None:
    """Return the hours a contact usually takes; None where nobody wrote any down for its kind."""
    return usual.get((kind, mode), usual.get((kind, "")))


def usual_hours(office: Office, on: dt.date) -> dict[tuple[str, str], float]:
    """Return the office's median staff hours for each kind and mode of contact where they were written down."""
    told: dict[tuple[str, str], list[float]] = defaultdict(list)
    for kind, mode, hours in _hours_written(office, on):
        told[kind, mode].append(float(hours))
        if mode:
            told[kind, ""].append(float(hours))
    return {key: median(hours) for key, hours in told.items()}


def _hours_written(office: Office, on: dt.date) -> Iterator[tuple[str, str, Decimal]]:
    since = (on - GIVE_AND_TAKE_YEARS * YEAR).isoformat()
    known = Engagement.objects.filter(
        contacts(on), office=office, visibility__in=FACT_VISIBILITIES, date__gte=since
    )
    rows: Any = known.exclude(staff_hours=None).order_by().values_list("kind", "mode", "staff_hours")
    yield from rows.iterator(chunk_size=20_000)
