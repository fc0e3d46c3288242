"""How much hangs on one market, partner, funder or sector, and what a shock would touch first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import number
from proxenia.core.values import CellError, parse_decimal
from proxenia.methods import exposure as method
from proxenia.methods.exposure import Concentration, Range, Touched
from proxenia.prioritisation.forms import ExposureForm
from proxenia.prioritisation.queries.covered import home_of_office
from proxenia.prioritisation.queries.exposed import exposed
from proxenia.prioritisation.views.pasted import pasted_lines
from proxenia.prioritisation.views.telling import per_cent

SHOWN = 15
MOST = 5000
Amounts = dict[tuple[str, str], float]


@page(READ, ("GET", "HEAD", "POST"))
def exposure(request: HttpRequest, office: Office) -> HttpResponse:
    """Reckon from a table that is pasted, or from what is recorded and loaded; nothing of it is kept."""
    form = ExposureForm(request.POST or None, initial={"passed_low": 50, "passed_high": 100,
                                                       "elasticity_low": -3, "elasticity_high": -1})  # fmt: skip
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            amounts, says = _amounts(request, office, form.cleaned_data)
            context |= {**_context(amounts, _touched(amounts, form.cleaned_data)), "says": says}
        except Refused as refusal:
            show_refusal(form, refusal)
    return render(request, "prioritisation/exposure.html", context, status=422 if form.errors else 200)


def _amounts(request: HttpRequest, office: Office, data: dict[str, Any]) -> tuple[Amounts, str]:
    """Return the amounts of the table, or of what is asked for, with the sentence that says what they are."""
    if not data["basis"]:
        return amounts_of(data["table"]), ""
    found = exposed(signed_in(request), office, data["basis"], home_of_office(office), timezone.localdate())
    if not sum(found.amounts.values()) > 0:
        raise Refused(_("There is nothing to share.") + " " + found.says, "basis")
    return {(who, ""): amount for who, amount in found.amounts.items()}, found.says


def amounts_of(text: str) -> Amounts:
    """Return amounts by (who or where, what) from lines with semicolons or tabs; refuses a line that is none."""
    amounts: Amounts = {}
    for row, line in pasted_lines(text, MOST):
        cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
        try:
            value = parse_decimal(cells[-1]).value if len(cells) >= 2 else None
        except CellError:
            value = None
        if value is None or value < 0 or not cells[0]:
            message = _("Line %(row)d is not understood: “%(line)s”. Write who or where; what; amount.")
            raise Refused(message % {"row": row, "line": line[:80]}, "table")
        key = (cells[0], cells[1] if len(cells) > 2 else "")
        amounts[key] = amounts.get(key, 0.0) + float(value)
    if not sum(amounts.values()) > 0:
        raise Refused(_("There is nothing to share."), "table")
    return amounts


def _touched(amounts: Amounts, data: dict[str, Any]) -> tuple[Touched, list[str]] | None:
    """Return what the shock touches and the assumptions in words, None where no shock is asked for."""
    if not data["shock"]:
        return None
    if data["of"] not in {who for who, _what in amounts}:
        raise Refused(_("Name one of the first column."), "of")
    points = float(data["points"] or 0) / 100
    if data["shock"] == "withdrawal":
        if points > 1:
            raise Refused(_("At most 100 per cent can fall away."), "points")
        told = [
            _("%(of)s gives or buys %(points)s %% less.") % {"of": data["of"], "points": f"{100 * points:g}"}
        ]
        return method.withdrawal(amounts, of=data["of"], share=Range(points, points)), told
    return _tariff(amounts, data, points)


def _tariff(amounts: Amounts, data: dict[str, Any], points: float) -> tuple[Touched, list[str]]:
    passed = _range(data, "passed_low", "passed_high", 100)
    elasticity = _range(data, "elasticity_low", "elasticity_high", 1)
    products = [one.strip() for one in data["products"].split(";") if one.strip()]
    unknown = [one for one in products if one not in {what for _who, what in amounts}]
    if unknown:
        raise Refused(_("“%(name)s” is not in the second column.") % {"name": unknown[0]}, "products")
    found = method.tariff(
        amounts, market=data["of"], products=products, points=points, passed_on=passed, elasticity=elasticity
    )
    return found, [
        _("A tariff of %(points)s points in %(of)s, on %(products)s.")
        % {
            "points": f"{100 * points:g}",
            "of": data["of"],
            "products": ", ".join(products) or _("all products"),
        },
        _("Between %(low)s and %(high)s of it is passed on to the buyer; the rest is borne by the seller.")
        % {"low": per_cent(passed.low), "high": per_cent(passed.high)},
        _("For one per cent dearer, sales change by %(low)s to %(high)s per cent.")
        % {"low": f"{elasticity.low:g}", "high": f"{elasticity.high:g}"},
    ]


def _range(data: dict[str, Any], low: str, high: str, unit: int) -> Range:
    ends = [float(data[name]) / unit if data[name] is not None else None for name in (low, high)]
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        raise Refused(_("Give both ends of the range, the lower one first."), low)
    return Range(ends[0], ends[1])


def level_words(level: str) -> str:
    """Return the words for how concentrated amounts are."""
    return {
        "high": _("highly concentrated"),
        "moderate": _("moderately concentrated"),
        "low": _("widely spread"),
    }[level]


def sentence_of(found: Concentration) -> str:
    """Return the concentration in words, before the numbers."""
    first = found.shares[0]
    told = _("It is %(level)s: %(name)s alone has %(share)s, as if %(alike)s equal ones shared all.")
    return told % {
        "level": level_words(found.level),
        "name": first.name,
        "share": per_cent(first.share),
        "alike": f"{found.alike:.1f}",
    }


def _context(amounts: Amounts, touched: tuple[Touched, list[str]] | None) -> dict[str, Any]:
    sides = [(_("Who or where"), 0)]
    sides += [(_("What"), 1)] if len({what for _who, what in amounts}) > 1 else []
    parts = []
    for title, side in sides:
        sums: dict[str, float] = {}
        for key, amount in amounts.items():
            sums[key[side] or _("not told")] = sums.get(key[side] or _("not told"), 0.0) + amount
        found = method.concentration(sums)
        rows = [
            {"cells": [{"text": one.name}, {"text": number(round(one.amount, 2)), "numeric": True},
                       {"text": per_cent(one.share), "numeric": True}]}
            for one in found.shares[:SHOWN]
        ]  # fmt: skip
        parts.append({"title": title, "found": found, "sentence": sentence_of(found), "rows": rows,
                      "index": f"{found.index:.3f}", "three": per_cent(found.tops[3]),
                      "five": per_cent(found.tops[5])})  # fmt: skip
    shares = [
        {"label": _("Name")},
        {"label": _("Amount"), "numeric": True},
        {"label": _("Share"), "numeric": True},
    ]
    return {"parts": parts, "columns": shares, **(_shock(*touched) if touched else {})}


def _shock(found: Touched, assumptions: list[str]) -> dict[str, Any]:
    told = _("%(exposed)s of all is exposed; in the first round between %(low)s and %(high)s of all is lost.")
    return {
        "shock": told
        % {
            "exposed": per_cent(found.share_exposed),
            "low": per_cent(found.share_lost.low),
            "high": per_cent(found.share_lost.high),
        },
        "lost": f"{number(round(found.lost.low, 2))} – {number(round(found.lost.high, 2))}",
        "assumptions": assumptions,
        "after": sentence_of(found.after) if found.after else "",
    }
