"""The calendar feed, and the page of secret addresses."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import PEOPLE, READ_SHARED
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.ical import MEDIA_TYPE
from proxenia.core.pages import PUBLIC, page
from proxenia.engagements.actions.calendar import make_secret_address, mark_used, withdraw_secret_address
from proxenia.engagements.documents import ics
from proxenia.engagements.models import SecretAddress
from proxenia.engagements.queries.addresses import (
    address_by_token,
    all_addresses,
    may_have,
    standing_addresses,
)
from proxenia.engagements.queries.calendar import OFFICE, OWN, feed_entries
from proxenia.portfolio.queries.remembered import Memory

BOTH = ("GET", "HEAD", "POST")
_FORM = "2"
"""How a feed is written; another number makes every calendar program fetch anew."""


@page(PUBLIC)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program that knows a secret address; unchanged, it is told so without reading a contact.

    The tag has two halves: how everything the feed depends on stood, and a digest of the feed itself. The first
    alone answers as long as nobody wrote anything; the second where others wrote something else meanwhile.
    """
    address = address_by_token(token, feeds=True)
    if address is None:
        raise NotFound(_("There is no such page."))
    today = timezone.localdate()
    mark_used(address, today=today)
    state = _digest(f"{_FORM}|{settings.BASE_URL}|{address.uid}|".encode() + _state(address, today).encode())
    held = _held(request)
    known = next((tag for tag in held if tag.startswith(f"{state}-")), "")
    if known:
        return _unchanged(known)
    body = _body(address, today)
    tag = f"{state}-{_digest(body)}"
    if any(one.endswith(tag.partition("-")[2]) for one in held):
        return _unchanged(tag)
    answer = HttpResponse(body, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = 'inline; filename="proxenia.ics"'
    return _marked(answer, tag)


def _state(address: SecretAddress, today: Any) -> str:
    return Memory(address.user, address.office, today).stem


def _body(address: SecretAddress, today: Any) -> bytes:
    is_own = address.kind == SecretAddress.Kind.FEED_OWN
    entries = feed_entries(address.user, address.office, OWN if is_own else OFFICE, today)
    name = f"{address.office.name}: {address.user.name}" if is_own else address.office.name
    return ics.feed(entries, address.office, name)


def _held(request: HttpRequest) -> list[str]:
    """Return the tags of the copies the asking program holds."""
    given = request.headers.get("If-None-Match", "")[:2000].split(",")
    return [one.strip().removeprefix("W/").strip('"') for one in given if "-" in one]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _unchanged(tag: str) -> HttpResponse:
    return _marked(HttpResponseNotModified(), tag)


def _marked(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = f'"{tag}"'
    # Kept by the program that asked, never by anything between, and looked at anew each time.
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@page(READ_SHARED, BOTH, step_up=True)
def addresses(request: HttpRequest, office: Office) -> HttpResponse:
    """Show one's secret addresses; a new one is shown this once."""
    user = signed_in(request)
    shown, error = "", ""
    if request.method == "POST":
        try:
            made, token = make_secret_address(office, by=user, kind=request.POST.get("kind", ""))
            shown = address_words(made, token)
        except (NotAllowed, NotFound):
            raise
        except Refused as refusal:
            error = refusal.message
    looks_after = may(user, office, PEOPLE)
    context = {
        "shown": shown,
        "error": error,
        "own": standing_addresses(user, office),
        "others": all_addresses(office).exclude(user=user) if looks_after else [],
        "kinds": [
            {"code": code, "label": label}
            for code, label in SecretAddress.Kind.choices
            if may_have(user, office, code) and (settings.MAIL_IN or code.startswith("feed"))
        ],
    }
    return render(request, "engagements/addresses.html", context, status=422 if error else 200)


def address_words(address: SecretAddress, token: str) -> str:
    """Return an address as it is typed into a calendar or mail program."""
    if address.is_feed:
        return str(settings.BASE_URL + reverse("calendar_feed", args=[token]))
    name, _at, domain = settings.MAIL_IN.partition("@")
    return f"{name}+{token}@{domain}"


@page(READ_SHARED, ("POST",), step_up=True)
def withdraw_address(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Withdraw an address: nobody can use it from now on."""
    found = SecretAddress.objects.filter(office=office, uid=uid).select_related("user", "office").first()
    if found is None:
        raise NotFound(_("There is no such address."))
    try:
        withdraw_secret_address(found, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The address is withdrawn; whoever knows it gets nothing any more."))
    return redirect("engagements:addresses", office.slug)
