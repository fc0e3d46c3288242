"""What is known of the places offices work for."""

from typing import Any

from proxenia.places.models import Home


def names_of_homes(user: Any) -> list[str]:
    """Return the names of the places a person's offices work for: no secret, so no part of a password."""
    return list(Home.objects.filter(office__memberships__user=user).values_list("place__name", flat=True))
