"""Which records a person may see, of any kind at once."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.directory.models import HostedBody, Mission
from proxenia.engagements.queries.promises import visible_promises
from proxenia.engagements.queries.talks import visible_mandates
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.records.models import Anchor, Record


def model_of(kind: str) -> type[Record] | None:
    """Return the model of a kind of record."""
    found = (model for model in apps.get_models() if issubclass(model, Record) and model.record_kind == kind)
    return next(found, None)


def _visible(model: type[Record]) -> Callable[[User, Office], QuerySet[Any]]:
    return lambda user, office: model.objects.visible_to(user, office)


_STANDING_IN: dict[str, Callable[[User, Office], QuerySet[Any]]] = {
    "agreement": visible_agreements,
    "commitment": visible_promises,
    "mission": _visible(Mission),
    "hosted_body": _visible(HostedBody),
    "mandate": visible_mandates,
}
"""Kinds that stand in another record: what of them a person may see follows from that one too."""


def seen_anchors(user: User, office: Office, anchors: QuerySet[Anchor]) -> dict[int, Anchor]:
    """Return the living records among some that a person may see, by key.

    An agreement or a promise of a tie that is hidden is hidden too, so is what an organisation is listed as,
    and a mandate for talks that are hidden.
    """
    seen = {anchor.pk: anchor for anchor in anchors.filter(archived_at=None)}
    for kind, visible in _STANDING_IN.items():
        keys = [key for key, anchor in seen.items() if anchor.kind == kind]
        if keys:
            shown = set(visible(user, office).filter(pk__in=keys).values_list("pk", flat=True))
            seen = {key: anchor for key, anchor in seen.items() if anchor.kind != kind or key in shown}
    return seen


def anchors_by_key(user: User, office: Office, keys: Iterable[int]) -> dict[int, Anchor]:
    """Return the records of these keys that a person may see."""
    return seen_anchors(user, office, Anchor.objects.visible_to(user, office).filter(pk__in=list(keys)))


def anchors_by_uid(user: User, office: Office, uids: Iterable[str]) -> dict[str, Anchor]:
    """Return the records of these uids that a person may see."""
    # Keys first: asked by office and uid at once, a planner would read every anchor of the office.
    keys = list(Anchor.objects.filter(uid__in=list(uids)).values_list("pk", flat=True))
    return {anchor.uid: anchor for anchor in anchors_by_key(user, office, keys).values()}
