"""What a yes costs: the page, and the part of it beside forms that promise work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.reviews.forms import YesForm
from proxenia.reviews.models import Review
from proxenia.reviews.queries.slipping import Yes, yes_costs
from proxenia.reviews.views.costs import hours, load_sentences

USUAL = 40.0
"""Hours that are asked about at first: a week of one person."""


@page(READ)
def what_a_yes_costs(request: HttpRequest, office: Office) -> HttpResponse:
    """Say how many hours are left this quarter, and what would slip if so many more were promised."""
    form = YesForm(request.GET if "hours" in request.GET else None, initial={"hours": USUAL})
    asked = form.cleaned_data["hours"] if form.is_valid() else USUAL
    found = yes_costs(signed_in(request), office, asked, timezone.localdate())
    context = {"form": form, **told(found)}
    return render(request, "reviews/yes.html", context, status=422 if form.errors else 200)


def told(found: Yes) -> dict[str, Any]:
    """Return what the page says: the load, whether it fits, and what would slip."""
    return {
        "yes": found,
        "load": load_sentences(found.load),
        "verdict": _verdict(found),
        "slips": [
            {"one": one.engagement, "hours": hours(one.hours or 0), "guessed": one.guessed}
            for one in found.slips
        ],
    }


def _verdict(found: Yes) -> str:
    asked = hours(found.hours)
    if found.load.left is None:
        return _("Whether %(asked)s hours more fit cannot be said.") % {"asked": asked}
    if not found.short:
        left = hours(found.load.left - found.hours)
        return _("%(asked)s hours more fit; %(left)s would be left.") % {"asked": asked, "left": left}
    short = _("%(asked)s hours more do not fit: %(short)s are missing.") % {
        "asked": asked, "short": hours(found.short),
    }  # fmt: skip
    if not found.uncovered:
        return short
    rest = _("Even without all that is planned %(rest)s would be missing.") % {"rest": hours(found.uncovered)}
    return f"{short} {rest}"


@panel(page="reviews.decide", slot="before", template="reviews/_yes.html")
def before_deciding(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """Say what is left of the quarter before somebody decides to deepen a tie."""
    return _beside(request, review.partnership.office)


@panel(page="portfolio.new_tie", slot="before", template="reviews/_yes.html")
def before_a_new_tie(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Say what is left of the quarter before somebody adds a tie."""
    return _beside(request, office)


def _beside(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Say nothing where nobody has set the hours of a quarter."""
    user = signed_in(request)
    if office.quarter_hours is None or not may(user, office, READ):
        return None
    return told(yes_costs(user, office, USUAL, timezone.localdate()))
