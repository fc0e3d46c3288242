"""With whom: the most promising cities for a purpose, explained."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.maps import MapPoint, world_map
from proxenia.core.names import country_name
from proxenia.core.pages import page
from proxenia.places.models import Home
from proxenia.places.queries import PlaceRef
from proxenia.prioritisation.forms import MatchForm
from proxenia.prioritisation.queries import loaded, matching
from proxenia.prioritisation.queries.beside import beside_office

TOP = 25


@page(READ)
def match(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the best places for the office's home, or for a city that is named."""
    user = signed_in(request)
    home = home_ref(office)
    first = {"city": home.name, "country": home.country} if home else {}
    asked = {**first, "purpose": matching.GENERAL, **request.GET.dict()}
    form = MatchForm(asked if asked.get("city") else None)
    found = None
    if form.is_bound and form.is_valid():
        try:
            found = _found(user, office, form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal, {"CITY": "city", "--purpose": "purpose"})
    context = {"form": form, "found": found, **(_context(found) if found else {})}
    return render(request, "prioritisation/match.html", context, status=422 if form.errors else 200)


def home_ref(office: Office) -> PlaceRef | None:
    """Return the place an office works for, also one that only the office knows; None where none is named."""
    home = Home.objects.filter(office=office).select_related("place").first()
    if home is None or home.place.lat is None or home.place.lon is None:
        return None
    at = home.place
    key = at.gazetteer_id or f"own:{at.uid}"
    return PlaceRef(at.name, at.local_name, at.country, at.region, home.place.lat, home.place.lon,
                    at.population or 0, at.timezone, key)  # fmt: skip


def _found(user: User, office: Office, data: dict[str, Any]) -> matching.Answer:
    world, beside = loaded.world_and_beside()
    ours = home_ref(office)
    own = ours is not None and (data["city"], data["country"] or ours.country) == (ours.name, ours.country)
    home = ours if own and ours else matching.home_of(world, data["city"], data["country"])
    known = beside_office(user, office, beside) if own else beside
    purpose = matching.purpose_of(data["purpose"])
    return matching.match_place(world, home, purpose=purpose, top=TOP, beside=known)


def _context(found: matching.Answer) -> dict[str, Any]:
    points = [
        MapPoint(one.lat, one.lon, one.name, weight=one.score, note=country_name(one.country))
        for one in found.matches
    ]
    home = MapPoint(found.home.lat, found.home.lon, found.home.name)
    signs = sorted(found.weights.items(), key=lambda one: -one[1])
    return {
        "picture": world_map(points, home, max_arcs=10),
        "purpose": matching.purpose_labels()[found.purpose],
        "lines": [{"one": one, "country": country_name(one.country)} for one in found.matches],
        "signs": [(_(matching.SIGNS[sign]), f"{100 * share:.0f} %") for sign, share in signs],
        "missing": list(dict.fromkeys(why for _sign, why in found.missing)),
    }
