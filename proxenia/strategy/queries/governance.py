"""The governance profile of an office and its self-assessments over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from proxenia.accounts.models import Office, User
from proxenia.instruments.models import Assessment
from proxenia.instruments.queries import assessments_of, result_of
from proxenia.strategy.models import CoordinationBody, GovernanceProfile, GovernanceUnit

CODE = "deployment_set"
"""The shipped form of our own set of deployment indicators."""
MOST = 12


def profile_of(user: User, office: Office) -> GovernanceProfile | None:
    """Return the governance profile of an office as far as a person sees it; None before it was begun."""
    return GovernanceProfile.objects.visible_to(user, office).live().first()


def bodies_of(profile: GovernanceProfile) -> list[CoordinationBody]:
    """Return the coordinating bodies with their meetings, the latest first."""
    return list(profile.bodies.prefetch_related("meetings"))


@dataclass(frozen=True)
class Means:
    """Staff and money of all units: what is known, and of how many units it is not."""

    staff: Decimal
    staff_unknown: int
    budgets: tuple[tuple[str, int, Decimal], ...]
    """Currency, year and sum: years and currencies are not added to one another."""
    budget_unknown: int


def means_of(units: Sequence[GovernanceUnit]) -> Means:
    """Add up what units have; an empty figure is unknown and never counts as nothing."""
    sums: dict[tuple[str, int], Decimal] = {}
    for one in units:
        if one.budget is not None:
            key = (one.currency, one.year or 0)
            sums[key] = sums.get(key, Decimal(0)) + one.budget
    return Means(
        sum((one.staff for one in units if one.staff is not None), Decimal(0)),
        sum(one.staff is None for one in units),
        tuple((currency, year, total) for (currency, year), total in sorted(sums.items())),
        sum(one.budget is None for one in units),
    )


@dataclass(frozen=True)
class Look:
    """One finished self-assessment: its sections' scores by title, the whole, and the form's version."""

    assessment: Assessment
    version: int
    whole: float | None
    sections: dict[str, float | None]


def self_assessments(profile: GovernanceProfile) -> list[Look]:
    """Return the finished self-assessments by our own set, the oldest first; the newest dozen of them."""
    found = assessments_of(profile.pk).filter(finished_at__isnull=False, version__instrument__code=CODE)
    return [_look(one) for one in reversed(list(found[:MOST]))]


def _look(one: Assessment) -> Look:
    result, form = result_of(one), one.version.form()
    titles = {section.code: section.title for section in form.sections}
    return Look(
        one,
        one.version.number,
        result.whole.score,
        {titles[code]: outcome.score for code, outcome in result.sections},
    )


def compared(looks: Sequence[Look]) -> list[tuple[str, list[float | None], float | None]]:
    """Return for each section the scores over time, and the change from the one before last to the last.

    The change is None where either is unknown, or where the two were made by different versions of the form.
    """
    titles = list(dict.fromkeys(title for one in looks for title in one.sections))
    rows = []
    for title in titles:
        scores = [one.sections.get(title) for one in looks]
        rows.append((title, scores, _change(looks, scores)))
    return rows


def _change(looks: Sequence[Look], scores: Sequence[float | None]) -> float | None:
    if len(scores) < 2 or looks[-1].version != looks[-2].version:
        return None
    before, after = scores[-2], scores[-1]
    return None if before is None or after is None else after - before
