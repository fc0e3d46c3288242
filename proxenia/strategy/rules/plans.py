"""What is refused about local plans, stances and powers, and whether a sector lies within our powers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.strategy.models import PlanStance, Power
from proxenia.strategy.rules.tree import check_year

OURS = frozenset({Power.Holder.US.value, Power.Holder.SHARED.value})


def check_plan(values: Mapping[str, Any], is_known: bool) -> None:
    """Refuse a plan that is there already, or that ends before it begins."""
    if is_known:
        raise Refused(
            _("This plan is in the list already: open it there instead of adding it twice."), where="title"
        )
    starts, ends = values.get("starts"), values.get("ends")
    for where, year in (("starts", starts), ("ends", ends)):
        check_year(year, where)
    if starts and ends and ends < starts:
        raise Refused(_("The plan ends before it begins."), where="ends")


def check_stance(stance: str, reason: str) -> None:
    """Refuse a stance that is none, or one without a reason where it says more than neutral."""
    if stance not in PlanStance.Stance.values:
        raise Refused(_("Choose how it stands to the plan."), where="stance")
    if stance != PlanStance.Stance.NEUTRAL and not reason.strip():
        raise Refused(_("Say why it advances the plan or conflicts with it."), where="reason")


def within_powers(holders: Iterable[str]) -> bool | None:
    """Say whether an office does anything in a sector; None where nobody wrote down who does.

    A sector of which only a part is written down and none of it is ours stays unknown: the rest may be ours.
    """
    known = list(holders)
    if any(one in OURS for one in known):
        return True
    return False if len(known) == len(Power.Function.values) else None
