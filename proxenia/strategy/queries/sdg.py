"""The goals and targets of the Sustainable Development Goals, and which of them objectives serve."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from proxenia.core import shipped
from proxenia.strategy.models import Objective, SdgLink


@dataclass(frozen=True)
class Target:
    """One target: its code as 11.c, the goal it belongs to, the words of the United Nations."""

    code: str
    goal: int
    words: str


@dataclass(frozen=True)
class Goal:
    """One goal with its targets."""

    number: int
    words: str
    targets: tuple[Target, ...]


@cache
def goals() -> tuple[Goal, ...]:
    """Return the 17 goals with all 169 targets, as shipped; read once."""
    beneath: dict[int, list[Target]] = defaultdict(list)
    for row in _rows("targets"):
        beneath[int(row["goal"])].append(Target(row["code"], int(row["goal"]), row["words"]))
    return tuple(
        Goal(int(row["code"]), row["words"], tuple(beneath[int(row["code"])])) for row in _rows("goals")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with shipped.path("sdg", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def targets() -> dict[str, Target]:
    """Return all targets by their code."""
    return {one.code: one for goal in goals() for one in goal.targets}


def targets_of(objective: Objective) -> list[Target]:
    """Return the targets one objective serves, in the order of the list."""
    chosen = {link.code for link in objective.sdg_links.all()}
    return [one for code, one in targets().items() if code in chosen]


@dataclass(frozen=True)
class GoalCover:
    """A goal and the objectives that serve targets of it; ``served`` are those targets with their objectives."""

    goal: Goal
    served: tuple[tuple[Target, tuple[Objective, ...]], ...]


def coverage(objectives: Iterable[Objective]) -> list[GoalCover]:
    """Return every goal with what serves it: one query; a goal nobody serves has an empty list."""
    by_key = {one.pk: one for one in objectives}
    serving: dict[str, list[Objective]] = defaultdict(list)
    links = SdgLink.objects.filter(objective__in=by_key).order_by("objective_id")
    for key, code in links.values_list("objective_id", "code"):
        serving[code].append(by_key[key])
    return [
        GoalCover(goal, tuple((one, tuple(serving[one.code])) for one in goal.targets if one.code in serving))
        for goal in goals()
    ]
