"""Something that recurs: planned again on the days of a rule."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions.series import repeat_engagement
from proxenia.engagements.forms.series import SeriesForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.series import series_of
from proxenia.records.access import check_may_write, get_visible


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def repeat(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Plan an engagement again on further days; show those that were made before."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    form = SeriesForm(request.POST or None, first=found.date.first())
    if form.is_valid():
        try:
            made = repeat_engagement(found, by=user, rule=form.text, days=form.days)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = ngettext("{n} more is planned.", "{n} more are planned.", len(made))
            messages.success(request, words.format(n=len(made)))
            return redirect("engagements:repeat", office.slug, uid)
    context = {"engagement": found, "form": form, "lines": series_of(user, office, found)}
    return render(request, "engagements/repeat.html", context, status=422 if form.is_bound else 200)
