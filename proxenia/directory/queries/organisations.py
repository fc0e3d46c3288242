"""Organisations: found again, listed, and in the order of who is part of whom."""

from proxenia.accounts.models import Office, User
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.places.models import Place

DEEPEST = 20
"""Levels of "part of" that are followed; deeper is a mistake in the data."""


def lineage(organisation: Organisation) -> list[Organisation]:
    """Return what an organisation is part of, nearest first."""
    found: list[Organisation] = []
    above = organisation.parent
    while above is not None and len(found) < DEEPEST:
        found.append(above)
        above = above.parent
    return found


def municipality_at(office: Office, user: User, place: Place) -> Organisation | None:
    """Return the municipality this office has at a place, the oldest where there are several."""
    rows = Organisation.objects.visible_to(user, office).live()
    return rows.filter(place=place, kind="municipality").order_by("pk").first()


def municipality_called(office: Office, user: User, words: str, country: str) -> Organisation | None:
    """Return the municipality of that very name in that country, whether or not its place is settled.

    An unsettled counterpart is named by the words of the sheet: the same words again must find it again.
    """
    rows = Organisation.objects.visible_to(user, office).live()
    rows = rows.filter(kind="municipality", name_folded=fold(words)[:300])
    if country:
        rows = rows.filter(country__in=(country, ""))
    return rows.order_by("pk").first()
