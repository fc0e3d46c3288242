"""To settle: places that somebody wrote and nobody could tell, several settled in one go."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import ProxeniaError
from proxenia.core.pages import page, paginate
from proxenia.directory import actions
from proxenia.directory.forms import choice_of_place, place_label, sought_words
from proxenia.directory.queries.open_places import (
    OpenPlace,
    open_places,
    records_of,
    was_called,
    with_candidates,
)

SIZE = 15
"""Open places on one page: each is looked up in the gazetteer."""


@dataclass
class Done:
    """What one press settled: records given a place, records of which it is none, and refusals."""

    settled: int = 0
    dismissed: int = 0
    refused: list[str] = field(default_factory=list)


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def to_settle(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what waits, with candidates; settle what was chosen."""
    user = signed_in(request)
    sought: dict[int, str] = {}
    if request.method == "POST":
        sought = sought_words(request.POST, SIZE)
        if "look" not in request.POST:
            _tell(request, settle_chosen(request, user, office))
            return redirect(f"{request.path}{_page_of(request)}")
    shown = paginate(request, open_places(user, office), SIZE)
    groups = with_candidates(user, office, list(shown.object_list), sought)
    context = {
        "page": shown,
        "places": [_choices(number, group, request, sought) for number, group in enumerate(groups)],
        "records": sum(group["n"] for group in open_places(user, office)),
        "may_add_place": may(user, office, WRITE),
        "here": request.get_full_path(),
    }
    return render(request, "directory/to_settle.html", context)


def _page_of(request: HttpRequest) -> str:
    number = request.GET.get("page", "")
    return f"?page={number}" if number.isdecimal() else ""


def _choices(number: int, group: OpenPlace, request: HttpRequest, sought: dict[int, str]) -> dict[str, Any]:
    """Return one open place as the page shows it, with what was chosen before a look-up."""
    options = [{"value": place.uid, "label": place_label(place), "own": True} for place in group.own]
    words = sought.get(number) or group.asked
    options += [
        {
            "value": place.id,
            "label": place_label(place),
            "name": place.name,
            "local": place.local_name,
            "also": words if was_called(place, words) else "",
        }
        for place in group.candidates
    ]
    return {
        "number": number,
        "group": group,
        "options": options,
        "chosen": request.POST.get(f"choice-{number}", "later"),
        "sought": sought.get(number, ""),
        "more": group.count - len(group.records),
    }


def settle_chosen(request: HttpRequest, user: User, office: Office) -> Done:
    """Carry out every choice of the form; one that is refused does not stop the others."""
    done = Done()
    for number in range(SIZE):
        value = request.POST.get(f"choice-{number}", "")
        asked, country = request.POST.get(f"asked-{number}", ""), request.POST.get(f"country-{number}", "")
        if value in ("", "later") or not asked:
            continue
        try:
            with transaction.atomic():
                _settle(user, office, value, asked, country, done)
        except ProxeniaError as refusal:
            done.refused.append(f"“{asked}”: {refusal.message}")
    return done


def _settle(user: User, office: Office, value: str, asked: str, country: str, done: Done) -> None:
    place = choice_of_place(office, value)
    for record in records_of(user, office, asked, country):
        if value == "none":
            actions.dismiss_place(record, by=user)
            done.dismissed += 1
        elif place is not None:
            actions.settle_place(record, by=user, place=place)
            done.settled += 1


def _tell(request: HttpRequest, done: Done) -> None:
    if done.settled:
        words = ngettext("One record has its place.", "%(n)s records have their place.", done.settled)
        messages.success(request, words % {"n": done.settled})
    if done.dismissed:
        words = ngettext(
            "One record is asked about no more.", "%(n)s records are asked about no more.", done.dismissed
        )
        messages.success(request, words % {"n": done.dismissed})
    for sentence in done.refused:
        messages.error(request, sentence)
    if not (done.settled or done.dismissed or done.refused):
        messages.info(request, _("Nothing was chosen yet: pick a place for at least one of them."))
