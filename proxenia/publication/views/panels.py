"""Where papers are asked for: on the pages of engagements, ties, bodies, people and places."""

from typing import Any

from django.http import HttpRequest

from proxenia.accounts.access import signed_in
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement
from proxenia.places.models import Place
from proxenia.portfolio.models import Partnership


def _reads(request: HttpRequest) -> bool:
    return bool(signed_in(request).standing(request.office).has(READ))  # type: ignore[attr-defined]


@panel(page="engagements.engagement", slot="side", order=30, template="publication/_papers.html")
def briefing(request: HttpRequest, engagement: Engagement) -> dict[str, Any] | None:
    """Offer the briefing and the page for the pocket."""
    return {"engagement": engagement} if _reads(request) else None


@panel(page="portfolio.tie", slot="right", order=90, template="publication/_handover.html")
def of_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Offer everything on record about a tie."""
    return {"pack_kind": "tie", "pack_uid": tie.uid} if _reads(request) else None


@panel(page="directory.organisation", slot="side", order=90, template="publication/_handover.html")
def of_organisation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """Offer everything on record about a body."""
    return {"pack_kind": "organisation", "pack_uid": organisation.uid} if _reads(request) else None


@panel(page="directory.person", slot="side", order=90, template="publication/_handover.html")
def of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Offer everything on record about a person."""
    return {"pack_kind": "person", "pack_uid": person.uid} if _reads(request) else None


@panel(page="places.place", slot="side", order=90, template="publication/_handover.html")
def of_place(request: HttpRequest, place: Place) -> dict[str, Any] | None:
    """Offer everything on record about a place."""
    return {"pack_kind": "place", "pack_uid": place.uid} if _reads(request) else None
