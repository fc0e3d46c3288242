"""What came of it by tie, country, sector, kind, municipality, unit, quarter: nothing counted twice."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.methods.shares import Tally
from proxenia.results.actions.ledger import set_areas
from proxenia.results.forms.areas import AreasForm
from proxenia.results.models import Result
from proxenia.results.queries import naming, rollups
from proxenia.results.queries.ledger import areas_of
from proxenia.results.rules.ledger import COUNTED
from proxenia.results.views.beside import LINES, beside
from proxenia.results.views.shared import BOTH, address, opened, range_words, tabs, toggle

MOST_LINES = 300
AREAS = (rollups.AREA, rollups.DISTRICT)
PAGES = {
    rollups.TIE: "portfolio:tie",
    rollups.ENGAGEMENT: "engagements:engagement",
    rollups.OBJECTIVE: "strategy:objective",
}


@page(READ)
def first_rollup(request: HttpRequest, office: Office) -> HttpResponse:
    """Lead to the roll-up by tie."""
    return redirect("results:rollup", office.slug, rollups.TIE)


@page(READ)
def rollup(request: HttpRequest, office: Office, dimension: str) -> HttpResponse:
    """Roll the results that count up by one dimension; the lines come to exactly what the ledger holds."""
    if dimension not in rollups.DIMENSIONS:
        raise NotFound(_("There is no such page."))
    user = signed_in(request)
    belongs = request.GET.get("belongs", Result.Belongs.OURS)
    if belongs not in Result.Belongs.values:
        belongs = Result.Belongs.OURS
    years = _years(request)
    rows = rollups.counted_results(user, office, belongs, timezone.localdate(), years)
    told = rollups.told_by(user, office, rows, dimension)
    lines = _lines(office, told, belongs)
    context = {
        "dimension": naming.label_of(dimension),
        "told": told,
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "sentence": _sentence(told, belongs, years),
        "columns": [
            {"label": naming.label_of(dimension)},
            {"label": _("Results that name it"), "numeric": True},
            {"label": _("What falls to it")},
            {"label": _("Without a share"), "numeric": True},
        ],
        "spread": naming.spread_of(office, told) if dimension in AREAS else None,
        "may_set_areas": dimension in AREAS and may(user, office, WRITE),
        "by_chain": dimension in rollups.BY_CHAIN,
        "tabs": tabs(office, user, "rollups"),
        **_ways(request, office, dimension, belongs),
        "years": years,
    }  # fmt: skip
    return render(request, "results/rollup.html", context)


def _ways(request: HttpRequest, office: Office, dimension: str, belongs: str) -> dict[str, Any]:
    """Return the ways to the other dimensions and places, and what stands beside the benefits."""
    return {
        "beside": beside(signed_in(request), office, dimension) if dimension in LINES else None,
        "dimensions": [
            {
                "label": naming.label_of(code),
                "url": _kept(request, address("rollup", office, code)),
                "current": code == dimension,
            }
            for code in rollups.DIMENSIONS
        ],
        "places": [
            {"label": label, "url": toggle(request, "belongs", code), "current": code == belongs}
            for code, label in Result.Belongs.choices
        ],
    }


def _kept(request: HttpRequest, url: str) -> str:
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


def _years(request: HttpRequest) -> tuple[int, int] | None:
    """Return the years asked for; one alone stands for both, and what is none is left out."""
    given = [request.GET.get(name, "") for name in ("from", "to")]
    found = [int(text) for text in given if text.isascii() and text.isdigit() and len(text) == 4]
    return (min(found), max(found)) if found else None


def _lines(office: Office, told: rollups.Told, belongs: str) -> list[dict[str, Any]]:
    tallies = told.results.tallies
    names = naming.names_of(office, told.dimension, list(tallies))
    order = sorted(
        (word for word in tallies if word is not None and word in names),
        key=lambda word: (-tallies[word].results, -tallies[word].named, names[word].text),
    )
    if told.dimension == rollups.QUARTER:
        order = sorted(order, key=str)
    found = [_line(office, told, names[word], word, belongs) for word in order]
    if rollups.NOBODY in tallies:
        words = _("Nobody named") if told.dimension in rollups.BY_CHAIN else _("Not said")
        found.append({**_line(office, told, naming.Name(words), rollups.NOBODY, belongs), "is_rest": True})
    return found


def _line(office: Office, told: rollups.Told, name: naming.Name, word: Any, belongs: str) -> dict[str, Any]:
    tally = told.results.tallies[word]
    figures = [
        _figure(measure, figure.tallies[word])
        for measure, figure in told.figures.items()
        if word in figure.tallies and figure.tallies[word].high
    ]
    page_name = PAGES.get(told.dimension)
    ledger = opened(office, name.filters, belongs, COUNTED) if name.filters else ""
    return {
        "name": name.text,
        "url": reverse(page_name, args=(office.slug, name.uid)) if page_name and name.uid else ledger,
        "records": ledger,
        "named": tally.named,
        "results": rollups.exact(tally.results),
        "figures": figures,
        "without_share": tally.without_share,
    }


def _figure(measure: rollups.Measure, tally: Tally) -> str:
    low, high = rollups.exact(tally.low), rollups.exact(tally.high)
    whole = Decimal(1) if measure.currency else Decimal("0.1")
    low, high = low.quantize(whole), high.quantize(whole)
    return range_words(low, high, measure.currency, measure.counted, measure.kind)


def _sentence(told: rollups.Told, belongs: str, years: tuple[int, int] | None) -> str:
    place = dict(Result.Belongs.choices)[belongs]
    words = ngettext(
        "%(n)s result counts for “%(place)s”", "%(n)s results count for “%(place)s”", told.count
    ) % {"n": told.count, "place": place}
    if years:
        words = _("%(words)s, %(first)s to %(last)s") % {"words": words, "first": years[0], "last": years[1]}
    return f"{words}."


@page(WRITE, BOTH)
def areas(request: HttpRequest, office: Office) -> HttpResponse:
    """Write down the municipalities and districts of our place, so that who has nothing is seen."""
    form = AreasForm(request.POST or None, initial=AreasForm.initial_of(areas_of(office)))
    back = address("rollup", office, rollups.AREA)
    if request.method == "POST" and form.is_valid():
        try:
            set_areas(office, by=signed_in(request), rows=form.cleaned_data["lines"])
        except REFUSALS as refusal:
            show_refusal(form, refusal, {"name": "lines", "source": "lines"})
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Municipalities and districts of our place"),
        "trail": [(_("By municipality"), back)],
        "cancel_url": back,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)
