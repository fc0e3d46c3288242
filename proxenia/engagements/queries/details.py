"""What stands on the page of one contact, and whom its form offers."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.directory.models import Organisation, Person
from proxenia.directory.queries.consents import withheld_people
from proxenia.engagements.models import Engagement, Participation
from proxenia.portfolio.models import Partnership

MOST_OFFERED = 24


def ties_of(user: User, office: Office, engagement: Engagement) -> list[Partnership]:
    """Return the ties of a contact that a person may see."""
    seen = Partnership.objects.visible_to(user, office).select_related("unit")
    return list(seen.filter(engagement_links__engagement=engagement).order_by("name_folded"))


def people_present(user: User, office: Office, engagement: Engagement) -> list[Participation]:
    """Return who was there, with the post they held then, as far as this person may see them."""
    seen = Person.objects.visible_to(user, office)
    rows = engagement.participations.filter(person__in=seen).select_related("person", "organisation")
    present = list(rows.order_by("person__name_folded"))
    bodies = Organisation.objects.visible_to(user, office).filter(
        pk__in=[row.organisation_id for row in present]
    )
    shown = set(bodies.values_list("pk", flat=True))
    for row in present:
        row.organisation = row.organisation if row.organisation_id in shown else None
    staying = withheld_people({row.person_id for row in present})
    for row in present:
        row.stays = row.person_id in staying  # type: ignore[attr-defined]
    return present


def people_there(user: User, office: Office, tie: Partnership, today: dt.date | None = None) -> list[Person]:
    """Return people who hold a post today with a counterpart of a tie: whom a contact was probably with."""
    on = (today or timezone.localdate()).isoformat()
    seen: QuerySet[Person] = Person.objects.visible_to(user, office).live()
    bodies = tie.parties.values("organisation")
    holds = Q(posts__organisation__in=bodies) & (Q(posts__ends=None) | Q(posts__ends__gte=on[:4]))
    return list(seen.filter(holds).distinct().order_by("name_folded")[:MOST_OFFERED])
