"""What keeping in touch must say: how close, a rest with its reason and its end, months that grow with distance."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.commitments.models.keeping import Tier
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate

LONGEST_REST = timedelta(days=731)
MOST_MONTHS = 120
MOST_DAYS = 365
SUBJECT_OF = {"partnership": "tie", "organisation": "organisation", "person": "person"}
"""Kinds of record an office keeps in touch with, and the column that names each."""

SENTENCES = {
    "keep_in_touch": gettext_lazy("set how often to be in touch"),
    "stop_keeping": gettext_lazy("stopped calling for contacts"),
    "let_rest": gettext_lazy("let it rest for a while"),
    "wake": gettext_lazy("ended the rest"),
    "link_colleague": gettext_lazy("said that this person works here"),
    "unlink_colleague": gettext_lazy("said that this person does not work here"),
    "change_habits": gettext_lazy("changed the habits of the office"),
    "change_digest": gettext_lazy("changed how often the digest comes, or who stands in"),
    "escalate_commitment": gettext_lazy("took it further: it has been overdue for long"),
}


def check_subject(kind: str) -> str:
    """Return the column that names a kind of record; refuse one that nobody keeps in touch with."""
    if kind not in SUBJECT_OF:
        raise Refused(_("An office keeps in touch with ties, bodies and people."), where="tier")
    return SUBJECT_OF[kind]


def check_tier(tier: str) -> str:
    """Refuse a distance there is none of."""
    if tier not in Tier.values:
        raise Refused(_("Choose how close."), where="tier")
    return tier


def check_rest(until: date, reason: str, today: date) -> str:
    """Refuse a rest without a reason, one that is over, and one without an end in sight; return the reason."""
    if not reason.strip():
        raise Refused(_("Say in a few words why it may rest."), where="reason")
    if until <= today:
        raise Refused(_("Choose a day to come."), where="until")
    if until - today > LONGEST_REST:
        raise Refused(_("Let it rest for two years at most; then look again."), where="until")
    return reason.strip()[:300]


def check_habits(values: Mapping[str, Any]) -> None:
    """Refuse months that cannot be: none at all, more than ten years, or closer ties called for later."""
    names = ("close_months", "regular_months", "loose_months")
    months = [values[name] for name in names]
    for name, number in zip(names, months, strict=True):
        if not 1 <= number <= MOST_MONTHS:
            sentence = _("Write a number of months from 1 to {most}.")
            raise Refused(sentence.format(most=MOST_MONTHS), where=name)
    if not 1 <= values["escalate_after"] <= MOST_DAYS:
        sentence = _("Write a number of days from 1 to {most}.")
        raise Refused(sentence.format(most=MOST_DAYS), where="escalate_after")
    if months != sorted(months):
        raise Refused(
            _("Close is called for at least as often as regular, and regular as loose."), where="close_months"
        )


def months_later(day: date, months: int) -> date:
    """Return the day some months after another; the 28th at most, so that every month has it."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def next_by(last: PartialDate | None, since: date, months: int, today: date) -> date:
    """Return the day by which a next contact is wanted, counted from the last one, else from when counting began.

    A date of which only the month or year is known is taken for its last day, but not for one to come.
    """
    counted = min(last.last(), today) if last is not None else since
    return months_later(counted, months)
