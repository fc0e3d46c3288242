"""Saying which objectives of the strategy an engagement serves."""

from collections.abc import Sequence

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.engagements.models import Engagement, EngagementObjective
from proxenia.engagements.queries.objectives import objectives_of
from proxenia.records.access import check_may_see, check_may_write
from proxenia.records.actions import change
from proxenia.strategy.models import Objective


@transaction.atomic
def serve_objectives(engagement: Engagement, *, by: User, objectives: Sequence[Objective]) -> Engagement:
    """Say which objectives an engagement serves: the whole list anew, as far as this person sees them."""
    check_may_write(by, engagement)
    held = {one.pk: one for one in objectives_of(by, engagement)}
    wanted = {one.pk: one for one in objectives}
    for one in objectives:
        if one.pk not in held:
            check_may_see(by, one)
    if set(held) == set(wanted):
        return engagement
    told = [", ".join(one.title for _key, one in sorted(each.items())) or "–" for each in (held, wanted)]
    before, after = ({"objectives": words} for words in told)
    change(engagement, by=by, verb="serve_objectives", values={}, extra_before=before, extra_after=after)
    gone = set(held) - set(wanted)
    EngagementObjective.objects.filter(engagement=engagement, objective__in=gone).delete()
    EngagementObjective.objects.bulk_create(
        EngagementObjective(engagement=engagement, objective_id=key) for key in wanted if key not in held
    )
    return engagement
