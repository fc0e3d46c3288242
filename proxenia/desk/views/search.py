"""Search: everything one may see, by its words."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED
from proxenia.core.names import country_name
from proxenia.core.pages import page, words_asked
from proxenia.desk.queries.search import Found, find_everything

TITLES = {
    "partnership": _("Ties"),
    "organisation": _("Organisations"),
    "person": _("People"),
    "agreement": _("Agreements"),
    "mission": _("Diplomatic corps"),
    "hosted_body": _("Hosted bodies"),
    "hosted_assessment": _("Assessments in confidence"),
    "mandate": _("Mandates"),
    "result": _("Results"),
    "externality": _("Side effects"),
    "ranking": _("Rankings"),
    "media_item": _("Media"),
    "evaluation": _("Evaluations"),
    "direct_value": _("Direct values"),
    "engagement": _("Engagements"),
    "commitment": _("Promises"),
}
LISTS = {
    "partnership": "portfolio:list",
    "organisation": "directory:organisations",
    "person": "directory:people",
    "mission": "directory:missions",
    "hosted_body": "directory:hosted_bodies",
    "result": "results:ledger",
    "externality": "results:externalities",
    "ranking": "results:rankings",
    "media_item": "results:media",
    "direct_value": "results:direct_values",
    "engagement": "engagements:list",
    "commitment": "engagements:promises",
}


@page(READ_SHARED)
def search(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what fits the words, grouped by kind."""
    text = words_asked(request.GET)
    found = find_everything(signed_in(request), office, text) if text else Found()
    context = {
        "search_query": text,
        "found": found,
        "groups": [_group(office, group, text) for group in found.groups],
        "towns": [_town(office, town) for town in found.towns],
    }
    return render(request, "desk/search.html", context)


def _group(office: Office, group: Any, text: str) -> dict[str, Any]:
    page_name = LISTS.get(group.kind)
    more = max(0, group.total - len(group.hits))
    words = {"q": text, "state": "all"} if group.kind == "commitment" else {"q": text}
    url = f"{reverse(page_name, args=(office.slug,))}?{urlencode(words)}" if page_name and more else ""
    return {"kind": group.kind, "title": TITLES[group.kind], "group": group, "more": more, "url": url}


def _town(office: Office, town: Any) -> dict[str, str]:
    where = ", ".join(word for word in (town.region, country_name(town.country)) if word)
    local = town.local_name if town.local_name != town.name else ""
    return {
        "name": town.name,
        "local": local,
        "url": reverse("places:place", args=(office.slug, town.id)),
        "sub": where,
    }
