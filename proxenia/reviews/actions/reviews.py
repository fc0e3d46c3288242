"""Every write of a review: opened with its evidence frozen, answered, decided, carried out, or dropped."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.audit.actions import store_run
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.instruments.actions import answer_assessment, begin_assessment
from proxenia.instruments.models import Assessment, Instrument
from proxenia.instruments.queries import open_assessment
from proxenia.portfolio.actions import change_tie, move_state
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import ACTIVE, find_transition
from proxenia.records.actions.files import event_on
from proxenia.reviews.access import check_may_decide, check_may_review
from proxenia.reviews.actions.exit_kits import draft_exit_kit
from proxenia.reviews.models import EvidenceLine, Review, ReviewAssessment
from proxenia.reviews.queries.due import last_decided
from proxenia.reviews.queries.evidence import Pack, gather
from proxenia.reviews.rules import (
    LOOK_BACK,
    UNDER_REVIEW,
    check_next,
    check_open,
    check_reason,
    check_reviewable,
    check_step,
    outcome_of,
)

METHOD, VERSION = "review_evidence", 2


@transaction.atomic
def begin_review(
    tie: Partnership, *, by: User, instrument: Instrument, moves: bool = False, today: dt.date | None = None
) -> Review:
    """Open the review of a tie and freeze what is known of it, as far as the opener sees it.

    ``moves``: take the tie to "under review" with it, where its life cycle has that step.
    """
    check_may_review(by, tie)
    locked = Partnership.objects.select_for_update(of=("self",), no_key=True).get(pk=tie.pk)
    check_reviewable(locked.state, is_archived=locked.is_archived)
    _check_form(locked, instrument)
    if Review.objects.filter(partnership=locked, state=Review.State.OPEN).exists():
        raise Refused(_("A review of this tie is open already: go on with that one."), where="tie")
    on = today or timezone.localdate()
    pack = gather(by, tie, since=looks_back_to(tie, on), today=on)
    review = Review.objects.create(
        partnership=tie,
        instrument=instrument,
        run=_frozen(pack, tie, by, on),
        opened_at=timezone.now(),
        opened_by=by,
    )
    _keep(review, pack)
    told = {"evidence": pack.digest(), "facts": len(pack.facts), "since": pack.since.isoformat()}
    event_on(tie.anchor, by=by, verb="begin_review", after={key: str(value) for key, value in told.items()})
    if moves and find_transition(locked.state, UNDER_REVIEW):
        move_state(tie, by=by, target=UNDER_REVIEW)
    return review


def looks_back_to(tie: Partnership, on: dt.date) -> dt.date:
    """Return since when the evidence of a review is gathered: the review before, else three years back."""
    before = last_decided(tie)
    return before.closed_at.date() if before and before.closed_at else on - LOOK_BACK


def _check_form(tie: Partnership, instrument: Instrument) -> None:
    if instrument.office_id != tie.office_id:
        raise Refused(_("This form is not in use."), where="instrument")


def _frozen(pack: Pack, tie: Partnership, by: User, on: dt.date) -> Any:
    return store_run(
        chain=tie.office_id,
        by=by,
        method=METHOD,
        version=VERSION,
        digest=pack.digest(),
        parameters={"tie": tie.uid, "since": pack.since.isoformat(), "on": on.isoformat()},
        result={
            "vital": pack.vital,
            "facts": len(pack.facts),
            "left_out": pack.left_out,
            "last_contact": str(tie.last_contact or ""),
        },
    )


def _keep(review: Review, pack: Pack) -> None:
    EvidenceLine.objects.bulk_create(
        EvidenceLine(
            review=review,
            section=fact.section,
            anchor_id=fact.anchor,
            note_id=fact.note,
            on=fact.on,
            words=fact.words,
            values=fact.values,
        )
        for fact in pack.facts
    )


@transaction.atomic
def answer_review(
    review: Review, *, by: User, answers: Mapping[str, Mapping[str, Any]], expected: str = ""
) -> Assessment:
    """Answer the questions of an open review, or change one's own answers as long as they are not finished."""
    tie = review.partnership
    check_may_review(by, tie)
    check_open(_locked(review))
    begun = open_assessment(tie.anchor, review.instrument, by)
    if begun is None:
        begun = begin_assessment(tie.anchor, by=by, instrument=review.instrument, answers=answers)
    else:
        begun = answer_assessment(begun, by=by, answers=answers, expected=expected)
    _link, made = ReviewAssessment.objects.get_or_create(assessment=begun, defaults={"review": review})
    if made:
        event_on(tie.anchor, by=by, verb="answer_review", after={"form": review.instrument.name})
    return begun


@transaction.atomic
def decide_review(
    review: Review,
    *,
    by: User,
    decision: str,
    reason: str,
    minutes: str = "",
    next_on: dt.date | None = None,
    today: dt.date | None = None,
) -> Review:
    """Decide a review with its reasons: the tie's next review is set, its state stays until somebody moves it.

    A tie that is sunset has its exit kit drafted with the decision.
    """
    tie = review.partnership
    check_may_decide(by, tie)
    locked = _locked(review)
    check_open(locked)
    outcome = outcome_of(decision)
    on = today or timezone.localdate()
    locked.decision, locked.reason = outcome.code, check_reason(clean_text(reason, lines=True))
    locked.minutes = clean_text(minutes, lines=True)
    locked.next_on = check_next(outcome, next_on, on)
    _close(locked, by, Review.State.DECIDED)
    told = {"decision": locked.decision, "reason": locked.reason, "next_on": str(locked.next_on or "")}
    event_on(tie.anchor, by=by, verb="decide_review", after=told)
    if outcome.leaves_kit:
        draft_exit_kit(locked, by=by)
    if locked.next_on and tie.review_on != locked.next_on:
        change_tie(tie, by=by, values={"review_on": locked.next_on})
    return locked


@transaction.atomic
def carry_out_review(review: Review, *, by: User) -> Partnership:
    """Take the tie the step that its decided review leads to, with the reasons of the decision."""
    tie = review.partnership
    check_may_decide(by, tie)
    locked = _locked(review)
    step = check_step(locked, tie.state)
    term = {"review_on": locked.next_on} if step.target == ACTIVE and locked.next_on else None
    moved = move_state(tie, by=by, target=step.target, reason=locked.reason, term=term)
    locked.carried_out_at = timezone.now()
    locked.save(update_fields=["carried_out_at"])
    event_on(
        tie.anchor, by=by, verb="carry_out_review", after={"decision": locked.decision, "state": tie.state}
    )
    return moved


@transaction.atomic
def drop_review(review: Review, *, by: User, reason: str) -> Review:
    """Close a review without a decision, with the reason; its evidence and answers stay."""
    check_may_review(by, review.partnership)
    locked = _locked(review)
    check_open(locked)
    locked.reason = check_reason(clean_text(reason, lines=True))
    _close(locked, by, Review.State.DROPPED)
    event_on(review.partnership.anchor, by=by, verb="drop_review", after={"reason": locked.reason})
    return locked


def _close(locked: Review, by: User, state: str) -> None:
    locked.state, locked.closed_at, locked.closed_by = state, timezone.now(), by
    locked.save()


def _locked(review: Review) -> Review:
    """Lock a review until the transaction ends, with its tie as the caller holds it."""
    locked = Review.objects.select_for_update(of=("self",), no_key=True).get(pk=review.pk)
    locked.partnership = review.partnership
    return locked
