"""Storing vital signs: of a whole office as a run, and of single ties by what that run has learnt."""

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import store_run
from proxenia.audit.models import Run
from proxenia.core.bulk import insert_rows
from proxenia.portfolio.models import Partnership
from proxenia.reviews.models import VitalSign
from proxenia.reviews.queries.capacity import known_hours
from proxenia.reviews.queries.judging import Judged, Sign, judge, method
from proxenia.reviews.queries.signs import last_run

_COLUMNS = (
    "partnership_id", "state", "p_stopped", "low", "high", "last_contact", "facts", "run_id", "computed_at",
)  # fmt: skip


def judge_office(office: Office, *, by: User, today: dt.date | None = None) -> Run:
    """Compute the vital signs of every tie of an office and store them with the run they come from.

    Signs renewed after a contact while this was under way are newer than what was read, and stay.
    """
    on, health, begun = today or timezone.localdate(), method(), timezone.now()
    judged = judge(office, on)
    with transaction.atomic():
        run = store_run(
            chain=office.pk,
            by=by,
            method=health.METHOD,
            version=health.VERSION,
            digest=judged.digest,
            parameters={"on": on.isoformat(), "quiet": health.QUIET_FROM, "dormant": health.DORMANT_FROM},
            result={"rhythms": judged.rhythms, "words": _words(judged), "usual_hours": _usual(judged)},
        )
        known = VitalSign.objects.filter(partnership__office=office)
        newer = set(known.filter(computed_at__gte=begun).values_list("pk", flat=True))
        known.filter(computed_at__lt=begun).delete()
        _write((sign for sign in judged.signs if sign.tie.pk not in newer), run)
    return run


def _words(judged: Judged) -> dict[str, int]:
    states = [sign.state for sign in judged.signs]
    return {state: states.count(state) for state in sorted(set(states))}


def _usual(judged: Judged) -> dict[str, float]:
    return {f"{kind}|{mode}": hours for (kind, mode), hours in judged.usual.items()}


def renew_ties(keys: Collection[int], *, today: dt.date | None = None) -> int:
    """Compute the vital signs of some ties anew by what the last run of their office has learnt.

    An office without a run yet is left for the night. Returns how many ties were renewed.
    """
    on, count = today or timezone.localdate(), 0
    for office in Office.objects.filter(pk__in=_offices(keys)):
        run = last_run(office)
        if run is None:
            continue
        if not run.result["rhythms"]:
            judge_office(office, by=User.objects.operator(), today=on)
            continue
        own = set(Partnership.objects.filter(office=office, pk__in=keys).values_list("pk", flat=True))
        judged = judge(office, on, keys=own, learnt=run.result["rhythms"], usual=known_hours(office, on))
        with transaction.atomic():
            VitalSign.objects.filter(partnership__in=own).delete()
            _write(judged.signs, run)
        count += len(judged.signs)
    return count


def _offices(keys: Collection[int]) -> set[int]:
    return set(Partnership.objects.filter(pk__in=keys).order_by().values_list("office_id", flat=True))


def _write(signs: Iterable[Sign], run: Run) -> None:
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    at = moment(timezone.now())
    rows: Any = (
        (
            sign.tie.pk, sign.state, sign.stopped, sign.low, sign.high, day(sign.last),
            json.dumps(sign.facts), run.pk, at,
        )
        for sign in signs
    )  # fmt: skip
    insert_rows(VitalSign, _COLUMNS, rows)
