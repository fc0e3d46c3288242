"""What went into ties, counted from their contacts: how many, staff hours, money by currency."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import EngagementTie
from proxenia.engagements.rules import contacts
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.balance import Effort
from proxenia.records.models import visible_through


def efforts(user: User, office: Office, ties: QuerySet[Partnership]) -> dict[int, Effort]:
    """Return the effort of each tie from the contacts this person may see that took place: one question.

    A contact with several ties counts its whole for each of them.
    """
    seen = visible_through(user, office, "engagement__", is_known=True)
    happened = contacts(timezone.localdate(), "engagement__")
    rows = EngagementTie.objects.filter(seen, happened, partnership__in=ties.order_by().values("pk"))
    told = rows.order_by().values_list("partnership_id", "engagement__currency")
    sums = told.annotate(
        n=Count("engagement_id"), hours=Sum("engagement__staff_hours"), cost=Sum("engagement__cost")
    )
    found: dict[int, Effort] = defaultdict(Effort)
    for key, currency, number, hours, cost in sums:
        money = {currency: cost} if cost else {}
        found[key].add(Effort(number, hours or Decimal(0), money))
    return dict(found)
