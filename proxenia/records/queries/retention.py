"""What has been kept long enough on a day: the same list for the page, the dry run and the real one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from proxenia.accounts.models import Office
from proxenia.core.retention import Rule, months_before, rules
from proxenia.records.models import File, ImportRun, RetentionTerm, StagedRow
from proxenia.records.queries.keeping import held

SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """A rule with the months this office chose, and the rows that are due."""

    rule: Rule
    months: int
    rows: tuple[Any, ...]

    @property
    def count(self) -> int:
        """Return how many rows are due."""
        return len(self.rows)

    @property
    def names(self) -> list[str]:
        """Return how the rows are known in the log: by their uid, never by what they hold."""
        return [str(getattr(one, "uid", one.pk)) for one in self.rows]


def terms(office: Office) -> dict[str, int]:
    """Return rule -> months as this office keeps them."""
    chosen = dict(RetentionTerm.objects.filter(office=office).values_list("rule", "months"))
    return {rule.code: chosen.get(rule.code, rule.months) for rule in rules()}


def due(office: Office, on: dt.date) -> list[Due]:
    """Return what is due in an office on a day, rule by rule; what must be kept is left out."""
    months = terms(office)
    return [_due(rule, months[rule.code], office, on) for rule in rules()]


def _due(rule: Rule, months: int, office: Office, on: dt.date) -> Due:
    rows = rule.due(office.pk, months_before(on, months))
    if rule.anchor:
        rows = rows.exclude(**{f"{rule.anchor}__in": held(on).values("anchor_id")})
    return Due(rule, months, tuple(rows.order_by("pk")))


def files_put_away(office: int, day: dt.date) -> QuerySet[File]:
    """Return the files of an office that were put away on or before a day."""
    return File.objects.filter(anchor__office=office, archived_at__date__lte=day)


def runs_left(office: int, day: dt.date) -> QuerySet[ImportRun]:
    """Return the imports begun on or before a day of which rows or the uploaded file may still lie about."""
    at_work = (ImportRun.State.READING, ImportRun.State.COMMITTING)
    runs = ImportRun.objects.filter(office=office, created_at__date__lte=day).exclude(state__in=at_work)
    return runs.filter(pk__in=StagedRow.objects.values("run_id"))
