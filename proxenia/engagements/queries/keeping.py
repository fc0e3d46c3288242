"""With whom the office keeps in touch, and where the silence is longer than it wants it to be.

Silence is counted from contacts that everybody in the office may see, like the stored facts of a tie: nobody reads
more out of it than out of the contacts.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Habits, Keeping, Tier
from proxenia.commitments.queries.keeping import habits_of
from proxenia.commitments.rules.keeping import months_later, next_by
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import EngagementTie, Participation
from proxenia.engagements.rules import FACT_VISIBILITIES, contacts
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.models import Record, visible_through

NEVER = ""
"""The last contact of whom there was none with, in the database: it sorts before every date."""
SOON = dt.timedelta(days=30)


def _newest(links: Any, today: dt.date) -> Subquery:
    """Return the day of the newest contact behind some links, as text."""
    counted = links.filter(contacts(today, "engagement__"), engagement__visibility__in=FACT_VISIBILITIES)
    dates = counted.order_by("-engagement__date").values(day=Cast("engagement__date", CharField()))
    return Subquery(dates[:1], output_field=CharField())


def with_last(found: QuerySet[Keeping], today: dt.date) -> QuerySet[Any]:
    """Annotate the last real contact of each (``last``, ISO text, empty for none): of a body through its ties too."""
    ties = Partnership.objects.filter(pk=OuterRef("tie")).values(day=Cast("last_contact", CharField()))
    sides = Party.objects.filter(
        organisation=OuterRef(OuterRef("organisation")), partnership__visibility__in=FACT_VISIBILITIES
    )
    under = EngagementTie.objects.filter(partnership__in=sides.values("partnership"))
    there = Participation.objects.filter(organisation=OuterRef("organisation"))
    met = Participation.objects.filter(person=OuterRef("person"))
    known = [
        Subquery(ties[:1], output_field=CharField()),
        *(_newest(one, today) for one in (under, there, met)),
    ]
    days = [Coalesce(one, Value(NEVER), output_field=CharField()) for one in known]
    return found.annotate(last=Greatest(*days, output_field=CharField()))


def seen_keepings(user: User, office: Office) -> QuerySet[Keeping]:
    """Return with which living ties, bodies and people this person sees that the office keeps in touch."""
    rule = Q(pk__in=[])
    for name in ("tie", "organisation", "person"):
        seen = visible_through(user, office, f"{name}__", is_known=True)
        rule |= Q(**{f"{name}__isnull": False, f"{name}__archived_at": None}) & seen
    return Keeping.objects.filter(rule, office=office)


def cold_q(habits: Habits, today: dt.date) -> Q:
    """Return the condition for a silence longer than the tier wants; one that rests is not called for."""
    rule = Q(pk__in=[])
    for tier in Tier.values:
        before = months_later(today, -habits.months(tier)).isoformat()
        # A month or year that may still reach to that day is given the benefit.
        was = Q(last__gt=NEVER, last__lt=before) & ~Q(last__in=(before[:4], before[:7]))
        rule |= Q(tier=tier) & (was | Q(last=NEVER, since__lt=before))
    return rule & (Q(rests_until=None) | Q(rests_until__lte=today))


@dataclass(frozen=True)
class WantedKeepings:
    """What the address of the list asks for: a state (cold, resting; empty is all), a kind, those I look after."""

    state: str = ""
    kind: str = ""
    mine: bool = False


def mine_q(user: User) -> Q:
    """Return the condition for those this person looks after."""
    return Q(tie__owner=user) | Q(organisation__owner=user) | Q(person__owner=user)


def keepings(user: User, office: Office, wanted: WantedKeepings, today: dt.date) -> QuerySet[Any]:
    """Return with whom the office keeps in touch, the longest silent first."""
    found = with_last(seen_keepings(user, office), today)
    if wanted.state == "cold":
        found = found.filter(cold_q(habits_of(office), today))
    elif wanted.state == "resting":
        found = found.filter(rests_until__gt=today)
    if wanted.kind:
        found = found.filter(**{f"{wanted.kind}__isnull": False})
    if wanted.mine:
        found = found.filter(mine_q(user))
    return found.order_by("last", "since", "pk")


@dataclass(frozen=True)
class Kept:
    """A record the office keeps in touch with: its row, the record, the last contact, by when the next is wanted."""

    keeping: Keeping
    record: Record
    last: PartialDate | None
    next_by: dt.date
    months: int

    def state(self, today: dt.date) -> str:
        """Return ``resting``, ``cold``, ``soon`` or ``fine``."""
        rests = self.keeping.rests_until
        if rests is not None and rests > today:
            return "resting"
        if self.next_by < today:
            return "cold"
        return "soon" if self.next_by - today <= SOON else "fine"


def told(found: Sequence[Keeping], office: Office, today: dt.date) -> list[Kept]:
    """Return rows (annotated by ``with_last``) with their records: at most three questions."""
    habits, records = habits_of(office), _records(found)
    rows = []
    for one in found:
        text = getattr(one, "last", NEVER)
        last, months = PartialDate.parse_iso(text) if text else None, habits.months(one.tier)
        rows.append(Kept(one, records[one.key], last, next_by(last, one.since, months, today), months))
    return rows


def _records(found: Sequence[Keeping]) -> dict[int, Any]:
    models: dict[str, Any] = {"tie": Partnership, "organisation": Organisation, "person": Person}
    rows: dict[int, Any] = {}
    for name, model in models.items():
        keys = [one.key for one in found if one.subject == name]
        rows |= model.objects.in_bulk(keys) if keys else {}
    return rows


def kept_of(record: Record, office: Office, today: dt.date) -> Kept | None:
    """Return how the office keeps in touch with one record, or None where nobody said."""
    name = {"partnership": "tie", "organisation": "organisation", "person": "person"}[record.record_kind]
    kept = Keeping.objects.filter(**{f"{name}_id": record.pk})
    # Most records are not kept in touch with: the long question is asked of those that are.
    found = list(with_last(kept, today)) if kept.exists() else []
    return told(found, office, today)[0] if found else None


@dataclass(frozen=True)
class Cold:
    """Whom the office wants to hear from: those silent longest, and how many there are."""

    rows: list[Kept]
    total: int


def going_cold(user: User, office: Office, today: dt.date, *, most: int, only: Q | None = None) -> Cold:
    """Return whose silence is longer than wanted, the longest first; ``only`` narrows whom it asks about."""
    if not Keeping.objects.filter(office=office).exists():
        return Cold([], 0)
    found = keepings(user, office, WantedKeepings("cold"), today)
    found = found.filter(only) if only is not None else found
    keys = list(found.values_list("pk", flat=True))
    rows: QuerySet[Any] = with_last(Keeping.objects.filter(pk__in=keys[:most]), today).order_by(
        "last", "since", "pk"
    )
    return Cold(told(list(rows), office, today), len(keys))
