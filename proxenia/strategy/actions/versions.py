"""Adopting a version, ending a strategy, and opening its page to citizens: acts of a person."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.records import actions as records
from proxenia.records.rules import check_not_archived
from proxenia.strategy.access import check_may_adopt
from proxenia.strategy.actions.shared import clean
from proxenia.strategy.models import Objective, Strategy, StrategyVersion
from proxenia.strategy.queries.tree import changes_between, snapshot
from proxenia.strategy.rules.tree import check_adoption, check_words


def _lacking(strategy: Strategy) -> tuple[list[str], int]:
    """Return the objectives without a person or date that nobody set aside, and how many there are in all."""
    found = list(Objective.objects.live().filter(outcome__strategy=strategy).order_by("pk"))
    bad = [
        one.title
        for one in found
        if not one.override_reason and (one.due is None or not (one.person_id or one.user_id))
    ]
    return bad, len(found)


@transaction.atomic
def adopt_strategy(
    strategy: Strategy,
    *,
    by: User,
    adopted_on: dt.date,
    adopted_by: str,
    note: str = "",
    today: dt.date | None = None,
) -> StrategyVersion:
    """Keep the strategy as it stands now as a version that somebody adopted; the same again is refused."""
    check_may_adopt(by, strategy)
    locked = Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=strategy.pk)
    check_not_archived(locked.is_archived)
    ready = clean({"by": adopted_by, "note": note}, lines=("note",))
    body = check_words(ready["by"], "adopted_by", _("Say who adopted it: the council, the mayor, the board."))
    lacking, objectives = _lacking(locked)
    check_adoption(locked, adopted_on, today or timezone.localdate(), lacking, objectives)
    last = StrategyVersion.objects.filter(strategy=locked).order_by("-number").first()
    now = snapshot(locked)
    changes = changes_between(last, now)
    if last and not changes:
        raise Refused(_("Nothing has changed since version {n}.").format(n=last.number), where="adopted_on")
    if last and adopted_on < last.adopted_on:
        raise Refused(_("Version {n} was adopted later than that.").format(n=last.number), where="adopted_on")
    version = StrategyVersion.objects.create(
        strategy=locked,
        number=(last.number if last else 0) + 1,
        body=now,
        adopted_on=adopted_on,
        adopted_by=body[:200],
        note=ready["note"],
        created_at=timezone.now(),
        created_by=by,
    )
    records.change(
        strategy,
        by=by,
        verb="adopt_strategy",
        values={"state": Strategy.State.ADOPTED.value},
        extra_after={
            "version": version.number, "adopted_on": adopted_on.isoformat(), "adopted_by": body[:200],
            "changes": len(changes),
        },
    )  # fmt: skip
    return version


@transaction.atomic
def end_strategy(strategy: Strategy, *, by: User, reason: str) -> Strategy:
    """End a strategy: nothing new is tied to it, and it stays readable."""
    check_may_adopt(by, strategy)
    if strategy.state == Strategy.State.ENDED:
        raise Refused(_("This strategy has ended already."))
    words = check_words(clean({"reason": reason})["reason"], "reason", _("Say why it ends."))
    values = {"state": Strategy.State.ENDED.value}
    return records.change(strategy, by=by, verb="end_strategy", values=values, note=words)


@transaction.atomic
def publish_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """Open the page for citizens: the version adopted last, and how far its measures are."""
    check_may_adopt(by, strategy)
    check_not_archived(strategy.is_archived)
    if strategy.visibility not in ("public", "internal"):
        raise Refused(_("Not the whole office sees this strategy, so citizens cannot either."), where="page")
    if not strategy.versions.exists():
        raise Refused(_("Citizens read what was adopted: adopt a version first."), where="page")
    if strategy.published_at is not None:
        raise Refused(_("The page for citizens is open already."), where="page")
    values = {"published_at": timezone.now(), "published_by": by}
    return records.change(strategy, by=by, verb="publish_strategy", values=values)


@transaction.atomic
def close_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """Close the page for citizens."""
    check_may_adopt(by, strategy)
    values = {"published_at": None, "published_by": None}
    return records.change(strategy, by=by, verb="close_strategy", values=values)
