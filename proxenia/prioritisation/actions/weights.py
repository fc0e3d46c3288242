"""The weights of a side are typed, or come from choices between two factors at a time."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.audit.actions import record
from proxenia.core.errors import Refused
from proxenia.prioritisation.models import Question, Side, WeightSet
from proxenia.prioritisation.queries.questions import Range, check_factors, elicited
from proxenia.prioritisation.queries.tree import tree
from proxenia.records.access import check_may_write


@transaction.atomic
def set_weights(
    question: Question,
    *,
    by: User,
    side: str,
    weights: Mapping[str, Range] | None = None,
    choices: Sequence[tuple[str, str, float]] = (),
) -> WeightSet:
    """Keep what matters how much to a side: ranges by factor, or choices (a, b, how many times as much a matters)."""
    check_may_write(by, question)
    if side not in Side.values:
        raise Refused(_("Say whose weights these are."), where="side")
    agreement = None
    if choices:
        weights, found = elicited(choices, "choices")
        agreement = found.agreement
    check_factors(list(weights or {}), tree(), "weights")
    if not any(high > 0 for _low, high in (weights or {}).values()):
        raise Refused(_("Give at least one factor a weight."), where="weights")
    if not all(0 <= low <= high < float("inf") for low, high in (weights or {}).values()):
        raise Refused(_("A weight is a range of numbers from 0 up."), where="weights")
    before = WeightSet.objects.filter(question=question, side=side).first()
    told = {code: list(ends) for code, ends in (weights or {}).items()}
    values = {"weights": told, "choices": [list(one) for one in choices], "agreement": agreement}
    kept, _made = WeightSet.objects.update_or_create(question=question, side=side, defaults=values)
    _tell(question, by, "set_weights", before.weights if before else {}, told, side)
    return kept


@transaction.atomic
def remove_weights(question: Question, *, by: User, side: str) -> None:
    """Take the weights of a side back; runs that were made with them stay."""
    check_may_write(by, question)
    found = WeightSet.objects.filter(question=question, side=side).first()
    if found is None:
        raise Refused(_("This side has not said what matters how much."), where="side")
    before = found.weights
    found.delete()
    _tell(question, by, "remove_weights", before, {}, side)


def _tell(
    question: Question,
    by: User,
    verb: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    side: str,
) -> None:
    record(
        chain=question.office_id,
        by=by,
        verb=verb,
        kind=question.record_kind,
        uid=question.uid,
        name=str(question),
        before={side: dict(before)} if before else {},
        after={side: dict(after)} if after else {},
    )
