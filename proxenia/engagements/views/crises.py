"""The crisis channel: the list, one crisis with what is still needed, its parts, its end, and the public thanks."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE, WRITE_SOMEWHERE
from proxenia.core.pages import PUBLIC, page, paginate
from proxenia.core.templatetags.words import full_date, money, number
from proxenia.engagements.actions import crises as actions
from proxenia.engagements.forms import crises as forms
from proxenia.engagements.models import Crisis, Delivery, Need, Offer
from proxenia.engagements.queries import crises as queries
from proxenia.engagements.queries.projects import bodies_seen
from proxenia.engagements.rules.crises import OFFER_STEPS, OFFER_WORDS
from proxenia.engagements.views.owned_parts import (
    FORM,
    Part,
    adding,
    back_to,
    done,
    editing,
    owned,
    part_of,
    removing,
    show_form,
    tried,
)
from proxenia.engagements.views.project_rooms import Room
from proxenia.engagements.views.projects import hanging, tabs
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write, get_visible

CODES = {"offered": "open", "accepted": "accepted", "declined": "declined", "withdrawn": "dropped"}
Row = dict[str, Any]


def _first(request: HttpRequest, user: User, office: Office) -> Row:
    """Begin with the tie, and its only partner, that the page was opened from."""
    tie = Partnership.objects.visible_to(user, office).filter(uid=request.GET.get("tie", "-")).first()
    if tie is None:
        return {"visibility": "internal"}
    keys = list(tie.parties.values_list("organisation_id", flat=True)[:2])
    seen = bodies_seen(user, office, keys) if len(keys) == 1 else {}
    name = seen[keys[0]].name if seen else ""
    return {"partnership": tie.name, "organisation": name, "visibility": tie.visibility}


CRISES = Room(
    "crisis",
    "crises",
    Crisis,
    forms.CrisisForm,
    actions.report_crisis,
    actions.change_crisis,
    gettext_lazy("Crises at partners"),
    gettext_lazy("Note a crisis"),
    first=_first,
    initial_of=lambda _user, found: forms.CrisisForm.initial_of(found),
    more=lambda _form: {},
    known=lambda _user, found: {"standing": found},
)


def _of(model: Any, path: str, form: Any) -> dict[str, Any]:
    return {"owner": Crisis, "page": "crisis", "model": model, "path": path, "form": form, "add_form": form}


NEED = Part(
    "need",
    **_of(Need, "crisis", forms.NeedForm),
    add=lambda crisis, user, form: actions.add_need(crisis, by=user, values=form.values),
    change=lambda one, user, form: actions.change_need(one, by=user, values=form.values),
    remove=lambda one, user: actions.remove_need(one, by=user),
    add_title=gettext_lazy("Note a need"),
    edit_title=gettext_lazy("A need"),
)


def _for_need(crisis: Any, request: HttpRequest) -> Row:
    """Begin with the need the page was opened from: what, its unit, and how much is not promised yet."""
    need = crisis.needs.filter(uid=request.GET.get("need", "-")).first()
    if need is None:
        return {}
    return {"need": need.uid, "what": need.what, "measure": need.measure, "is_money": need.is_money}


OFFER = Part(
    "offer",
    **_of(Offer, "crisis", forms.OfferForm),
    add=lambda crisis, user, form: actions.add_offer(crisis, by=user, values=form.values),
    change=lambda one, user, form: actions.change_offer(one, by=user, values=form.values),
    remove=lambda one, user: actions.remove_offer(one, by=user),
    add_title=gettext_lazy("Note an offer"),
    edit_title=gettext_lazy("An offer"),
    first=_for_need,
)


def _confirm(one: Delivery, user: User, form: Any) -> None:
    said = {name: form.cleaned_data[name] for name in ("confirmed_by", "confirmed_on")}
    actions.confirm_delivery(one, by=user, **said)


DELIVERY = Part(
    "delivery",
    **_of(Delivery, "offer__crisis", forms.ConfirmForm),
    add=lambda _crisis, _user, _form: None,
    change=_confirm,
    remove=lambda one, user: actions.remove_delivery(one, by=user),
    add_title="",
    edit_title=gettext_lazy("Who confirmed that it arrived"),
)
WHOLE = (NEED, OFFER)
edit_delivery, remove_delivery = editing(DELIVERY), removing(DELIVERY)
__all__ = ["CRISES", "WHOLE", "adding", "editing", "removing"]


def quantity(amount: Decimal | None, measure: str, *, is_money: bool) -> str:
    """Return an amount as a reader says it; not known where nobody knows."""
    if amount is None:
        return _("not known how much")
    return money(amount, measure) if is_money else f"{number(amount.normalize())} {measure}"


@page(READ_SHARED)
def crises(request: HttpRequest, office: Office) -> HttpResponse:
    """List crises at partners, open ones first."""
    user = signed_in(request)
    shown = paginate(request, queries.listed_crises(user, office))
    seen = bodies_seen(user, office, (one.organisation_id for one in shown))
    labels = (_("Crisis"), _("Partner"), _("Since"), _("State"))
    context = {
        "page": shown,
        "tabs": tabs(office, "crises"),
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "cells": [
                    {"text": one.title, "url": CRISES.url(office, one.uid)},
                    {"text": seen[one.organisation_id].name if one.organisation_id in seen else "–"},
                    {"text": full_date(one.began_on), "label": _("Since")},
                    {"text": one.get_state_display(), "code": _code(one), "label": _("State")},
                ]
            }
            for one in shown
        ],
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "engagements/crises.html", context)


def _code(crisis: Crisis) -> str:
    return "open" if crisis.state == Crisis.State.OPEN else "done"


@page(READ_SHARED)
def crisis(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a crisis: what is still needed, who offered what, what arrived and who confirmed it."""
    user = signed_in(request)
    found: Crisis = get_visible(Crisis, user, office, uid)
    offers = queries.offers_of(user, found)
    needs = queries.balances(found.needs.all(), offers)
    tie = Partnership.objects.visible_to(user, office).filter(pk=found.partnership_id or 0).first()
    shared = hanging(request, office, found)
    context = {
        **shared,
        "crisis": found,
        "code": _code(found),
        "is_open": found.state == Crisis.State.OPEN,
        "may_part": shared["may_write"] and found.state == Crisis.State.OPEN,
        "body": bodies_seen(user, office, [found.organisation_id]).get(found.organisation_id),
        "tie": tie,
        "lede": _sentence(needs),
        "needs": [_need_row(office, one) for one in needs],
        "offers": [_offer_row(office, found, one) for one in offers],
        "beside": len(queries.beside(offers)),
        "thanks": queries.thanks_of(found),
    }
    return render(request, "engagements/crisis.html", context)


def _sentence(needs: list[queries.Balance]) -> str:
    """Return in a sentence what is met, what is still needed, and what nobody knows."""
    if not needs:
        return _("No need is noted yet.")
    met = sum(one.is_met for one in needs)
    unknown = sum(one.open is None for one in needs)
    told = ngettext("%(n)d need is noted", "%(n)d needs are noted", len(needs)) % {"n": len(needs)}
    sentence = _("%(told)s, %(met)d of them met.") % {"told": told, "met": met}
    if unknown:
        more = ngettext("Of %(n)d nobody knows how much.", "Of %(n)d nobody knows how much.", unknown)
        sentence = f"{sentence} {more % {'n': unknown}}"
    return sentence


def _need_row(office: Office, one: queries.Balance) -> Row:
    need = one.need

    def told(amount: Decimal | None) -> str:
        return quantity(amount, need.measure, is_money=need.is_money)

    return {
        "need": need,
        "asked": told(need.amount),
        "offered": told(one.offered) if need.measure else "–",
        "delivered": told(one.delivered) if need.measure else "–",
        "confirmed": told(one.confirmed) if need.measure else "–",
        "open": told(one.open),
        "is_met": one.is_met,
        "apart": one.apart,
        "offer_url": f"{reverse('engagements:add_offer', args=(office.slug, need.crisis.uid))}?need={need.uid}",
    }


def _offer_row(office: Office, crisis: Crisis, one: queries.Given) -> Row:
    offer = one.offer

    def told(amount: Decimal) -> str:
        return quantity(amount, offer.measure, is_money=offer.is_money)

    return {
        "given": one,
        "offer": offer,
        "who": one.body.name if one.body else "",
        "amount": told(offer.amount),
        "left": told(one.left) if one.left else "",
        "code": CODES[offer.state],
        "deliveries": [(each, told(each.amount)) for each in one.deliveries],
        "steps": [
            (verb, OFFER_WORDS[verb]) for verb, (source, _to) in OFFER_STEPS.items() if offer.state in source
        ],
        "may_open": not one.is_hidden,
    }


@page(WRITE_SOMEWHERE, ("POST",))
def step_offer(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Note what became of an offer."""
    user, found = owned(OFFER, request, office, uid)
    row = part_of(OFFER, found, one, user)
    verb = request.POST.get("verb", "")
    done(request, lambda: actions.move_offer(row, by=user, verb=verb), _("Noted."))
    return redirect(CRISES.url(office, uid))


@page(WRITE_SOMEWHERE, FORM)
def add_delivery(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Note what of an offer arrived."""
    user, found = owned(OFFER, request, office, uid)
    row = part_of(OFFER, found, one, user)
    form = forms.DeliveryForm(request.POST or None, owner=found, user=user, initial={})
    if form.is_valid() and tried(form, lambda: actions.add_delivery(row, by=user, values=form.values)):
        return redirect(back_to(OFFER, office, found))
    given = next(each for each in queries.offers_of(user, found) if each.offer.pk == row.pk)
    left = quantity(given.left, row.measure, is_money=row.is_money)
    lede = _("Of “%(what)s” %(left)s is left to deliver.") % {"what": row.what, "left": left}
    trail = [(found.title, CRISES.url(office, uid))]
    return show_form(request, form, _("Note a delivery"), trail, lede=lede)


@page(WRITE_SOMEWHERE, FORM)
def close(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Close a crisis with a summary, with what was never met on the page."""
    user = signed_in(request)
    found: Crisis = get_visible(Crisis, user, office, uid)
    check_may_write(user, found)
    form = forms.SummaryForm(request.POST or None)
    if form.is_valid() and tried(
        form, lambda: actions.close_crisis(found, by=user, summary=form.cleaned_data["summary"])
    ):
        return redirect(CRISES.url(office, uid))
    balances = queries.balances(found.needs.all(), queries.offers_of(user, found))
    unmet = [_need_row(office, one) for one in balances if not one.is_met]
    trail = [(found.title, CRISES.url(office, uid))]
    return show_form(request, form, _("Close the crisis"), trail, unmet=unmet)


@page(WRITE_SOMEWHERE, ("POST",))
def reopen(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Open a crisis again."""
    user = signed_in(request)
    found: Crisis = get_visible(Crisis, user, office, uid)
    done(request, lambda: actions.reopen_crisis(found, by=user), _("It is open again."))
    return redirect(CRISES.url(office, uid))


@page(WRITE_SOMEWHERE, FORM)
def thanks(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write the public thanks: a draft from what was confirmed and from those who agreed to be named."""
    user = signed_in(request)
    found: Crisis = get_visible(Crisis, user, office, uid)
    check_may_write(user, found)
    named, left_out = queries.thankable(queries.offers_of(user, found), office.name)
    standing = queries.thanks_of(found)
    initial = {"text": standing.text if standing else _draft(found, named)}
    form = forms.ThanksForm(request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, lambda: actions.publish_thanks(found, by=user, text=form.cleaned_data["text"])
    ):
        return redirect(CRISES.url(office, uid))
    context = {"left_out": left_out, "submit": _("Make it public"), "is_thanks": True}
    trail = [(found.title, CRISES.url(office, uid))]
    may_publish = may(user, office, WRITE)
    return show_form(request, form, _("Public thanks"), trail, may_publish=may_publish, **context)


def _draft(crisis: Crisis, named: list[queries.Thankable]) -> str:
    """Return words to begin with: who gave what, as far as it was confirmed and may be told."""
    lines = [_("Our thanks for help in: %(title)s.") % {"title": crisis.title}, ""]
    for one in named:
        gifts = "; ".join(
            f"{what}, {number(amount.normalize())} {measure}" for what, amount, measure in one.lines
        )
        lines.append(f"{one.name}: {gifts}")
    return "\n".join(lines)


@page(WRITE_SOMEWHERE, ("POST",))
def withdraw_thanks(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take the public thanks back."""
    user = signed_in(request)
    found: Crisis = get_visible(Crisis, user, office, uid)
    done(request, lambda: actions.withdraw_thanks(found, by=user), _("The page is no longer public."))
    return redirect(CRISES.url(office, uid))


@page(PUBLIC)
def public_thanks(request: HttpRequest, uid: str) -> HttpResponse:
    """Show thanks that somebody made public, to anybody; nothing else of the crisis is on the page."""
    found = queries.public_thanks(uid)
    if found is None:
        raise Http404
    return render(
        request, "engagements/public_thanks.html", {"thanks": found, "by": found.crisis.office.name}
    )
