"""Assessments of hosted bodies: read, written and changed by named readers only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.directory import actions
from proxenia.directory.forms.hosting import AssessmentForm
from proxenia.directory.models import HostedAssessment, HostedBody
from proxenia.directory.views.hosting import small_form
from proxenia.records.access import get_visible, may_see
from proxenia.records.views.entries import FORM_METHODS, hanging, writable


@page(READ_SHARED)
def assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an assessment to somebody who is named to read it."""
    user = signed_in(request)
    found: HostedAssessment = get_visible(HostedAssessment, user, office, uid)
    context = {
        "assessment": found,
        "body": found.body if may_see(user, found.body) else None,
        **hanging(found, user),
    }
    return render(request, "directory/hosted_assessment.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write an assessment of a hosted body and name who may read it."""
    user = signed_in(request)
    found: HostedBody = writable(HostedBody, user, office, uid)
    form = AssessmentForm(request.POST or None, user=user, office=office)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = actions.assess_hosted_body(
                found, by=user, title=data["title"], text=data["text"], readers=form.readers_chosen()
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written. Only the people named may read it."))
            return redirect("directory:hosted_assessment", office.slug, added.uid)
    title = _("Assess %(name)s in confidence") % {"name": found}
    return small_form(request, found, form, title, _("Keep it"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change the words of an assessment."""
    user = signed_in(request)
    found: HostedAssessment = writable(HostedAssessment, user, office, uid)
    initial = {"title": found.title, "text": found.text}
    form = AssessmentForm(request.POST or None, user=user, office=office, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_assessment(found, by=user, values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:hosted_assessment", office.slug, uid)
    return small_form(request, found.body, form, _("Change the assessment"), _("Save"))


@page(WRITE_SOMEWHERE, ("POST",))
def archive_assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put an assessment away with the reason given."""
    user = signed_in(request)
    found: HostedAssessment = get_visible(HostedAssessment, user, office, uid)
    actions.archive_assessment(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("directory:restore_assessment", args=(office.slug, uid))
    messages.success(request, _("The assessment is put away."), extra_tags=f"undo:{undo}")
    return redirect("directory:hosted_body", office.slug, found.body.uid)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring an assessment back."""
    user = signed_in(request)
    found: HostedAssessment = get_visible(HostedAssessment, user, office, uid)
    with refusals_told(request):
        actions.restore_assessment(found, by=user)
    return redirect(reverse("directory:hosted_assessment", args=(office.slug, uid)))
