"""The ledger as a list: a sentence, facets, what it adds up to by kind."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.pages import page, paginate, words_asked
from proxenia.indicators.models import Horizon
from proxenia.portfolio.models import Partnership
from proxenia.results.models import Result
from proxenia.results.queries import ledger as queries
from proxenia.results.queries import naming
from proxenia.results.rules.ledger import AGED, COUNTED, WORDS, counts, standing
from proxenia.results.views.beside import beside
from proxenia.results.views.shared import (
    address,
    facet,
    hidden,
    kind_words,
    range_words,
    rights,
    tabs,
    toggle,
)

State = Result.State
FILTERS = ("belongs", "kind", "state", "horizon", "year", "area", "tie")
WORDS_OF = ("country", "sector", "objective", "unit", "quarter", "district")
"""What a figure of a roll-up or a dashboard narrows the list by."""


@page(READ)
def ledger(request: HttpRequest, office: Office) -> HttpResponse:
    """List results: what changed, when, how much, how far the claim is."""
    user, today = signed_in(request), timezone.localdate()
    asked = {name: request.GET.get(name, "")[:120] for name in (*FILTERS, *WORDS_OF)}
    wanted = queries.Wanted(text=words_asked(request.GET), archived=request.GET.get("away") == "1", **asked)
    rows = queries.ledger(user, office, wanted, today)
    rows, narrowed = naming.narrowed(user, office, rows, {name: asked[name] for name in WORDS_OF})
    shown = paginate(request, rows)
    counted = queries.facet_counts(rows, today)
    tie = Partnership.objects.visible_to(user, office).filter(uid=wanted.tie).first() if wanted.tie else None
    context = {
        "page": shown,
        "lines": [line_of(office, one, today) for one in shown.object_list],
        "wanted": wanted,
        "tie": tie,
        "narrowed": _narrowed(request, wanted, narrowed),
        "is_asked": wanted != queries.Wanted(),
        "groups": _facets(request, wanted, counted),
        "hidden": hidden(request, *FILTERS, *WORDS_OF, "away"),
        "sentence": _sentence(counted, wanted, shown.paginator.count),
        "totals": _totals(rows, wanted, today),
        "beside": beside(user, office) if wanted == queries.Wanted() and shown.paginator.count else None,
        "tabs": tabs(office, user, "ledger"),
        "columns": [{"label": words} for words in (_("Result"), _("When"), _("How much"), _("Claim"))],
        **rights(user, office),
    }
    return render(request, "results/ledger.html", context)


def _narrowed(
    request: HttpRequest, wanted: queries.Wanted, words: list[naming.Narrowed]
) -> list[dict[str, str]]:
    """Return by what the list is narrowed that no facet shows, each with the address without it."""
    told = [
        {
            "label": naming.label_of(one.dimension),
            "name": one.name,
            "url": toggle(request, one.dimension, one.code),
        }
        for one in words
    ]
    if wanted.state == COUNTED:
        url = toggle(request, "state", COUNTED)
        told.append({"label": _("Claim"), "name": _("only what counts"), "url": url})
    return told


def line_of(office: Office, one: Result, today: dt.date) -> dict[str, Any]:
    """Return a result as a line of a list."""
    state = standing(one, today)
    places = ", ".join(part for part in (one.district, one.municipality) if part)
    return {
        "result": one,
        "url": address("result", office, one.uid),
        "sub": " · ".join(part for part in (kind_words(one.kind), one.get_belongs_display(), places) if part),
        "figure": range_words(one.low, one.high, one.currency, one.counted, one.kind),
        "state": state,
        "state_label": WORDS[state],
    }


def _sentence(counted: dict[str, Any], wanted: queries.Wanted, count: int) -> str:
    if wanted != queries.Wanted():
        return ngettext("One result answers to this.", "%(n)s results answer to this.", count) % {"n": count}
    ours = {word: counted["standing"][f"{Result.Belongs.OURS} {word}"] for word in (*State.values, AGED)}
    sure, planned, aged = (ours[word] for word in (State.SUBSTANTIATED, State.PLANNED, AGED))
    there = ours[State.REPORTED] + sure
    parts = [
        ngettext("%(n)s result counts in our place", "%(n)s results count in our place", there)
        % {"n": there},
        ngettext("%(n)s of them confirmed by an outsider", "%(n)s of them confirmed by outsiders", sure)
        % {"n": sure},
    ]
    if planned:
        parts.append(ngettext("%(n)s is only planned", "%(n)s are only planned", planned) % {"n": planned})
    if aged:
        words = ngettext("%(n)s has aged and counts no more", "%(n)s have aged and count no more", aged)
        parts.append(words % {"n": aged})
    return " ".join(filter(None, ("; ".join(parts) + ".", _apart(counted))))


def _apart(counted: dict[str, Any]) -> str:
    """Return in a sentence what counts elsewhere: it stands beside ours and is never added to it."""
    told = []
    for code, label in Result.Belongs.choices:
        there = sum(counted["standing"][f"{code} {word}"] for word in (State.REPORTED, State.SUBSTANTIATED))
        if there and code != Result.Belongs.OURS:
            told.append(_("%(place)s %(n)s") % {"place": label, "n": there})
    return _("Kept apart from these: %(places)s.") % {"places": ", ".join(told)} if told else ""


def _facets(request: HttpRequest, wanted: queries.Wanted, counted: dict[str, Any]) -> list[dict[str, Any]]:
    belongs, horizons = dict(Result.Belongs.choices), dict(Horizon.choices)
    groups: list[tuple[str, str, Any]] = [
        (_("In whose place"), "belongs", belongs.get),
        (_("Claim"), "state", WORDS.get),
        (_("Kind"), "kind", kind_words),
        (_("Horizon"), "horizon", horizons.get),
        (_("Year"), "year", str),
        (_("Municipality"), "area", str.title),
    ]
    shown: list[dict[str, Any]] = []
    for title, name, label in groups:
        values = [(value, n) for value, n in counted[name].items() if value and n]
        order = (
            sorted(values, key=lambda pair: pair[0], reverse=True)
            if name == "year"
            else sorted(values, key=lambda pair: -pair[1])
        )
        shown.append(facet(request, title, name, getattr(wanted, name), order, label))
    away = {"label": _("Put away"), "current": wanted.archived, "url": toggle(request, "away", "1")}
    shown.append({"title": _("Standing"), "items": [away]})
    return [group for group in shown if group["items"]]


def _totals(rows: Any, wanted: queries.Wanted, today: dt.date) -> list[dict[str, Any]]:
    """Return what the results that count add up to, by whose place they are in; the three are never added together."""
    if wanted.archived:
        return []
    found = []
    for code, label in Result.Belongs.choices:
        lines = [
            {
                "kind": kind_words(one.kind),
                "figure": range_words(one.low, one.high, one.currency, one.counted, one.kind)
                if one.has_figure
                else "–",
                "results": one.results,
                "without": one.without_figure,
            }
            for one in queries.totals(rows.filter(counts(today), belongs=code))
        ]
        if lines:
            found.append({"label": label, "lines": lines})
    return found
