"""Pages of places: those an office uses, one place, one country, and adding one's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.maps import MapPicture, MapPoint, world_map
from proxenia.core.names import country_name
from proxenia.core.pages import page, paginate, query_without, words_asked
from proxenia.places import actions
from proxenia.places.forms import PlaceForm
from proxenia.places.models import Place
from proxenia.places.queries import rows
from proxenia.places.queries.gazetteer import PlaceRef


@page(READ)
def places(request: HttpRequest, office: Office) -> HttpResponse:
    """List the places an office uses, and look others up in the gazetteer."""
    user = signed_in(request)
    text, country = words_asked(request.GET), request.GET.get("country", "")
    shown = paginate(request, rows.places(user, office, text=text, country=country))
    listed = {place.gazetteer_id for place in shown}
    context = {
        "page": shown,
        "text": text,
        "chosen_country": country_name(country) if country else "",
        "others": [found for found in rows.elsewhere(text, 15, country) if found.id not in listed],
        "groups": _country_facet(request, rows.countries_used(user, office)),
        "may_add": may(user, office, WRITE),
        "columns": [
            {"label": _("Place")},
            {"label": _("Country")},
            {"label": _("Inhabitants"), "numeric": True},
        ],
    }
    return render(request, "places/list.html", context)


def _country_facet(request: HttpRequest, counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    chosen, rest = request.GET.get("country", ""), query_without(request, "country", "page")
    items = [
        {
            "label": country_name(code),
            "count": count,
            "current": code == chosen,
            "url": f"?{rest}" if code == chosen else f"?{rest}country={code}",
        }
        for code, count in counts[:25]
    ]
    return [{"title": _("Country"), "items": items}] if items else []


@page(READ)
def place(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a place: its names, where it is, what time it is there, and who is there."""
    found = rows.find_place(office, uid)
    if isinstance(found, Place) and uid != found.uid:
        return redirect("places:place", office.slug, found.uid)
    context = {
        "place": found,
        "row": found if isinstance(found, Place) else None,
        "country": rows.country_facts(found.country),
        "now": rows.local_time(found.timezone, timezone.now()),
        "picture": _picture(found),
        "is_own": isinstance(found, Place) and found.office_id is not None,
    }
    return render(request, "places/detail.html", context)


def _picture(found: Place | PlaceRef) -> MapPicture | None:
    """Return where on the earth a place is, None where nobody knows."""
    if found.lat is None or found.lon is None:
        return None
    return world_map([MapPoint(found.lat, found.lon, found.name, weight=1, tone="accent")])


@page(READ)
def country(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Show a country: its names, languages and groups, the places the office uses there, and who is there."""
    facts = rows.country_facts(code)
    if code != facts.country.code:
        return redirect("places:country", office.slug, facts.country.code)
    found = rows.places(signed_in(request), office, country=code)[:60]
    return render(request, "places/country.html", {"facts": facts, "places": found})


@page(WRITE, ("GET", "HEAD", "POST"))
def add_place(request: HttpRequest, office: Office) -> HttpResponse:
    """Add a place of the office's own, then go back to where it was missed."""
    back = request.POST.get("back") or request.GET.get("back", "")
    form = PlaceForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_place(office, by=signed_in(request), values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is now a place of the office.") % {"name": added.name})
            if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
                return HttpResponseRedirect(back)
            return redirect("places:place", office.slug, added.uid)
    status = 422 if form.errors else 200
    return render(request, "places/form.html", {"form": form, "back": back}, status=status)
