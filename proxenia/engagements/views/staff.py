"""Staff hours of an engagement, a colleague at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions.staff import note_staff_time
from proxenia.engagements.forms.staff import StaffTimeForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.staff import colleagues_of
from proxenia.records.access import check_may_write, get_visible


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def staff_time(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note the hours of each colleague."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    held = dict(found.staff_times.values_list("user_id", "hours"))
    form = StaffTimeForm(request.POST or None, colleagues=colleagues_of(office, held), held=held)
    if form.is_valid():
        try:
            note_staff_time(found, by=user, hours=form.hours)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The hours are noted."))
            return redirect("engagements:engagement", office.slug, uid)
    status = 422 if form.is_bound else 200
    return render(request, "engagements/staff_time.html", {"engagement": found, "form": form}, status=status)
