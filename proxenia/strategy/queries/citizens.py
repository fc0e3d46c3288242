"""What a citizen reads: the version adopted last, without names and without what is not open to the staff."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from proxenia.records.rules import OPEN_TO_STAFF
from proxenia.strategy.models import LocalPlan, Measure, Objective, PlanStance, Strategy, StrategyVersion
from proxenia.strategy.queries.progress import Reading, readings
from proxenia.strategy.queries.sdg import Target, targets

Stance = PlanStance.Stance


@dataclass(frozen=True)
class PublicMeasure:
    """A measure as it was adopted, with the newest figure where one is kept."""

    title: str
    fields: Mapping[str, Any]
    reading: Reading | None


@dataclass(frozen=True)
class Aim:
    """An objective as it was adopted."""

    title: str
    what: str
    due: str
    is_priority: bool
    national_policy: str
    targets: tuple[Target, ...]
    serves: tuple[str, ...]
    conflicts: tuple[str, ...]
    """The local plans it advanced, and those it conflicted with, when it was adopted."""
    measures: tuple[PublicMeasure, ...]


@dataclass(frozen=True)
class PublicBranch:
    """An outcome or goal as it was adopted."""

    title: str
    note: str
    aims: tuple[Aim, ...]
    goals: tuple["PublicBranch", ...]

    def every(self) -> Iterator[Aim]:
        """Yield the objectives under it, however deep."""
        yield from self.aims
        for goal in self.goals:
            yield from goal.every()


@dataclass(frozen=True)
class PublicTree:
    """The version citizens read."""

    version: StrategyVersion
    title: str
    vision: str
    starts: str
    ends: str
    branches: tuple[PublicBranch, ...]


def published(uid: str) -> Strategy | None:
    """Return a strategy whose page a person opened to citizens; what was put away or hidden since is not found."""
    found = Strategy.objects.live().filter(uid=uid, published_at__isnull=False, visibility__in=OPEN_TO_STAFF)
    return found.select_related("office").first()


def tree_for_citizens(strategy: Strategy) -> PublicTree:
    """Return the tree of the version adopted last."""
    version = strategy.versions.all()[0]
    body = version.body
    open_now = Objective.objects.filter(outcome__strategy=strategy, visibility__in=OPEN_TO_STAFF)
    seen = set(open_now.values_list("uid", flat=True))
    aims = {
        uid: fields
        for uid, fields in body["objectives"].items()
        if uid in seen and fields["visibility"] in OPEN_TO_STAFF
    }
    measures, plans = measures_of(body, aims), _plans_of(aims.values())

    def branch(uid: str, fields: Mapping[str, Any]) -> PublicBranch:
        beneath = [(key, one) for key, one in body["outcomes"].items() if one["parent"] == uid]
        own = tuple(
            _aim(one, measures.get(key, ()), plans) for key, one in aims.items() if one["outcome"] == uid
        )
        return PublicBranch(fields["title"], fields["note"], own, tuple(branch(*pair) for pair in beneath))

    roots = [(uid, fields) for uid, fields in body["outcomes"].items() if not fields["parent"]]
    told = body["fields"]
    return PublicTree(
        version, told["title"], told["vision"], told["starts"], told["ends"],
        tuple(branch(*pair) for pair in roots),
    )  # fmt: skip


def measures_of(body: Mapping[str, Any], aims: Mapping[str, Any]) -> dict[str, tuple[PublicMeasure, ...]]:
    """Return the measures of some objectives by the objective's uid."""
    found: dict[str, tuple[PublicMeasure, ...]] = {}
    keys = dict(Measure.objects.filter(uid__in=list(body["measures"])).values_list("uid", "pk"))
    known = readings(list(keys.values()))
    for uid, fields in body["measures"].items():
        if fields["objective"] in aims:
            held = found.get(fields["objective"], ())
            figure = known.get(keys.get(uid, 0))
            found[fields["objective"]] = (*held, PublicMeasure(fields["title"], _figures(fields), figure))
    return found


def _figures(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return baseline and target as numbers; None where the baseline is not known."""
    figures = {name: Decimal(fields[name]) if fields[name] else None for name in ("baseline", "target")}
    return {**fields, **figures}


def _plans_of(aims: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the titles of the local plans some objectives stand to, but for those not open to the whole office."""
    uids = {told.partition(" ")[2] for fields in aims for told in fields.get("plans", ())}
    found = LocalPlan.objects.live().filter(uid__in=uids, visibility__in=OPEN_TO_STAFF)
    return dict(found.values_list("uid", "title"))


def _standing(fields: Mapping[str, Any], plans: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """Return the titles of the open plans to which an objective stands in one way, by name."""
    pairs = [told.split(" ", 1) for told in fields.get("plans", ())]
    return tuple(sorted(plans[uid] for stance, uid in pairs if stance == wanted and uid in plans))


def _aim(fields: Mapping[str, Any], measures: tuple[PublicMeasure, ...], plans: Mapping[str, str]) -> Aim:
    known = targets()
    return Aim(
        fields["title"],
        fields["what"],
        fields["due"],
        fields["is_priority"],
        fields["national_policy"],
        tuple(one for code, one in known.items() if code in fields["targets"]),
        _standing(fields, plans, Stance.ADVANCES),
        _standing(fields, plans, Stance.CONFLICTS),
        measures,
    )
