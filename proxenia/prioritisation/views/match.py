"""With whom: the most promising cities for a purpose, explained."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.maps import MapPoint, world_map
from proxenia.core.names import country_name
from proxenia.core.pages import page
from proxenia.places.models import Home
from proxenia.places.queries import PlaceRef
from proxenia.prioritisation.forms import MatchForm
from proxenia.prioritisation.models import CityProfile
from proxenia.prioritisation.queries import loaded, matching
from proxenia.prioritisation.queries.beside import beside_office, home_key

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
    context = {
        "form": form,
        "found": found,
        "choices": _choices(form, asked) if form.errors else [],
        "may_write": user.standing(office).has(WRITE),
        "known": CityProfile.objects.filter(office=office).select_related("place").order_by("place__name"),
        **(_context(office, found) if found else {}),
    }
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
    own = own or home.id == home_key(office)
    known = beside_office(user, office, beside) if own else beside
    known = replace(known, powers_needed=frozenset(filter(None, [data["sector"]])))
    purpose = matching.purpose_of(data["purpose"])
    return matching.match_place(world, home, purpose=purpose, top=TOP, beside=known)


def _choices(form: MatchForm, asked: dict[str, str]) -> list[tuple[str, str]]:
    """Return the places that the city's name could mean, each with the address that asks for it."""
    if "city" not in form.errors:
        return []
    found = matching.choices_of(asked.get("city", "")[:200], asked.get("country", "")[:100])
    return [
        (", ".join(filter(None, (one.name, one.region, country_name(one.country)))),
         "?" + urlencode({**asked, "city": one.id, "country": one.country}))
        for one in found
    ]  # fmt: skip


def _proposed(office: Office, one: matching.Matched, purpose: str) -> str:
    """Return the form of a new tie, filled in: the city, what for, and why."""
    why = "\n".join([purpose, *one.reasons])[:1500]
    told = {"with": f"{one.name}, {country_name(one.country)}", "state": "proposed", "for": why}
    return f"{reverse('portfolio:add', args=(office.slug,))}?{urlencode(told)}"


def _context(office: Office, found: matching.Answer) -> dict[str, Any]:
    points = [
        MapPoint(one.lat, one.lon, one.name, weight=one.score, note=country_name(one.country))
        for one in found.matches
    ]
    purpose = matching.purpose_labels()[found.purpose]
    home = MapPoint(found.home.lat, found.home.lon, found.home.name)
    signs = sorted(found.weights.items(), key=lambda one: -one[1])
    return {
        "picture": world_map(points, home, max_arcs=10),
        "purpose": purpose,
        "lines": [
            {
                "one": one,
                "country": country_name(one.country),
                "propose": _proposed(office, one, purpose),
                "known_as": one.key if one.key.startswith("geonames:") else "",
            }
            for one in found.matches
        ],
        "signs": [(_(matching.SIGNS[sign]), f"{100 * share:.0f} %") for sign, share in signs],
        "missing": list(dict.fromkeys(why for _sign, why in found.missing)),
    }
