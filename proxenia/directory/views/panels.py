"""Who is at a place or in a country: the directory's part of the pages of places."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from proxenia.accounts.access import signed_in
from proxenia.core.panels import panel
from proxenia.directory.models import HostedBody, Mission, Organisation
from proxenia.directory.queries.organisations import at_place, in_country
from proxenia.directory.queries.people import people_now_at
from proxenia.places.models import Place
from proxenia.places.queries.countries import Country

SHOWN = 100


@panel(page="places.place", slot="middle", template="directory/_who_is_there.html", order=30)
def who_is_at(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Fill the organisations and people of a place."""
    user, office = signed_in(request), request.office  # type: ignore[attr-defined]
    shown = list(at_place(user, office, place)[:SHOWN])
    return {
        "organisations": shown,
        "posts": people_now_at(shown, user, office, timezone.localdate()),
        "country_code": "",
    }


@panel(page="places.country", slot="middle", template="directory/_who_is_there.html", order=30)
def who_is_in(request: HttpRequest, country: Country) -> dict[str, Any]:
    """Fill the organisations and people of a country."""
    user, office = signed_in(request), request.office  # type: ignore[attr-defined]
    shown = list(in_country(user, office, country.code)[:SHOWN])
    return {
        "organisations": shown,
        "posts": people_now_at(shown, user, office, timezone.localdate()),
        "country_code": country.code,
    }


@panel(page="directory.organisation", slot="left", template="directory/_listed_as.html", order=20)
def listed_as(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """Fill what an organisation is in the diplomatic corps or among the hosted bodies."""
    user, office = signed_in(request), organisation.office
    found = {
        "mission": Mission.objects.visible_to(user, office).live().filter(organisation=organisation).first(),
        "hosted": HostedBody.objects.visible_to(user, office)
        .live()
        .filter(organisation=organisation)
        .first(),
    }
    return found if any(found.values()) else None
