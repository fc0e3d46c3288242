"""What came in by mail or calendar: a file is read, each proposal looked at, confirmed or dismissed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions.captures import dismiss_proposal, keep_drafts, take_up_proposal
from proxenia.engagements.forms.captures import CaptureFileForm, ProposalForm
from proxenia.engagements.models import Proposal
from proxenia.engagements.queries.captures import MOST, Found, found_in, home_zone, proposals_for
from proxenia.engagements.readers.bounds import FILE_BYTES
from proxenia.engagements.readers.reading import read_capture, sentence_of
from proxenia.engagements.rules.captures import (
    CHANGED,
    NEW,
    SAME,
    VIRTUAL,
    digest,
    drafts,
    is_called_off,
    when_of,
)
from proxenia.engagements.views.answers import answer_page, own_proposal
from proxenia.engagements.views.asking import ask_why
from proxenia.places.actions import ensure_place

BOTH = ("GET", "HEAD", "POST")
Row = dict[str, Any]


@page(WRITE_SOMEWHERE, BOTH)
def inbox(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what waits to be confirmed; a file that is sent is read first."""
    user = signed_in(request)
    form = CaptureFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        came = _take_in(request, user, office, form)
        if came is not None:
            return came
    found = proposals_for(user, office)
    waiting = list(found.filter(state=Proposal.State.WAITING)[:MOST])
    context = {
        "form": form,
        "waiting": [_line(office, one) for one in waiting if not one.held_back],
        "held": [_line(office, one) for one in waiting if one.held_back],
        "decided": [_line(office, one) for one in found.exclude(state=Proposal.State.WAITING)[:20]],
        "mail_in": settings.MAIL_IN,
    }
    return render(request, "engagements/inbox.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, user: User, office: Office, form: CaptureFileForm) -> HttpResponse | None:
    """Read a file and keep what it proposes; None, with the mistake in the form, where it cannot be read."""
    upload = form.cleaned_data["file"]
    content = upload.read(FILE_BYTES + 1)
    read = read_capture(content, timezone.localdate())
    if read["held"] and read["kind"] != "mail":
        form.add_error("file", read["sentence"])
        return None
    kept = keep_drafts(
        office, drafts(read, digest(content.decode("latin-1"))), owner=user, held_back=read["sentence"]
    )
    if not kept:
        form.add_error("file", _("There is no entry in this calendar that says when it begins."))
        return None
    if len(kept) == 1 and kept[0][1] != SAME:
        return redirect("engagements:proposal", office.slug, kept[0][0].uid)
    remarks = " ".join(sentence_of(code) for code in read.get("remarks", []))
    messages.success(request, f"{counted(kept)}. {remarks}".strip())
    return redirect("engagements:inbox", office.slug)


def _line(office: Office, proposal: Proposal) -> Row:
    when = when_of(proposal, settings.TIME_ZONE)
    return {
        "one": proposal,
        "when": date_format(when.first) if when else "",
        "off": is_called_off(proposal),
        "repeats": len(proposal.facts.get("times", [])),
    }


@page(WRITE_SOMEWHERE, BOTH)
def proposal(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one proposal with the people and ties it seems to speak of; confirmed, it becomes a contact."""
    user, one = signed_in(request), own_proposal(request, office, uid)
    if one.kind == Proposal.Kind.ANSWER:
        return answer_page(request, office, one)
    form = _form(request, office, user, one)
    if form.is_valid():
        try:
            made = _confirm(request, one, form)
        except REFUSALS as refusal:
            ask_why(form, refusal)
            show_refusal(form, refusal)
        else:
            words = ngettext("It stands as a contact now.", "They stand as {n} contacts now.", len(made))
            messages.success(request, words.format(n=len(made)))
            return redirect("engagements:engagement", office.slug, made[0].uid)
    context = {
        "proposal": one,
        "form": form,
        "waits": one.state == Proposal.State.WAITING,
        "called_off": is_called_off(one),
        "remarks": [sentence_of(code) for code in one.facts.get("remarks", [])],
        "people": _people(one),
        "people_more": max(0, one.facts.get("people_count", 0) - 20),
        "attachments": (one.facts.get("mail") or one.facts).get("attachments", []),
    }
    return render(request, "engagements/proposal.html", context, status=422 if form.is_bound else 200)


def _people(one: Proposal) -> list[str]:
    named = one.facts.get("people", [])[:20]
    return [f"{who['name']} <{who['address']}>" if who["name"] else who["address"] for who in named]


def _form(request: HttpRequest, office: Office, user: User, one: Proposal) -> ProposalForm:
    home = home_zone(office, settings.TIME_ZONE)
    found = _found(user, office, one)
    times = one.facts.get("times", []) if one.facts.get("rule") or one.facts.get("times") else []
    return ProposalForm(
        request.POST or None,
        office=office,
        user=user,
        proposal=one,
        home=home,
        times=[(time, time.replace("T", ", ")[:17]) for time in times],
        ties=found.ties,
        people=found.people,
        initial=_initial(one, home, found, times),
    )


def _found(user: User, office: Office, one: Proposal) -> Found:
    mail = one.facts.get("mail") or {}
    who = [
        *one.facts.get("people", []),
        *mail.get("people", []),
        one.facts.get("organizer"),
        mail.get("sender"),
    ]
    who += [one.facts.get("sender")] if isinstance(one.facts.get("sender"), dict) else []
    known = [person for person in who if person]
    addresses = {person["address"] for person in known if person["address"]}
    names = {person["name"] for person in known if person["name"]}
    return found_in(user, office, addresses, names, f"{one.title}\n{one.words}")


def _initial(one: Proposal, home: str, found: Found, times: list[str]) -> Row:
    when, facts = when_of(one, home), one.facts
    location = facts.get("location", "")
    known = {word for person in found.people for word in (person.name, person.email.lower())}
    people = [person for person in facts.get("people", []) if not known & {person["name"], person["address"]}]
    others = [person["name"] or person["address"] for person in people[:20]]
    is_mail = one.kind == Proposal.Kind.MAIL
    today = timezone.localdate().isoformat()
    return {
        "title": one.title,
        "date": when.first.isoformat() if when else "",
        "until": when.last.isoformat() if when and when.last != when.first else "",
        "starts": when.starts if when else None,
        "ends": when.ends if when else None,
        "zone": (when.zone if when else "") or home,
        "kind": "correspondence" if is_mail else "meeting",
        "mode": "virtual" if any(word in location.lower() for word in VIRTUAL) else "",
        "people_text": "; ".join(others)[:1000],
        "people": [person.uid for person in found.people],
        "ties": [tie.uid for tie in found.ties],
        "visibility": "confidential" if facts.get("private") else "",
        "times": next(([time] for time in times if time >= today), times[:1]),
    }


def _confirm(request: HttpRequest, one: Proposal, form: ProposalForm) -> list[Any]:
    place = {"place": ensure_place(form.place)} if form.place is not None else {}
    values = {name: value for name, value in form.values.items() if name not in ("date", "until")}
    return take_up_proposal(
        one,
        by=signed_in(request),
        values={**values, **place},
        whens=form.whens,
        ties=form.chosen_ties,
        people=form.chosen_people,
        unit=form.chosen_unit,
        visibility=form.cleaned_data.get("visibility", ""),
        source=_source(one),
        because=request.POST.get("because", ""),
    )


def _source(one: Proposal) -> str:
    """Return the words that came in, and from whom: they stay as a note."""
    said = _("Mail from {sender}") if one.kind == Proposal.Kind.MAIL else _("Calendar entry from {sender}")
    head = said.format(sender=one.sender or _("a file"))
    where = one.facts.get("location", "")
    parts = [head, f"{_('Place')}: {where}" if where else "", one.words]
    return "\n\n".join(part for part in parts if part)[:9_000] if one.words or where else ""


@page(WRITE_SOMEWHERE, ("POST",))
def dismiss(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a proposal aside."""
    try:
        dismiss_proposal(own_proposal(request, office, uid), by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is dismissed; it stays under what was decided for some months."))
    return redirect("engagements:inbox", office.slug)


def counted(kept: list[tuple[Proposal, str]]) -> str:
    """Return in words what became of what a file proposed."""
    counts = {state: sum(1 for _one, own in kept if own == state) for state in (NEW, CHANGED, SAME)}
    words = {NEW: _("{n} new"), CHANGED: _("{n} changed since"), SAME: _("{n} here already")}
    return ", ".join(words[state].format(n=n) for state, n in counts.items() if n)
