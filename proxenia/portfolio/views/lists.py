"""The portfolio in four views of one set: map, table, timeline, matrix; the filters live in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.accounts.queries import units_of
from proxenia.core.maps import MapPicture
from proxenia.core.pages import page
from proxenia.portfolio.filters import TieFilter
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries import pictures
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.queries.lists import Head, head_of, sorted_ties
from proxenia.portfolio.queries.parties import with_parties
from proxenia.portfolio.queries.remembered import Memory, marks
from proxenia.portfolio.rules import LIVE
from proxenia.portfolio.views import drawings, facets
from proxenia.portfolio.views.answering import reader
from proxenia.portfolio.views.words import columns, heads, lines, may_add
from proxenia.records.queries.hangings import views_of

PAGE = "portfolio.list"
SIZE = 50


@dataclass
class Listing:
    """The set a page shows: its filters, its total, its head and the day it is counted on."""

    request: HttpRequest
    office: Office
    user: User
    today: date
    narrowed: TieFilter
    total: int
    head: Head
    context: dict[str, Any]
    memory: Memory
    asked: str

    def page(self) -> Page[Partnership]:
        """Return the page of ties the address asks for; their number is known already."""
        sort = self.request.GET.get("sort", "name")
        paginator = Paginator(with_parties(sorted_ties(self.narrowed.qs, sort), self.user, self.office), SIZE)
        paginator.count = self.total
        return paginator.get_page(self.request.GET.get("page"))


def listing(request: HttpRequest, office: Office, view: str) -> Listing:
    """Gather what all four views share."""
    user = reader(request)
    today = timezone.localdate()
    units = [(unit.uid, unit.name, unit.pk) for unit in units_of(office)]
    choices = [(uid, name) for uid, name, _key in units]
    narrowed = TieFilter(
        request.GET, visible_ties(user, office), user=user, office=office, today=today, units=choices
    )
    memory, asked = Memory(user, office, today), f"{narrowing(request)}&{marks(office)}"
    counts = memory.get(f"facets?{asked}", lambda: facets.counts_of(narrowed))
    total = counts.mix.total(**facets.wanted(narrowed, {uid: key for uid, _name, key in units}))
    head = memory.get("sentence", lambda: head_of(user, office, today))
    groups = facets.groups(request, narrowed, counts, units)
    context = {
        "tabs": _tabs(request, office, view),
        "groups": groups,
        "chosen": facets.chosen(request, narrowed),
        "clear_url": request.path if narrowed.is_narrowed else "",
        "head": head,
        "live": urlencode([("state", state) for state in LIVE]),
        "nothing": head.live + head.historic == 0,
        "total": total,
        "kept": list(views_of(user, office, PAGE)),
        "may_add": may_add(user, office),
        "page_name": PAGE,
        "view": view,
        "query": request.GET.urlencode(),
        "today": today,
    }
    return Listing(request, office, user, today, narrowed, total, head, context, memory, asked)


def narrowing(request: HttpRequest) -> str:
    """Return the part of the address that narrows the list: not its order, page or picture."""
    query = request.GET.copy()
    for name in ("sort", "page", "rows", "by"):
        query.pop(name, None)
    return query.urlencode()


def _tabs(request: HttpRequest, office: Office, view: str) -> list[dict[str, Any]]:
    query = request.GET.copy()
    query.pop("page", None)
    tail = f"?{query.urlencode()}" if query else ""
    names = (
        ("map", _("Map")), ("list", _("Table")), ("timeline", _("Timeline")), ("matrix", _("Matrix")),
        ("balance", _("Balance")), ("cost", _("Cost and result")),
    )  # fmt: skip
    return [
        {
            "label": words,
            "url": reverse(f"portfolio:{name}", args=[office.slug]) + tail,
            "current": name == view,
        }
        for name, words in names
    ]


def _show(found: Listing, view: str, **more: Any) -> HttpResponse:
    return render(found.request, f"portfolio/{view}.html", {**found.context, **more})


def _table(found: Listing) -> dict[str, Any]:
    shown = found.page()
    drawn = lines(found.office, list(shown.object_list), found.today)
    return {"page": shown, "columns": columns(), "heads": heads(), "lines": drawn}


@page(READ)
def table(request: HttpRequest, office: Office) -> HttpResponse:
    """Show ties as a table, sorted as the address says."""
    found = listing(request, office, "list")
    return _show(found, "list", **_table(found))


@page(READ)
def world(request: HttpRequest, office: Office) -> HttpResponse:
    """Show ties on a map, with the table that says the same beneath."""
    found = listing(request, office, "map")
    spots, cut = found.memory.get(
        f"map?{found.asked}", lambda: pictures.spots(found.narrowed.qs, found.user, office)
    )
    home = pictures.home_of(office)
    name = f"drawn?{request.GET.urlencode()}&{found.asked}&{home.place_id if home else ''}&{get_language()}"
    drawn = found.memory.get(name, lambda: _drawn(drawings.map_of(spots, home, office, request.GET)))
    return _show(found, "map", drawn=drawn, home=home, cut=cut, spots=len(spots), **_table(found))


def _drawn(picture: MapPicture) -> str:
    """Return the map as HTML; three hundred places take longer to write out than the page around them."""
    words = {
        "title": _("Ties on a world map; the table below says the same"),
        "caption": _("Line width: engagements recorded. Dashed: suspended or historic."),
    }
    return render_to_string("components/map.html", {"picture": picture, **words})


@page(READ)
def timeline(request: HttpRequest, office: Office) -> HttpResponse:
    """Show since when ties run, their agreements as bars and what happened as ticks."""
    found = listing(request, office, "timeline")
    shown = found.page()
    ties = pictures.timeline_lines(found.user, office, list(shown.object_list))
    chart = drawings.timeline_of(ties, office, found.today)
    return _show(found, "timeline", page=shown, chart=chart)


@page(READ)
def matrix(request: HttpRequest, office: Office) -> HttpResponse:
    """Show ties by collaboration type and innovation stage, with the gaps."""
    found = listing(request, office, "matrix")
    subtypes = request.GET.get("rows") == "subtypes"
    name = f"matrix?{subtypes}&{found.asked}"
    crossing = found.memory.get(name, lambda: pictures.crossing(found.narrowed.qs, subtypes))
    drawn = drawings.matrix_of(crossing, office, request.GET, subtypes)
    return _show(found, "matrix", matrix=drawn, crossing=crossing, subtypes=subtypes)


@page(READ)
def filters(request: HttpRequest, office: Office) -> HttpResponse:
    """Show every filter as a form; it leads to the list (``view``: map, timeline or matrix)."""
    units = [(unit.uid, unit.name) for unit in units_of(office)]
    user = reader(request)
    form = TieFilter(
        request.GET,
        visible_ties(user, office),
        user=user,
        office=office,
        today=timezone.localdate(),
        units=units,
    )
    view = request.GET.get("view", "")
    goal = view if view in ("map", "timeline", "matrix", "balance", "cost") else "list"
    context = {"filter": form, "goal": reverse(f"portfolio:{goal}", args=[office.slug])}
    return render(request, "portfolio/filters.html", context)
