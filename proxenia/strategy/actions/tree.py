"""Every write on strategies and their outcomes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.strategy.access import check_may_override
from proxenia.strategy.actions.shared import clean, tell, whole
from proxenia.strategy.models import Objective, Outcome, Strategy
from proxenia.strategy.queries.tree import above, height_of, umbrellas_above
from proxenia.strategy.rules.tree import (
    check_cap_holds,
    check_cap_value,
    check_depth,
    check_no_ring,
    check_open,
    check_removable,
    check_term,
    check_words,
)


def _ready(values: Mapping[str, Any], own: Strategy | None) -> dict[str, Any]:
    ready = clean(values, lines=("vision",))
    ready["title"] = check_words(ready["title"], "title", _("Give the strategy a title."))[:300]
    check_term(ready["starts"], ready["ends"])
    check_cap_value(ready["cap"])
    check_no_ring(own.pk if own else None, umbrellas_above(ready.get("umbrella")), "umbrella")
    return ready


@transaction.atomic
def add_strategy(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Strategy:
    """Begin a strategy as a draft."""
    check_may_write_in(by, office, unit)
    empty = {"vision": "", "cap": Strategy._meta.get_field("cap").default, "umbrella": None, "sector": ""}
    ready = _ready({**empty, **values}, None)
    return records.create(
        Strategy, by=by, office=office, verb="add_strategy", values=ready, unit=unit, visibility=visibility
    )


@transaction.atomic
def change_strategy(
    one: Strategy, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Strategy:
    """Change a strategy; what was adopted stays in its version as it was."""
    check_may_write(by, one)
    locked = Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    said = whole(one, values)
    ready = _ready(
        {name: said[name] for name in ("title", "vision", "starts", "ends", "cap", "umbrella", "sector")}, one
    )
    _check_cap(locked, ready["cap"], by)
    return records.change(
        one, by=by, verb="change_strategy", values={**values, **ready}, expected_version=expected_version
    )


def _check_cap(strategy: Strategy, cap: int, by: User) -> None:
    """Refuse a lower cap than what stands, and a higher one to whoever may not set a full cap aside."""
    standing = Objective.objects.live().filter(outcome__strategy=strategy, is_priority=True)
    if cap < strategy.cap:
        check_cap_holds(cap, standing.filter(priority_reason="").count())
    if cap > strategy.cap and standing.count() >= strategy.cap:
        check_may_override(by, strategy.office, "cap")


@transaction.atomic
def archive_strategy(one: Strategy, *, by: User, reason: str) -> Strategy:
    """Put a strategy away; the page for citizens goes with it."""
    check_may_write(by, one)
    return records.archive(one, by=by, reason=reason, verb="archive_strategy")


@transaction.atomic
def restore_strategy(one: Strategy, *, by: User) -> Strategy:
    """Bring a strategy back."""
    check_may_write(by, one)
    return records.restore(one, by=by, verb="restore_strategy")


def _parent(strategy: Strategy, parent: Outcome | None, own: Outcome | None) -> Outcome | None:
    if parent is None:
        return None
    if parent.strategy_id != strategy.pk:
        raise Refused(_("Choose an outcome of the same strategy."), where="parent")
    over = above(parent)
    check_no_ring(own.pk if own else None, over, "parent")
    check_depth([*over, *range(height_of(own) - 1)] if own else over)
    return parent


@transaction.atomic
def add_outcome(
    strategy: Strategy, *, by: User, title: str, note: str = "", parent: Outcome | None = None
) -> Outcome:
    """Add a strategic outcome, or a goal under one."""
    check_may_write(by, strategy)
    check_open(Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=strategy.pk))
    ready = clean({"title": title, "note": note}, lines=("note",))
    name = check_words(ready["title"], "title", _("Write the outcome."))[:300]
    under = _parent(strategy, parent, None)
    tell(strategy, by=by, verb="add_outcome", after={"outcome": name, "under": under})
    return Outcome.objects.create(strategy=strategy, title=name, note=ready["note"], parent=under)


@transaction.atomic
def change_outcome(
    outcome: Outcome, *, by: User, title: str, note: str = "", parent: Outcome | None = None
) -> Outcome:
    """Change the words of an outcome, or hang it elsewhere; a circle is refused."""
    strategy = outcome.strategy
    check_may_write(by, strategy)
    Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=strategy.pk)
    ready = clean({"title": title, "note": note}, lines=("note",))
    name = check_words(ready["title"], "title", _("Write the outcome."))[:300]
    under = _parent(strategy, parent, outcome)
    if (name, ready["note"], under) == (outcome.title, outcome.note, outcome.parent):
        return outcome
    before = {"outcome": outcome.title, "note": outcome.note, "under": outcome.parent}
    after = {"outcome": name, "note": ready["note"], "under": under}
    tell(strategy, by=by, verb="change_outcome", before=before, after=after)
    outcome.title, outcome.note, outcome.parent = name, ready["note"], under
    outcome.save()
    return outcome


@transaction.atomic
def remove_outcome(outcome: Outcome, *, by: User) -> None:
    """Take an outcome off on which nothing hangs."""
    check_may_write(by, outcome.strategy)
    check_removable(outcome.goals.count() + outcome.objectives.count())
    tell(outcome.strategy, by=by, verb="remove_outcome", before={"outcome": outcome.title})
    outcome.delete()
