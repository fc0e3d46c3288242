"""What must be kept: holds that stand on a day."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, QuerySet

from proxenia.records.models import Hold


def standing_holds(keys: Collection[int], on: dt.date) -> QuerySet[Hold]:
    """Return the holds on some records (by key) that stand on a day, the newest first."""
    lasting = Q(until=None) | Q(until__gte=on)
    return Hold.objects.filter(lasting, anchor_id__in=keys, lifted_at=None).select_related("set_by")


def held(on: dt.date) -> QuerySet[Hold]:
    """Return the holds that stand on a day, for an ``Exists`` or an ``exclude``."""
    return Hold.objects.filter(Q(until=None) | Q(until__gte=on), lifted_at=None)
