"""The frame of every page: the rail in the order of the work, the office, the reader's role."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import (
    IMPORT,
    LOG,
    PEOPLE,
    READ,
    READ_SHARED,
    ROLES,
    SETTINGS,
    WRITE_SOMEWHERE,
)
from proxenia.directory.models import Organisation
from proxenia.directory.queries.organisations import open_place
from proxenia.portfolio.queries.remembered import Memory


@dataclass(frozen=True)
class Item:
    """One entry of the rail: its words, its page, the right it needs, what it counts."""

    label: Any
    page: str
    right: str
    covers: tuple[str, ...] = ()
    count: Callable[[User, Office], int] | None = None


def _open_places(user: User, office: Office) -> int:
    """Count the places to settle; remembered until the next event, since every page shows the number."""
    waiting = Organisation.objects.visible_to(user, office).live().filter(open_place())
    return Memory(user, office, timezone.localdate()).get("places to settle", waiting.count)


ITEMS = (
    Item(_("Today"), "desk:today", READ_SHARED),
    Item(_("Strategy"), "strategy:list", READ, ("strategy:", "engagements:coverage")),
    Item(_("Partnerships"), "portfolio:map", READ, ("portfolio:", "reviews:vital_signs", "reviews:costs")),
    Item(_("Engagements"), "engagements:list", READ_SHARED, ("engagements:",)),
    Item(_("Results"), "results:ledger", READ, ("results:",)),
    Item(_("Reviews"), "reviews:list", READ, ("reviews:", "instruments:")),
    Item(
        _("Returns"),
        "results:returns",
        READ,
        (
            "results:return",
            "results:plan",
            "results:add_plan",
            "results:edit_plan",
            "results:fill_in",
            "results:read_return",
            "results:link_return",
            "results:send_back",
            "results:accept_return",
            "results:reopen_return",
            "results:question",
            "results:add_questionnaire",
            "results:edit_questionnaire",
            "results:open_round",
            "results:move_round",
            "results:ask_people",
            "results:read_sheet",
        ),
    ),
    Item(_("Indicators"), "indicators:list", READ, ("indicators:", "results:observation", "results:locks")),
    Item(_("Evidence"), "prioritisation:questions", READ, ("prioritisation:",)),
    Item(_("Directory"), "directory:organisations", READ, ("directory:", "places:")),
    Item(_("Travel and gifts"), "risk:destinations", READ, ("risk:",)),
    Item(_("To settle"), "directory:to_settle", WRITE_SOMEWHERE, count=_open_places),
    Item(_("Imports"), "records:imports", IMPORT, ("records:import",)),
    Item(_("People of the office"), "accounts:people", PEOPLE, ("accounts:people",)),
    Item(_("The log"), "records:log", LOG, ("records:log",)),
    Item(_("Settings"), "accounts:settings", SETTINGS),
    Item(_("Jobs and backup"), "records:jobs", SETTINGS, ("records:job",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template the office, the rail, the reader's role and the version."""
    office = getattr(request, "office", None)
    user = getattr(request, "user", None)
    # Strangers are not told which version runs here.
    version_shown = VERSION if isinstance(user, User) else ""
    context: dict[str, Any] = {"office": office, "program_version": version_shown}
    if isinstance(user, User) and isinstance(office, Office):
        standing = user.standing(office)
        context["standing"] = standing
        context["may_note"] = standing.has_anywhere(WRITE_SOMEWHERE)
        context["role"] = ", ".join(str(ROLES[code].label) for code in dict.fromkeys(standing.roles))
        context["menu"] = SimpleLazyObject(lambda: _rail(request, user, office))
    return context


def _rail(request: HttpRequest, user: User, office: Office) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    standing = user.standing(office)
    shown = [item for item in ITEMS if standing.has_anywhere(item.right)]
    best = max(shown, key=lambda item: _fit(item, here), default=None)
    rail = []
    for item in shown:
        url = _address(item, office)
        if url:
            current = item is best and _fit(item, here) > 0
            count = item.count(user, office) if item.count else None
            rail.append({"label": item.label, "url": url, "count": count, "current": current})
    return rail


def _fit(item: Item, here: str) -> int:
    """Say how well an entry covers the page shown: its own page best, then the longest prefix."""
    if here == item.page:
        return 100
    return max((len(prefix) for prefix in item.covers if here.startswith(prefix)), default=0)


def _address(item: Item, office: Office) -> str:
    try:
        return reverse(item.page, args=[office.slug])
    except NoReverseMatch:
        return ""


def _version() -> str:
    try:
        return version("proxenia")
    except PackageNotFoundError:
        return "0"


VERSION = _version()
