"""Sheets handed out: the inventory, and objectives with a row for each of their measures."""

from collections.abc import Callable, Iterator
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation
from proxenia.records.models import visible_through
from proxenia.strategy.models import Asset
from proxenia.strategy.queries.assets import assets, groups
from proxenia.strategy.queries.tree import leaves_of, measures_of, objectives_seen

ASSETS = (
    "id", "group", "title", "why", "places", "organisation", "evidence", "source", "as_of",
)  # fmt: skip
OBJECTIVES = (
    "id", "strategy", "outcome", "objective", "what", "who", "until", "means", "sector", "priority", "targets",
    "missing", "indicator", "baseline", "baseline_on", "target", "by",
)  # fmt: skip
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


def objective_rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield objectives with what they lack, a row for each measure and one where there is none."""
    found = objectives_seen(user, office).select_related("person", "user", "outcome__strategy")
    shown = list(found.prefetch_related("sdg_links").order_by("outcome__strategy_id", "outcome_id", "pk"))
    measures, sectors = measures_of(shown), Vocabulary.load("policy_sectors")
    for leaf in leaves_of(user, office, shown):
        one = leaf.objective
        said = [
            one.uid, one.outcome.strategy.title, one.outcome.title, one.title, one.what, leaf.who, one.due,
            one.means, sectors.english(one.sector) if one.sector else "", "yes" if one.is_priority else "",
            ", ".join(link.code for link in one.sdg_links.all()), " ".join(each.sentence for each in leaf.lacks),
        ]  # fmt: skip
        for each in measures[one.pk]:
            yield [*said, each.indicator.name, each.baseline, each.baseline_on, each.target, each.by]
        if not measures[one.pk]:
            yield [*said, "", None, None, None, None]


Rows = Callable[[Office, User], Iterator[list[Any]]]
SHEETS: dict[str, tuple[tuple[str, ...], Rows]] = {
    "inventory": (ASSETS, asset_rows),
    "objectives": (OBJECTIVES, objective_rows),
}
