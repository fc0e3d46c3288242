"""What the pages of results share: facets in the address, words of a figure, what hangs on a record, its version."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT, READ, WRITE, WRITE_SOMEWHERE
from proxenia.core.forms import pressed
from proxenia.core.pages import page
from proxenia.core.templatetags.words import money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import may_export
from proxenia.records.views.entries import writable

BOTH = ("GET", "HEAD", "POST")
SHOWN = 14
"""Values shown of one facet; the rest are found by the words above the list."""


def address(name: str, office: Office, *args: str) -> str:
    """Return the address of a page of this room."""
    return reverse(f"results:{name}", args=(office.slug, *args))


def kind_words(code: str) -> str:
    """Return the words for a kind of result."""
    return Vocabulary.load("result_kinds").label(code)


def range_words(
    low: Decimal | None, high: Decimal | None, currency: str, counted: str, kind: str = ""
) -> str:
    """Return a figure as it is said: "12 to 15 full-time posts", "1.2 million EUR"; a dash where there is none."""
    if low is None or high is None:
        return "–"
    told = (lambda value: money(value, currency)) if currency else number
    ends = [str(told(_short(one))) for one in dict.fromkeys((low, high))]
    words = _("{low} to {high}").format(low=ends[0], high=ends[1]) if len(ends) > 1 else ends[0]
    unit = "" if currency else counted or (kind_words(kind).casefold() if kind else "")
    return f"{words} {unit}".strip()


def _short(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else value


def facet(
    request: HttpRequest,
    title: str,
    name: str,
    chosen: str,
    counts: Iterable[tuple[str, int]],
    label: Callable[[str], Any],
) -> dict[str, Any]:
    """Return the group of one facet: its values with their counts, each with the address that chooses it."""
    items = [
        {"label": label(value), "count": n, "current": value == chosen, "url": toggle(request, name, value)}
        for value, n in list(counts)[:SHOWN]
    ]
    return {"title": title, "items": items}


def toggle(request: HttpRequest, name: str, value: str) -> str:
    """Return the address with a filter set, or without it where it is set."""
    query = request.GET.copy()
    query.pop("page", None)
    if query.get(name) == value:
        del query[name]
    else:
        query[name] = value
    return f"?{query.urlencode()}"


def opened(office: Office, filters: str, belongs: str, state: str) -> str:
    """Return where the results behind a figure are: those of a word, of one place, in one state of their claim."""
    return f"{address('ledger', office)}?{filters}&{urlencode({'belongs': belongs, 'state': state})}"


def hidden(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """Return the filters that a search keeps."""
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def rights(user: User, office: Office) -> dict[str, bool]:
    """Return what somebody may do beside reading a list."""
    return {
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "may_import": may(user, office, IMPORT),
        "may_export": may_export(user, office),
    }


def tabs(office: Office, user: User, current: str) -> list[dict[str, Any]]:
    """Return the ways through the room for somebody who reads in the office."""
    if not may(user, office, READ):
        return []
    return [
        {"label": label, "url": address(name, office), "current": name == current}
        for name, label in (
            ("ledger", _("Ledger")),
            ("rollups", _("By tie, kind and place")),
            ("dashboards", _("Dashboards")),
            ("value", _("Value for money")),
            ("externalities", _("Side effects")),
            ("rankings", _("Rankings")),
            ("media", _("Media")),
            ("evaluations", _("Evaluations")),
        )
    ]


def away_and_back(
    model: Any, name: str, archive: Callable[..., Any], restore: Callable[..., Any]
) -> tuple[Any, Any]:
    """Return the two buttons that put a record away and bring it back; both lead to its page, called ``name``."""

    @page(WRITE, ("POST",))
    def put_away(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user, reason = signed_in(request), request.POST.get("reason", "")[:500]
        one = writable(model, user, office, uid)
        told = _("“%(name)s” is put away.") % {"name": one}
        pressed(request, lambda: archive(one, by=user, reason=reason), told)
        return redirect(address(name, office, uid))

    @page(WRITE, ("POST",))
    def bring_back(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        one = writable(model, user, office, uid)
        pressed(request, lambda: restore(one, by=user), _("“%(name)s” is back.") % {"name": one})
        return redirect(address(name, office, uid))

    return put_away, bring_back
