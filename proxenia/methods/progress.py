"""How far a measure is on the way from where it began to where it shall be.

Only what was observed counts: a plan or a promise is no step on the way. Where nobody knows where it began, there is no
way to be told in per cent, and it is only said whether the target is reached.
"""

from dataclasses import dataclass
from decimal import Decimal

VERSION = 1
NO_FIGURE, NO_BASELINE, NO_WAY = "no figure", "no baseline", "no way to go"
"""Why there is no share of the way: nothing observed, no known beginning, a target that is the beginning."""


@dataclass(frozen=True)
class Far:
    """How far it is: share of the way (1 is the target; None with the reason), and whether the target is reached."""

    share: Decimal | None
    is_reached: bool
    why: str = ""


def far(
    baseline: Decimal | None, latest: Decimal | None, target: Decimal, *, falling_is_good: bool = False
) -> Far:
    """Return how far the latest figure is. Below nought: it went the other way; over one: further than wanted."""
    if latest is None:
        return Far(None, False, NO_FIGURE)
    falls = falling_is_good if baseline in (None, target) else target < (baseline or Decimal(0))
    is_reached = latest <= target if falls else latest >= target
    if baseline is None:
        return Far(None, is_reached, NO_BASELINE)
    if baseline == target:
        return Far(None, is_reached, NO_WAY)
    return Far((latest - baseline) / (target - baseline), is_reached)
