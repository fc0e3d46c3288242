"""A contact moves on: it took place, it is closed, it was cancelled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions import move_engagement
from proxenia.engagements.forms import StepForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.views.showing import show_contact
from proxenia.records.access import check_may_write, get_visible


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def step(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note that a contact took place, close it, cancel it or open it again; read, it leads to the contact."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    if request.method != "POST":
        return redirect("engagements:engagement", office.slug, uid)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            move_engagement(found, by=user, **form.said())
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("It is noted: {state}.").format(state=found.get_state_display().lower())
            )
            return redirect("engagements:engagement", office.slug, uid)
    return show_contact(request, office, uid, step_form=form, status=422)
