"""What a journey emits and costs: of one engagement, and of the office by partner and year."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core.names import country_name
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import money, number
from proxenia.engagements.models import CostLine, Engagement, Leg
from proxenia.engagements.queries import travelling as queries
from proxenia.records.access import get_visible, may_write

TONNE = 1000


def weight(kg: float) -> str:
    """Return kilograms in words: "840 kg", "1.6 t"."""
    if kg >= TONNE:
        return _("%(n)s t") % {"n": number(round(kg / TONNE, 1))}
    return _("%(n)s kg") % {"n": number(round(kg))}


def sums(amounts: queries.Money) -> str:
    """Return amounts by currency in words; a dash where there is none."""
    return (
        ", ".join(money(amount.quantize(amount.__class__("0.01")), currency) for currency, amount in amounts)
        or "–"
    )


@page(READ_SHARED)
def travel(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the legs and costs of an engagement, and what meeting on a screen would have saved."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    writes = may_write(user, found) and not found.is_archived
    context = {
        "engagement": found,
        "may_write": writes,
        "summary": queries.summary_of(found),
        "emitted": weight(queries.summary_of(found).kg),
        "legs": [_leg_row(office, found, one, writes) for one in found.legs.all()],
        "lines": [_line_row(office, found, one, writes) for one in found.cost_lines.all()],
        "planned": sums(queries.summary_of(found).planned),
        "spent": sums(queries.summary_of(found).spent),
        "ours": sums(queries.summary_of(found).ours),
    }
    return render(request, "engagements/travel.html", context)


def _leg_row(office: Office, engagement: Engagement, leg: Leg, writes: bool) -> dict[str, Any]:
    stays = leg.mode == Leg.Mode.HOTEL
    return {
        "leg": leg,
        "where": _("%(country)s, nights: %(n)d")
        % {"country": country_name(leg.country), "n": leg.nights or 0}
        if stays
        else f"{leg.origin} – {leg.target}",
        "how": ", ".join(
            one for one in (leg.get_mode_display(), leg.get_fare_display() if leg.fare else "") if one
        ),
        "km": number(round(leg.km)) if leg.km is not None else "–",
        "kg": weight(leg.kg),
        "factor": _("%(value)s, factors of %(year)d")
        % {"value": number(leg.factor), "year": leg.factor_year},
        "rf": leg.rf,
        "remove_url": reverse("engagements:remove_leg", args=(office.slug, engagement.uid, leg.uid))
        if writes
        else "",
    }


def _line_row(office: Office, engagement: Engagement, line: CostLine, writes: bool) -> dict[str, Any]:
    quantity = number(line.quantity.normalize())
    return {
        "line": line,
        "reckoned": f"{quantity} × {money(line.rate, line.currency)}",
        "amount": money(line.amount, line.currency),
        "edit_url": reverse("engagements:edit_cost", args=(office.slug, engagement.uid, line.uid))
        if writes
        else "",
    }


@page(READ)
def travel_totals(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what travel emitted and cost by partner and year, and what meeting on a screen would have saved."""
    user, text = signed_in(request), request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else None
    found = queries.totals(user, office, year)
    shown = paginate(request, found)
    columns = [
        {"label": _("Partner")},
        {"label": _("Year"), "numeric": True},
        {"label": _("Engagements"), "numeric": True},
        {"label": _("CO₂e"), "numeric": True},
        {"label": _("Cost")},
    ]
    context = {
        "page": shown,
        "rows": [_total_row(office, one) for one in shown],
        "columns": columns,
        "year": year,
        "years": queries.years_told(user, office),
        "emitted": weight(sum(one.kg for one in found)),
        "any_kg": any(one.kg for one in found),
        "on_screen": queries.met_on_screen(user, office, year),
    }
    return render(request, "engagements/travel_totals.html", context)


def _total_row(office: Office, one: queries.Total) -> dict[str, Any]:
    return {
        "cells": [
            {
                "text": one.tie.name if one.tie else _("No tie, or one you may not see"),
                "url": reverse("portfolio:tie", args=(office.slug, one.tie.uid)) if one.tie else "",
            },
            {"text": str(one.year), "numeric": True, "label": _("Year")},
            {"text": number(one.engagements), "numeric": True, "label": _("Engagements")},
            {"text": weight(one.kg) if one.kg else "–", "numeric": True, "label": _("CO₂e")},
            {"text": sums(one.sums), "label": _("Cost")},
        ]
    }
