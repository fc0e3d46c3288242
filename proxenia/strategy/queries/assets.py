"""The inventory by group, consultations, and the profile of the place."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.models import Home
from proxenia.records.models import visible_through
from proxenia.strategy.models import Asset, Consultation, Voice

SHOWN = 6
"""So many assets of a group stand in the profile of one page."""


def assets(user: User, office: Office) -> QuerySet[Asset]:
    """Return the inventory a person sees, the newest evidence first."""
    return Asset.objects.visible_to(user, office).live().order_by("-as_of", "pk")


def groups() -> Vocabulary:
    """Return the five groups."""
    return Vocabulary.load("asset_groups")


@dataclass(frozen=True)
class Group:
    """A group of the inventory: its words, how many assets it has, and some of them."""

    code: str
    label: str
    help: str
    count: int
    assets: list[Asset]


def inventory(user: User, office: Office, most: int = SHOWN) -> list[Group]:
    """Return the five groups with their newest assets; a group with nothing in it is shown as empty."""
    known, seen = groups(), assets(user, office)
    counts = dict(seen.order_by().values_list("group").annotate(n=Count("*")))
    return [
        Group(
            code,
            known.label(code),
            known.help(code),
            counts.get(code, 0),
            list(seen.filter(group=code)[:most]) if counts.get(code) else [],
        )
        for code in known.codes
    ]


def home_words(office: Office) -> str:
    """Return the name of the place an office works for; the office's own name where none is set."""
    home = Home.objects.filter(office=office).select_related("place").first()
    return home.place.name if home and home.place else office.name


def consultations(user: User, office: Office) -> QuerySet[Consultation]:
    """Return the consultations a person sees, the latest first, with how many were heard and wait for an answer."""
    seen = Consultation.objects.visible_to(user, office).live()
    return seen.annotate(
        heard=Count("voices"), waiting=Count("voices", filter=Q(voices__outcome="open"))
    ).order_by("-on", "pk")


def voices_of(user: User, consultation: Consultation) -> list[Voice]:
    """Return who was heard; an organisation or objective this person may not see is left out of the line."""
    office = consultation.office
    found = list(consultation.voices.select_related("organisation", "objective"))
    bodies = visible_through(user, office, "organisation__")
    aims = visible_through(user, office, "objective__")
    seen = Voice.objects.filter(consultation=consultation)
    with_body = set(seen.filter(bodies).values_list("pk", flat=True))
    with_aim = set(seen.filter(aims).values_list("pk", flat=True))
    for one in found:
        one.organisation = one.organisation if one.pk in with_body else None
        one.objective = one.objective if one.pk in with_aim else None
    return found
