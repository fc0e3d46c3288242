"""Reads on destinations, journeys and gifts: lists, the level that holds, the checklist of a level."""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.erasing import GONE
from proxenia.core.names import country_name
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.directory.models import Person
from proxenia.risk.models import Destination, Gift, GiftThreshold, SponsoredTrip


@dataclass(frozen=True)
class Safeguard:
    """One line of the checklist: from which level it holds, what it is about, its words."""

    from_level: int
    about: str
    code: str
    what: str

    @property
    def words(self) -> str:
        """Return the line in the reader's language."""
        return gettext(self.what)


@cache
def _safeguards() -> tuple[Safeguard, ...]:
    with shipped.path("safeguards", "travel.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Safeguard(int(row["from_level"]), row["about"], row["code"], row["what"]) for row in rows)


def safeguards(level: int) -> list[Safeguard]:
    """Return the checklist of a level: its own lines and those of the levels below."""
    return [one for one in _safeguards() if one.from_level <= level]


def destination_of(user: User, office: Office, country: str, city: str = "") -> Destination | None:
    """Return the rating that holds for a city: its own where there is one, else its country's."""
    rated = Destination.objects.visible_to(user, office).live().filter(country=country)
    named = {one.city_folded: one for one in rated.filter(city_folded__in={fold(city)[:200], ""})}
    return named.get(fold(city)[:200]) or named.get("")


def ratings(
    user: User, office: Office, wheres: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Destination | None]:
    """Return for (country, city) pairs the rating that holds for each, in one question; see `destination_of`."""
    wanted = set(wheres)
    rated = Destination.objects.visible_to(user, office).live()
    known = {
        (one.country, one.city_folded): one
        for one in rated.filter(country__in={country for country, _city in wanted})
    }
    return {
        (country, city): known.get((country, fold(city)[:200])) or known.get((country, ""))
        for country, city in wanted
    }


def same_destination(office: Office, country: str, city: str) -> QuerySet[Destination]:
    """Return the live ratings of exactly this place."""
    return Destination.objects.live().filter(office=office, country=country, city_folded=fold(city)[:200])


def destinations(user: User, office: Office) -> QuerySet[Destination]:
    """Return the rated destinations a person sees, the riskiest first."""
    return Destination.objects.visible_to(user, office).live().order_by("-level", "country", "city_folded")


def trips(user: User, office: Office) -> QuerySet[SponsoredTrip]:
    """Return the journeys a person sees, the latest first."""
    return SponsoredTrip.objects.visible_to(user, office).live().order_by("-starts", "pk")


def gifts(user: User, office: Office) -> QuerySet[Gift]:
    """Return the entries of the register a person sees, the latest first."""
    return Gift.objects.visible_to(user, office).live().order_by("-on", "pk")


def threshold_of(office: Office) -> GiftThreshold | None:
    """Return from which value the office wants gifts declared, or None."""
    return GiftThreshold.objects.filter(office=office).first()


def person_named(user: User, office: Office, name: str) -> Person | None:
    """Return the one person of the directory who bears a name, as far as this reader sees; None for none or several."""
    seen = Person.objects.visible_to(user, office).live().unerased()
    found = list(seen.filter(name_folded=fold(name)[:200])[:2])
    return found[0] if len(found) == 1 else None


def trips_over(office: int, day: dt.date) -> QuerySet[SponsoredTrip]:
    """Return the journeys that ended on or before a day and still say who travelled."""
    return SponsoredTrip.objects.filter(office=office, ends__lte=day).exclude(traveller=GONE)


def gifts_over(office: int, day: dt.date) -> QuerySet[Gift]:
    """Return the entries of the register of a day or before that still say between whom it was."""
    return Gift.objects.filter(office=office, on__lte=day).exclude(other_side=GONE, our_side=GONE)


def destination_entry(one: Destination) -> Entry:
    """Return what search knows of a destination: where it is."""
    return Entry(one.pk, one.office_id, "destination", str(one), country_name(one.country))


def trip_entry(one: SponsoredTrip) -> Entry:
    """Return what search knows of a journey: who, where to, who pays."""
    return Entry(one.pk, one.office_id, "sponsored_trip", str(one), one.sponsor)


def gift_entry(one: Gift) -> Entry:
    """Return what search knows of a gift: what it is and between whom."""
    return Entry(one.pk, one.office_id, "gift", one.what, f"{one.other_side} {one.our_side}")


ENTRIES: dict[str, Any] = {
    "destination": destination_entry,
    "sponsored_trip": trip_entry,
    "gift": gift_entry,
}
