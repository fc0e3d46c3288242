"""What search knows of the records of this room."""

from typing import Any

from proxenia.core.search import Entry
from proxenia.strategy.models import Asset, Consultation, GovernanceProfile, LocalPlan, Objective, Strategy


def strategy_entry(one: Strategy) -> Entry:
    """Return what search knows of a strategy: its title and vision."""
    return Entry(one.pk, one.office_id, "strategy", one.title, one.vision)


def objective_entry(one: Objective) -> Entry:
    """Return what search knows of an objective: what it is and what changes."""
    return Entry(one.pk, one.office_id, "objective", one.title, one.what)


def asset_entry(one: Asset) -> Entry:
    """Return what search knows of an asset: what it is, why it counts, the places it connects with."""
    return Entry(one.pk, one.office_id, "asset", one.title, f"{one.what} {one.place_words}")


def plan_entry(one: LocalPlan) -> Entry:
    """Return what search knows of a local plan: its title and department."""
    return Entry(one.pk, one.office_id, "local_plan", one.title, one.department)


def consultation_entry(one: Consultation) -> Entry:
    """Return what search knows of a consultation: the occasion, never what was said."""
    return Entry(one.pk, one.office_id, "consultation", one.title, "")


def profile_entry(one: GovernanceProfile) -> Entry:
    """Return what search knows of the governance profile."""
    return Entry(one.pk, one.office_id, "governance_profile", str(one), "")


ENTRIES: dict[str, Any] = {
    "strategy": strategy_entry,
    "objective": objective_entry,
    "asset": asset_entry,
    "local_plan": plan_entry,
    "consultation": consultation_entry,
    "governance_profile": profile_entry,
}
