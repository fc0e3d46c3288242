"""How contacts are found: by words, and by the filters of the address."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.core.values import whole_number
from proxenia.engagements.models import Engagement, EngagementObjective, EngagementTie
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.search import party_words
from proxenia.records.models import visible_through
from proxenia.strategy.queries.tree import objectives_seen

PAGE = 50
MOST_COUNTED = 1000
"""Counts stop here: "1,000 or more" says enough, and a count over a million rows takes too long."""
MOST_FOUND = 400
NONE = "none"
"""The value of the filter for contacts that serve no objective."""
TIE_NAMES = "parties__organisation__place"
SEARCH_ALONG = (f"tie_links__partnership__{TIE_NAMES}",)
"""What the words of many contacts are read from, fetched at once."""


def engagement_entry(engagement: Engagement) -> Entry:
    """Return a contact's words: its title, the people named, what came of it, and its ties by their names."""
    ties = [link.partnership for link in engagement.tie_links.all()]
    parts = [engagement.people_text, engagement.note, *map(tie_words, ties)]
    return Entry(engagement.pk, engagement.office_id, "engagement", engagement.title, " ".join(parts))


def tie_words(tie: Partnership) -> str:
    """Return the names by which people look for what hangs on a tie: its own and those of its counterparts.

    A body that is not open to the whole office is named as the office writes it on the tie, not by its own name.
    """
    words = [tie.name, *party_words(tie.parties.all())]
    return " ".join(dict.fromkeys(word for word in words if word))


def without_hidden_names(user: User, office: Office, text: str, keys: list[int]) -> list[int]:
    """Leave out contacts that were found only by the name of a tie this person may not see.

    The index holds no rights; a contact may be open although one of its ties is not.
    """
    links = EngagementTie.objects.filter(engagement__in=keys)
    hidden = set(
        links.exclude(visible_through(user, office, "partnership__")).values_list("engagement", flat=True)
    )
    if not hidden:
        return keys
    rows = with_ties(Engagement.objects.filter(pk__in=hidden), user, office)
    own = {one.pk for one in rows if search.holds(engagement_entry(one), text)}
    return [key for key in keys if key not in hidden or key in own]


def found_by_name(found: QuerySet[Any], text: str) -> list[int]:
    """Return the keys of records whose own name holds the words: all that somebody outside the office searches.

    The index knows the names of bodies and ties that are open to the staff; from a hit a partner would learn them.
    """
    entries = ((one.pk, Entry(one.pk, one.office_id, one.record_kind, str(one))) for one in found)
    return [key for key, entry in entries if search.holds(entry, text)]


def visible_engagements(user: User, office: Office) -> QuerySet[Engagement]:
    """Return the living contacts a person may see."""
    found: QuerySet[Engagement] = Engagement.objects.visible_to(user, office).live()
    return found


@dataclass(frozen=True)
class Wanted:
    """What the address of the list asks for; empty is everything."""

    text: str = ""
    kind: str = ""
    tie: str = ""
    year: int | None = None
    direction: str = ""
    mode: str = ""
    state: str = ""
    objective: str = ""


def wanted_engagements(user: User, office: Office, wanted: Wanted) -> QuerySet[Engagement]:
    """Return the contacts that fit, newest first."""
    if wanted.objective == NONE:
        idle = ~Exists(EngagementObjective.objects.filter(engagement=OuterRef("pk")))
        return newest_first(wanted_engagements(user, office, replace(wanted, objective="")).filter(idle))
    if not (wanted.tie or wanted.text or wanted.objective):
        return newest_first(visible_engagements(user, office).filter(_plain(wanted)))
    # Found by their keys: asked by office as well, a planner would read every contact of the office.
    seen = visible_through(user, office, is_known=True)
    found = Engagement.objects.live().filter(seen, _plain(wanted))
    if wanted.tie:
        tie = Partnership.objects.visible_to(user, office).filter(uid=wanted.tie).first()
        links = EngagementTie.objects.filter(partnership_id=tie.pk if tie else None)
        found = found.filter(pk__in=links.values("engagement"))
    if wanted.objective:
        aim = objectives_seen(user, office).filter(uid=wanted.objective).first()
        serving = EngagementObjective.objects.filter(objective_id=aim.pk if aim else None)
        found = found.filter(pk__in=serving.values("engagement"))
    if wanted.text:
        kinds = ("engagement",)
        keys = search.find(wanted.text, office.pk, kinds=kinds, limit=MOST_FOUND)
        found = found.filter(pk__in=without_hidden_names(user, office, wanted.text, keys))
        found = found if may(user, office, READ) else found.filter(pk__in=found_by_name(found, wanted.text))
    return newest_first(found)


def _plain(wanted: Wanted) -> Q:
    rule = Q()
    given = {"kind": wanted.kind, "direction": wanted.direction, "mode": wanted.mode, "state": wanted.state}
    for name, value in given.items():
        rule &= Q(**{name: value}) if value else Q()
    if wanted.year:
        rule &= Q(date__gte=f"{wanted.year:04d}", date__lt=f"{wanted.year + 1:04d}")
    return rule


def newest_first(found: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """Order contacts by date, the newest first; of one day, the one logged last first."""
    return found.order_by("-date", "-pk")


def with_ties(found: QuerySet[Engagement], user: User, office: Office) -> QuerySet[Engagement]:
    """Fetch with each contact the links to ties this person may see, in one more query."""
    seen = visible_through(user, office, "partnership__")
    links = EngagementTie.objects.filter(seen).select_related("partnership").order_by("pk")
    return found.select_related("place").prefetch_related(Prefetch("tie_links", queryset=links))


@dataclass(frozen=True)
class Slice:
    """One page of a long list read from where the last one ended, never counted as a whole."""

    rows: list[Engagement]
    after: str
    """Where the next page begins; empty on the last one."""


def slice_after(found: QuerySet[Engagement], after: str, size: int = PAGE) -> Slice:
    """Return the rows of a list, newest first, that come after a place given as "date.key"."""
    date, _dot, text = after.rpartition(".")
    key = whole_number(text)
    if date and key is not None:
        found = found.filter(Q(date__lt=date) | Q(date=date, pk__lt=key), date__lte=date)
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Slice(rows[:size], f"{last.date}.{last.pk}" if last else "")


def capped_count(found: QuerySet[Any]) -> int:
    """Count rows up to ``MOST_COUNTED`` and no further."""
    return found.order_by()[: MOST_COUNTED + 1].count()
