"""What has been kept long enough on a day: the same list for the page, the dry run and the real one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.audit.models import ChainHead
from proxenia.core.retention import Rule, day_after, months_before, rules
from proxenia.records.models import Anchor, File, ImportRun, RetentionTerm, StagedRow
from proxenia.records.queries.keeping import held

SOON = dt.timedelta(days=30)
_REMEMBERED = 3600


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


def due(office: Office, on: dt.date, user: User) -> list[Due]:
    """Return what is due on a day among what a person sees, rule by rule; what must be kept is left out."""
    months, seen = terms(office), Anchor.objects.visible_to(user, office)
    return [
        Due(rule, months[rule.code], tuple(_rows(rule, months[rule.code], on, office, seen).order_by("pk")))
        for rule in rules()
    ]


def number_due(office: Office, on: dt.date, user: User) -> int:
    """Return how many rows a person sees are due on a day, remembered until the next event of the log."""
    seq = ChainHead.objects.filter(chain=office.pk).values_list("seq", flat=True).first() or 0
    key = f"retention-{office.uid}-{user.uid}-{seq}-{on.isoformat()}"
    found: int | None = cache.get(key)
    if found is None:
        months, seen = terms(office), Anchor.objects.visible_to(user, office)
        found = sum(_rows(rule, months[rule.code], on, office, seen).count() for rule in rules())
        cache.set(key, found, _REMEMBERED)
    return found


def _rows(rule: Rule, months: int, on: dt.date, office: Office, seen: QuerySet[Anchor]) -> QuerySet[Any]:
    rows: QuerySet[Any] = rule.due(office.pk, months_before(on, months))
    if rule.anchor:
        # Asked of the few rows that are due, not as a list of all that is seen.
        rows = rows.filter(Exists(seen.filter(pk=OuterRef(rule.anchor))))
        rows = rows.exclude(**{f"{rule.anchor}__in": held(on).values("anchor_id")})
    return rows


def files_put_away(office: int, day: dt.date) -> QuerySet[File]:
    """Return the files of an office that were put away on or before a day."""
    return File.objects.filter(anchor__office=office, archived_at__lt=day_after(day))


def runs_left(office: int, day: dt.date) -> QuerySet[ImportRun]:
    """Return the imports begun on or before a day of which rows or the uploaded file may still lie about."""
    at_work = (ImportRun.State.READING, ImportRun.State.COMMITTING)
    runs = ImportRun.objects.filter(office=office, created_at__lt=day_after(day)).exclude(state__in=at_work)
    return runs.filter(pk__in=StagedRow.objects.values("run_id"))
