"""What a review may decide, which step of the tie follows from it, and what it must say."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.portfolio.rules import ACTIVE, HISTORIC, find_transition, why_not
from proxenia.reviews.models import Review

UNDER_REVIEW = "under_review"
SHORTEST_REASON = 10
LOOK_BACK = dt.timedelta(days=3 * 365)
"""So far back the evidence of a first review goes; a later one goes back to the review before."""
MOST_LINES = 1000
"""So many facts of each sort are frozen, the newest first."""

Decision = Review.Decision


@dataclass(frozen=True)
class Outcome:
    """One decision: its code, what it means, the state the tie goes to (empty: it stays), whether it ends the tie."""

    code: str
    means: Any
    target: str
    ends: bool = False
    leaves_kit: bool = False


OUTCOMES = (
    Outcome(Decision.DEEPEN, gettext_lazy("It gives more than it takes, and could give more."), ACTIVE),
    Outcome(Decision.KEEP, gettext_lazy("It is worth what it takes, as it is."), ACTIVE),
    Outcome(Decision.CHANGE, gettext_lazy("The tie is right, what is done in it is not."), ACTIVE),
    Outcome(
        Decision.SCALE_DOWN, gettext_lazy("Less is enough: fewer days, less money, no new work."), "scaled_down"
    ),
    Outcome(
        Decision.SUNSET,
        gettext_lazy("It is ended with dignity: letters, answers, a page that remembers it."),
        HISTORIC,
        ends=True,
        leaves_kit=True,
    ),
    Outcome(
        Decision.HISTORIC, gettext_lazy("It has ended already; the record says so from now on."), HISTORIC, ends=True
    ),
)  # fmt: skip


def outcome_of(code: str) -> Outcome:
    """Return what follows from a decision; one that is not in the table is refused."""
    for one in OUTCOMES:
        if one.code == code:
            return one
    raise Refused(_("Choose one of the decisions."), where="decision")


def check_reviewable(state: str, *, is_archived: bool) -> None:
    """Refuse to review a tie that has ended or is put away."""
    if is_archived:
        raise Refused(_("The tie is put away; bring it back first."), where="tie")
    if state == HISTORIC:
        raise Refused(_("The tie is historic: there is nothing left to decide."), where="tie")


def check_open(review: Review) -> None:
    """Refuse to change a review that is decided or dropped."""
    if not review.is_open:
        raise Refused(_("This review is closed. Open a new one instead."), where="state")


def check_reason(reason: str) -> str:
    """Refuse a decision without its reasons: whoever comes after has nothing else."""
    told = reason.strip()
    if len(told) < SHORTEST_REASON:
        raise Refused(_("Say why, in a sentence: it is what those who come after will read."), where="reason")
    return told


def check_next(outcome: Outcome, next_on: dt.date | None, today: dt.date) -> dt.date | None:
    """Refuse a tie that goes on without its next review, or with one that does not lie ahead."""
    if outcome.ends:
        return None
    if next_on is None:
        raise Refused(_("Say when it is looked at next."), where="next_on")
    if next_on <= today:
        raise Refused(_("The next review must lie ahead."), where="next_on")
    return next_on


@dataclass(frozen=True)
class NextStep:
    """What a decision asks of the tie: the state to go to, empty where it is there; or why it cannot be done now."""

    target: str
    label: str = ""
    reason: str = ""


def step_after(decision: str, state: str) -> NextStep:
    """Return the step of the tie that a decision leads to from the state it is in."""
    target = outcome_of(decision).target
    if state == target or (target == ACTIVE and state in ("proposed", "exploring")):
        return NextStep("")
    step = find_transition(state, target)
    return NextStep(target, str(step.label)) if step else NextStep(target, reason=why_not(state, target))


def check_step(review: Review, state: str) -> NextStep:
    """Return the step a decided review leads to, or refuse where there is none to take."""
    if review.state != Review.State.DECIDED:
        raise Refused(_("Nothing is decided yet."), where="state")
    step = step_after(review.decision, state)
    if step.reason:
        raise Refused(step.reason, where="state")
    if not step.target:
        raise Refused(_("The tie is where the decision wants it already."), where="state")
    return step


SENTENCES = {
    "begin_review": gettext_lazy("opened a review with its evidence"),
    "answer_review": gettext_lazy("answered the questions of a review"),
    "decide_review": gettext_lazy("decided a review"),
    "carry_out_review": gettext_lazy("carried out what a review decided"),
    "drop_review": gettext_lazy("dropped a review without a decision"),
}
