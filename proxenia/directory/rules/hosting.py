"""What a hosted body, its lines, its reviews and its assessments must be."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import HostedBody

DECISIONS = ("more", "same", "less")
REVIEW_NOTICE = dt.timedelta(days=60)
"""A review is shown on Today from two months before it is due."""


def check_term_of(vocabulary: str, code: str, where: str) -> str:
    """Refuse a code that a vocabulary does not know; return it."""
    if code not in Vocabulary.load(vocabulary).codes:
        raise Refused(_("“%(code)s” is not among the choices.") % {"code": code}, where=where)
    return code


def check_not_hosted(standing: HostedBody | None) -> None:
    """Refuse to list one organisation twice."""
    if standing is not None:
        sentence = _("“%(name)s” is among the hosted bodies already. Change it there.")
        raise Refused(sentence % {"name": standing}, where="organisation")


def side_of(kind: str) -> str:
    """Return the side (support, benefit, burden) of a kind of line; refuses what is no kind."""
    side = Vocabulary.load("hosted_effects").parent(kind)
    if side is None:
        raise Refused(_("Choose what sort of support, benefit or burden it is."), where="kind")
    return side


def check_line(what: str, amount: Decimal | None, currency: str, counted: str, source: str) -> None:
    """Refuse a line without words, and a figure that does not say what it counts or where it is from."""
    if not what:
        raise Refused(_("Say it in words."), where="what")
    if amount is None:
        return
    if not currency and not counted:
        raise Refused(_("Say what the figure counts: a currency, or for example “jobs”."), where="counted")
    if not source:
        sentence = _("Say where the figure is from, or leave it empty: it then counts as unknown.")
        raise Refused(sentence, where="source")


def check_decision(decision: str, reason: str, held_on: dt.date, next_on: dt.date | None) -> None:
    """Refuse a review without decision or reason, or whose next date lies before it."""
    if decision not in DECISIONS:
        raise Refused(_("Decide: more, the same, or less."), where="decision")
    if not reason.strip():
        raise Refused(_("Write the reason: the next review begins with it."), where="reason")
    if next_on is not None and next_on <= held_on:
        raise Refused(_("The next review must come after this one."), where="next_on")


def check_held(held_on: dt.date, today: dt.date) -> None:
    """Refuse a review of a day to come."""
    if held_on > today:
        raise Refused(_("A review that is still to come cannot be recorded."), where="held_on")


def check_assessment(title: str, text: str) -> None:
    """Refuse an assessment without words."""
    if not title:
        raise Refused(_("Give it a title."), where="title")
    if not text.strip():
        raise Refused(_("Write the assessment."), where="text")
