"""What a place is strong in, and which places elsewhere are like it or complete it (EVD-10)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import number
from proxenia.core.values import CellError, parse_decimal, whole_number
from proxenia.methods import specialisation as method
from proxenia.methods.specialisation import Amount, Profile, Sector
from proxenia.prioritisation.forms import SpecialisationForm
from proxenia.prioritisation.queries.words import certainty
from proxenia.prioritisation.views.pasted import pasted_lines
from proxenia.prioritisation.views.telling import per_cent

MOST, SHOWN = 20_000, 15
DRAWS, SEED = 2_000, 1
MONEY_ERROR = 0.1
"""The relative error that amounts of money are taken to have; jobs have the noise of counts."""


@page(READ, ("GET", "HEAD", "POST"))
def specialisation(request: HttpRequest, office: Office) -> HttpResponse:
    """Reckon from a table that is pasted; nothing of it is kept."""
    form = SpecialisationForm(request.POST or None, initial={"leads": 3})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rows, exports = rows_of(data["table"], data["place"])
            context |= _context(data, profile_of(data, rows, exports))
        except Refused as refusal:
            show_refusal(form, refusal)
    return render(request, "prioritisation/specialisation.html", context, status=422 if form.errors else 200)


def profile_of(data: dict[str, Any], rows: list[Amount], exports: dict[str, float]) -> Profile:
    """Return the profile; what the method refuses is said at the table."""
    error = MONEY_ERROR if data["unit"] == "money" else None
    try:
        return method.profile(
            rows, data["place"], seed=SEED, top=data["leads"], draws=DRAWS, error=error, exports=exports
        )
    except ValueError as wrong:
        raise Refused(_("The table cannot be reckoned with: %(why)s") % {"why": wrong}, "table") from wrong


def rows_of(text: str, place: str) -> tuple[list[Amount], dict[str, float]]:
    """Return the rows of a pasted table, and what the place asked about sells abroad by industry."""
    rows: list[Amount] = []
    exports: dict[str, float] = {}
    for row, line in pasted_lines(text, MOST):
        cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
        year = whole_number(cells[2]) if len(cells) in (4, 5) else None
        amount = _amount(cells[3]) if year is not None else None
        if amount is None or year is None or not cells[0] or not cells[1]:
            message = _("Line %(row)d is not understood: “%(line)s”. Write place; industry; year; amount.")
            raise Refused(message % {"row": row, "line": line[:80]}, "table")
        rows.append(Amount(cells[0], cells[1], year, amount))
        share = _amount(cells[4]) if len(cells) == 5 and cells[4] else None
        if share is not None and cells[0] == place:
            exports[cells[1]] = share / 100 * amount
    last = max((one.year for one in rows), default=0)
    if not sum(one.amount for one in rows if one.place == place and one.year == last) > 0:
        raise Refused(_("The table has no figures of this place in its last year."), "place")
    return rows, exports


def _amount(text: str) -> float | None:
    try:
        value = parse_decimal(text).value
    except CellError:
        return None
    return float(value) if value is not None and value >= 0 else None


def _rate(growth: float | None) -> str:
    return f"{100 * growth:+.1f} %" if growth is not None else "–"


def _context(data: dict[str, Any], found: Profile) -> dict[str, Any]:
    leads = [one.industry for one in found.sectors[: data["leads"]] if one.p_lead > 0]
    gaps = [one.industry for one in found.sectors if one.amount == 0][:SHOWN]
    sentence = _("%(place)s leads in: %(names)s.") % {"place": data["place"], "names": ", ".join(leads)}
    if gaps:
        sentence += " " + _("Of what others have it has nothing in: %(names)s.") % {"names": ", ".join(gaps)}
    heads = [_("Industry"), _("Share"), _("Times the share of all"), _("Growth a year"), _("Sold abroad"),
             _("Among the leads")]  # fmt: skip
    like = [_("Place"), _("Similar"), _("Each has what the other lacks")]
    return {
        "sentence": sentence,
        "columns": [{"label": label, "numeric": 0 < at < 5} for at, label in enumerate(heads)],
        "rows": [{"cells": _cells(one, heads)} for one in found.sectors],
        "like_columns": [{"label": label, "numeric": at == 1} for at, label in enumerate(like)],
        "like_rows": [
            {"cells": [{"text": one.place},
                       {"text": number(round(one.similarity)), "numeric": True, "label": like[1]},
                       {"text": number(round(one.fit)), "sub": ", ".join(one.meets), "label": like[2]}]}
            for one in sorted(found.others, key=lambda one: -one.similarity)[:SHOWN]
        ],
    }  # fmt: skip


def _cells(one: Sector, heads: list[str]) -> list[dict[str, Any]]:
    """Return the cells of an industry; the ends of the quotient stand beneath it."""
    ends = f"{one.interval[0]:.2f} – {one.interval[1]:.2f}"
    elsewhere = _("elsewhere %(rate)s") % {"rate": _rate(one.growth_elsewhere)}
    exported = per_cent(one.export_share) if one.export_share is not None else "–"
    lacking = _("%(n)s short of the common share") % {"n": number(round(one.gap))} if one.gap > 0 else ""
    return [
        {"text": one.industry, "sub": lacking},
        {"text": per_cent(one.share), "numeric": True, "label": heads[1]},
        {"text": number(round(one.quotient, 2)), "sub": ends, "numeric": True, "label": heads[2]},
        {"text": _rate(one.growth), "sub": elsewhere, "numeric": True, "label": heads[3]},
        {"text": exported, "numeric": True, "label": heads[4]},
        {"text": certainty(one.p_lead), "sub": per_cent(one.p_lead), "label": heads[5]},
    ]
