"""Two more views of the portfolio: how it is balanced, and what it costs against what came of it."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.names import country_name
from proxenia.core.pages import page
from proxenia.core.templatetags.words import money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries import balance as queries
from proxenia.portfolio.queries.balance import Effort
from proxenia.portfolio.views.lists import SIZE, Listing, listing
from proxenia.portfolio.views.words import state_of, tie_url

NAMED = 8
"""Gaps and overlaps told by name; the rest are counted."""


def money_words(effort: Effort) -> str:
    """Return the money of an effort, each currency by itself; "–" where none is written down."""
    told = [money(amount, currency) for currency, amount in sorted(effort.money.items())]
    return "; ".join(told) or "–"


def hours_words(effort: Effort) -> str:
    """Return the staff hours of an effort; "–" where none are written down."""
    return number(effort.hours.normalize() if effort.hours else None) or "–"


@page(READ)
def balance(request: HttpRequest, office: Office) -> HttpResponse:
    """Weigh the ties shown by sector, part of the world, kind or goal."""
    found = listing(request, office, "balance")
    asked = request.GET.get("by", "")
    by = asked if asked in queries.DIMENSIONS else queries.SECTOR
    weighed = found.memory.get(
        f"balance?{by}&{found.asked}", lambda: queries.balance(found.user, office, found.narrowed.qs, by)
    )
    label = Vocabulary.load(queries.DIMENSIONS[by][0]).label
    context = {
        "by": by,
        "choices": _choices(request, by),
        "rows": [_row(office, line, by, request.GET, label) for line in weighed.lines],
        "columns": _columns(_names()[by]),
        "gaps": ", ".join(label(code) for code in weighed.gaps[:NAMED]),
        "more_gaps": max(0, len(weighed.gaps) - NAMED),
        "overlaps": "; ".join(_overlap(one) for one in weighed.overlaps[:NAMED]),
        "caption": _("Ties by %(what)s; a tie with several words counts in each")
        % {"what": _names()[by].lower()},
    }
    return render(request, "portfolio/balance.html", {**found.context, **context})


def _names() -> dict[str, str]:
    return {
        queries.SECTOR: _("Sector"),
        queries.REGION: _("Part of the world"),
        queries.KIND: _("Kind"),
        queries.GOAL: _("Goal"),
    }


def _choices(request: HttpRequest, by: str) -> list[dict[str, Any]]:
    found = []
    for code, words in _names().items():
        query = request.GET.copy()
        query["by"] = code
        found.append({"label": words, "url": f"?{query.urlencode()}", "current": code == by})
    return found


def _columns(first: str) -> list[dict[str, Any]]:
    return [
        {"label": first},
        {"label": _("Ties"), "numeric": True},
        {"label": _("Of them alive"), "numeric": True},
        {"label": _("Contacts"), "numeric": True},
        {"label": _("Staff hours"), "numeric": True},
        {"label": _("Money"), "numeric": True},
    ]


def _row(office: Office, line: queries.Line, by: str, query: QueryDict, label: Any) -> dict[str, Any]:
    name = label(line.code) if line.code else _("Nothing is said")
    filtered = queries.DIMENSIONS[by][1]
    url = ""
    if filtered and line.code:
        narrowed = query.copy()
        for gone in ("by", "page"):
            narrowed.pop(gone, None)
        narrowed[filtered] = line.code
        url = f"{reverse('portfolio:list', args=[office.slug])}?{narrowed.urlencode()}"
    figures = (
        number(line.ties), number(line.live), number(line.effort.contacts), hours_words(line.effort),
        money_words(line.effort),
    )  # fmt: skip
    labels = [column["label"] for column in _columns("")[1:]]
    cells = [
        {"text": text, "numeric": True, "label": words} for text, words in zip(figures, labels, strict=True)
    ]
    return {"cells": [{"text": name, "url": url}, *cells]}


def _overlap(one: queries.Overlap) -> str:
    words = _("%(n)s live ties with %(country)s on %(sector)s")
    sector = Vocabulary.load("policy_sectors").label(one.sector)
    return words % {"n": one.ties, "country": country_name(one.country), "sector": sector}


@page(READ)
def cost(request: HttpRequest, office: Office) -> HttpResponse:
    """Set what went into each tie against the outcomes recorded for it; the costliest in hours stand first."""
    found = listing(request, office, "cost")
    efforts = found.memory.get(
        f"efforts?{found.asked}", lambda: queries.efforts_of(found.user, office, found.narrowed.qs)
    )
    results = queries.results_of(found.user, office, found.narrowed.qs)
    keys = list(found.narrowed.qs.order_by("name_folded", "pk").values_list("pk", flat=True))
    keys.sort(key=lambda key: -efforts.get(key, Effort()).hours)
    shown = Paginator(keys, SIZE).get_page(request.GET.get("page"))
    ties = Partnership.objects.in_bulk(list(shown.object_list))
    context = {
        "page": shown,
        "rows": [
            _cost_row(office, ties[key], efforts.get(key, Effort()), results) for key in shown if key in ties
        ],
        "columns": [
            {"label": _("Tie")},
            {"label": _("State")},
            *_columns("")[3:],
            {"label": _("Outcomes"), "numeric": True},
        ],
        "kept": found.context["kept"],
        "has_results": results is not None,
        "together": _together(found, efforts),
    }
    return render(request, "portfolio/cost.html", {**found.context, **context})


def _together(found: Listing, efforts: dict[int, Effort]) -> dict[str, Any]:
    whole = Effort()
    for effort in efforts.values():
        whole.add(effort)
    bare = found.total - sum(effort.hours > Decimal(0) or bool(effort.money) for effort in efforts.values())
    return {"hours": hours_words(whole), "money": money_words(whole), "bare": bare}


def _outcomes(results: dict[int, dict[str, int]], tie: Partnership) -> str:
    """Say how many outcomes name a tie, those in each place by themselves; that none is written down is not nought."""
    found, places = results.get(tie.pk, {}), Vocabulary.load("result_places")
    told = [f"{places.label(code)} {number(found[code])}" for code in places.codes if found.get(code)]
    return ", ".join(told) or _("none written down")


def _cost_row(
    office: Office, tie: Partnership, effort: Effort, results: dict[int, dict[str, int]] | None
) -> dict[str, Any]:
    outcomes = _("not kept yet") if results is None else _outcomes(results, tie)
    figures = (number(effort.contacts), hours_words(effort), money_words(effort), outcomes)
    labels = (_("Contacts"), _("Staff hours"), _("Money"), _("Outcomes"))
    cells = [
        {"text": text, "numeric": True, "label": words} for text, words in zip(figures, labels, strict=True)
    ]
    state = {"text": state_of(tie), "label": _("State")}
    return {"cells": [{"text": tie.name, "url": tie_url(office, tie)}, state, *cells]}
