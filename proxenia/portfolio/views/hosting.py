"""The host agreement on the page of a hosted body, and the form that names it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.forms import REFUSALS, PlainForm, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.directory.models import HostedBody
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, HostAgreement
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.portfolio.views.answering import reader
from proxenia.records.access import check_may_write, get_visible, may_write

MOST = 500
"""So many agreements are offered in one list."""


class HostAgreementForm(PlainForm):
    """Which of the office's agreements it is."""

    agreement = forms.ChoiceField(
        label=gettext_lazy("Agreement"),
        required=False,
        help_text=gettext_lazy("An agreement stands under a tie; add it there first."),
    )

    def __init__(self, *args: Any, found: list[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.uid: one for one in found}
        named = [(one.uid, f"{one.title} ({one.partnership.name})") for one in found]
        field: Any = self.fields["agreement"]
        field.choices = [("", _("None of ours")), *named]


def _link(request: HttpRequest, body: HostedBody) -> Agreement | None:
    """Return the host agreement of a body, as far as this person may see it."""
    seen = visible_agreements(reader(request), body.office)
    return seen.filter(pk__in=HostAgreement.objects.filter(body=body).values("agreement")).first()


@panel(page="directory.hosted_body", slot="agreement", template="portfolio/_host_agreement.html", order=10)
def shown(request: HttpRequest, body: HostedBody) -> dict[str, Any]:
    """Fill the agreement of ours that is the host agreement."""
    write = may_write(reader(request), body) and not body.is_archived
    return {"body": body, "linked": _link(request, body), "may_link": write}


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def host_agreement(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Name the host agreement of a body, or say that none of ours is it."""
    user = reader(request)
    body: HostedBody = get_visible(HostedBody, user, office, uid)
    check_may_write(user, body)
    found = list(
        visible_agreements(user, office).select_related("partnership").order_by("title_folded")[:MOST]
    )
    linked = _link(request, body)
    form = HostAgreementForm(
        request.POST or None, found=found, initial={"agreement": linked.uid if linked else ""}
    )
    back = reverse("directory:hosted_body", args=(office.slug, uid))
    if request.method == "POST" and form.is_valid():
        chosen = form.found.get(form.cleaned_data["agreement"])
        try:
            if chosen is None:
                actions.drop_host_agreement(body, by=user)
            else:
                actions.name_host_agreement(body, by=user, agreement=chosen)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    trail = [(_("Hosted bodies"), reverse("directory:hosted_bodies", args=(office.slug,))), (str(body), back)]
    title = _("Host agreement of %(name)s") % {"name": body}
    context = {"form": form, "title": title, "trail": trail, "cancel_url": back}
    return render(request, "directory/record_form.html", context, status=422 if form.errors else 200)
