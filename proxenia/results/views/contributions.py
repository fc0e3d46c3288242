"""What led to a result: added, its share changed, taken away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.methods.shares import rest
from proxenia.records.views.entries import writable
from proxenia.results.actions import ledger as actions
from proxenia.results.forms.ledger import ContributionForm, ShareForm
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import contribution_of
from proxenia.results.rules.shares import share_of
from proxenia.results.views.drawing import share_words
from proxenia.results.views.shared import BOTH, address

FIELDS = dict.fromkeys(("engagement", "partnership", "organisation", "named"), "words")


@page(WRITE_SOMEWHERE, BOTH)
def add_contribution(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say what led to a result."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    left = rest(share_of(link) for link in found.contributions.all())
    form = ContributionForm(
        request.POST or None, result=found, user=user, left=share_words(left) if left else _("nothing")
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_contribution(
                found, by=user, target=form.target, named=data["words"], share=data["share"], how=data["how"]
            )
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal, FIELDS)
        else:
            messages.success(request, _("Noted."))
            return redirect("results:result", office.slug, uid)
    return _form(request, office, found, form, _("Say what led to it"))


@page(WRITE_SOMEWHERE, BOTH)
def edit_contribution(request: HttpRequest, office: Office, uid: str, link: str) -> HttpResponse:
    """Change the share of a contribution, or how it led to the result."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    row = _link(found, link)
    form = ShareForm(request.POST or None, initial=ShareForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contribution(row, by=user, **form.cleaned_data)
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("results:result", office.slug, uid)
    remove = address("remove_contribution", office, uid, link)
    return _form(request, office, found, form, _("Change a contribution"), remove)


@page(WRITE_SOMEWHERE, ("POST",))
def remove_contribution(request: HttpRequest, office: Office, uid: str, link: str) -> HttpResponse:
    """Take a contribution away that is wrong."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    actions.remove_contribution(_link(found, link), by=user)
    messages.success(request, _("Taken away. The history keeps it."))
    return redirect("results:result", office.slug, uid)


def _link(found: Result, uid: str) -> Contribution:
    row = contribution_of(found, uid)
    if row is None:
        raise NotFound(_("There is no such page."))
    return row


def _form(
    request: HttpRequest, office: Office, found: Result, form: Any, title: str, remove_url: str = ""
) -> HttpResponse:
    back = address("result", office, found.uid)
    context = {
        "form": form,
        "title": title,
        "lede": found.what,
        "trail": [(_("Ledger"), address("ledger", office)), (_("Result"), back)],
        "cancel_url": back,
        "remove_url": remove_url,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)
