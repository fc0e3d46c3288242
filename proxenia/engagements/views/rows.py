"""How contacts and promises read in tables, timelines and lists."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import is_overdue
from proxenia.core.templatetags.words import ago, full_date, length_of_time, money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.promises import tie_of
from proxenia.engagements.queries.words import side_of, who_moved
from proxenia.portfolio.models import Agreement, Partnership

Row = dict[str, Any]


def kind_word(engagement: Engagement) -> str:
    """Return the kind of a contact in the reader's language."""
    return Vocabulary.load("engagement_kinds").label(engagement.kind)


def engagement_url(office: Office, uid: str) -> str:
    """Return the address of a contact's page."""
    return reverse("engagements:engagement", args=(office.slug, uid))


def span(engagement: Engagement) -> str:
    """Return when it was, in full: "11 April 2025 to 14 April 2025"."""
    first = full_date(engagement.date)
    if engagement.until is None or engagement.until == engagement.date:
        return first
    return _("{first} to {last}").format(first=first, last=full_date(engagement.until))


def split_word(label: str) -> tuple[str, str]:
    """Return a label and its explanation apart: "Internal: staff of the office"."""
    word, _colon, why = str(label).partition(": ")
    return word, why


def fact(term: str, value: str, url: str = "", sub: str = "") -> Row:
    """Return one line of the facts; without a sub-line, what follows a colon in the value becomes it."""
    word, why = split_word(value) if not sub else (value, sub)
    return {"term": term, "value": word, "url": url, "sub": why}


def facts_of(office: Office, engagement: Engagement) -> list[Row]:
    """Return the plain facts of a contact; what is not known is left out."""
    place, hours = engagement.place, engagement.staff_hours
    by = engagement.created_by
    found = [
        fact(_("Kind"), kind_word(engagement)),
        fact(_("Direction"), engagement.get_direction_display()),
        fact(_("How people met"), engagement.get_mode_display()),
        fact(_("Who began it"), engagement.get_initiated_by_display()),
        fact(_("Who hosted"), engagement.get_hosted_by_display()),
        fact(_("Who paid"), engagement.get_paid_by_display()),
        fact(_("Place"), place.name, reverse("places:place", args=(office.slug, place.uid)))
        if place
        else None,
        fact(_("Staff hours"), number(hours.normalize())) if hours is not None else None,
        fact(_("Cost"), money(engagement.cost, engagement.currency)),
        fact(_("Open to"), engagement.get_visibility_display()),
        fact(_("Unit"), engagement.unit.name if engagement.unit else ""),
        fact(_("Logged"), full_date(engagement.created_at), sub=by.name if by else ""),
    ]
    return [line for line in found if line and line["value"]]


def columns() -> list[Row]:
    """Return the columns of the list of contacts."""
    return [
        {"label": _("What")},
        {"label": _("When")},
        {"label": _("With")},
        {"label": _("How")},
        {"label": _("Staff hours"), "numeric": True},
    ]


def engagement_rows(office: Office, found: Iterable[Engagement]) -> list[Row]:
    """Return the rows of the list of contacts."""
    return [{"cells": _cells(office, engagement)} for engagement in found]


def _cells(office: Office, engagement: Engagement) -> list[Row]:
    ties = [link.partnership for link in engagement.tie_links.all()]
    where = engagement.place.name if engagement.place else ""
    mode = engagement.get_mode_display() if engagement.mode else ""
    how = who_moved(engagement) or mode
    hours = engagement.staff_hours
    return [
        {
            "text": engagement.title,
            "url": engagement_url(office, engagement.uid),
            "sub": kind_word(engagement),
        },
        {"text": span(engagement), "label": _("When")},
        {
            "text": ties[0].name if ties else "–",
            "url": reverse("portfolio:tie", args=(office.slug, ties[0].uid)) if ties else "",
            "sub": ", ".join(tie.name for tie in ties[1:]),
            "label": _("With"),
        },
        {"text": how or "–", "sub": where or (mode if mode != how else ""), "label": _("How")},
        {
            "text": number(hours.normalize()) if hours is not None else "–",
            "numeric": True,
            "label": _("Staff hours"),
        },
    ]


def entry(office: Office, engagement: Engagement, with_note: bool = True) -> Row:
    """Return a contact as an entry of a timeline; ``present`` may stand on it as a number."""
    present = getattr(engagement, "present", 0)
    words = [who_moved(engagement) or kind_word(engagement)]
    if present:
        words.append(ngettext("{n} person", "{n} people", present).format(n=present))
    note = engagement.note.strip().splitlines()
    return {
        "side": side_of(engagement) or "plain",
        "when": span(engagement),
        "who": ", ".join(words),
        "text": engagement.title,
        "url": engagement_url(office, engagement.uid),
        "sub": note[0][:200] if with_note and note else "",
    }


def gap(silence: int) -> Row:
    """Return the silence of some months as the first entry of a timeline."""
    words = ngettext("{n} month of silence", "{n} months of silence", silence).format(n=silence)
    return {"side": "gap", "text": words}


def due_words(promise: Commitment, today: dt.date) -> str:
    """Return when a promise is due and how far that is: "3 weeks overdue", "in 5 days"."""
    if promise.due is None:
        return _("no date agreed")
    if is_overdue(promise, today):
        return _("{length} overdue").format(length=length_of_time(promise.due.last(), today))
    return ago(promise.due, today)


def promise_url(office: Office, uid: str) -> str:
    """Return the address of a promise's page."""
    return reverse("engagements:promise", args=(office.slug, uid))


def promise_columns() -> list[Row]:
    """Return the columns of the list of promises."""
    return [
        {"label": _("Promise")},
        {"label": _("Tie")},
        {"label": _("Who promised")},
        {"label": _("Due")},
        {"label": _("State")},
    ]


def promise_rows(office: Office, found: Iterable[Commitment], today: dt.date) -> list[Row]:
    """Return the rows of the list of promises."""
    return [{"cells": _promise_cells(office, promise, today)} for promise in found]


def state_of(promise: Commitment, today: dt.date) -> Row:
    """Return the state of a promise as a word and the code of its colour; overdue is a word of its own."""
    if is_overdue(promise, today):
        return {"code": "overdue", "text": _("overdue")}
    return {"code": promise.state, "text": promise.get_state_display().lower()}


def _promise_cells(office: Office, promise: Commitment, today: dt.date) -> list[Row]:
    tie = tie_of(promise)
    is_open = promise.state == Commitment.State.OPEN
    return [
        {"text": promise.what, "url": promise_url(office, promise.uid)},
        {
            "text": tie.name if tie else "–",
            "url": reverse("portfolio:tie", args=(office.slug, tie.uid)) if tie else "",
            "label": _("Tie"),
        },
        {"text": promise.get_side_display(), "sub": promise.owner_name, "label": _("Who promised")},
        {
            "text": full_date(promise.due) or _("no date agreed"),
            "sub": due_words(promise, today) if is_open and promise.due else "",
            "label": _("Due"),
        },
        {**state_of(promise, today), "label": _("State")},
    ]


def promise_facts(
    office: Office,
    promise: Commitment,
    tie: Partnership | None,
    agreement: Agreement | None,
    engagement: Engagement | None,
) -> list[Row]:
    """Return the plain facts of a promise; what is not known is left out."""
    tie_url = reverse("portfolio:tie", args=(office.slug, tie.uid)) if tie else ""
    text_url = reverse("portfolio:agreement", args=(office.slug, agreement.uid)) if agreement else ""
    made_at = (
        fact(
            _("Made at"),
            full_date(engagement.date),
            engagement_url(office, engagement.uid),
            sub=engagement.title,
        )
        if engagement
        else None
    )
    found = [
        fact(_("Tie"), tie.name, tie_url) if tie else None,
        fact(_("Deliverable of"), agreement.title, text_url) if agreement else None,
        made_at,
        fact(_("Recorded"), full_date(promise.created_at)),
        fact(_("Noted"), full_date(promise.closed_on)),
        fact(_("Open to"), promise.get_visibility_display()),
    ]
    return [line for line in found if line and line["value"]]


def tabs(office: Office, current: str) -> list[Row]:
    """Return the two lists of this room as tabs."""
    names = (("list", _("Contacts")), ("promises", _("Promises")))
    return [
        {
            "label": label,
            "url": reverse(f"engagements:{name}", args=(office.slug,)),
            "current": name == current,
        }
        for name, label in names
    ]
