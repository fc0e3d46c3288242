"""What belongs to a tie: its counterparts, its promises, its membership, and ties that look like it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.commitments.forms import CommitmentForm
from proxenia.commitments.queries import who_may_answer
from proxenia.core.errors import NotFound
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page, paginate
from proxenia.portfolio import actions
from proxenia.portfolio.forms import MembershipForm, PartyChangeForm, PartyForm, counterpart_of
from proxenia.portfolio.models import Membership, Partnership, Party
from proxenia.portfolio.queries.doubles import Double, dismissed, doubles
from proxenia.portfolio.queries.one import agreements_of
from proxenia.portfolio.views.answering import answer, reader, tie_for
from proxenia.portfolio.views.words import kind_of, may_add, standing, tie_url, where_all


def _party(tie: Partnership, uid: str) -> Party:
    found = (
        Party.objects.filter(partnership=tie, uid=uid).select_related("organisation", "partnership").first()
    )
    if found is None:
        raise NotFound(_("There is no such counterpart."))
    return found


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def add_party(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add a counterpart to a tie."""
    found, user = tie_for(request, office, uid, write=True), reader(request)

    def act(data: dict[str, Any]) -> str:
        counterpart = counterpart_of(user, office, data["words"], data["kind"])
        actions.add_party(found, by=user, counterpart=counterpart, responsibilities=data["responsibilities"])
        return tie_url(office, found)

    return answer(
        request, PartyForm(request.POST or None), act, title=_("Add a counterpart to %(name)s") % {"name": found.name},
        submit=_("Add the counterpart"), back=tie_url(office, found),
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def change_party(request: HttpRequest, office: Office, uid: str, party: str) -> HttpResponse:
    """Change how a counterpart is called and what it takes on."""
    found, user = tie_for(request, office, uid, write=True), reader(request)
    row = _party(found, party)
    initial = {"named": row.named, "responsibilities": row.responsibilities}
    form = PartyChangeForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.change_party(row, by=user, **data)
        return tie_url(office, found)

    return answer(
        request, form, act, title=_("%(party)s in %(name)s") % {"party": row.named, "name": found.name},
        submit=_("Save the counterpart"), back=tie_url(office, found), template="portfolio/party.html",
        tie=found, party=row,
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("POST",))
def remove_party(request: HttpRequest, office: Office, uid: str, party: str) -> HttpResponse:
    """Take a counterpart off a tie."""
    found = tie_for(request, office, uid, write=True)
    with refusals_told(request):
        actions.remove_party(_party(found, party), by=reader(request))
        messages.success(request, _("The counterpart is taken off."))
    return HttpResponseRedirect(tie_url(office, found))


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def add_promise(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record a promise under a tie, or under one of its agreements (``?agreement=``)."""
    found, user = tie_for(request, office, uid, write=True), reader(request)
    wanted = request.GET.get("agreement", "")
    agreement = agreements_of(user, found).filter(uid=wanted).first() if wanted else None
    bodies = list(found.parties.values_list("organisation_id", flat=True))
    form = CommitmentForm(
        request.POST or None, by=user, beside={"tie_link__partnership": found}, office=office,
        them=who_may_answer(user, office, bodies),
    )  # fmt: skip
    back = reverse("portfolio:agreement", args=[office.slug, wanted]) if agreement else tie_url(office, found)

    def act(_data: dict[str, Any]) -> str:
        actions.add_promise(found, by=user, agreement=agreement, values=form.values)
        return back

    about = agreement.title if agreement else found.name
    return answer(
        request, form, act, title=_("Record a promise: %(about)s") % {"about": about}, back=back,
        submit=_("Record the promise"), done=_("The promise is recorded."),
        lede=_("Ours or theirs, who answers for it, and until when."),
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def membership(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change what membership of a network means."""
    found, user = tie_for(request, office, uid, write=True), reader(request)
    row = Membership.objects.filter(partnership=found).first()
    names = ("role", "role_since", "fee", "fee_currency", "fee_year", "obligations", "value_to_us")
    initial = {name: getattr(row, name) for name in names} if row else {"role": "member"}
    initial["fee_currency"] = initial.get("fee_currency") or office.currency
    form = MembershipForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.change_membership(found, by=user, values=data)
        return tie_url(office, found)

    return answer(
        request, form, act, title=_("Membership: %(name)s") % {"name": found.name},
        submit=_("Save the membership"), back=tie_url(office, found),
    )  # fmt: skip


@page(READ)
def double_list(request: HttpRequest, office: Office) -> HttpResponse:
    """Show pairs of ties that look like one and the same, those across units first."""
    user = reader(request)
    shown = paginate(request, doubles(user, office))
    pairs = [_pair(office, double) for double in shown.object_list]
    context = {
        "page": shown,
        "pairs": pairs,
        "may_write": may_add(user, office),
        "dismissed": [
            [{"name": tie.name, "uid": tie.uid, "url": tie_url(office, tie)} for tie in pair]
            for pair in dismissed(user, office)
        ],
    }
    return render(request, "portfolio/doubles.html", context)


def _pair(office: Office, double: Double) -> dict[str, Any]:
    ties = [
        {
            "uid": tie.uid,
            "name": tie.name,
            "url": tie_url(office, tie),
            "standing": standing(tie),
            "kind": kind_of(tie),
            "unit": tie.unit.name if tie.unit else _("The office as a whole"),
            "where": where_all(tie),
        }
        for tie in (double.first, double.second)
    ]
    return {"ties": ties, "shared": double.shared, "name": double.name, "across": double.across_units}


@page(WRITE_SOMEWHERE, ("POST",))
def dismiss(request: HttpRequest, office: Office) -> HttpResponse:
    """Say that two ties which look alike are not the same."""
    first = tie_for(request, office, request.POST.get("first", ""), write=True)
    second = tie_for(request, office, request.POST.get("second", ""), write=True)
    actions.dismiss_duplicate(first, second, by=reader(request), reason=request.POST.get("reason", ""))
    undo = reverse("portfolio:ask_again", args=[office.slug, first.uid, second.uid])
    messages.success(request, _("Noted: the two are not the same tie."), extra_tags=f"undo:{undo}")
    return HttpResponseRedirect(reverse("portfolio:doubles", args=[office.slug]))


@page(WRITE_SOMEWHERE, ("POST",))
def ask_again(request: HttpRequest, office: Office, first: str, second: str) -> HttpResponse:
    """Put a pair that was dismissed back among the doubles."""
    one, other = (tie_for(request, office, uid, write=True) for uid in (first, second))
    actions.ask_again(one, other, by=reader(request))
    messages.success(request, _("The pair stands among the doubles again."))
    return HttpResponseRedirect(reverse("portfolio:doubles", args=[office.slug]))
