"""What waits to be confirmed, and which people and ties it seems to speak of."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.retention import day_after
from proxenia.core.values import fold
from proxenia.directory.models import Person
from proxenia.engagements.models import Engagement, Proposal
from proxenia.places.models import Home
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.models import visible_through

MOST = 200
"""So many proposals of an inbox are shown at once."""
_WORDS, _LONGEST = 1_500, 5
"""So many words of a text are looked through for names of at most so many words."""
_SHORTEST = 4
_MOST_FOUND = 12


@dataclass(frozen=True)
class Found:
    """People and ties that a mail or an entry seems to speak of, as far as the reader sees them."""

    people: list[Person]
    ties: list[Partnership]


def proposals_for(user: User, office: Office) -> QuerySet[Proposal]:
    """Return a person's own proposals, and the office's for those who write all of its records."""
    rule = Q(user=user)
    if user.standing(office).has(WRITE):
        rule |= Q(inbox="")
    return Proposal.objects.filter(rule, office=office).select_related("engagement", "decided_by")


def waiting_count(user: User, office: Office) -> int:
    """Count what waits for a person to confirm."""
    return proposals_for(user, office).filter(state=Proposal.State.WAITING).count()


def home_zone(office: Office, fallback: str) -> str:
    """Return the time zone of the place an office works for, or another one where it has none."""
    home = Home.objects.filter(office=office).select_related("place").first()
    return home.place.timezone if home and home.place.timezone else fallback


def found_in(
    user: User, office: Office, addresses: Collection[str], names: Iterable[str], text: str
) -> Found:
    """Return people by their addresses and names, and ties by the people's posts and by names in the text.

    A handful of questions, whatever the size of the office: names are asked for by the words of the text.
    """
    folded = [fold(name)[:200] for name in names if name]
    said = set(pieces(text)) | set(folded)
    seen = Person.objects.visible_to(user, office).live()
    people = list(
        seen.filter(Q(email__in=addresses) & ~Q(email="") | Q(name_folded__in=said)).order_by("name_folded")[
            :_MOST_FOUND
        ]
    )
    ties = Partnership.objects.filter(visible_through(user, office)).live()
    named = Party.objects.filter(named_folded__in=said).values("partnership")
    bodies = Party.objects.filter(organisation__posts__person__in=people).values("partnership")
    found = ties.filter(Q(name_folded__in=said) | Q(pk__in=named) | Q(pk__in=bodies))
    return Found(people, list(found.order_by("name_folded")[:_MOST_FOUND]))


def pieces(text: str) -> list[str]:
    """Return every run of one to five words of a text, folded: what a name in it may be."""
    words = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", fold(text[:20_000]))[:_WORDS]
    runs = (
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, min(_LONGEST, len(words) - start) + 1)
    )
    return [run for run in dict.fromkeys(runs) if len(run) >= _SHORTEST]


def same_engagement(user: User, office: Office, uid: str) -> Engagement | None:
    """Return the engagement an entry came from when it left this house, if this person may see it."""
    found: Engagement | None = Engagement.objects.visible_to(user, office).filter(uid=uid).first()
    return found


def decided_before(office: int, day: dt.date) -> QuerySet[Proposal]:
    """Return proposals that were decided on or before a day."""
    return Proposal.objects.filter(office=office, decided_at__lt=day_after(day)).exclude(
        state=Proposal.State.WAITING
    )


def waiting_since(office: int, day: dt.date) -> QuerySet[Proposal]:
    """Return proposals that have waited since a day or longer."""
    return Proposal.objects.filter(
        office=office, state=Proposal.State.WAITING, received_at__lt=day_after(day)
    )
