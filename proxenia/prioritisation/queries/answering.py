"""The answer to a question: coverage, the ranking with how sure it is, what is missing, what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from django.utils.translation import gettext

from proxenia.core.errors import Refused
from proxenia.evidence.countries import places
from proxenia.methods import ranking as method
from proxenia.methods.ranking import Ranking

from .candidates import AREAS, Candidate, candidates
from .changes import Change, changes
from .figures import Beside, Column, Figure, column
from .inputs import Inputs
from .questions import Question, weights_of
from .statistics import Statistics
from .tree import Tree

TOP = 10
LIBRARIES = ("numpy", "duckdb", "ibis-framework", "proxenia")


@dataclass(frozen=True)
class Standing:
    """How one place stands: shares of the draws, the mean rank, the ranks of 90 % of the draws, and its figures."""

    iso3: str
    name: str
    first: float
    top: float
    expected_rank: float
    low: int
    high: int
    weighted_sum: float
    topsis: float
    figures: Mapping[str, Figure]
    spot: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form of the command line."""
        return {
            "iso3": self.iso3,
            "name": self.name,
            "p_top10": self.top,
            "expected_rank": self.expected_rank,
            "rank_interval": [self.low, self.high],
            "factors": {code: figure.as_json() for code, figure in self.figures.items()},
        }


@dataclass(frozen=True)
class Answer:
    """The whole answer; `standings` hold every place but home, the best expected rank first."""

    question: Question
    inputs: Inputs
    columns: tuple[Column, ...]
    unavailable: tuple[Column, ...]
    standings: tuple[Standing, ...]
    missing: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    worth: Mapping[str, float]
    labels: Mapping[str, str]

    def coverage(self) -> list[dict[str, Any]]:
        """Return how many places each factor has figures of, those without any last."""
        many = len(self.inputs.places)
        return [
            {
                "factor": one.factor.code,
                "label": one.factor.label,
                "places": len(one.figures),
                "of": many,
                "source": ", ".join(one.sources) or one.why,
            }
            for one in (*self.columns, *self.unavailable)
        ]

    def result(self) -> dict[str, Any]:
        """Return what a stored run keeps of it."""
        return {
            "places": [one.as_json() | {"p_first": one.first, "weighted_sum": one.weighted_sum, "topsis": one.topsis}
                       | ({"spot": list(one.spot)} if one.spot else {}) for one in self.standings],
            "missing": [{"iso3": place, "factor": factor} for place, factor in self.missing],
            "sensitive_to": [
                {"factor": one.factor, "change": one.change, "sentence": one.sentence} for one in self.changes
            ],
            "coverage": self.coverage(),
            "unavailable": [{"factor": one.factor.code, "why": one.why} for one in self.unavailable],
            "worth_of_knowing": dict(self.worth),
            "agreement": self.question.agreement,
        }  # fmt: skip


def answer(question: Question, tree: Tree, statistics: Statistics, beside: Beside | None = None) -> Answer:
    """Answer a question. Raises Refused where no factor asked for has any figure, and for an unknown home."""
    if question.home not in places():
        raise Refused(gettext("“%(home)s” is no country known here.") % {"home": question.home}, "home")
    field = candidates(question.among, statistics)
    if not field:
        raise Refused(
            gettext("No metropolitan area is known; load one of: %(names)s") % {"names": AREAS[0]}, "among"
        )
    asked = [tree.factors[code] for code in question.factors or tree.of(question.among)]
    told = [column(one, question.home, statistics, beside or Beside(), field) for one in asked]
    columns, unavailable = [one for one in told if one.figures], [one for one in told if not one.figures]
    if not columns:
        raise Refused(gettext("None of the factors has any figure; load a source first."), "factors")
    weights = weights_of([one.factor for one in columns], question, tree)
    if not any(high > 0 for _, high in weights.values()):
        raise Refused(gettext("None of the factors that weigh anything has a figure."), "weights")
    inputs = _inputs(question, columns, weights, field)
    missing = [
        (place, one.factor.code) for place in inputs.places for one in columns if place not in one.figures
    ]
    if question.factors:
        missing += [(place, one.factor.code) for place in inputs.places for one in unavailable]
    ranked = inputs.ranked()
    names = {code: one.name for code, one in field.items()}
    labels = {code: factor.label for code, factor in tree.factors.items()}
    return Answer(
        question,
        inputs,
        tuple(columns),
        tuple(unavailable),
        standings(inputs, ranked, columns, field),
        tuple(missing),
        tuple(changes(inputs, labels, names)),
        _worth(inputs, ranked),
        labels,
    )


def _inputs(
    question: Question,
    columns: Sequence[Column],
    weights: Mapping[str, tuple[float, float]],
    field: Mapping[str, Candidate],
) -> Inputs:
    names = tuple(code for code in sorted(field) if code != question.home)
    values = np.array(
        [[one.figures[place].value if place in one.figures else np.nan for one in columns] for place in names]
    )
    return Inputs(
        names,
        tuple(one.factor.code for one in columns),
        values,
        tuple(one.factor.less_is_better for one in columns),
        tuple(one.factor.transformation == "log" for one in columns),
        tuple(weights[one.factor.code] for one in columns),
        question.draws,
        question.seed,
    )


def standings(
    inputs: Inputs, ranked: Ranking, columns: Sequence[Column], field: Mapping[str, Candidate]
) -> tuple[Standing, ...]:
    """Return how every place stands, the best expected rank first; level ones in the order of their codes."""
    expected, among, first = ranked.expected_rank(), ranked.top(TOP), ranked.top(1)
    low, high = ranked.interval()
    plain, closeness = inputs.filled @ inputs.shares, method.topsis(inputs.filled, inputs.shares)
    found = [
        Standing(
            place,
            field[place].name if place in field else place,
            float(first[number]),
            float(among[number]),
            float(expected[number]),
            int(low[number]),
            int(high[number]),
            float(plain[number]),
            float(closeness[number]),
            {one.factor.code: one.figures[place] for one in columns if place in one.figures},
            field[place].spot if place in field else None,
        )
        for number, place in enumerate(inputs.places)
    ]
    return tuple(sorted(found, key=lambda one: (one.expected_rank, one.iso3)))


def _worth(inputs: Inputs, ranked: Ranking) -> dict[str, float]:
    """Return what it would be worth to know each weight, in points of the expected score of the first."""
    return {
        code: ranked.worth_of_knowing(ranked.weights[:, number])
        for number, code in enumerate(inputs.factors)
        if inputs.weights[number][0] < inputs.weights[number][1]
    }


def versions() -> dict[str, str]:
    """Return the versions of the libraries that a run leans on; '' for one that is not installed."""
    told = {}
    for name in LIBRARIES:
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            told[name] = ""
    return told


def recomputed(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> float:
    """Reckon a stored run again and return the largest difference to what it said, over all places and figures."""
    again = Inputs.from_json(inputs)
    now = {one.iso3: one for one in standings(again, again.ranked(), (), {})}
    told = {one["iso3"]: one for one in result["places"]}
    if now.keys() != told.keys():
        return float("inf")
    pairs = [
        (mine, float(one[field]))
        for iso3, one in told.items()
        for field, mine in (
            ("p_top10", now[iso3].top), ("expected_rank", now[iso3].expected_rank), ("p_first", now[iso3].first),
            ("weighted_sum", now[iso3].weighted_sum), ("topsis", now[iso3].topsis),
        )
    ]  # fmt: skip
    return max(abs(mine - other) for mine, other in pairs)
