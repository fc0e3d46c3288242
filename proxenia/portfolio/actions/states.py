"""The one verb that moves a tie along its life cycle."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate, clean_text
from proxenia.portfolio.access import check_may_exceed
from proxenia.portfolio.actions.ties import lock_cap
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import (
    ACTIVE,
    HISTORIC,
    WORKING,
    Term,
    check_term,
    check_term_lies_ahead,
    check_transition,
    default_review,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import change


@transaction.atomic
def move_state(
    tie: Partnership,
    *,
    by: User,
    target: str,
    reason: str = "",
    term: Mapping[str, Any] | None = None,
    override_reason: str = "",
    expected_version: int | None = None,
) -> Partnership:
    """Move a tie to another state; the verb in the log is the step's own.

    ``term`` (ends, open_ended_reason, review_on) may come with a step into active: an active tie has an end
    or a reason for having none, and a review that lies ahead. The last step writes the day as the end.
    """
    check_may_write(by, tie)
    step = check_transition(tie.state, target, reason)
    beyond = False
    if target in WORKING and tie.state not in WORKING:
        beyond = check_may_exceed(by, tie.office, lock_cap(tie.office), override_reason)
    values = {"state": target, **_term_values(tie, target, term or {})}
    extra = {"beyond_the_limit": clean_text(override_reason)} if beyond else None
    return change(
        tie, by=by, verb=step.verb, values=values, note=clean_text(reason), extra_after=extra,
        expected_version=expected_version,
    )  # fmt: skip


def _term_values(tie: Partnership, target: str, given: Mapping[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    if target == HISTORIC:
        ends = given.get("ends") or tie.ends
        over = ends if ends is not None and ends.first() <= today else PartialDate.of(today)
        return {"ends": over, "open_ended_reason": "", "review_on": None}
    if target != ACTIVE:
        return {}
    review = given.get("review_on", tie.review_on)
    if review is None or review <= today:
        review = default_review(today, tie.office.review_months)
    reason = str(given.get("open_ended_reason", tie.open_ended_reason)).strip()
    term = Term(given.get("ends", tie.ends), clean_text(reason)[:300], review)
    check_term(term, tie.since)
    check_term_lies_ahead(term, today)
    return {"ends": term.ends, "open_ended_reason": term.open_ended_reason, "review_on": term.review_on}
