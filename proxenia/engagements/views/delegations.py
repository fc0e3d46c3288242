"""The page of a delegation: members, stops, programme by days, safeguards, what stands in the way, the decision."""

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
from proxenia.accounts.models.roles import OVERRIDE, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.names import language_name
from proxenia.core.pages import page, paginate
from proxenia.core.panels import panel
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import whole_number
from proxenia.engagements.access import may_read_details
from proxenia.engagements.actions import delegations as actions
from proxenia.engagements.forms.delegations import DecisionForm, OrganiserForm
from proxenia.engagements.forms.programme import clash_sentence
from proxenia.engagements.models import Delegation, Engagement, Member, Slot
from proxenia.engagements.queries import delegations as queries
from proxenia.engagements.queries.occasions import holidays_at
from proxenia.engagements.queries.travelling import summary_of
from proxenia.engagements.rules.delegations import Obstacle, obstacles, travels
from proxenia.methods.itinerary import OUTSIDE, Clash, grave
from proxenia.records.access import check_may_write, get_visible, may_write

FORM = ("GET", "HEAD", "POST")
State = Delegation.State


@page(READ_SHARED)
def delegations(request: HttpRequest, office: Office) -> HttpResponse:
    """List the delegations: when, where, how far their approval is."""
    shown = paginate(request, queries.delegations(signed_in(request), office))
    rows = [
        {
            "cells": [
                {"text": one.engagement.title, "url": address(office, one.engagement)},
                {"text": full_date(one.engagement.date), "label": _("When")},
                {"text": one.get_state_display(), "code": one.state, "label": _("Approval")},
                {"text": one.organiser.name, "label": _("Who organises it")},
            ]
        }
        for one in shown
    ]
    columns = [
        {"label": label} for label in (_("Delegation"), _("When"), _("Approval"), _("Who organises it"))
    ]
    context = {"page": shown, "rows": rows, "columns": columns}
    return render(request, "engagements/delegations.html", context)


def address(office: Office, engagement: Engagement, step: str = "delegation") -> str:
    """Return the address of a page of a delegation."""
    return reverse(f"engagements:{step}", args=(office.slug, engagement.uid))


@page(READ_SHARED)
def delegation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a delegation as it stands."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    plan = queries.plan_of(found)
    writes = may_write(user, found) and not found.is_archived
    context: dict[str, Any] = {"engagement": found, "plan": plan, "may_write": writes}
    if plan is None:
        return render(request, "engagements/delegation_begin.html", context)
    context |= _as_it_stands(user, found, writes)
    return render(request, "engagements/delegation.html", context)


def _as_it_stands(user: User, found: Engagement, writes: bool) -> dict[str, Any]:
    """Return what the page shows of a delegation."""
    members, stops, slots = (
        queries.members_seen(user, found),
        queries.rated_stops(user, found),
        queries.programme_seen(user, found),
    )
    now = queries.standing_of(user, found)
    against = obstacles(now)
    return {
        "bodies": queries.bodies_of(members),
        "hidden": now.hidden,
        "stops": stops,
        **_days(found, [one.stop for one in stops], slots, members),
        "lede": _sentence(found, members, now.stops),
        "clashes": _clashes(found, slots, members),
        "elsewhere": queries.elsewhere(user, found, members),
        "against": against,
        "can_submit": not any(one.hard and one.code != "hidden" for one in against),
        "may_decide": writes and may(user, found.office, OVERRIDE),
        "checklist": queries.checklist(found, now.level) if now.travels else [],
        "travels": now.travels,
        "may_read_details": may_read_details(user, found),
        "details": _details(found),
        "summary": summary_of(found),
        "is_over": _is_over(found),
    }


def _is_over(engagement: Engagement) -> bool:
    return queries.last_day(engagement) < timezone.localdate()


def _sentence(engagement: Engagement, members: list[Member], stops: int) -> str:
    """Return in a sentence how many go, for how many bodies, from when to when."""
    bodies = {one.organisation_id for one in members if one.organisation_id}
    people = ngettext("One member", "%(n)s members", len(members)) % {"n": len(members)}
    told = ngettext("%(people)s of one organisation", "%(people)s of %(n)s organisations", len(bodies))
    first, last = queries.days_between(engagement)
    words = told % {"people": people, "n": len(bodies)} if bodies else people
    if first is None or last is None:
        return f"{words}."
    days = ngettext("one day", "%(n)s days", (last - first).days + 1) % {"n": (last - first).days + 1}
    where = ngettext("one stop", "%(n)s stops", stops) % {"n": stops}
    sentence = _("%(words)s; %(days)s with %(where)s, from %(first)s to %(last)s.")
    return sentence % {
        "words": words,
        "days": days,
        "where": where,
        "first": full_date(first),
        "last": full_date(last),
    }


def _days(
    engagement: Engagement, stops: list[Any], slots: list[Slot], members: list[Member]
) -> dict[str, Any]:
    """Return the days of the programme as the page shows them, with what is closed on them."""
    shown = {one.pk: one.person.name for one in members}
    holidays, unknown = holidays_at(stops)
    days = [
        {
            "on": day.on,
            "number": day.number,
            "where": ", ".join(dict.fromkeys(str(stop) for stop in day.stops)),
            "holidays": holidays.get(day.on, []),
            "slots": [slot_row(slot, shown) for slot in day.slots],
        }
        for day in queries.days_of(stops, slots)
    ]
    return {"days": days, "unknown_holidays": unknown}


def slot_row(slot: Slot, names: dict[int, str]) -> dict[str, Any]:
    """Return an item as programme pages and papers show it; who takes part as far as they may be named."""
    later = slot.ends_on != slot.on
    ends = f"{slot.ends:%H:%M}" + (f" ({full_date(slot.ends_on)})" if later else "")
    zones = slot.zone if slot.zone == slot.end_zone else f"{slot.zone} → {slot.end_zone}"
    who = [names[row.member_id] for row in slot.taking_part.all() if row.member_id in names]
    hosts = [slot.host.name if slot.host else "", slot.host_text]
    interpreted = _("interpreter: %(name)s") % {"name": slot.interpreter} if slot.interpreter else ""
    spoken = ", ".join(language_name(code) for code in slot.languages)
    return {
        "slot": slot,
        "time": f"{slot.starts:%H:%M}–{ends}",
        "zone": zones.replace("_", " "),
        "hosts": ", ".join(one for one in hosts if one),
        "who": [] if slot.for_all else who,
        "lines": [one for one in (slot.venue, slot.transport, spoken, interpreted) if one],
    }


def _clashes(engagement: Engagement, slots: list[Slot], members: list[Member]) -> list[dict[str, Any]]:
    """Return every clash in words, the grave ones first."""
    titles = {one.pk: one.title for one in slots}
    names = {one.pk: one.person.name for one in members}
    found = sorted(queries.clashes_of(engagement, slots), key=grave, reverse=True)
    return [{"is_grave": grave(one), "words": _in_words(one, titles, names)} for one in found]


def _in_words(clash: Clash, titles: dict[Any, str], names: dict[Any, str]) -> str:
    if clash.kind == OUTSIDE:
        return _("“%(item)s” lies outside the days of the journey.") % {"item": titles[clash.first]}
    return clash_sentence(clash, titles, names)


def _details(engagement: Engagement) -> dict[str, int]:
    """Count the second forms: how many are filled in, and how many travellers there are."""
    rows = engagement.travel_details.all()
    return {"filled": rows.exclude(filled_at=None).count(), "members": engagement.members.count()}


@page(WRITE_SOMEWHERE, ("POST",))
def plan(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Begin to plan an engagement as a delegation."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    return _done(request, office, found, lambda: actions.plan_delegation(found, by=user), "")


@page(WRITE_SOMEWHERE, ("POST",))
def step(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Ask for a decision, or take up the planning again."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    verbs = {
        "submit_delegation": (actions.submit_delegation, _("Whoever decides sees it now.")),
        "reopen_delegation": (actions.reopen_delegation, _("It is being planned again.")),
    }
    verb, sentence = verbs.get(request.POST.get("verb", ""), (actions.submit_delegation, ""))
    return _done(request, office, found, lambda: verb(found, by=user), sentence)


@page(WRITE_SOMEWHERE, ("POST",))
def safeguard(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Tick a line of the safeguards, or take the tick away."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    code, done = request.POST.get("code", ""), request.POST.get("done") == "1"
    return _done(
        request, office, found, lambda: actions.tick_safeguard(found, by=user, code=code, is_done=done), ""
    )


def _done(
    request: HttpRequest, office: Office, engagement: Engagement, verb: Any, sentence: str
) -> HttpResponse:
    """Do something, tell what was refused, and go back to the delegation."""
    with refusals_told(request):
        verb()
        if sentence:
            messages.success(request, sentence)
    return redirect(address(office, engagement))


@page(WRITE_SOMEWHERE, FORM)
def decide(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Approve a delegation or send it back, with what speaks against it on the page."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    form = DecisionForm(request.POST or None, engagement=found, user=user)
    if form.is_valid() and _decide(request, user, found, form):
        messages.success(request, _("The decision is recorded."))
        return redirect(address(office, found))
    against = obstacles(queries.standing_of(user, found)) if queries.plan_of(found) else []
    return _form(
        request, office, found, form, _("Decide on the delegation"), _("Record the decision"), against
    )


def _decide(request: HttpRequest, user: User, found: Engagement, form: DecisionForm) -> bool:
    version = request.POST.get("expected_version", "")
    shared: dict[str, Any] = {
        "by": user,
        "decision": form.cleaned_data["decision"],
        "expected_version": whole_number(version),
    }
    try:
        if form.cleaned_data["verdict"] == "send_delegation_back":
            actions.send_delegation_back(found, **shared)
        else:
            reason = form.cleaned_data["override_reason"]
            actions.approve_delegation(found, override_reason=reason, **shared)
    except NotAllowed:
        raise
    except REFUSALS as refusal:
        show_refusal(form, refusal)
        return False
    return True


@page(WRITE_SOMEWHERE, FORM)
def organiser(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Hand the organising to somebody else."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    form = OrganiserForm(request.POST or None, engagement=found, user=user)
    if form.is_valid():
        try:
            actions.set_organiser(found, by=user, organiser=form.chosen)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(address(office, found))
    return _form(request, office, found, form, _("Who organises the delegation"), _("Save"), [])


def _form(
    request: HttpRequest,
    office: Office,
    found: Engagement,
    form: Any,
    title: str,
    submit: str,
    against: list[Obstacle],
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "against": against,
        "trail": [(found.title, address(office, found))],
        "cancel_url": address(office, found),
        "version": request.POST.get("expected_version") or found.version,
    }
    return render(request, "engagements/delegation_form.html", context, status=422 if form.errors else 200)


@panel(page="engagements.engagement", slot="side", order=30, template="engagements/_delegation_side.html")
def beside(request: HttpRequest, engagement: Engagement) -> dict[str, Any] | None:
    """Tell on the page of an engagement of its delegation, and what the journey costs and emits."""
    plan = queries.plan_of(engagement)
    summary = summary_of(engagement)
    user = signed_in(request)
    offers = may_write(user, engagement) and not engagement.is_archived
    travels_at_all = travels(engagement) or engagement.kind in ("delegation_in", "visit")
    if plan is None and not summary.is_told and not (offers and travels_at_all):
        return None
    office: Office = request.office  # type: ignore[attr-defined]
    return {
        "plan": plan,
        "summary": summary,
        "members": engagement.members.count(),
        "delegation_url": address(office, engagement),
        "travel_url": address(office, engagement, "travel"),
        "offers": offers,
    }
