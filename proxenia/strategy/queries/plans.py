"""Objectives against local plans: the matrix, contradictions, and which plans have an international line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from proxenia.methods.strategy_versions import Stand, contradictions
from proxenia.strategy.models import LocalPlan, Objective, PlanStance


@dataclass(frozen=True)
class Against:
    """One objective with its stance to each of some plans; None where nobody looked at the two together."""

    objective: Objective
    cells: tuple[PlanStance | None, ...]


def matrix(objectives: Sequence[Objective], plans: Sequence[LocalPlan]) -> list[Against]:
    """Return each objective against each plan: one query."""
    held: dict[tuple[int, int], PlanStance] = {}
    for one in PlanStance.objects.filter(
        objective__in=[o.pk for o in objectives], plan__in=[p.pk for p in plans]
    ):
        held[one.objective_id, one.plan_id] = one
    return [Against(one, tuple(held.get((one.pk, plan.pk)) for plan in plans)) for one in objectives]


@dataclass(frozen=True)
class Contrary:
    """A plan that some objectives advance while others conflict with it."""

    plan: LocalPlan
    advancing: list[PlanStance]
    conflicting: list[PlanStance]


def contrary(rows: Sequence[Against], plans: Sequence[LocalPlan]) -> list[Contrary]:
    """Return the plans towards which objectives, also of different strategies, pull in opposite directions."""
    stances = [cell for row in rows for cell in row.cells if cell]
    objectives = {row.objective.pk: row.objective for row in rows}
    by_plan: dict[int, list[PlanStance]] = defaultdict(list)
    for one in stances:
        one.objective = objectives[one.objective_id]
        by_plan[one.plan_id].append(one)
    named = {plan.pk: plan for plan in plans}
    found = contradictions([Stand(one.plan_id, one.objective_id, one.stance) for one in stances])
    return [
        Contrary(
            named[each.plan],
            [one for one in by_plan[each.plan] if one.objective_id in each.advancing],
            [one for one in by_plan[each.plan] if one.objective_id in each.conflicting],
        )
        for each in found
    ]


def conflicts(rows: Sequence[Against], plans: Sequence[LocalPlan]) -> list[tuple[Objective, LocalPlan, str]]:
    """Return every objective that conflicts with a plan, the plan, and why."""
    return [
        (row.objective, plan, cell.reason)
        for row in rows
        for plan, cell in zip(plans, row.cells, strict=True)
        if cell is not None and cell.stance == PlanStance.Stance.CONFLICTS
    ]


def stances_of(objective: Objective, plans: Sequence[LocalPlan]) -> list[tuple[LocalPlan, PlanStance | None]]:
    """Return an objective's stance to each plan."""
    held = {one.plan_id: one for one in objective.stances.all()}
    return [(plan, held.get(plan.pk)) for plan in plans]
