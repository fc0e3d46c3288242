"""Sheets handed out: the inventory, and objectives with a row for each of their measures."""

from collections.abc import Callable, Iterator
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.directory.models import Organisation
from proxenia.records.models import visible_through
from proxenia.strategy.models import Asset
from proxenia.strategy.queries.assets import assets, groups
from proxenia.strategy.sheets import objectives

ASSETS = (
    "id", "group", "title", "why", "places", "organisation", "evidence", "source", "as_of",
)  # fmt: skip
OBJECTIVES = tuple(column.code for column in objectives.KIND.columns)
CHUNK = 500


def asset_rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the inventory as far as a person sees it."""
    known = groups()
    seen = set(
        Asset.objects.filter(visible_through(user, office, "organisation__")).values_list("pk", flat=True)
    )
    found = assets(user, office).select_related("organisation")
    for one in found.iterator(chunk_size=CHUNK):
        body: Organisation | None = one.organisation if one.pk in seen else None
        yield [
            one.uid, known.english(one.group), one.title, one.what, one.place_words, body.name if body else "",
            one.evidence, one.source, str(one.as_of),
        ]  # fmt: skip


Rows = Callable[[Office, User], Iterator[list[Any]]]
SHEETS: dict[str, tuple[tuple[str, ...], Rows]] = {
    "inventory": (ASSETS, asset_rows),
    "objectives": (OBJECTIVES, objectives.rows),
}
