"""The tree of a strategy with what its objectives lack, its priorities, and its snapshot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from proxenia.accounts.models import Membership, Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation, Person, Post
from proxenia.indicators.models import Unit
from proxenia.methods.strategy_versions import Change, differences
from proxenia.places.models import Home
from proxenia.records.models import visible_through
from proxenia.strategy.models import (
    LocalPlan,
    Measure,
    Objective,
    Outcome,
    PlanStance,
    Strategy,
    StrategyVersion,
)
from proxenia.strategy.queries.powers import sectors_within
from proxenia.strategy.rules.smart import Facts, Finding, MeasureFacts, findings

MOST = 200


def strategies(user: User, office: Office) -> QuerySet[Strategy]:
    """Return the strategies of an office that a person sees, the newest first."""
    return Strategy.objects.visible_to(user, office).live().order_by("-starts", "pk")


def objectives_seen(user: User, office: Office) -> QuerySet[Objective]:
    """Return the living objectives a person sees; one that stands in a hidden strategy is hidden with it."""
    around = visible_through(user, office, "outcome__strategy__", is_known=True)
    seen = Objective.objects.visible_to(user, office).live()
    return seen.filter(around, outcome__strategy__archived_at=None).select_related("outcome__strategy")


def objectives_open(user: User, office: Office) -> QuerySet[Objective]:
    """Return the objectives of strategies that have not ended: those that work is tied to."""
    found = objectives_seen(user, office).exclude(outcome__strategy__state=Strategy.State.ENDED)
    return found.order_by("-outcome__strategy__starts", "outcome_id", "pk")


def above(outcome: Outcome | None) -> list[int]:
    """Return the keys of an outcome and all that stand over it, the nearest first; stops where a ring begins."""
    keys: list[int] = []
    while outcome is not None and outcome.pk not in keys:
        keys.append(outcome.pk)
        outcome = outcome.parent
    return keys


def umbrellas_above(strategy: Strategy | None) -> list[int]:
    """Return the keys of a strategy and all that stand over it, the nearest first; stops where a ring begins."""
    keys: list[int] = []
    while strategy is not None and strategy.pk not in keys:
        keys.append(strategy.pk)
        strategy = strategy.umbrella
    return keys


def height_of(outcome: Outcome) -> int:
    """Return how many levels stand under an outcome, itself among them."""
    beneath = outcome.goals.all()
    return 1 + max((height_of(one) for one in beneath), default=0)


def priorities_of(strategy: Strategy, but: int | None = None) -> int:
    """Count the priorities of a strategy, whoever may see them: the cap is the strategy's."""
    found = Objective.objects.live().filter(outcome__strategy=strategy, is_priority=True)
    return found.exclude(pk=but).count()


@dataclass(frozen=True)
class Leaf:
    """An objective with who answers for it as this reader may know, what it lacks, and its standing to our powers."""

    objective: Objective
    who: str
    lacks: list[Finding]
    within: bool | None
    conflicts: tuple[str, ...] = ()
    """The local plans it conflicts with, as far as this reader sees them."""


@dataclass(frozen=True)
class Branch:
    """An outcome or goal with its objectives, and the goals beneath it."""

    outcome: Outcome
    leaves: list[Leaf]
    goals: list["Branch"]


def facts_of(
    objective: Objective,
    strategy: Strategy,
    within: bool | None,
    measures: Sequence[Measure] = (),
    *,
    has_left: bool = False,
) -> Facts:
    """Return what the check on writing knows of an objective."""
    return Facts(
        title=objective.title,
        what=objective.what,
        has_person=bool(objective.person_id or objective.user_id),
        due=objective.due,
        means=objective.means,
        ask=objective.ask,
        starts=strategy.starts,
        ends=strategy.ends,
        within=within,
        has_sector=bool(objective.sector),
        has_left=has_left,
        measures=tuple(_measured(one) for one in measures),
    )


def _measured(one: Measure) -> MeasureFacts:
    is_tiny = one.indicator.unit == Unit.PERCENT and 0 < abs(one.target) < 1
    return MeasureFacts(
        one.indicator.name, one.baseline is not None, one.by, one.baseline == one.target, is_tiny
    )


def leaves_of(user: User, office: Office, objectives: Iterable[Objective]) -> list[Leaf]:
    """Return objectives with what they lack: six queries for all of them."""
    shown, within = list(objectives), sectors_within(office)
    measures = measures_of(shown)
    known = known_people(user, office, {one.person_id for one in shown if one.person_id})
    gone, against = have_left(office, shown), conflicts_of(user, office, shown)
    return [
        Leaf(
            one,
            "" if one.person_id and one.person_id not in known else one.who,
            findings(
                facts_of(
                    one,
                    one.outcome.strategy,
                    within.get(one.sector),
                    measures[one.pk],
                    has_left=one.pk in gone,
                )
            ),
            within.get(one.sector),
            tuple(against[one.pk]),
        )
        for one in shown
    ]


def have_left(office: Office, objectives: Collection[Objective]) -> set[int]:
    """Return the keys of the objectives whose one person works here no more, or holds no post any more."""
    users = {one.user_id for one in objectives if one.user_id}
    here = Membership.objects.filter(office=office, user__in=users, user__is_active=True).exclude(
        role="partner"
    )
    staff = set(here.values_list("user_id", flat=True))
    people = {one.person_id for one in objectives if one.person_id}
    held = Post.objects.filter(person=OuterRef("pk"))
    gone = Person.objects.filter(pk__in=people).filter(
        Q(archived_at__isnull=False) | (Exists(held) & ~Exists(held.filter(ends=None)))
    )
    left = set(gone.values_list("pk", flat=True))
    return {
        one.pk
        for one in objectives
        if (one.user_id and one.user_id not in staff) or (one.person_id and one.person_id in left)
    }


def conflicts_of(user: User, office: Office, objectives: Collection[Objective]) -> dict[int, list[str]]:
    """Return the local plans that objectives conflict with, as far as this reader sees them: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    stances = PlanStance.objects.filter(
        objective__in=[one.pk for one in objectives],
        plan__in=plans_seen(user, office).order_by(),
        stance=PlanStance.Stance.CONFLICTS,
    )
    for key, title in stances.values_list("objective_id", "plan__title"):
        found[key].append(title)
    return found


def measures_of(objectives: Iterable[Objective]) -> dict[int, list[Measure]]:
    """Return the measures of objectives by the objective's key: one query."""
    found: dict[int, list[Measure]] = defaultdict(list)
    for one in Measure.objects.filter(objective__in=list(objectives)).select_related(
        "indicator", "objective"
    ):
        found[one.objective_id].append(one)
    return found


def known_people(user: User, office: Office, keys: Collection[int]) -> set[int]:
    """Return which of some people this reader may see."""
    return set(Person.objects.visible_to(user, office).filter(pk__in=keys).values_list("pk", flat=True))


def tree_of(user: User, strategy: Strategy) -> list[Branch]:
    """Return the tree of a strategy as a person sees it: a constant number of queries."""
    outcomes = list(strategy.outcomes.all())
    seen = objectives_seen(user, strategy.office).filter(outcome__strategy=strategy)
    found = seen.select_related("person", "user", "outcome__strategy").order_by("pk")
    leaves: dict[int, list[Leaf]] = defaultdict(list)
    for leaf in leaves_of(user, strategy.office, found):
        leaves[leaf.objective.outcome_id].append(leaf)

    def branch(outcome: Outcome) -> Branch:
        goals = [branch(one) for one in outcomes if one.parent_id == outcome.pk]
        return Branch(outcome, leaves[outcome.pk], goals)

    return [branch(one) for one in outcomes if one.parent_id is None]


def snapshot(strategy: Strategy) -> dict[str, Any]:
    """Return a strategy as a version keeps it: every objective whoever may see it, people by their keys alone."""
    objectives = Objective.objects.live().filter(outcome__strategy=strategy)
    people = objectives.select_related("outcome", "person", "user")
    rows = people.prefetch_related("sdg_links", "stances__plan").order_by("pk")
    return {
        "fields": {
            "title": strategy.title,
            "vision": strategy.vision,
            "starts": strategy.starts.isoformat(),
            "ends": strategy.ends.isoformat(),
            "cap": strategy.cap,
        },
        "outcomes": {one.uid: _outcome(one) for one in strategy.outcomes.select_related("parent")},
        "objectives": {one.uid: _objective(one) for one in rows},
        "measures": {one.uid: _measure(one) for each in measures_of(rows).values() for one in each},
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {"title": one.title, "note": one.note, "parent": one.parent.uid if one.parent else ""}


def _objective(one: Objective) -> dict[str, Any]:
    who = f"person:{one.person.uid}" if one.person else f"user:{one.user.uid}" if one.user else ""
    return {
        "title": one.title,
        "outcome": one.outcome.uid,
        "what": one.what,
        "who": who,
        "due": one.due.isoformat() if one.due else "",
        "means": one.means,
        "sector": one.sector,
        "national_policy": one.national_policy,
        "ask": one.ask,
        "is_priority": one.is_priority,
        "targets": sorted(link.code for link in one.sdg_links.all()),
        "plans": sorted(
            f"{held.stance} {held.plan.uid}" for held in one.stances.all() if not held.plan.is_archived
        ),
        "visibility": one.visibility,
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "title": one.indicator.name,
        "objective": one.objective.uid,
        "indicator": one.indicator.uid,
        "baseline": _figure(one.baseline),
        "baseline_on": one.baseline_on.isoformat() if one.baseline_on else "",
        "target": _figure(one.target),
        "by": one.by.isoformat(),
        "note": one.note,
    }


def _figure(value: Decimal | None) -> str:
    """Return a figure as a version writes it: the same for 5 and 5.0000; empty where it is not known."""
    return "" if value is None else f"{value.normalize():f}"


def changes_between(old: StrategyVersion | None, new: dict[str, Any]) -> list[Change]:
    """Return what differs between a version and a later snapshot; everything is new where there is no version."""
    return differences(old.body if old else {}, new)


def version_before(version: StrategyVersion) -> StrategyVersion | None:
    """Return the version that was adopted before one."""
    found = StrategyVersion.objects.filter(strategy=version.strategy_id, number__lt=version.number)
    return found.order_by("-number").first()


def names_of(user: User, office: Office, keys: Collection[str]) -> dict[str, str]:
    """Return the names behind "person:uid" and "user:uid" as far as this reader may know them."""
    people = [key.removeprefix("person:") for key in keys if key.startswith("person:")]
    users = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
    seen = Person.objects.visible_to(user, office).filter(uid__in=people).values_list("uid", "name")
    staff = User.objects.filter(uid__in=users).values_list("uid", "name")
    return {
        **{f"person:{uid}": name for uid, name in seen},
        **{f"user:{uid}": name for uid, name in staff},
    }


def candidates(user: User, office: Office) -> list[tuple[str, str]]:
    """Return who can answer for an objective: people of the office, and those with a post in our own place."""
    staff = Membership.objects.filter(office=office, user__is_active=True).exclude(role="partner")
    users = User.objects.filter(pk__in=staff.values("user")).order_by("name")[:MOST]
    home = Home.objects.filter(office=office).values_list("place", flat=True)
    bodies = Organisation.objects.filter(office=office, place__in=list(home))
    posts = Post.objects.filter(organisation__in=bodies, ends=None)
    people = Person.objects.visible_to(user, office).live().filter(pk__in=posts.values("person"))
    return [
        *((f"user:{one.uid}", one.name) for one in users),
        *((f"person:{one.uid}", one.name) for one in people.order_by("name_folded")[:MOST]),
    ]


def strategies_of_objectives(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the strategies that objectives stand in: who may not see the one sees neither."""
    return dict(Objective.objects.filter(pk__in=keys).values_list("pk", "outcome__strategy_id"))


def objectives_in(strategy: int) -> list[Any]:
    """Return the objectives that stand in a strategy, to be hidden and moved with it."""
    return list(Objective.objects.filter(outcome__strategy=strategy))


def sectors() -> list[tuple[str, str]]:
    """Return the sectors as choices."""
    return Vocabulary.load("policy_sectors").choices()


def plans_seen(user: User, office: Office) -> QuerySet[LocalPlan]:
    """Return the local plans a person sees, by name."""
    return LocalPlan.objects.visible_to(user, office).live().order_by("title_folded", "pk")
