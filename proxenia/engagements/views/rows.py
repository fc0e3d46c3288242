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
from proxenia.core.templatetags.words import ago, full_date, length_of_time, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.promises import tie_of
from proxenia.engagements.queries.words import side_of, who_moved

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
