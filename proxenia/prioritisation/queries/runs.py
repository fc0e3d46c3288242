"""What a question asks of the store, what a run keeps, and how it is read and reckoned again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.directory.models import Organisation
from proxenia.engagements.rules import FACT_VISIBILITIES
from proxenia.evidence.countries import places
from proxenia.evidence.store import Store
from proxenia.methods.ranking import METHOD, VERSION
from proxenia.portfolio.models import Partnership, Party
from proxenia.prioritisation.models import Question, QuestionRun, Side

from . import questions
from .alignment import Mix
from .answering import Answer, answer, recomputed, versions
from .inputs import Inputs
from .peers import beside_of
from .statistics import Stored
from .tree import tree
from .words import headline

LEAST_WORTH = 0.05
"""Points of 100 from which knowing a weight better is told as worth something."""


def asked(question: Question, side: str) -> questions.Question:
    """Return the question as the ranking takes it, with the weights of a side (empty: those of the purpose)."""
    weights: Mapping[str, questions.Range] = {}
    agreement = None
    if side and side not in Side.values:
        raise Refused(_("Say whose weights are meant."), where="side")
    if side:
        found = question.weight_sets.filter(side=side).first()
        if found is None:
            message = _("%(side)s has not said what matters how much.")
            raise Refused(message % {"side": Side(side).label}, where="side")
        weights = {code: (float(low), float(high)) for code, (low, high) in found.weights.items()}
        agreement = found.agreement
    return questions.Question(
        question.home,
        question.purpose,
        tuple(question.factors),
        weights,
        question.draws,
        question.seed,
        agreement,
        question.among,
    )


def ties_by_country(user: User, office: Office) -> dict[str, float]:
    """Return how many live ties the office has in each country (alpha-3), of those open to the whole office.

    A run is kept, and whoever sees its question reads it: it counts nothing that is only for some.
    """
    by_alpha2 = {place.iso2: code for code, place in places().items()}
    ties = Partnership.objects.visible_to(user, office).live().filter(visibility__in=FACT_VISIBILITIES)
    bodies = Organisation.objects.visible_to(user, office).filter(visibility__in=FACT_VISIBILITIES)
    pairs = Party.objects.filter(partnership__in=ties, organisation__in=bodies).exclude(
        organisation__country=""
    )
    rows = pairs.values_list("partnership_id", "organisation__country").distinct()
    counts = Counter(by_alpha2[country] for _tie, country in rows if country in by_alpha2)
    return {code: float(many) for code, many in counts.items()}


def tied_spots(user: User, office: Office) -> tuple[tuple[float, float], ...]:
    """Return where the counterparts of live ties lie in the United States, of ties open to the whole office."""
    ties = Partnership.objects.visible_to(user, office).live().filter(visibility__in=FACT_VISIBILITIES)
    bodies = Organisation.objects.visible_to(user, office).filter(visibility__in=FACT_VISIBILITIES)
    rows = Party.objects.filter(partnership__in=ties, organisation__in=bodies, organisation__country="US")
    spots = rows.exclude(organisation__place__lat=None).values_list(
        "partnership_id", "organisation__place__lat", "organisation__place__lon"
    )
    return tuple((float(lat or 0), float(lon or 0)) for _tie, lat, lon in sorted(set(spots)))


def reckoned(question: Question, by: User, side: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return what a run of a question keeps: its parameters with all inputs, its result, the digest of the inputs."""
    ties = ties_by_country(by, question.office)
    with Store() as store:
        statistics = Stored(store)
        beside = replace(
            beside_of(question.home, statistics, ties),
            mix=own_mix(question),
            tied_spots=tied_spots(by, question.office),
        )
        found = answer(asked(question, side), tree(), statistics, beside)
    return parameters_of(question, side, found), kept(found), found.inputs.digest


def own_mix(question: Question) -> Mix | None:
    """Return the office's own exports as they were brought to a question, None where none were."""
    told = question.mix
    return Mix(told["shares"], told.get("classification", "")) if told else None


def parameters_of(question: Question, side: str, found: Answer) -> dict[str, Any]:
    """Return what a run keeps of how it came about: the question, all inputs, the file of exports, versions."""
    return {
        "question": question.uid,
        "home": question.home,
        "purpose": question.purpose,
        "among": question.among,
        "side": side,
        "inputs": found.inputs.as_json(),
        "mix": {name: question.mix[name] for name in ("file", "digest", "place") if name in question.mix},
        "versions": versions(),
    }


def kept(found: Answer) -> dict[str, Any]:
    """Return the result as a run stores it: the figures of each factor once, by column."""
    whole = found.result()
    for one in whole["places"]:
        del one["factors"]
    whole["figures"] = {
        one.factor.code: {
            "label": one.factor.label,
            "group": one.factor.group,
            "cells": {place: [figure.value, figure.unit, figure.source, figure.year, figure.note]
                      for place, figure in one.figures.items()},
        }
        for one in found.columns
    }  # fmt: skip
    whole["words"] = headline(found)
    return whole


@dataclass(frozen=True)
class Told:
    """A stored run as pages read it."""

    row: QuestionRun

    @property
    def result(self) -> dict[str, Any]:
        """Return what was stored."""
        return dict(self.row.run.result)

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """Return how every place stands, the best first, with its number."""
        return [{"number": number, **one} for number, one in enumerate(self.row.run.result["places"], 1)]

    def place(self, iso3: str) -> dict[str, Any] | None:
        """Return how one place stands, None where the run has no such place."""
        return next((one for one in self.places if one["iso3"] == iso3), None)

    def figures(self, iso3: str) -> list[dict[str, Any]]:
        """Return the figures of one place on every factor, with how many of the places score less."""
        told = []
        for code, column in self.row.run.result["figures"].items():
            cell = column["cells"].get(iso3)
            value, unit, source, year, note = cell or (None, "", "", None, "")
            told.append(
                {"code": code, "label": column["label"], "value": value, "unit": unit, "source": source,
                 "year": year, "note": note}
            )  # fmt: skip
        return told

    def before(self, one: str, other: str) -> float:
        """Draw again from what the run kept, and return in which share of the draws one place stands before another."""
        inputs = Inputs.from_json(self.row.run.parameters["inputs"])
        scores = inputs.ranked().scores
        mine, theirs = (scores[:, inputs.places.index(iso3)] for iso3 in (one, other))
        return float(((mine > theirs) + 0.5 * (mine == theirs)).mean())

    def worth(self, most: int = 5) -> list[tuple[str, float]]:
        """Return the factors whose weight is worth knowing best, with points of 100 of the first's expected score."""
        result = self.row.run.result
        told = {code: 100 * value for code, value in result.get("worth_of_knowing", {}).items()}
        labels = {one["factor"]: one["label"] for one in result["coverage"]}
        ordered = sorted(told.items(), key=lambda one: (-one[1], one[0]))
        return [(labels[code], value) for code, value in ordered[:most] if value >= LEAST_WORTH]

    def difference(self) -> float:
        """Reckon the run again from what it kept, and return the largest difference to what it said."""
        return recomputed(self.row.run.parameters["inputs"], self.row.run.result)


def run_of(question: Question, uid: str) -> Told | None:
    """Return one run of a question by its uid, None where the question has no such run."""
    found = QuestionRun.objects.filter(question=question, run__uid=uid).select_related("run", "by").first()
    return Told(found) if found else None


def earlier(question: Question, most: int = 20) -> list[QuestionRun]:
    """Return the runs of a question, the newest first, without what came out of them."""
    rows = QuestionRun.objects.filter(question=question).select_related("run", "by")
    return list(rows.defer("run__parameters", "run__result").order_by("-pk")[:most])


def question_of_run(user: User, office: Office, uid: str) -> Question | None:
    """Return the question that a run answered, None where a person sees none such."""
    return Question.objects.visible_to(user, office).filter(runs__run__uid=uid).first()


def latest(question: Question, side: str | None = None) -> Told | None:
    """Return the newest run of a question with the weights of a side.

    Where no side is named, that of the purpose, else the newest of any.
    """
    rows = QuestionRun.objects.filter(question=question, run__method=METHOD, run__version=VERSION)
    rows = rows.select_related("run", "by").order_by("-pk")
    found = rows.filter(side=side or "").first()
    if found is None and side is None:
        found = rows.first()
    return Told(found) if found else None


def questions_of(user: User, office: Office) -> Any:
    """Return the questions a person sees, the newest first."""
    return Question.objects.visible_to(user, office).live().order_by("-created_at", "-pk")
