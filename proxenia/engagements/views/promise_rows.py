"""How promises read in tables and on their page: when they are due, who answers, where they stand, how old they are."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.audit.queries import Entry
from proxenia.commitments.models import Commitment, Escalation
from proxenia.commitments.queries import Past, is_overdue
from proxenia.core.registry import sentence_of
from proxenia.core.templatetags.words import ago, full_date, length_of_time
from proxenia.engagements.models import Engagement, Project
from proxenia.engagements.queries.promises import tie_of
from proxenia.engagements.views.rows import engagement_url, fact
from proxenia.portfolio.models import Agreement, Partnership

Row = dict[str, Any]
Words = Mapping[int, str]
"""Who answers for a promise, by its key, as ``commitments.queries.answering_words`` tells one reader."""


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


def promise_rows(
    office: Office, found: Iterable[Commitment], today: dt.date, answering: Words | None = None
) -> list[Row]:
    """Return the rows of the list of promises; without ``answering`` only the names typed are shown."""
    return [{"cells": _cells(office, promise, today, answering)} for promise in found]


def state_of(promise: Commitment, today: dt.date) -> Row:
    """Return the state of a promise as a word and the code of its colour; overdue is a word of its own."""
    if is_overdue(promise, today):
        return {"code": "overdue", "text": _("overdue")}
    return {"code": promise.state, "text": promise.get_state_display().lower()}


def _cells(office: Office, promise: Commitment, today: dt.date, answering: Words | None) -> list[Row]:
    tie = tie_of(promise)
    is_open = promise.state == Commitment.State.OPEN
    who = promise.owner_name if answering is None else answering.get(promise.pk, "")
    recorded = _("recorded {ago}").format(ago=ago(promise.created_at, today))
    return [
        {
            "text": promise.what,
            "url": promise_url(office, promise.uid),
            "sub": recorded if is_open else "",
        },
        {
            "text": tie.name if tie else "–",
            "url": reverse("portfolio:tie", args=(office.slug, tie.uid)) if tie else "",
            "label": _("Tie"),
        },
        {"text": promise.get_side_display(), "sub": who, "label": _("Who promised")},
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
    today: dt.date,
    further: Sequence[Escalation] = (),
) -> list[Row]:
    """Return the plain facts of a promise; what is not known is left out."""
    tie_url = reverse("portfolio:tie", args=(office.slug, tie.uid)) if tie else ""
    text_url = reverse("portfolio:agreement", args=(office.slug, agreement.uid)) if agreement else ""
    found = [
        fact(_("Tie"), tie.name, tie_url) if tie else None,
        fact(_("Deliverable of"), agreement.title, text_url) if agreement else None,
        _made_at(office, engagement) if engagement else None,
        fact(_("Recorded"), full_date(promise.created_at), sub=ago(promise.created_at, today)),
        fact(
            _("Reported done"),
            full_date(promise.done_on),
            sub=promise.done_by.name if promise.done_by else "",
        ),
        fact(_("Noted"), full_date(promise.closed_on)),
        _checked(promise),
        _taken_further(further),
        fact(_("Open to"), promise.get_visibility_display()),
    ]
    return [line for line in found if line and line["value"]]


def project_facts(office: Office, project: Project | None) -> list[Row]:
    """Return the project a promise is a date of, where there is one."""
    if project is None:
        return []
    return [
        fact(_("Project"), project.title, reverse("engagements:project", args=(office.slug, project.uid)))
    ]


def _made_at(office: Office, engagement: Engagement) -> Row:
    url = engagement_url(office, engagement.uid)
    return fact(_("Made at"), full_date(engagement.date), url, sub=engagement.title)


def _checked(promise: Commitment) -> Row | None:
    """Say who found that it was kept, and that nobody else could where that is so."""
    if promise.checked_by is None:
        return None
    alone = _("not a second person: nobody else here could check it") if promise.is_checked_alone else ""
    return fact(_("Checked by"), promise.checked_by.name, sub=alone)


def _taken_further(further: Sequence[Escalation]) -> Row | None:
    """Say when a promise was last taken further, and to whom."""
    if not further:
        return None
    last = further[0].on
    names = dict.fromkeys(one.to.name for one in further if one.on == last)
    return fact(_("Taken further"), full_date(last), sub=", ".join(names))


def past_rows(past: Past, today: dt.date) -> list[Row]:
    """Return the steps of a promise as lines: what was done, by whom, when, and the words that were given."""
    return [
        {
            "when": full_date(entry.at),
            "ago": ago(entry.at, today),
            "by": entry.by,
            "text": sentence_of(entry.verb),
            "words": _words_of(entry),
        }
        for entry in past.steps
    ]


def _words_of(entry: Entry) -> str:
    """Return what was said with a step: what shows it, or why."""
    said = [change.after for change in entry.changes if change.field in ("evidence", "outcome")]
    return " ".join(str(text) for text in said if text)


def moved_words(past: Past) -> str:
    """Say how often the date was moved and what was agreed first; empty where it never was."""
    if not past.moved:
        return ""
    words = ngettext(
        "The date was moved once; first agreed: {day}.",
        "The date was moved {n} times; first agreed: {day}.",
        past.moved,
    )
    return words.format(n=past.moved, day=full_date(past.first_due))
