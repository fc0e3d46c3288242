"""Protocol of an engagement: the list of guests in their order, replies, tables, letters."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import full_date
from proxenia.engagements.actions.protocol import (
    change_guest,
    invite_guests,
    note_reply,
    note_who_came,
    remove_guest,
)
from proxenia.engagements.forms.protocol import GuestForm, GuestsForm, LetterForm, TablesForm
from proxenia.engagements.models import Engagement, Invitation
from proxenia.engagements.queries.invitations import Line, standing_of
from proxenia.engagements.queries.protocol import Placed, guests_of, in_order, never_asked, replies_of
from proxenia.engagements.readers.letters import letters
from proxenia.engagements.rules import CONTACT_STATES
from proxenia.engagements.rules.protocol import PRECEDENCE, filled, missing
from proxenia.methods.seating import alternate, long_table, round_tables
from proxenia.records.access import check_may_write, get_visible, may_write

BOTH = ("GET", "HEAD", "POST")
COMING = (Invitation.Reply.YES, Invitation.Reply.MAYBE)


def _engagement(request: HttpRequest, office: Office, uid: str) -> Engagement:
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    return found


def _placed(request: HttpRequest, found: Engagement) -> list[Placed]:
    return in_order(guests_of(signed_in(request), found), timezone.localdate())


@page(READ)
def guests(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the list of guests in the order of precedence."""
    return _guests(request, office, _engagement(request, office, uid), None)


def _guests(request: HttpRequest, office: Office, found: Engagement, form: GuestsForm | None) -> HttpResponse:
    user, placed = signed_in(request), _placed(request, found)
    standing = standing_of(user, found)
    told = {line.guest.pk: line for line in standing.lines}
    context = {
        "told": standing,
        "rows": [(one, told[one.guest.pk]) for one in placed],
        "engagement": found,
        "placed": placed,
        "replies": replies_of([one.guest for one in placed]),
        "reply_choices": Invitation.Reply.choices,
        "rule": PRECEDENCE,
        "has_taken_place": found.state in CONTACT_STATES,
        "form": form or GuestsForm(office=office, user=user),
        "may_write": may_write(user, found) and not found.is_archived,
    }
    return render(request, "engagements/guests.html", context, status=422 if form else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def invite(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put guests on the list."""
    user, found = signed_in(request), _engagement(request, office, uid)
    check_may_write(user, found)
    form = GuestsForm(request.POST, office=office, user=user)
    if form.is_valid() and _invite(request, found, form):
        return redirect("engagements:guests", office.slug, uid)
    return _guests(request, office, found, form)


def _invite(request: HttpRequest, found: Engagement, form: GuestsForm) -> bool:
    try:
        added = invite_guests(
            found,
            by=signed_in(request),
            people=form.people,
            names=form.words,
            side=form.cleaned_data["side"],
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    words = ngettext("{n} guest more is on the list.", "{n} guests more are on the list.", len(added))
    messages.success(request, words.format(n=len(added)))
    return True


def guest_of(request: HttpRequest, office: Office, uid: str, guest: str) -> Invitation:
    """Return a guest of an engagement this person may write, as far as they may see the guest."""
    user, found = signed_in(request), _engagement(request, office, uid)
    check_may_write(user, found)
    seen = [one.pk for one in guests_of(user, found)]
    one: Invitation = get_object_or_404(Invitation, uid=guest, pk__in=seen)
    return one


@page(WRITE_SOMEWHERE, BOTH)
def guest(request: HttpRequest, office: Office, uid: str, guest: str) -> HttpResponse:
    """Change a guest's post, side, rank or note."""
    one = guest_of(request, office, uid, guest)
    form = GuestForm(request.POST or None, instance=Invitation.objects.get(pk=one.pk))
    if form.is_valid():
        try:
            change_guest(one, by=signed_in(request), values=form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("engagements:guests", office.slug, uid)
    context = {"engagement": one.engagement, "guest": one, "form": form, "line": _line(request, one)}
    return render(request, "engagements/guest_form.html", context, status=422 if form.is_bound else 200)


def _line(request: HttpRequest, guest: Invitation) -> Line | None:
    lines = standing_of(signed_in(request), guest.engagement).lines
    return next((line for line in lines if line.guest.pk == guest.pk), None)


@page(WRITE_SOMEWHERE, ("POST",))
def uninvite(request: HttpRequest, office: Office, uid: str, guest: str) -> HttpResponse:
    """Take a guest off the list."""
    one = guest_of(request, office, uid, guest)
    try:
        remove_guest(one, by=signed_in(request))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("engagements:guest", office.slug, uid, guest)
    messages.success(request, _("{name} is off the list.").format(name=str(one)))
    return redirect("engagements:guests", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def answers(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note the replies of the list, or who came: one press for all lines."""
    user, found = signed_in(request), _engagement(request, office, uid)
    check_may_write(user, found)
    seen = guests_of(user, found)
    with refusals_told(request):
        if "came_noted" in request.POST:
            there = set(request.POST.getlist("came"))
            hidden = found.invitations.filter(came=True).exclude(pk__in=[one.pk for one in seen])
            keys = {one.pk for one in seen if one.uid in there} | set(hidden.values_list("pk", flat=True))
            note_who_came(found, by=user, came=keys)
        else:
            for one in seen:
                note_reply(one, by=user, reply=request.POST.get(f"reply_{one.uid}", one.reply))
        messages.success(request, _("It is noted."))
    return redirect("engagements:guests", office.slug, uid)


@page(READ)
def tables(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show who sits where, to be printed; the address says which table."""
    found = _engagement(request, office, uid)
    form = TablesForm(request.GET or None)
    default: dict[str, Any] = {"shape": "long", "chairs": 8, "everybody": True}
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else default
    open_too = (Invitation.Reply.OPEN,) if said["everybody"] else ()
    coming = [one for one in _placed(request, found) if one.guest.reply in (*COMING, *open_too)]
    ours = [one.guest for one in coming if one.guest.side == Invitation.Side.US]
    theirs = [one.guest for one in coming if one.guest.side == Invitation.Side.THEM]
    context = {
        "engagement": found,
        "form": TablesForm(initial=said),
        "rule": PRECEDENCE,
        "shape": said["shape"],
        "pairs": long_table(ours, theirs) if said["shape"] == "long" else [],
        "row": alternate(ours, theirs) if said["shape"] == "row" else [],
        "rounds": round_tables(ours, theirs, said["chairs"]) if said["shape"] == "round" else [],
        "nobody": not coming,
    }
    return render(request, "engagements/tables.html", context)


@page(READ, BOTH)
def write_letters(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a letter for every guest, from a shipped text or the officer's own, to be printed."""
    found = _engagement(request, office, uid)
    chosen = letters().get(request.GET.get("letter", "invitation")) or letters()["invitation"]
    initial = {"text": chosen.text, "sender": signed_in(request).name}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=initial)
    written = []
    if form.is_valid():
        text = form.cleaned_data["text"]
        for one in _placed(request, found):
            values = _values(office, found, one.guest, form.cleaned_data["sender"])
            written.append(
                {"guest": one.guest, "text": filled(text, values), "missing": missing(text, values)}
            )
    context = {
        "engagement": found,
        "form": form,
        "chosen": chosen,
        "tabs": [
            {"label": one.title, "url": f"?letter={one.code}", "current": one.code == chosen.code}
            for one in letters().values()
        ],
        "written": written,
    }
    return render(request, "engagements/letters.html", context, status=422 if form.errors else 200)


def _values(office: Office, found: Engagement, one: Invitation, sender: str) -> dict[str, str]:
    return {
        "name": str(one),
        "post": one.post_title,
        "organisation": one.organisation.name if one.organisation else "",
        "title": found.title,
        "date": full_date(found.date),
        "until": full_date(found.until or found.date),
        "place": found.place.name if found.place else "",
        "office": office.name,
        "sender": sender,
        "today": full_date(timezone.localdate()),
    }


@page(READ)
def never_invited(request: HttpRequest, office: Office) -> HttpResponse:
    """List people of our counterparts whom nobody ever invited, and those invited who never came."""
    rows: list[dict[str, Any]] = [
        {"person": person, "why": why} for person, why in never_asked(signed_in(request), office)
    ]
    return render(request, "engagements/never_invited.html", {"rows": rows})
