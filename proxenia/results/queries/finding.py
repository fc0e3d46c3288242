"""How plans and returns are found in search."""

from proxenia.core.search import Entry
from proxenia.results.models.returns import BusinessPlan, Return


def plan_entry(plan: BusinessPlan) -> Entry:
    """Return what a plan is found by."""
    return Entry(plan.pk, plan.office_id, "business_plan", plan.title, f"{plan.code} {plan.guidance}")


def return_entry(one: Return) -> Entry:
    """Return what a return is found by."""
    return Entry(one.pk, one.office_id, "return", str(one), one.rating_words)
