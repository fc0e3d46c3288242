"""The records behind a figure: what was counted for an indicator in a period."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, Unit
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import NotFound
from proxenia.core.pages import page, paginate
from proxenia.core.periods import Period
from proxenia.core.registry import address_of
from proxenia.core.values import CellError
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.computations import computations
from proxenia.indicators.queries.library import indicator_of
from proxenia.records.models import visible_through

DATES = ("date", "due", "signed", "since")


@page(READ)
def records(request: HttpRequest, office: Office, uid: str, period: str) -> HttpResponse:
    """List the records that were counted for an indicator in a period, of the whole office or of one unit."""
    found, unit = indicator_of(office, uid), _unit(office, request.GET.get("unit", ""))
    when = _period(office, period)
    computation = computations().get(found.computed_by)
    if computation is None:
        raise NotFound(_("This indicator is not computed from records."))
    counted = computation.records(office, when, timezone.localdate())
    counted = counted.filter(unit=unit) if unit else counted
    shown = paginate(request, counted.filter(visible_through(signed_in(request), office)))
    context = {
        "indicator": found,
        "period": when,
        "unit": unit,
        "page": shown,
        "columns": [{"label": label} for label in (_("Record"), _("Date"), _("What it is"))],
        "rows": [_row(office, one) for one in shown],
        "crumbs": _crumbs(office, found),
    }
    return render(request, "indicators/records.html", context)


def _unit(office: Office, uid: str) -> Unit | None:
    """Return the unit an address names; one that is none is refused, so that no figure opens too much."""
    if not uid:
        return None
    found = Unit.objects.filter(office=office, uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def _period(office: Office, text: str) -> Period:
    try:
        return Period.parse(text, office.fiscal_year_start)
    except CellError as error:
        raise NotFound(str(error)) from error


def _crumbs(office: Office, one: Indicator) -> list[dict[str, Any]]:
    return [
        {"label": _("Indicators"), "url": reverse("indicators:list", args=(office.slug,))},
        {"label": one.name, "url": reverse("indicators:indicator", args=(office.slug, one.uid))},
    ]


def _row(office: Office, record: Any) -> dict[str, Any]:
    date = next((getattr(record, name) for name in DATES if getattr(record, name, None)), None)
    kind = Vocabulary.load("record_kinds").label(record.record_kind)
    cells = [
        {"text": str(record), "url": address_of(record.record_kind, office.slug, record.uid)},
        {"on": date, "text": "" if date else "–", "label": _("Date")},
        {"text": kind, "label": _("What it is")},
    ]
    return {"cells": cells}
