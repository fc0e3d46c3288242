"""Whose hours can be noted: the colleagues of an office."""

from collections.abc import Collection

from django.db.models import Q

from proxenia.accounts.models import Office, User

MOST = 100


def colleagues_of(office: Office, held: Collection[int]) -> list[User]:
    """Return the people of an office by name, a hundred at most, and those whose hours are noted already."""
    here = User.objects.filter(memberships__office=office).exclude(memberships__role="partner")
    first = list(here.distinct().order_by("name", "pk").values_list("pk", flat=True)[:MOST])
    return list(User.objects.filter(Q(pk__in=first) | Q(pk__in=list(held))).order_by("name", "pk"))
