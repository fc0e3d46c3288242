"""What partners said of a tie, question by question beside what we say, and who stays silent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from proxenia.accounts.models import Office
from proxenia.instruments.models import Assessment, Instrument
from proxenia.instruments.queries import instruments_of
from proxenia.methods.instruments import TEXT, Criterion, share_of
from proxenia.portfolio.models import Partnership
from proxenia.reviews.models import PartnerView, Review
from proxenia.reviews.rules.partner_views import FORM, state_of

SHOWN = 10
APART = 0.3
"""From so far apart on, of 0 to 1, two answers are told as different."""


@dataclass(frozen=True)
class Beside:
    """One question: what they answer and what we answer, in words; empty where somebody did not."""

    question: str
    theirs: str
    ours: str
    apart: str
    """How they see it beside us: ``better``, ``less``, or nothing where it is much the same or not known."""


@dataclass(frozen=True)
class Told:
    """One partner who was asked: what came of it, and their answers."""

    asked: PartnerView
    state: str
    beside: list[Beside]
    said: list[tuple[str, str]]


def digest_of(token: str) -> str:
    """Return what is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def asked_by(token: str) -> PartnerView | None:
    """Return the asking that a link belongs to, or None."""
    found = PartnerView.objects.select_related("partnership__office", "partnership__anchor", "version")
    return found.filter(digest=digest_of(token)).first()


def short_form(office: Office) -> Instrument | None:
    """Return the office's own copy of the short form, or None where it has not taken it over."""
    return next((one for one in instruments_of(office) if one.code == FORM), None)


def views_of(tie: Partnership, review: Review | None = None) -> list[Told]:
    """Return what partners were asked and said about a tie, the newest first, beside our own answers."""
    found = PartnerView.objects.filter(partnership=tie).select_related("version", "asked_by")
    rows = list(found.order_by("-asked_at", "-pk")[:SHOWN])
    ours = _ours(tie, review) if rows else {}
    now = timezone.now()
    return [_told(one, ours, now) for one in rows]


def _ours(tie: Partnership, review: Review | None) -> dict[str, tuple[Criterion, Any]]:
    """Return our newest answers about a tie by the code of the question; those of a review, where one is named."""
    found = Assessment.objects.filter(anchor_id=tie.pk).select_related("version").order_by("changed_at")
    if review is not None:
        found = found.filter(review_link__review=review)
    answers: dict[str, tuple[Criterion, Any]] = {}
    for assessment in found:
        values = assessment.values()
        for one in assessment.version.form().criteria():
            if values.get(one.code) is not None:
                answers[one.code] = (one, values[one.code])
    return answers


def _told(asked: PartnerView, ours: dict[str, tuple[Criterion, Any]], now: datetime) -> Told:
    values = asked.values()
    rated, said = [], []
    for one in asked.version.form().criteria() if asked.answered_at else ():
        theirs = values.get(one.code)
        if one.scale == TEXT:
            said += [(one.question, str(theirs))] if theirs else []
        else:
            rated.append(_beside(one, theirs, ours.get(one.code)))
        remark = asked.answers.get(one.code, {}).get("remark", "")
        said += [(one.question, remark)] if remark else []
    return Told(asked, state_of(asked, now), rated, said)


def _beside(one: Criterion, theirs: Any, ours: tuple[Criterion, Any] | None) -> Beside:
    there = share_of(one, theirs)
    here = share_of(*ours) if ours else None
    apart = ""
    if here is not None and there is not None and abs(there - here) >= APART:
        apart = "better" if there > here else "less"
    return Beside(one.question, answer_words(one, theirs), answer_words(*ours) if ours else "", apart)


def answer_words(one: Criterion, value: Any) -> str:
    """Return an answer in the words of its scale; empty where it is unknown."""
    if value is None:
        return ""
    if one.scale == "levels":
        return one.levels[value].label
    if one.scale == "number":
        return f"{value:g} {one.unit}".strip()
    return str(value)
