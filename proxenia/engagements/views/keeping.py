"""Keeping in touch: the list, how close to stay to one tie, body or person, a rest with its reason, the habits."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, SETTINGS, WRITE_SOMEWHERE
from proxenia.commitments.actions.keeping import (
    change_habits,
    keep_in_touch,
    let_rest,
    stop_keeping,
    wake,
)
from proxenia.commitments.forms.keeping import HabitsForm, RestForm, TierForm
from proxenia.commitments.models import Habits
from proxenia.commitments.queries.keeping import habits_of, keeping_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import refusals_told, show_refusal
from proxenia.core.pages import page, paginate, query_without
from proxenia.core.panels import panel
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import ago, full_date, length_of_time, number
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.queries import digest  # noqa: F401 (the import registers its parts)
from proxenia.engagements.queries.keeping import (
    Kept,
    WantedKeepings,
    going_cold,
    keepings,
    kept_of,
    seen_keepings,
    told,
)
from proxenia.engagements.views import rows
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.remembered import Memory
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.models import Anchor, Record

BOTH = ("GET", "HEAD", "POST")
MODELS: dict[str, Any] = {"partnership": Partnership, "organisation": Organisation, "person": Person}
SHOWN = 6
Row = dict[str, Any]


def state_words() -> dict[str, str]:
    """Return the words for where a silence stands."""
    return {
        "cold": _("to be called for"),
        "soon": _("due soon"),
        "resting": _("resting"),
        "fine": _("in touch"),
    }


def state_word(one: Kept, today: dt.date) -> str:
    """Return the word for where a silence stands; who was never met is not yet in touch."""
    state = one.state(today)
    return _("not due yet") if state == "fine" and one.last is None else state_words()[state]


CODES = {"cold": "overdue", "soon": "due", "resting": "previewed", "fine": "alive"}


def kind_words() -> dict[str, str]:
    """Return the words for with whom."""
    return {"tie": _("Tie"), "organisation": _("Body"), "person": _("Person")}


@page(READ)
def in_touch(request: HttpRequest, office: Office) -> HttpResponse:
    """List with whom the office keeps in touch, the longest silent first."""
    user, today, wanted = signed_in(request), timezone.localdate(), _wanted(request)
    shown = paginate(request, keepings(user, office, wanted, today))
    context = {
        "page": shown,
        "wanted": wanted,
        "tabs": rows.tabs(office, "in_touch"),
        "groups": _groups(request, wanted),
        "columns": [{"label": text} for text in (_("With whom"), _("Last contact"), _("Wanted"), _("State"))],
        "rows": [_row(office, one, today) for one in told(list(shown.object_list), office, today)],
        "cold": going_cold(user, office, today, most=0).total,
        "nothing": not shown.paginator.count and not seen_keepings(user, office).exists(),
        "may_set": may(user, office, SETTINGS),
    }
    return render(request, "engagements/in_touch.html", context)


def _wanted(request: HttpRequest) -> WantedKeepings:
    query = request.GET
    state, kind = query.get("state", ""), query.get("kind", "")
    return WantedKeepings(
        state=state if state in ("cold", "resting") else "",
        kind=kind if kind in kind_words() else "",
        mine=query.get("mine") == "yes",
    )


def _groups(request: HttpRequest, wanted: WantedKeepings) -> list[Row]:
    states = [(code, state_words()[code]) for code in ("cold", "resting")]
    return [
        _group(request, "state", _("Silence"), states, wanted.state),
        _group(request, "kind", _("With whom"), list(kind_words().items()), wanted.kind),
        _group(request, "mine", _("Whose"), [("yes", _("Those I look after"))], "yes" if wanted.mine else ""),
    ]


def _group(request: HttpRequest, name: str, title: str, choices: list[tuple[str, str]], current: str) -> Row:
    rest = query_without(request, name, "page")
    items = [
        {
            "label": label,
            "current": code == current,
            "url": f"?{rest}".rstrip("&") if code == current else f"?{rest}{name}={code}",
        }
        for code, label in choices
    ]
    return {"title": title, "items": items}


def _row(office: Office, one: Kept, today: dt.date) -> Row:
    state, keeping = one.state(today), one.keeping
    rests = keeping.rest_reason if state == "resting" else ""
    return {
        "cells": [
            {
                "text": str(one.record),
                "url": address_of(one.record.record_kind, office.slug, one.record.uid),
                "sub": kind_words()[keeping.subject],
            },
            {
                "text": full_date(one.last) or _("none recorded"),
                "sub": ago(one.last, today) if one.last else "",
                "label": _("Last contact"),
            },
            {"text": interval_words(one), "sub": next_words(one, today), "label": _("Wanted")},
            {"text": state_word(one, today), "code": CODES[state], "sub": rests, "label": _("State")},
        ]
    }


def interval_words(one: Kept) -> str:
    """Return how often a contact is wanted."""
    words = ngettext("every month", "every {n} months", one.months).format(n=number(one.months))
    return f"{one.keeping.get_tier_display()}, {words}"


def next_words(one: Kept, today: dt.date) -> str:
    """Return by when the next contact is wanted, or until when it may rest."""
    rests = one.keeping.rests_until
    if rests is not None and rests > today:
        return _("rests until {day}").format(day=full_date(rests))
    if one.next_by < today:
        return _("{length} longer than wanted").format(length=length_of_time(one.next_by, today))
    return _("next by {day}").format(day=full_date(one.next_by))


def _record(request: HttpRequest, office: Office, uid: str) -> Any:
    """Return the tie, body or person of an address, for somebody who may write it."""
    user = signed_in(request)
    kind = Anchor.objects.filter(uid=uid, office=office).values_list("kind", flat=True).first()
    record = get_visible(MODELS.get(kind or "", Partnership), user, office, uid)
    check_may_write(user, record)
    return record


def _home(office: Office, record: Record) -> str:
    return address_of(record.record_kind, office.slug, record.uid)


@page(WRITE_SOMEWHERE, BOTH)
def keep(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say how close the office wants to stay to a tie, a body or a person."""
    user, record = signed_in(request), _record(request, office, uid)
    standing, habits = keeping_of(record), habits_of(office)
    initial = {"tier": standing.tier if standing else ""}
    form = TierForm(request.POST or None, habits=habits, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tier = form.cleaned_data["tier"]
            if tier:
                keep_in_touch(record, by=user, tier=tier)
            else:
                stop_keeping(record, by=user)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(_home(office, record))
    return _form(request, office, record, form, _("How close to stay to {name}"))


@page(WRITE_SOMEWHERE, BOTH)
def rest(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Let somebody rest: not called for before a day, with the reason."""
    user, record = signed_in(request), _record(request, office, uid)
    form = RestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            let_rest(record, by=user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("It rests."))
            return redirect(_home(office, record))
    return _form(request, office, record, form, _("Let {name} rest for a while"))


@page(WRITE_SOMEWHERE, ("POST",))
def end_rest(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """End a rest before its day."""
    record = _record(request, office, uid)
    with refusals_told(request):
        wake(record, by=signed_in(request))
        messages.success(request, _("It is called for again."))
    return redirect(_home(office, record))


def _form(request: HttpRequest, office: Office, record: Record, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title.format(name=record), "back": _home(office, record)}
    return render(request, "engagements/keep.html", context, status=422 if form.errors else 200)


@page(SETTINGS, BOTH)
def habits(request: HttpRequest, office: Office) -> HttpResponse:
    """Read and change the habits of the office."""
    form = HabitsForm(
        request.POST or None, instance=Habits.objects.filter(office=office).first() or Habits(office=office)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_habits(office, by=signed_in(request), values=form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("engagements:in_touch", office.slug)
    context = {
        "form": form,
        "title": _("How the office keeps in touch"),
        "back": reverse("engagements:in_touch", args=(office.slug,)),
    }
    return render(request, "engagements/keep.html", context, status=422 if form.errors else 200)


def _panel(request: HttpRequest, record: Record) -> Row | None:
    """Fill how the office keeps in touch with a record, and the form that says so."""
    user, today = signed_in(request), timezone.localdate()
    office: Office = request.office  # type: ignore[attr-defined]
    writes = may_write(user, record) and not record.is_archived
    if not may(user, office, READ):
        return None
    one = kept_of(record, office, today)
    if one is None and not writes:
        return None
    state = one.state(today) if one else ""
    return {
        "kept": one,
        "uid": record.uid,
        "last": one.last if one else None,
        "interval": interval_words(one) if one else "",
        "next": next_words(one, today) if one else "",
        "silence_state": {"code": CODES.get(state, ""), "text": state_word(one, today) if one else ""},
        "rests": one.keeping if one and state == "resting" else None,
        "may_keep": writes,
        "tier_form": TierForm(habits=habits_of(office), initial={"tier": one.keeping.tier if one else ""}),
    }


@panel(page="portfolio.tie", slot="right", order=30, template="engagements/_in_touch.html")
def in_touch_with_tie(request: HttpRequest, tie: Partnership) -> Row | None:
    """Say how the office keeps in touch with a tie."""
    return _panel(request, tie)


@panel(page="directory.organisation", slot="side", order=5, template="engagements/_in_touch.html")
def in_touch_with_body(request: HttpRequest, organisation: Organisation) -> Row | None:
    """Say how the office keeps in touch with a body."""
    return _panel(request, organisation)


@panel(page="directory.person", slot="side", order=5, template="engagements/_in_touch.html")
def in_touch_with_person(request: HttpRequest, person: Person) -> Row | None:
    """Say how the office keeps in touch with a person."""
    return _panel(request, person)


@panel(page="desk.today", slot="cold", order=10, template="engagements/_to_call_for.html")
def to_be_called_for(request: HttpRequest, office: Office) -> Row | None:
    """Name on Today from whom nothing was heard for longer than the office wants; remembered until the next event."""
    user, today = signed_in(request), timezone.localdate()
    if not may(user, office, READ):
        return None
    cold = Memory(user, office, today).get(
        "to be called for", lambda: going_cold(user, office, today, most=SHOWN)
    )
    shown = [_line(office, one, today) for one in cold.rows]
    return {"touch": cold, "touch_rows": shown} if shown else None


def _line(office: Office, one: Kept, today: dt.date) -> Row:
    last = _("last contact {ago}").format(ago=ago(one.last, today)) if one.last else _("no contact recorded")
    return {
        "text": str(one.record),
        "url": _home(office, one.record),
        "when": last,
        "title": full_date(one.last),
        "who": interval_words(one),
    }
