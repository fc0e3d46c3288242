"""The page of one contact, as every door shows it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import HISTORY
from proxenia.commitments.queries import answering_words
from proxenia.engagements.forms import ReasonForm, StepForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.details import people_present, ties_of
from proxenia.engagements.queries.promises import promises_of
from proxenia.engagements.queries.words import who_moved
from proxenia.engagements.rules import steps_from
from proxenia.engagements.views import promise_rows, rows
from proxenia.records.access import get_visible
from proxenia.records.views.entries import hanging


def show_contact(
    request: HttpRequest, office: Office, uid: str, *, step_form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one contact; ``step_form`` is a step that was refused, with what was typed."""
    user, today = signed_in(request), timezone.localdate()
    found: Engagement = get_visible(Engagement, user, office, uid)
    promises = list(promises_of(user, office, found))
    context = {
        "engagement": found,
        "kind": rows.kind_word(found),
        "facts": rows.facts_of(office, found),
        "state": rows.engagement_state(found),
        "when": rows.span(found),
        "who": who_moved(found),
        "today": today,
        "steps": {one.verb: one.label for one in steps_from(found.state)},
        "step_form": step_form or StepForm(initial={"note": found.note}),
        "is_passed": found.state == Engagement.State.PLANNED and found.date.last() < today,
        "ties": ties_of(user, office, found),
        "people": people_present(user, office, found),
        "promises": promise_rows.promise_rows(
            office, promises, today, answering_words(user, office, promises)
        ),
        "promise_columns": promise_rows.promise_columns(),
        "may_see_history": may(user, office, HISTORY),
        **hanging(found, user),
        "reason_form": ReasonForm(),
    }
    return render(request, "engagements/detail.html", context, status=status)
