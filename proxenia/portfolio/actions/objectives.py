"""Saying which objectives of the strategy a tie serves."""

from collections.abc import Sequence

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.portfolio.models import Partnership, TieObjective
from proxenia.portfolio.queries.objectives import objectives_of
from proxenia.records.access import check_may_see, check_may_write
from proxenia.records.actions import change
from proxenia.strategy.models import Objective


@transaction.atomic
def serve_objectives(tie: Partnership, *, by: User, objectives: Sequence[Objective]) -> Partnership:
    """Say which objectives a tie serves: the whole list anew, as far as this person sees them."""
    check_may_write(by, tie)
    held = {one.pk: one for one in objectives_of(by, tie)}
    wanted = {one.pk: one for one in objectives}
    for one in objectives:
        if one.pk not in held:
            check_may_see(by, one)
    if set(held) == set(wanted):
        return tie
    told = [", ".join(one.title for _key, one in sorted(each.items())) or "–" for each in (held, wanted)]
    before, after = ({"objectives": words} for words in told)
    change(tie, by=by, verb="serve_objectives", values={}, extra_before=before, extra_after=after)
    gone = set(held) - set(wanted)
    TieObjective.objects.filter(partnership=tie, objective__in=gone).delete()
    TieObjective.objects.bulk_create(
        TieObjective(partnership=tie, objective_id=key) for key in wanted if key not in held
    )
    return tie
