"""What is shared with somebody outside the office: all they see, by kind."""

from dataclasses import dataclass
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core.registry import address_of
from proxenia.desk.queries.seeing import anchors_by_key, model_of
from proxenia.records.models import shared_keys

SHOWN = 200


@dataclass(frozen=True)
class Shared:
    """One record that is shared by name: what it is, its name, its page."""

    kind: str
    name: str
    url: str


def shared_with(user: User, office: Office) -> dict[str, list[Shared]]:
    """Return the living records shared with a person by name, those of one kind together, by name."""
    seen = anchors_by_key(user, office, shared_keys(user, office))
    by_kind: dict[str, list[Any]] = {}
    for anchor in seen.values():
        by_kind.setdefault(anchor.kind, []).append(anchor)
    found: dict[str, list[Shared]] = {}
    for kind, anchors in sorted(by_kind.items()):
        model = model_of(kind)
        if model is not None:
            uids = {anchor.pk: anchor.uid for anchor in anchors}
            rows = model._default_manager.filter(pk__in=uids)
            label = str(model._meta.verbose_name_plural)
            lines = [Shared(kind, str(row), address_of(kind, office.slug, row.uid)) for row in rows]
            found[label] = sorted(lines, key=lambda line: line.name)[:SHOWN]
    return found
