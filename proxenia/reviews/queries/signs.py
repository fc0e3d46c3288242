"""Reads of the stored vital signs: how many ties live, how old the figures are, and the words of single ties."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.audit.models import Run
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from proxenia.portfolio.rules import HISTORIC, WORKING
from proxenia.reviews.models import VitalSign

Ties = QuerySet[Partnership]
METHOD = "vital signs"
"""The name under which runs are stored; asked for without loading the method and its packages."""
LATE = dt.timedelta(hours=36)
"""Figures of the night that are older than this say that a night was missed."""
WORDS = {str(code): label for code, label in VitalSign.State.choices}


def last_run(office: Office) -> Run | None:
    """Return the newest stored computation of an office: what it learnt holds for every tie renewed since."""
    return Run.objects.filter(chain=office.pk, method=METHOD).order_by("-at").first()


def mark(_office: Office) -> str:
    """Return when any vital sign was computed last: part of the name of remembered counts."""
    newest = VitalSign.objects.order_by("-computed_at").values_list("computed_at", flat=True).first()
    return newest.isoformat() if newest else ""


def judged(ties: Ties, states: Collection[str] = ()) -> Ties:
    """Return the ties that have a word, or one of some words; a tie that has become historic since has none."""
    words = list(states) or list(WORDS)
    return ties.filter(vital_sign__state__in=words).exclude(state=HISTORIC)


def counts(ties: Ties) -> Mapping[str, int]:
    """Count ties by their word: one question."""
    rows = judged(ties).order_by().values_list("vital_sign__state").annotate(n=Count("*"))
    return Counter(dict(rows))


def words_of(ties: Sequence[Partnership]) -> dict[int, str]:
    """Return the words of the ties of one page: one question."""
    keys = [tie.pk for tie in ties if tie.state != HISTORIC]
    rows = VitalSign.objects.filter(pk__in=keys).exclude(state="").values_list("pk", "state")
    return {key: str(WORDS[state]) for key, state in rows}


@dataclass(frozen=True)
class Age:
    """How old the figures are: when the office was computed as a whole, and whether a night was missed."""

    at: dt.datetime
    is_late: bool
    ties: int


def age_of(office: Office, now: dt.datetime | None = None) -> Age | None:
    """Return how old the vital signs of an office are; None before the first night."""
    run = last_run(office)
    if run is None:
        return None
    told = run.result.get("words", {})
    return Age(run.at, (now or timezone.now()) - run.at > LATE, sum(told.values()))


@dataclass(frozen=True)
class Silent:
    """What Today says: how many of the ties the office works on are quiet or dormant; None before the first night."""

    quiet: int
    dormant: int
    age: Age


def silent(user: User, office: Office, _today: dt.date) -> Silent | None:
    """Count the quiet and the dormant ties a person sees and the office works on: two questions."""
    age = age_of(office)
    if age is None:
        return None
    found = counts(visible_ties(user, office).filter(state__in=WORKING))
    return Silent(found.get("quiet", 0), found.get("dormant", 0), age)


def in_word(user: User, office: Office, state: str) -> Ties:
    """Return the ties of one word a person sees, the likeliest to have stopped first."""
    ties = judged(visible_ties(user, office), [state])
    return ties.select_related("vital_sign").order_by(
        "-vital_sign__p_stopped", "vital_sign__last_contact", "pk"
    )


def texts_in_force(user: User, office: Office, ties: Collection[int], today: dt.date) -> dict[int, int]:
    """Count the agreements of ties that still stand: what a dormant tie is on paper."""
    ended = Q(ends__lt=today.isoformat()) & ~Q(ends__in=[f"{today:%Y}", f"{today:%Y-%m}"])
    texts = visible_agreements(user, office).filter(state="signed", partnership__in=ties)
    rows = texts.exclude(ended).order_by().values_list("partnership_id").annotate(n=Count("*"))
    return dict(rows)
