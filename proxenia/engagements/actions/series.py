"""Engagements that recur: planned ones made from a rule, each to be moved or cancelled like any other."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.engagements.actions.log import log_engagement
from proxenia.engagements.models import Engagement, Occurrence, Series
from proxenia.engagements.rules.series import check_days, check_repeats
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write
from proxenia.records.actions import change

CARRIED = (
    "kind",
    "title",
    "direction",
    "mode",
    "initiated_by",
    "hosted_by",
    "paid_by",
    "people_text",
    "place",
)


@transaction.atomic
def repeat_engagement(
    engagement: Engagement, *, by: User, rule: str, days: Sequence[dt.date]
) -> list[Engagement]:
    """Plan an engagement again on some days, as a rule gives them; days it stands on already are left out.

    Ties, place, unit and visibility are carried along; people, hours, cost and what came of it are each one's own.
    """
    check_may_write(by, engagement)
    series = Series.objects.filter(first=engagement).first()
    check_repeats(engagement)
    taken = set(series.occurrences.values_list("day", flat=True)) if series else set()
    wanted = sorted(set(days) - taken - {engagement.date.first()})
    check_days(wanted, engagement.date.first())
    if series is None:
        series = Series.objects.create(first=engagement, rule=rule)
    seen = Partnership.objects.visible_to(by, engagement.office)
    ties = list(seen.filter(engagement_links__engagement=engagement))
    made = [_again(engagement, by, series, day, ties) for day in wanted]
    told = {"rule": rule, "days": [day.isoformat() for day in wanted]}
    if series.rule != rule:
        Series.objects.filter(pk=series.pk).update(rule=rule)
    change(engagement, by=by, verb="repeat_engagement", values={}, extra_after=told)
    return made


def _again(
    engagement: Engagement, by: User, series: Series, day: dt.date, ties: Sequence[Partnership]
) -> Engagement:
    values = {name: getattr(engagement, name) for name in CARRIED}
    if engagement.until is not None:
        length = engagement.until.first() - engagement.date.first()
        values["until"] = PartialDate.of(day + length)
    made = log_engagement(
        engagement.office,
        by=by,
        values={**values, "date": PartialDate.of(day)},
        ties=ties,
        unit=engagement.unit,
        owner=engagement.owner,
        visibility=engagement.visibility,
    )
    Occurrence.objects.create(engagement=made, series=series, day=day)
    return made
