"""The calendar: a month, a week or a list of days, one's own or the office's; when two places work at one time."""

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.actions.calendar import clear_hours, set_hours
from proxenia.engagements.forms.captures import HoursForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries import occasions
from proxenia.engagements.queries.calendar import OFFICE, OWN, Entry, between
from proxenia.engagements.queries.captures import home_zone, waiting_count
from proxenia.methods.working_hours import Overlap, overlap
from proxenia.places.models import Home
from proxenia.places.queries import GazetteerMissing, resolve
from proxenia.records.access import check_may_write, get_visible, may_write

Row = dict[str, Any]
BOTH = ("GET", "HEAD", "POST")
VIEWS = ("month", "week", "list")
LIST_DAYS = 60
FIRST_YEAR, LAST_YEAR = 1900, 2190


@page(READ_SHARED)
def calendar(request: HttpRequest, office: Office) -> HttpResponse:
    """Show a month, a week or two months of days: what takes place, what is remembered, what is closed."""
    user, today = signed_in(request), timezone.localdate()
    view = request.GET.get("view", "month") if request.GET.get("view") in VIEWS else "month"
    whose = OWN if request.GET.get("whose") == OWN else OFFICE
    on = _day(request.GET.get("on", ""), today)
    first, last = _range(view, on)
    entries, someday = between(user, office, whose, first, last)
    told = _told(user, office, entries, first, last)
    days = _days(office, entries, told, first, last)
    context = {
        "view": view,
        "whose": whose,
        "on": on,
        "today": today,
        "title": _title(view, first, last, on),
        "days": days if view == "month" else [day for day in days if day["lines"] or view == "week"],
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)] if view == "month" else [],
        "month": on.month,
        "count": len(entries),
        "someday": [(row, _url(office, row)) for row in someday if view != "week"],
        "clashes": [_clash(office, one) for one in told["conflicts"]],
        "unknown": ", ".join(told["holidays"].unknown),
        "tabs": _tabs(view, whose, on),
        "sides": _sides(view, whose, on),
        "waiting": waiting_count(user, office) if user.standing(office).has_anywhere(WRITE_SOMEWHERE) else 0,
        "writes": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "reads": user.standing(office).has(READ),
        **_steps(view, whose, on, first, last),
    }
    return render(request, "engagements/calendar.html", context)


def _day(text: str, today: dt.date) -> dt.date:
    """Return the day an address names; an odd one is today."""
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return on if FIRST_YEAR <= on.year <= LAST_YEAR else today


def _range(view: str, on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day shown: whole weeks of a month, a week, or sixty days."""
    if view == "list":
        return on, on + dt.timedelta(days=LIST_DAYS)
    if view == "week":
        monday = on - dt.timedelta(days=on.weekday())
        return monday, monday + dt.timedelta(days=6)
    first = on.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first - dt.timedelta(days=first.weekday()), last + dt.timedelta(days=6 - last.weekday())


def _told(user: User, office: Office, entries: list[Entry], first: dt.date, last: dt.date) -> Row:
    zone = ZoneInfo(home_zone(office, settings.TIME_ZONE))
    places = occasions.countries_of(user, office, entries)
    return {
        "conflicts": occasions.conflicts(user, office, entries, zone),
        "anniversaries": occasions.anniversaries(user, office, first, last),
        "holidays": occasions.holidays_of(office, places, first, last),
    }


def _days(office: Office, entries: list[Entry], told: Row, first: dt.date, last: dt.date) -> list[Row]:
    """Return every day with its lines: holidays first, then anniversaries, then what takes place by the hour."""
    lines: dict[dt.date, list[Row]] = defaultdict(list)
    clashing = {one.engagement.pk for clash in told["conflicts"] for one in (clash.first, clash.second)}
    for holiday in told["holidays"].days:
        lines[holiday.on].append({"kind": "holiday", "text": holiday.name, "sub": holiday.where})
    for one in told["anniversaries"]:
        lines[one.on].append(_anniversary(office, one))
    for entry in sorted(
        entries, key=lambda own: (own.span.starts is not None, str(own.span.starts), own.engagement.pk)
    ):
        begins, ends = max(first, entry.span.first), min(last, entry.span.last)
        for number in range((ends - begins).days + 1):
            on = begins + dt.timedelta(days=number)
            lines[on].append(_entry(office, entry, on, entry.engagement.pk in clashing))
    return [
        {"on": day, "lines": lines[day], "off": any(one["kind"] == "holiday" for one in lines[day])}
        for day in (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    ]


def _anniversary(office: Office, one: occasions.Anniversary) -> Row:
    words = _("{n} years since it was signed") if one.is_signing else _("{n} years")
    url = reverse("portfolio:tie", args=(office.slug, one.tie.uid))
    return {"kind": "anniversary", "text": one.name, "sub": words.format(n=one.years), "url": url}


def _entry(office: Office, entry: Entry, on: dt.date, is_clash: bool) -> Row:
    engagement, span = entry.engagement, entry.span
    hours = ""
    if span.starts is not None and on == span.first:
        hours = f"{span.starts:%H:%M}" + (
            f" – {span.ends:%H:%M}" if span.ends and span.last == span.first else ""
        )
    kind = Vocabulary.load("engagement_kinds").label(engagement.kind)
    place = engagement.place.name if engagement.place else ""
    return {
        "kind": "planned" if engagement.state == Engagement.State.PLANNED else "held",
        "text": engagement.title,
        "hours": hours,
        "sub": ", ".join(part for part in (str(kind), place, *entry.ties[:2]) if part),
        "url": _url(office, engagement),
        "closed": entry.busy,
        "clash": is_clash,
    }


def _url(office: Office, engagement: Engagement) -> str:
    return reverse("engagements:engagement", args=(office.slug, engagement.uid))


def _clash(office: Office, one: occasions.Conflict) -> Row:
    pair = [(own.engagement.title, _url(office, own.engagement)) for own in (one.first, one.second)]
    return {"who": one.who, "on": max(one.first.span.first, one.second.span.first), "pair": pair}


def _title(view: str, first: dt.date, last: dt.date, on: dt.date) -> str:
    if view == "month":
        return date_format(on, "F Y")
    return f"{date_format(first)} – {date_format(last)}"


def _query(view: str, whose: str, on: dt.date) -> str:
    return f"?view={view}&whose={whose}&on={on.isoformat()}"


def _tabs(view: str, whose: str, on: dt.date) -> list[Row]:
    labels = {"month": _("Month"), "week": _("Week"), "list": _("List")}
    return [{"label": labels[one], "url": _query(one, whose, on), "current": one == view} for one in VIEWS]


def _sides(view: str, whose: str, on: dt.date) -> list[Row]:
    labels = {OFFICE: _("The office"), OWN: _("My own")}
    return [
        {"label": label, "url": _query(view, one, on), "current": one == whose}
        for one, label in labels.items()
    ]


def _steps(view: str, whose: str, on: dt.date, first: dt.date, last: dt.date) -> dict[str, str]:
    """Return the addresses of the days before and after."""
    before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    if view == "month":
        before = on.replace(day=1) - dt.timedelta(days=1)
        after = (on.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    elif view == "list":
        before = first - dt.timedelta(days=LIST_DAYS)
    return {"before": _query(view, whose, before), "after": _query(view, whose, after)}


@page(READ_SHARED)
def hours(request: HttpRequest, office: Office) -> HttpResponse:
    """Show when home and another place are both at work on a day."""
    words, today = request.GET.get("with", "").strip()[:200], timezone.localdate()
    on = _day(request.GET.get("on", ""), today)
    home = Home.objects.filter(office=office).select_related("place").first()
    here = home_zone(office, settings.TIME_ZONE)
    context: Row = {
        "words": words,
        "on": on,
        "home": home.place.name if home else here,
        "error": "",
        "found": None,
    }
    if words:
        there, name, context["error"] = _clock_of(words)
        if there:
            found = overlap(here, there, on)
            context |= {"found": _clocks(found), "there": name, "ahead": _ahead(found.ahead)}
    return render(request, "engagements/hours_overlap.html", context, status=422 if context["error"] else 200)


def _clocks(found: Overlap) -> Row:
    """Return moments as the clocks of their places show them: a template would tell them by the server's."""
    return {
        "shared": [[f"{at:%H:%M}" for at in one] for one in found.shared],
        "hours": [
            {
                "here": f"{one.here:%H}",
                "there": f"{one.there:%H:%M}",
                "ours": one.works_here,
                "theirs": one.works_there,
            }
            for one in found.hours
        ],
    }


def _clock_of(words: str) -> tuple[str, str, str]:
    """Return zone and name of a place that words mean, or the sentence why none is found."""
    try:
        return ZoneInfo(words).key, words, ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    try:
        found = resolve(words)
    except GazetteerMissing as missing:
        return "", "", str(missing)
    if found.match is None or not found.match.timezone:
        near = "; ".join(f"{ref.name}, {ref.region}, {ref.country}" for ref in found.alternatives[:4])
        return (
            "",
            "",
            _("Which town is meant? {near}").format(near=near)
            if near
            else _("No town of that name is known."),
        )
    return found.match.timezone, found.match.name, ""


def _ahead(ahead: dt.timedelta) -> str:
    """Return by how much the other clock differs: "7:30 hours ahead"."""
    minutes = int(ahead.total_seconds() // 60)
    if not minutes:
        return _("the same time")
    length = f"{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
    return (_("{length} hours ahead") if minutes > 0 else _("{length} hours behind")).format(length=length)


@page(WRITE_SOMEWHERE, BOTH)
def edit_hours(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say from when till when an engagement takes; without a beginning the hours are taken off."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    held = getattr(found, "hours", None)
    zone = (
        held.zone
        if held
        else (found.place.timezone if found.place else "") or home_zone(office, settings.TIME_ZONE)
    )
    initial = {"starts": held.starts if held else None, "ends": held.ends if held else None, "zone": zone}
    form = HoursForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            _write_hours(user, found, form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("engagements:engagement", office.slug, uid)
    context = {"form": form, "engagement": found, "back_url": _url(office, found)}
    return render(request, "engagements/hours.html", context, status=422 if form.is_bound else 200)


def _write_hours(user: User, found: Engagement, said: Row) -> None:
    if said["starts"] is None:
        clear_hours(found, by=user)
        return
    if not said["zone"]:
        raise Refused(_("Say by which clock."), where="zone")
    set_hours(found, by=user, starts=said["starts"], ends=said["ends"], zone=said["zone"])


@panel(page="engagements.engagement", slot="side", order=5, template="engagements/_hours.html")
def hours_of(request: HttpRequest, engagement: Engagement) -> Row | None:
    """Tell from when till when it takes, by the clock of its place."""
    office: Office = request.office  # type: ignore[attr-defined]
    held = getattr(engagement, "hours", None)
    writes = may_write(signed_in(request), engagement) and not engagement.is_archived
    if held is None and (not writes or engagement.date.day is None):
        return None
    return {
        "hours": held,
        "writes": writes,
        "edit_hours_url": reverse("engagements:hours", args=(office.slug, engagement.uid)),
    }
