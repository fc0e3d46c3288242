"""Value for money: what results cost, as ranges, with what that does not show."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import money, number
from proxenia.methods.value import Cost, Range
from proxenia.results.actions.direct import set_multiplier
from proxenia.results.forms.direct import MultiplierForm
from proxenia.results.models import Result
from proxenia.results.queries import direct
from proxenia.results.queries import value as queries
from proxenia.results.queries.rollups import Measure, exact
from proxenia.results.rules.ledger import COUNTED
from proxenia.results.views.beside import beside
from proxenia.results.views.shared import BOTH, address, kind_words, opened, tabs, toggle


@page(READ)
def value(request: HttpRequest, office: Office) -> HttpResponse:
    """Set what went into results that count against what they come to: a range for each kind, never one figure."""
    user = signed_in(request)
    belongs = request.GET.get("belongs", Result.Belongs.OURS)
    belongs = belongs if belongs in Result.Belongs.values else Result.Belongs.OURS
    found = queries.costs(user, office, belongs, timezone.localdate())
    context = {
        "lines": [_line(office, belongs, line) for line in found],
        "sentence": _sentence(found),
        "columns": [
            {"label": _("Kind of result")},
            {"label": _("Results"), "numeric": True},
            {"label": _("Money for one")},
            {"label": _("Staff hours for one")},
            {"label": _("What is missing")},
        ],
        "years": [_year(one) for one in direct.by_year(user, office)],
        "may_set": may(user, office, WRITE),
        "beside": beside(user, office),
        "tabs": tabs(office, user, "value"),
        "places": [
            {"label": label, "url": toggle(request, "belongs", code), "current": code == belongs}
            for code, label in Result.Belongs.choices
        ],
    }
    return render(request, "results/value.html", context)


def _sentence(found: list[queries.Line]) -> str:
    results = sum(line.results for line in found)
    bare = sum(line.without_chain for line in found)
    told = ngettext("%(n)s result counts", "%(n)s results count", results) % {"n": results}
    if not bare:
        return _("%(told)s.") % {"told": told}
    return _("%(told)s; for %(bare)s of them no engagement is known that led there, so they cost nothing here.") % {
        "told": told, "bare": bare,
    }  # fmt: skip


def _unit(measure: Measure) -> str:
    if measure.currency:
        return _("{kind}, for one {currency} of it").format(
            kind=kind_words(measure.kind), currency=measure.currency
        )
    if measure.is_plain:
        return _("{kind}, for one result").format(kind=kind_words(measure.kind))
    return _("{kind}, for one of {counted}").format(
        kind=kind_words(measure.kind), counted=measure.counted or kind_words(measure.kind).casefold()
    )


def _line(office: Office, belongs: str, line: queries.Line) -> dict[str, Any]:
    return {
        "unit": _unit(line.measure),
        "url": opened(office, f"kind={line.measure.kind}", belongs, COUNTED),
        "results": line.results,
        "money": [_range(cost, currency) for currency, cost in line.money.items()] or ["–"],
        "hours": _range(line.hours, "") if line.hours else "–",
        "missing": _missing(line),
    }


def _range(cost: Cost, currency: str) -> str:
    """Return a cost as it is said: from, to, or open; "at least" where some cost was not written down."""
    if cost.per is None:
        return _("unknown")
    low = _amount(cost.per.low, currency)
    if cost.per.high is None:
        return _("from {low} on, no upper end").format(low=low)
    high = _amount(cost.per.high, currency)
    words = low if low == high else _("{low} to {high}").format(low=low, high=high)
    return _("at least {words}").format(words=words) if cost.is_floor else words


def _amount(value: Fraction, currency: str) -> str:
    told = exact(value)
    rounded = told.quantize(told.__class__(1)) if told >= 100 else told
    return str(money(rounded, currency)) if currency else str(number(rounded))


def _missing(line: queries.Line) -> list[str]:
    found = []
    unknown = max((cost.unknown for cost in line.money.values()), default=0)
    if unknown:
        found.append(
            ngettext("the cost of %(n)s engagement", "the cost of %(n)s engagements", unknown)
            % {"n": unknown}
        )
    if line.hours is not None and line.hours.unknown:
        hours = line.hours.unknown
        found.append(
            ngettext("the hours of %(n)s engagement", "the hours of %(n)s engagements", hours) % {"n": hours}
        )
    if line.without_chain:
        found.append(_("what led to %(n)s of them") % {"n": line.without_chain})
    return found


def _year(one: direct.YearValue) -> dict[str, Any]:
    """Return what a year of direct values says: the direct value, and what a sourced multiplier makes of it."""
    return {
        "year": one.year,
        "lines": one.lines,
        "direct": _span(one.value.direct, one.currency),
        "multiplied": _span(one.value.multiplied, one.currency) if one.value.multiplied else "",
        "multiplier": one.multiplier,
    }


def _span(worth: Range, currency: str) -> str:
    ends = [_amount(end, currency) for end in (worth.low, worth.high) if end is not None]
    words = list(dict.fromkeys(ends))
    return _("{low} to {high}").format(low=words[0], high=words[1]) if len(words) > 1 else words[0]


@page(WRITE, BOTH)
def multiplier(request: HttpRequest, office: Office) -> HttpResponse:
    """Set the multiplier of a year with its source, or take it away."""
    form = MultiplierForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            set_multiplier(office, by=signed_in(request), **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("results:value", office.slug)
    back = address("value", office)
    context = {
        "form": form,
        "title": _("The multiplier of a year"),
        "lede": _("Only what a study says of a region and a year; the direct value always stands beside it."),
        "trail": [(_("Value for money"), back)],
        "cancel_url": back,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)
