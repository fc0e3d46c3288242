"""Who carries a tie, the political calendar, and ties that are about to lose somebody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.directory.models import Organisation, Person
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.reviews import actions
from proxenia.reviews.forms import CarrierForm, PoliticalDateForm
from proxenia.reviews.models import Carrier, PoliticalDate
from proxenia.reviews.queries import sponsors as queries

FORM_METHODS = ("GET", "HEAD", "POST")


@panel(page="portfolio.tie", slot="left", order=30, template="reviews/_carriers.html")
def on_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say who carries a tie on both sides, and which role nobody holds."""
    user = signed_in(request)
    if not may(user, tie.office, READ):
        return None
    found = queries.carriers_of(user, tie)
    can = may_write(user, tie) and not tie.is_archived and tie.state != HISTORIC
    sides = [
        {"side": side, "title": title, "carriers": [one for one in found if one.side == side]}
        for side, title in (("us", _("On our side")), ("them", _("On their side")))
    ]
    return {
        "carried": tie,
        "sides": sides,
        "open_roles": queries.missing(tie) if can else [],
        "may_name": can,
    }


@page(WRITE_SOMEWHERE, FORM_METHODS)
def name_carrier(request: HttpRequest, office: Office, uid: str, side: str) -> HttpResponse:
    """Name who carries a tie on one side."""
    user = signed_in(request)
    tie: Partnership = get_visible(Partnership, user, office, uid)
    check_may_write(user, tie)
    people = queries.candidates(user, tie).get(side)
    if people is None:
        raise NotFound(_("There is no such page."))
    form = CarrierForm(request.POST or None, people=people)
    back = reverse("portfolio:tie", args=(office.slug, uid))
    if request.method == "POST" and form.is_valid():
        role, who = form.cleaned_data["role"], _who(office, user, form.cleaned_data["who"])
        try:
            actions.name_carrier(tie, by=user, side=side, role=role, **who)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {"form": form, "back": back, **_naming(tie, side, is_empty=not people)}
    return render(request, "portfolio/form.html", context, status=422 if form.is_bound else 200)


def _naming(tie: Partnership, side: str, *, is_empty: bool) -> dict[str, str]:
    """Return the words of the form in which somebody is named."""
    title = _("Who carries it on our side") if side == "us" else _("Who carries it on their side")
    lede = _("Nobody with a post there is in the directory yet: add them, with their post, first.")
    return {"title": f"{tie.name}: {title}", "submit": _("Name them"), "lede": lede if is_empty else ""}


def _who(office: Office, user: User, choice: str) -> dict[str, Any]:
    kind, _colon, uid = choice.partition(":")
    if kind == "user":
        return {"user": User.objects.filter(memberships__office=office, uid=uid).first()}
    return {"person": Person.objects.visible_to(user, office).filter(uid=uid).first()}


def _carrier(request: HttpRequest, office: Office, uid: str) -> Carrier:
    found = queries.seen_carriers(signed_in(request), office).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@page(WRITE_SOMEWHERE, ("POST",))
def end_carrier(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note that somebody no longer carries a tie."""
    found = _carrier(request, office, uid)
    actions.end_carrier(found, by=signed_in(request))
    messages.success(request, _("Noted."))
    return redirect("portfolio:tie", office.slug, found.partnership.uid)


@page(WRITE_SOMEWHERE, ("POST",))
def make_task(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Make a task of a tie that is about to lose somebody, or open the handover of somebody who has left."""
    found, user, today = _carrier(request, office, uid), signed_in(request), timezone.localdate()
    gone = queries.departed(queries.standing_carriers(office).filter(pk=found.pk), office, today)
    task = actions.open_handover(found, by=user) if gone else actions.open_carrier_task(found, by=user)
    return redirect("engagements:promise", office.slug, task.commitment.uid)


@page(READ)
def calendar(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the political calendar, and the ties that are about to lose somebody or have lost them."""
    user, today = signed_in(request), timezone.localdate()
    leaving = queries.about_to_leave(user, office, today)
    left = queries.departed(queries.seen_carriers(user, office), office, today)
    context = {
        "sentence": _head(len(leaving), len(left)),
        "leaving": leaving,
        "left": left,
        "dates": queries.dates_ahead(user, office, today),
        "may_write": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "reviews/calendar.html", context)


def _head(leaving: int, left: int) -> str:
    if not leaving and not left:
        return _("No tie is known to lose somebody who carries it within a year.")
    first = ngettext(
        "%(n)d tie may lose somebody who carries it within a year",
        "%(n)d ties may lose somebody who carries them within a year",
        leaving,
    ) % {"n": leaving}
    second = ngettext("%(n)d has lost somebody.", "%(n)d have lost somebody.", left) % {"n": left}
    return f"{first}; {second}"


@panel(page="directory.organisation", slot="side", order=60, template="reviews/_political_dates.html")
def on_organisation(request: HttpRequest, body: Organisation) -> dict[str, Any] | None:
    """Show the dates of politics at an organisation."""
    user = signed_in(request)
    if not may(user, body.office, READ):
        return None
    can = may_write(user, body) and not body.is_archived
    dates = queries.dates_at(user, body, timezone.localdate())
    return {"dated_body": body, "dates": dates, "may_date": can} if dates or can else None


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_date(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a date of politics at an organisation on the calendar."""
    user = signed_in(request)
    body: Organisation = get_visible(Organisation, user, office, uid)
    check_may_write(user, body)
    people = Person.objects.visible_to(user, office).live().filter(posts__organisation=body, posts__ends=None)
    named = {one.uid: one for one in people.order_by("name_folded")[: queries.MOST]}
    form = PoliticalDateForm(request.POST or None, people=[(uid, one.name) for uid, one in named.items()])
    back = reverse("directory:organisation", args=(office.slug, uid))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "person": named.get(form.cleaned_data["person"])}
        try:
            actions.add_political_date(body, by=user, values=values)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("It stands in the political calendar."))
            return redirect(back)
    title = _("{name}: a date of politics").format(name=body.name)
    context = {"form": form, "title": title, "submit": _("Add the date"), "back": back}
    return render(request, "portfolio/form.html", context, status=422 if form.is_bound else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def remove_date(request: HttpRequest, office: Office, uid: str, date: str) -> HttpResponse:
    """Take a date off the political calendar."""
    user = signed_in(request)
    body: Organisation = get_visible(Organisation, user, office, uid)
    found = PoliticalDate.objects.filter(organisation=body, uid=date).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    actions.remove_political_date(found, by=user)
    messages.success(request, _("The date is off the calendar."))
    return redirect("directory:organisation", office.slug, uid)
