"""Every write on side effects, rankings and the media log."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.values import clean_text, fold
from proxenia.records import actions as records
from proxenia.records.access import check_may_see, check_may_write, check_may_write_in
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.queries.logs import same_media_item, same_ranking
from proxenia.results.rules.logs import check_externality, check_media_item, check_once, check_ranking

LINES = frozenset({"source", "mitigation", "note"})
_EMPTY: dict[type[Any], dict[str, Any]] = {
    Externality: {
        **dict.fromkeys(
            ("what", "whom", "municipality", "measured_by", "counted", "currency", "source", "severity", "mitigation",
             "plan", "note"),
            "",
        ),
        **dict.fromkeys(("on", "indicator", "low", "high", "valued_on", "tie"), None),
        "state": Externality.State.OPEN,
    },
    Ranking: {
        **dict.fromkeys(("name", "publisher", "scale", "counts", "source", "note"), ""),
        **dict.fromkeys(("edition", "best", "worst", "among", "score"), None),
    },
    MediaItem: {
        **dict.fromkeys(
            ("title", "outlet", "country", "language", "tone", "about", "reach_source", "link", "note"), ""
        ),
        **dict.fromkeys(("on", "reach", "tie"), None),
    },
}  # fmt: skip


def _ready(
    model: type[Any], by: User, office: Office, values: Mapping[str, Any], besides: Any = None
) -> dict[str, Any]:
    """Return all values of an entry, cleaned and put to its rules."""
    stands = {name: getattr(besides, name) for name in _EMPTY[model]} if besides else _EMPTY[model]
    whole = {**stands, **{name: value for name, value in values.items() if name in stands}}
    ready: dict[str, Any] = {
        name: clean_text(value, lines=name in LINES) if isinstance(value, str) else value
        for name, value in whole.items()
    }
    if ready.get("tie") is not None and ready["tie"] != getattr(besides, "tie", None):
        check_may_see(by, ready["tie"])
    return _CHECKS[model](office, ready, besides.pk if besides else None)


def _externality(_office: Office, ready: dict[str, Any], _key: int | None) -> dict[str, Any]:
    check_externality(ready, timezone.localdate())
    return ready


def _ranking(office: Office, ready: dict[str, Any], key: int | None) -> dict[str, Any]:
    check_ranking(ready, timezone.localdate())
    check_once(same_ranking(office, ready["name"], ready["edition"], key), "edition")
    return {**ready, "name_folded": fold(ready["name"])[:200]}


def _media_item(office: Office, ready: dict[str, Any], key: int | None) -> dict[str, Any]:
    check_media_item(ready, timezone.localdate())
    check_once(same_media_item(office, ready["title"], ready["outlet"], ready["on"], key), "title")
    return {**ready, "title_folded": fold(ready["title"])[:300]}


_CHECKS = {Externality: _externality, Ranking: _ranking, MediaItem: _media_item}


def _add(
    model: type[Any],
    office: Office,
    verb: str,
    by: User,
    values: Mapping[str, Any],
    shared: Mapping[str, Any],
) -> Any:
    check_may_write_in(by, office, shared["unit"])
    ready = _ready(model, by, office, values)
    return records.create(model, by=by, office=office, verb=verb, values=ready, **shared)


def _change(one: Any, verb: str, by: User, values: Mapping[str, Any], expected: int | None) -> Any:
    check_may_write(by, one)
    ready = _ready(type(one), by, one.office, values, one)
    return records.change(one, by=by, verb=verb, values={**values, **ready}, expected_version=expected)


@transaction.atomic
def add_externality(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Externality:
    """Write a side effect down: who bears it, how it is measured, what is done about it."""
    shared = {"unit": unit, "visibility": visibility}
    added: Externality = _add(Externality, office, "add_externality", by, values, shared)
    return added


@transaction.atomic
def change_externality(
    one: Externality, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Externality:
    """Change what is said of a side effect, or what is done about it."""
    changed: Externality = _change(one, "change_externality", by, values, expected_version)
    return changed


def archive_externality(one: Externality, *, by: User, reason: str) -> Externality:
    """Put a side effect away."""
    return records.archive(one, by=by, reason=reason, verb="archive_externality")


def restore_externality(one: Externality, *, by: User) -> Externality:
    """Bring a side effect back."""
    return records.restore(one, by=by, verb="restore_externality")


@transaction.atomic
def add_ranking(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Ranking:
    """Write down where our place stands in an edition of a ranking."""
    added: Ranking = _add(
        Ranking, office, "add_ranking", by, values, {"unit": unit, "visibility": visibility}
    )
    return added


@transaction.atomic
def change_ranking(
    one: Ranking, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Ranking:
    """Change a place in a ranking."""
    changed: Ranking = _change(one, "change_ranking", by, values, expected_version)
    return changed


def archive_ranking(one: Ranking, *, by: User, reason: str) -> Ranking:
    """Put a place in a ranking away."""
    return records.archive(one, by=by, reason=reason, verb="archive_ranking")


@transaction.atomic
def restore_ranking(one: Ranking, *, by: User) -> Ranking:
    """Bring a place in a ranking back, where the edition was not written down anew."""
    check_may_write(by, one)
    check_once(same_ranking(one.office, one.name, one.edition, one.pk), "edition")
    return records.restore(one, by=by, verb="restore_ranking")


@transaction.atomic
def add_media_item(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> MediaItem:
    """Note what somebody published about us."""
    shared = {"unit": unit, "visibility": visibility}
    added: MediaItem = _add(MediaItem, office, "add_media_item", by, values, shared)
    return added


@transaction.atomic
def change_media_item(
    one: MediaItem, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> MediaItem:
    """Change a note on the media."""
    changed: MediaItem = _change(one, "change_media_item", by, values, expected_version)
    return changed


def archive_media_item(one: MediaItem, *, by: User, reason: str) -> MediaItem:
    """Put a note on the media away."""
    return records.archive(one, by=by, reason=reason, verb="archive_media_item")


def restore_media_item(one: MediaItem, *, by: User) -> MediaItem:
    """Bring a note on the media back."""
    return records.restore(one, by=by, verb="restore_media_item")
