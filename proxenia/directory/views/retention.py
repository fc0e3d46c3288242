"""How long what is kept: the table of rules, what is due now and soon, and the terms an office chooses."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import PRIVACY
from proxenia.core.errors import ProxeniaError
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.core.retention import ANONYMISE, ARCHIVE, ERASE
from proxenia.records.actions.retention import run_retention, set_retention
from proxenia.records.queries.retention import SOON, due, number_due

FATES = {
    ERASE: gettext_lazy("erased"),
    ANONYMISE: gettext_lazy("erased, an empty row stays"),
    ARCHIVE: gettext_lazy("put away; can be brought back"),
}
_MOST_TOLD = 50


@page(PRIVACY, ("GET", "HEAD", "POST"))
def retention(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the rules with what is due now and within thirty days; POST lets go of what is due now."""
    user = signed_in(request)
    if request.method == "POST":
        found = run_retention(office, by=user)
        number = sum(one.count for one in found)
        messages.success(request, _("%(number)d let go of.") % {"number": number})
        return redirect("directory:retention", office.slug)
    today = timezone.localdate()
    now, soon = due(office, today, user), due(office, today + SOON, user)
    rows = [
        {
            "rule": one.rule,
            "months": one.months,
            "fate": FATES[one.rule.fate],
            "now": one.count,
            "soon": max(0, later.count - one.count),
            "told": [str(row) for row in one.rows[:_MOST_TOLD]] if one.rule.fate != ERASE else [],
        }
        for one, later in zip(now, soon, strict=True)
    ]
    context = {"rows": rows, "any_due": any(row["now"] for row in rows), "columns": _columns()}
    return render(request, "directory/retention.html", context)


def _columns() -> list[dict[str, Any]]:
    labels = (_("What"), _("Kept for"), _("Then"), _("Why"), _("Due now"), _("Within 30 days"))
    return [{"label": label, "key": ""} for label in labels]


@page(PRIVACY, ("POST",))
def set_term(request: HttpRequest, office: Office, rule: str) -> HttpResponse:
    """Keep something longer or shorter."""
    user = signed_in(request)
    text = request.POST.get("months", "")
    try:
        set_retention(
            office, by=user, rule=rule, months=int(text) if text.isdecimal() and len(text) < 5 else 0
        )
        messages.success(request, _("Saved."))
    except ProxeniaError as error:
        messages.error(request, error.message)
    return redirect("directory:retention", office.slug)


@panel(page="desk.today", slot="foot", template="directory/_retention_soon.html", order=80)
def due_soon(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Fill the line that says what will be let go of within thirty days: nothing goes unannounced."""
    user = signed_in(request)
    if not may(user, office, PRIVACY):
        return None
    on: dt.date = timezone.localdate() + SOON
    number = number_due(office, on, user)
    return {"number": number, "office": office} if number else None
