"""Search rows of what an import or its undo wrote: of few records at once, of many by a job that is left behind."""

from typing import Any

from django.db import transaction

from proxenia.core import search
from proxenia.core.bulk import in_batches
from proxenia.core.registry import search_along, search_entry
from proxenia.records.actions.imports.writing import model_of
from proxenia.records.models import ImportRun

_BATCH = 2_000


def index_run(run: ImportRun) -> None:
    """Bring the search rows of a run's records up to date, in batches so that others can write between them."""
    for label in run.changes.order_by().values_list("model", flat=True).distinct():
        model: Any = model_of(label)
        keys = list(run.changes.filter(model=label).values_list("anchor_id", flat=True))
        for batch in in_batches(keys, _BATCH):
            with transaction.atomic():
                found = model.objects.filter(pk__in=batch)
                records = list(found.prefetch_related(*search_along(model.record_kind)))
                entries = [search_entry(model.record_kind, one) for one in records if not one.is_archived]
                search.index(entry for entry in entries if entry is not None)
                search.drop([one.pk for one in records if one.is_archived])
