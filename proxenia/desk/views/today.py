"""Today: what is owed on both sides, what goes cold, what the week brings, and what others recorded."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.actions import mark_seen
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import HISTORY, IMPORT, READ, READ_SHARED, SETTINGS, WRITE_SOMEWHERE
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import answering_words, is_overdue
from proxenia.core.pages import page
from proxenia.core.templatetags.words import ago, full_date, length_of_time, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.desk.queries import today as desk
from proxenia.desk.queries.news import news
from proxenia.desk.queries.shared import shared_with
from proxenia.directory.models import Head, HostedBody
from proxenia.directory.queries.corps import ending_terms
from proxenia.directory.queries.hosting import reviews_due
from proxenia.engagements.forms import LineForm
from proxenia.engagements.queries.promises import tie_of
from proxenia.engagements.queries.story import months_of_silence
from proxenia.engagements.queries.words import who_moved
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.remembered import Memory
from proxenia.records.queries.jobs import notices

Row = dict[str, Any]
VISIT = dt.timedelta(minutes=20)
"""Looking again within this time is the same visit."""


@page(READ_SHARED)
def today(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what is due; an office with nothing in it is told how to begin."""
    user, day = signed_in(request), timezone.localdate()
    standing = user.standing(office)
    rights: Row = {
        "may_import": standing.has_anywhere(IMPORT),
        "may_add": standing.has_anywhere(WRITE_SOMEWHERE),
    }
    if not standing.has(READ):
        return render(request, "desk/shared.html", {"groups": shared_with(user, office), "today": day})
    rights["line_form"] = LineForm() if rights["may_add"] else None
    rights["upkeep"] = notices(office) if standing.has(SETTINGS) else []
    if desk.is_empty(user, office):
        return render(request, "desk/empty.html", {"today": day, **rights})
    return render(request, "desk/today.html", {**_desk(request, user, office, day), **rights})


def _desk(request: HttpRequest, user: User, office: Office, day: dt.date) -> Row:
    sides, ending, cold, reviews, days, hosted, terms, to_check, passed = _remembered(user, office, day)
    since = _since(request, user)
    contacts = list(desk.contacts_of_week(user, office, day))
    return {
        "today": day,
        "monday": desk.week_of(day)[0],
        "sunday": desk.week_of(day)[1],
        "is_weekend": day.weekday() >= 5,
        "ending": ending,
        "cold": cold,
        **_promises(office, user, day, sides, to_check),
        "ending_rows": [_agreement(office, one, day) for one in ending.rows],
        "review_rows": [_review(office, one, day) for one in reviews[: desk.SHOWN]],
        "more_reviews": len(reviews) > desk.SHOWN,
        "hosted_rows": [_hosted(office, one, day) for one in hosted[: desk.SHOWN]],
        "more_hosted": len(hosted) > desk.SHOWN,
        "head_rows": [_head(office, one, day) for one in terms[: desk.SHOWN]],
        "soon": (day + desk.SOON).isoformat(),
        "term": (day + desk.TERM).isoformat(),
        "cold_rows": [_cold(office, one, day) for one in cold.rows],
        "contacts": [_contact(office, one) for one in contacts[: desk.SHOWN]],
        "more_contacts": len(contacts) > desk.SHOWN,
        "passed": [_contact(office, one) for one in passed[: desk.SHOWN]],
        "more_passed": len(passed) > desk.SHOWN,
        "anniversaries": [_anniversary(office, one) for one in days],
        "since": since,
        "news": news(user, office, since) if may(user, office, HISTORY) else [],
    }


def _promises(office: Office, user: User, day: dt.date, sides: Row, to_check: list[Commitment]) -> Row:
    """Return the promises of both sides that are due, and those done that wait to be checked."""
    ours, theirs = sides["us"], sides["them"]
    who = answering_words(user, office, [*ours.rows, *theirs.rows])
    return {
        "ours": ours,
        "theirs": theirs,
        "our_rows": [_promise(office, one, day, who) for one in ours.rows],
        "their_rows": [_promise(office, one, day, who) for one in theirs.rows],
        "check_rows": [_to_check(office, one, day) for one in to_check[: desk.SHOWN]],
        "more_to_check": len(to_check) > desk.SHOWN,
    }


def _remembered(user: User, office: Office, day: dt.date) -> tuple[Any, ...]:
    """Return what is read from all ties and promises; it stands until the next event."""
    reads: tuple[Any, ...] = (
        desk.promises_of_sides,
        desk.terms,
        desk.going_cold,
        desk.reviews,
        desk.anniversaries,
        reviews_due,
        ending_terms,
        desk.to_check,
        desk.to_confirm,
    )
    memory = Memory(user, office, day)
    return memory.get("today", lambda: tuple(read(user, office, day) for read in reads))


def _since(request: HttpRequest, user: User) -> dt.datetime | None:
    """Return when the person was here before this visit; a visit lasts as long as they keep coming back."""
    now = timezone.now()
    kept = parse_datetime(request.session.get("here_before") or "")
    seen = user.seen_at
    if seen is None or now - seen > VISIT:
        request.session["here_before"] = seen.isoformat() if seen else ""
        mark_seen(user, now=now)
        return seen
    return kept


def _tie_url(office: Office, tie: Partnership) -> str:
    return reverse("portfolio:tie", args=(office.slug, tie.uid))


def _promise(office: Office, promise: Commitment, day: dt.date, who: dict[int, str]) -> Row:
    tie, due = tie_of(promise), promise.due
    late = is_overdue(promise, day)
    words = full_date(due)
    if due is not None and late:
        words = _("{length} overdue").format(length=length_of_time(due.last(), day))
    elif due is not None and due.day is not None:
        words = _("due {day}").format(day=full_date(due))
    elif due is not None:
        words = _("due in {month}").format(month=full_date(due))
    return {
        "text": promise.what,
        "url": reverse("engagements:promise", args=(office.slug, promise.uid)),
        "tie": tie.name if tie else "",
        "tie_url": _tie_url(office, tie) if tie else "",
        "late": late,
        "when": words,
        "title": full_date(due),
        "who": who.get(promise.pk, ""),
    }


def _to_check(office: Office, promise: Commitment, day: dt.date) -> Row:
    by = promise.done_by.name if promise.done_by else ""
    words = _("reported done {ago}").format(ago=ago(promise.done_on, day))
    return {**_promise(office, promise, day, {}), "late": False, "when": words, "title": "", "who": by}


def _agreement(office: Office, agreement: Agreement, day: dt.date) -> Row:
    ends = agreement.ends
    over = ends is not None and ends.last() < day
    ended = _("ended {length} ago, still noted as in force")
    sentence = ended if over else _("ends in {length}")
    words = sentence.format(length=length_of_time(ends.last(), day)) if ends else ""
    return {
        "text": agreement.title,
        "url": reverse("portfolio:agreement", args=(office.slug, agreement.uid)),
        "tie": agreement.partnership.name,
        "tie_url": _tie_url(office, agreement.partnership),
        "late": over,
        "when": words,
        "title": full_date(ends),
    }


def _review(office: Office, tie: Partnership, day: dt.date) -> Row:
    due = tie.review_on or day
    late = due < day
    sentence = _("review {length} overdue") if late else _("review due in {length}")
    words = sentence.format(length=length_of_time(due, day)) if due != day else _("review due today")
    return {
        "text": tie.name,
        "url": _tie_url(office, tie),
        "late": late,
        "when": words,
        "title": full_date(due),
    }


def _hosted(office: Office, body: HostedBody, day: dt.date) -> Row:
    due = body.review_on or day
    late = due < day
    sentence = _("review {length} overdue") if late else _("review due in {length}")
    return {
        "text": str(body),
        "url": reverse("directory:hosted_body", args=(office.slug, body.uid)),
        "late": late,
        "when": sentence.format(length=length_of_time(due, day)) if due != day else _("review due today"),
        "title": full_date(due),
    }


def _head(office: Office, head: Head, day: dt.date) -> Row:
    until = head.until.last()
    return {
        "text": f"{head.person.name}, {head.mission}",
        "url": reverse("directory:mission", args=(office.slug, head.mission.uid)),
        "late": False,
        "when": _("term ends in {length}").format(length=length_of_time(until, day)),
        "title": full_date(head.until),
    }


def _cold(office: Office, tie: Partnership, day: dt.date) -> Row:
    months = months_of_silence(tie.last_contact, day) or 0
    words = ngettext("{n} month of silence", "{n} months of silence", months).format(n=number(months))
    count = tie.contact_count
    return {
        "text": tie.name,
        "url": _tie_url(office, tie),
        "when": words,
        "title": full_date(tie.last_contact),
        "who": ngettext("{n} contact in all", "{n} contacts in all", count).format(n=number(count)),
    }


def _contact(office: Office, engagement: Any) -> Row:
    ties = [link.partnership for link in engagement.tie_links.all()]
    kind = Vocabulary.load("engagement_kinds").label(engagement.kind)
    return {
        "on": engagement.date,
        "text": engagement.title,
        "url": reverse("engagements:engagement", args=(office.slug, engagement.uid)),
        "sub": ", ".join([who_moved(engagement) or kind, *(tie.name for tie in ties[:3])]),
    }


def _anniversary(office: Office, one: desk.Anniversary) -> Row:
    words = ngettext("{name}: {n} year", "{name}: {n} years", one.years)
    kind = Vocabulary.load("partnership_kinds").label(one.tie.kind)
    return {
        "on": one.on,
        "text": words.format(name=one.tie.name, n=one.years),
        "url": _tie_url(office, one.tie),
        "sub": _("{kind} since {day}").format(kind=kind, day=full_date(one.tie.since)),
    }
