"""What promises add to the pages of ties, people and bodies: a partner's overdue ones, and who answers for what."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.commitments.models import Commitment
from proxenia.commitments.rules import STANDING
from proxenia.core.panels import panel
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.queries.promises import due_first, overdue_of_them, promises_answered_by
from proxenia.engagements.views.promise_rows import due_words, promise_url, state_of
from proxenia.portfolio.models import Partnership

SHOWN = 8
Context = dict[str, Any]


def _office(request: HttpRequest) -> Office:
    office: Office = request.office  # type: ignore[attr-defined]
    return office


@panel(page="portfolio.tie", slot="facts", order=5, template="engagements/_late_promises.html")
def late_promises(request: HttpRequest, tie: Partnership) -> Context | None:
    """Say what the partner promised and has let pass."""
    office, today = _office(request), timezone.localdate()
    late = overdue_of_them(signed_in(request), tie, today)
    if late is None:
        return None
    listed = reverse("engagements:promises", args=(office.slug,))
    return {
        "late": late,
        "oldest_url": promise_url(office, late.oldest.uid),
        "all_url": f"{listed}?side=them&overdue=yes&tie={tie.uid}",
        "length": due_words(late.oldest, today),
    }


def _rows(request: HttpRequest, found: Any) -> Context | None:
    """Return the promises still standing, those due first at the top."""
    office, today = _office(request), timezone.localdate()
    standing = list(due_first(found.filter(state__in=STANDING))[:SHOWN])
    rows = [_row(office, one, today) for one in standing]
    return {"rows": rows} if rows else None


def _row(office: Office, one: Commitment, today: Any) -> Context:
    state = state_of(one, today)
    return {
        "what": one.what,
        "url": promise_url(office, one.uid),
        "side": one.get_side_display(),
        "due": due_words(one, today),
        "code": state["code"],
        "state": state["text"],
    }


@panel(page="directory.person", slot="middle", order=45, template="engagements/_answered_for.html")
def promises_of_person(request: HttpRequest, person: Person) -> Context | None:
    """List the promises that somebody answers for."""
    return _rows(request, promises_answered_by(signed_in(request), _office(request), person=person.pk))


@panel(page="directory.organisation", slot="middle", order=45, template="engagements/_answered_for.html")
def promises_of_body(request: HttpRequest, organisation: Organisation) -> Context | None:
    """List the promises that a body answers for, and those under its ties."""
    return _rows(request, promises_answered_by(signed_in(request), _office(request), body=organisation.pk))
