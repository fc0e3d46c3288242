"""The lists of the directory: organisations and people, with their filters in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import IMPORT, READ, WRITE_SOMEWHERE
from proxenia.core.names import country_name
from proxenia.core.pages import page, paginate, query_without, words_asked
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.queries import organisations as bodies
from proxenia.directory.queries import people as persons
from proxenia.directory.queries.uses import uses

FACET = 14
"""Values shown of one facet; the rest are found by the words above the list."""


def filters_of(request: HttpRequest) -> bodies.Filters:
    """Return what the address asks of the list of organisations."""
    query = request.GET
    return bodies.Filters(
        text=words_asked(query),
        kind=query.get("kind", ""),
        country=query.get("country", ""),
        used=tuple(query.getlist("used")),
        place=query.get("place", ""),
        archived=query.get("away") == "1",
    )


@page(READ)
def organisations(request: HttpRequest, office: Office) -> HttpResponse:
    """List organisations."""
    user, filters = signed_in(request), filters_of(request)
    rows = bodies.organisations(user, office, filters)
    shown = paginate(request, rows)
    context = {
        "page": shown,
        "filters": filters,
        "parents": bodies.seen_among(user, office, [one.parent_id for one in shown.object_list]),
        "groups": _facets(request, user, office, filters, rows),
        "chosen": _chosen(request, filters),
        "hidden": hidden_fields(request, ("kind", "country", "used", "place", "away")),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "may_import": may(user, office, IMPORT),
        "columns": [{"label": _("Organisation")}, {"label": _("Kind")}, {"label": _("Where")}],
        "sentence": _sentence(shown.paginator.count, filters),
    }
    return render(request, "directory/organisations.html", context)


def _sentence(count: int, filters: bodies.Filters) -> str:
    if filters != bodies.Filters():
        words = ngettext("One organisation answers to this.", "%(n)s organisations answer to this.", count)
    else:
        words = ngettext("The office knows one organisation.", "The office knows %(n)s organisations.", count)
    return words % {"n": f"{count:,}"}


def _facets(
    request: HttpRequest, user: Any, office: Office, filters: bodies.Filters, rows: Any
) -> list[dict[str, Any]]:
    kinds = Vocabulary.load("organisation_kinds")
    by_kind, by_country = bodies.counts(rows)
    groups = [
        facet(request, _("Kind"), "kind", filters.kind, by_kind, kinds.label),
        facet(request, _("Country"), "country", filters.country, by_country, country_name),
    ]
    more = [
        {"label": use.label, "current": use.code in filters.used, "url": toggle(request, "used", use.code)}
        for use in uses()
    ]
    open_now = filters.place == "open"
    more.append({"label": _("Place to settle"), "current": open_now, "url": toggle(request, "place", "open")})
    more.append({"label": _("Put away"), "current": filters.archived, "url": toggle(request, "away", "1")})
    groups.append({"title": _("Standing"), "items": more})
    return [group for group in groups if group["items"]]


def facet(
    request: HttpRequest, title: str, name: str, chosen: str, counts: Any, label: Any
) -> dict[str, Any]:
    """Return the group of one facet: its values with their counts, each with the address that chooses it."""
    items = [
        {"label": label(value), "count": n, "current": value == chosen, "url": toggle(request, name, value)}
        for value, n in counts[:FACET]
    ]
    return {"title": title, "items": items}


def toggle(request: HttpRequest, name: str, value: str) -> str:
    """Return the address with a filter set, or without it where it is set."""
    query = request.GET.copy()
    query.pop("page", None)
    values = query.getlist(name)
    if value in values:
        query.setlist(name, [one for one in values if one != value])
    else:
        query[name] = value
    return f"?{query.urlencode()}"


def _chosen(request: HttpRequest, filters: bodies.Filters) -> list[dict[str, str]]:
    words = {
        "q": filters.text and f"“{filters.text}”",
        "kind": filters.kind and Vocabulary.load("organisation_kinds").label(filters.kind),
        "country": filters.country and country_name(filters.country),
        "used": ", ".join(str(use.label) for use in uses() if use.code in filters.used),
        "place": _("Place to settle") if filters.place == "open" else "",
        "away": _("Put away") if filters.archived else "",
    }
    found = words.items()
    return [
        {"label": label, "url": f"?{query_without(request, name, 'page')}"} for name, label in found if label
    ]


def hidden_fields(request: HttpRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the filters of the address that the search form sends along."""
    return [(name, value) for name in names for value in request.GET.getlist(name)]


@page(READ)
def people(request: HttpRequest, office: Office) -> HttpResponse:
    """List people with the posts they hold now."""
    user = signed_in(request)
    text, country = words_asked(request.GET), request.GET.get("country", "")
    archived = request.GET.get("away") == "1"
    rows = persons.people(user, office, text=text, country=country, archived=archived)
    shown = paginate(request, persons.with_posts(rows, user, office))
    context = {
        "page": shown,
        "lines": persons.lines(list(shown.object_list), timezone.localdate()),
        "text": text,
        "archived": archived,
        "chosen": _people_chosen(request, text, country, archived=archived),
        "hidden": hidden_fields(request, ("country", "away")),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "may_import": may(user, office, IMPORT),
        "columns": [{"label": _("Person")}, {"label": _("Posts now")}, {"label": _("Reached by")}],
    }
    return render(request, "directory/people.html", context)


def _people_chosen(request: HttpRequest, text: str, country: str, *, archived: bool) -> list[dict[str, str]]:
    words = {"q": text and f"“{text}”", "country": country and country_name(country)}
    words["away"] = _("Put away") if archived else ""
    found = words.items()
    return [
        {"label": label, "url": f"?{query_without(request, name, 'page')}"} for name, label in found if label
    ]


@page(READ)
def pick_organisations(request: HttpRequest, office: Office) -> HttpResponse:
    """Give the options of a field that names an organisation, for the words typed so far."""
    # The field sends its own name, whichever row of the form it stands in.
    text = next((str(value).strip() for value in request.GET.values() if value), "")
    found = bodies.parents_to_choose(signed_in(request), office, text) if text else []
    return render(request, "directory/_options.html", {"options": bodies.choice_labels(found)})
