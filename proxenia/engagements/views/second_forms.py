"""The second form: the page travellers reach by a link that works once, and what the few read of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.names import country_name
from proxenia.core.pages import PUBLIC, page
from proxenia.core.registry import log_reads
from proxenia.core.templatetags.words import full_date
from proxenia.directory.queries.consents import is_minor
from proxenia.engagements.access import check_may_read_details
from proxenia.engagements.actions import second_forms as actions
from proxenia.engagements.actions.mailed_forms import mail_form_link
from proxenia.engagements.forms.travelling import DetailsForm, warnings_of
from proxenia.engagements.models import Engagement, Member, TravelDetails
from proxenia.engagements.queries.delegations import may_be_reached, members_seen, plan_of
from proxenia.engagements.views.delegation_parts import MEMBER, part_of
from proxenia.engagements.views.delegations import address
from proxenia.records.access import check_may_write, get_visible

FORM = ("GET", "HEAD", "POST")


def _opened(request: HttpRequest, office: Office, uid: str) -> Engagement:
    """Return an engagement whose second forms this person may read; that they did is noted before it is shown."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_read_details(user, found)
    log_reads(chain=office.pk, by=user, kind="second_form", uids=[found.uid], via="page")
    return found


@page(READ_SHARED)
def details(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the second forms of a delegation to the few who may read them."""
    found = _opened(request, office, uid)
    user = signed_in(request)
    plan = plan_of(found)
    forms = {one.member_id: one for one in found.travel_details.all()}
    context = {
        "engagement": found,
        "is_approved": plan is not None and plan.state == "approved",
        "rows": [_row(one, forms.get(one.pk)) for one in members_seen(user, found)],
        "back_url": address(office, found),
    }
    return render(request, "engagements/second_forms.html", context)


def _row(member: Member, answers: TravelDetails | None) -> dict[str, Any]:
    is_filled = answers is not None and answers.filled_at is not None
    passport = ""
    if answers and answers.passport_expires:
        passport = f"{country_name(answers.passport_country)} {answers.passport_expires.isoformat()}".strip()
    return {
        "member": member,
        "answers": answers,
        "is_filled": is_filled,
        "is_waiting": may_be_reached(answers),
        "mailed": _mailed(answers),
        "passport": passport,
        "warnings": warnings_of(answers) if answers else [],
    }


def _mailed(answers: TravelDetails | None) -> str:
    """Return how far the mail with the link is, in words; empty where none was asked for."""
    if answers is None or answers.mail_asked_at is None:
        return ""
    if answers.mailed_at is not None and answers.mailed_at >= answers.mail_asked_at:
        return _("The link was mailed on %(on)s.") % {"on": full_date(timezone.localdate(answers.mailed_at))}
    if answers.mail_begun_at == answers.mail_asked_at:
        return _("A mail with the link was handed over that may not have arrived.")
    return _("A mail with the link is on its way.")


@page(WRITE_SOMEWHERE, FORM)
def fill(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Write down for a traveller what they told the office."""
    found = _opened(request, office, uid)
    user = signed_in(request)
    check_may_write(user, found)
    member: Member = part_of(MEMBER, found, one, user)
    known = TravelDetails.objects.filter(member=member).first()
    form = DetailsForm(
        request.POST or None, by_office=True, initial=DetailsForm.initial_of(known) if known else {}
    )
    if form.is_valid():
        try:
            agreed = form.cleaned_data["agreed"]
            actions.fill_by_office(member, by=user, values=form.values, agreed=agreed)
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(address(office, found, "second_forms"))
    return _form(request, office, found, form, _("Second form of %(name)s") % {"name": member.person.name})


def _form(
    request: HttpRequest, office: Office, found: Engagement, form: DetailsForm, title: str
) -> HttpResponse:
    back = address(office, found, "second_forms")
    trail = [(found.title, address(office, found)), (_("Second forms"), back)]
    context = {"form": form, "title": title, "trail": trail, "cancel_url": back}
    return render(request, "engagements/delegation_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def link(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Make a link for one traveller and show it, once."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    member: Member = part_of(MEMBER, found, one, user)
    try:
        token = actions.make_form_link(member, by=user)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address(office, found))
    context = {
        "engagement": found,
        "member": member,
        "link": request.build_absolute_uri(reverse("second_form", args=(token,))),
        "days": actions.LINK_LIFE.days,
        "back_url": address(office, found, "second_forms"),
    }
    return render(request, "engagements/second_form_link.html", context)


@page(WRITE_SOMEWHERE, ("POST",))
def mail(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Have the link mailed to one traveller."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    member: Member = part_of(MEMBER, found, one, user)
    try:
        mail_form_link(member, by=user)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("A mail with the link goes to %(name)s.")
        messages.success(request, words % {"name": member.person.name})
    return redirect(address(office, found, "second_forms"))


@page(WRITE_SOMEWHERE, ("POST",))
def erase(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Erase a second form before its time."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    member: Member = part_of(MEMBER, found, one, user)
    known = TravelDetails.objects.filter(member=member).first()
    if known is not None:
        actions.erase_second_form(known, by=user)
        messages.success(request, _("Erased."))
    return redirect(address(office, found, "second_forms"))


@page(PUBLIC, FORM)
def second_form(request: HttpRequest, token: str) -> HttpResponse:
    """Let a traveller fill in the second form; opening the page does not use the link up, sending it does."""
    try:
        known = actions.form_behind(token)
        minor = is_minor(known.person, timezone.localdate())
        form = DetailsForm(request.POST or None, is_minor=minor)
        if form.is_valid() and _kept(token, form):
            return render(request, "engagements/second_form_done.html", {"details": known})
    except Refused as refusal:
        return render(request, "engagements/second_form_done.html", {"refusal": refusal.message}, status=409)
    context = {"form": form, "details": known, "is_minor": minor}
    return render(request, "engagements/second_form.html", context, status=422 if form.errors else 200)


def _kept(token: str, form: DetailsForm) -> bool:
    try:
        actions.fill_by_link(token, values=form.values, agreed=form.cleaned_data["agreed"])
    except REFUSALS as refusal:
        if not getattr(refusal, "where", ""):
            raise
        show_refusal(form, refusal)
        return False
    return True
