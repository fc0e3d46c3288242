"""What the answers to an assessment form come to: a score, and the range that missing answers leave open.

A form has sections of criteria. An answered criterion has a share between 0 and 1: where its level stands between the
lowest and the highest points, where its number stands between low and high, or yes and no. Text is never scored.
With w the weights, s the shares, K the sum of w s over what is answered, U the weight of what is not, and W all weight,

    score = K / (W - U),    lowest = K / W,    highest = (K + U) / W,    each times 100.

So "unknown" never counts as zero: it takes its weight out of the score, and widens the range. The range holds every
score that could come out once the missing answers are there. By the rule ``weakest`` the form as a whole is worth
what its weakest section is worth (a chain of conditions, none of which makes up for another), with the same bounds.

What a score does not show: whether the criteria are the right ones, or whether two people would answer alike.
Plain values in and out; nothing here reads a clock or a database.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

METHOD, VERSION = "assessment score", 1
LEVELS, NUMBER, YES_NO, TEXT = "levels", "number", "yes_no", "text"
SCALES = (LEVELS, NUMBER, YES_NO, TEXT)
MEAN, WEAKEST = "weighted_mean", "weakest"
RULES = (MEAN, WEAKEST)
HIGH, LOW = "high", "low"
YES, NO = "yes", "no"
FULL = 100.0

Answer = str | float | int | None
"""A level by its place in the list (0 is the first), a number, ``yes`` or ``no``, a text; None: unknown."""


@dataclass(frozen=True)
class Level:
    """One step of an ordinal scale: its points, its name, and what one would see there."""

    points: float
    label: str
    means: str = ""


@dataclass(frozen=True)
class Criterion:
    """One question with its scale. ``better``: whether a high number (a yes) or a low one (a no) is good.

    ``derived_from``: what it follows, where a form is put together from several sources.
    """

    code: str
    question: str
    scale: str
    weight: float = 1.0
    guidance: str = ""
    levels: tuple[Level, ...] = ()
    low: float = 0.0
    high: float = 10.0
    unit: str = ""
    better: str = HIGH
    derived_from: str = ""

    @property
    def is_scored(self) -> bool:
        """Say whether answers count: text is read, not counted."""
        return self.scale != TEXT


@dataclass(frozen=True)
class Section:
    """Criteria that belong together."""

    code: str
    title: str
    guidance: str = ""
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Form:
    """An assessment form: what it is for, by which rule it is scored, its sections, what it may be asked about."""

    code: str
    name: str
    purpose: str
    rule: str = MEAN
    subjects: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def criteria(self) -> Iterator[Criterion]:
        """Yield every criterion in the order of the form."""
        for section in self.sections:
            yield from section.criteria


@dataclass(frozen=True)
class CriterionOutcome:
    """One criterion: its share of its points (None: unknown), and its part of all weight, both from 0 to 1."""

    code: str
    share: float | None
    part: float


@dataclass(frozen=True)
class Outcome:
    """What answers come to, from 0 to 100. ``score`` is None where nothing is answered or nothing can be scored.

    ``answered`` and ``weight`` are sums of weights; ``unknown`` names what is missing, what matters most first.
    """

    score: float | None
    lowest: float
    highest: float
    answered: float
    weight: float
    unknown: tuple[str, ...] = ()
    criteria: tuple[CriterionOutcome, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Say whether no answer is missing, so that the range is the score itself."""
        return not self.unknown


@dataclass(frozen=True)
class Result:
    """The whole form and each of its sections; ``decisive`` is the weakest section where that rule holds."""

    whole: Outcome
    sections: tuple[tuple[str, Outcome], ...] = field(default=())
    decisive: str = ""


def form_from(plain: Mapping[str, Any]) -> Form:
    """Return the form that plain values describe, as they stand in a file or in the database."""
    sections = tuple(_section(one) for one in plain.get("sections", ()))
    words = {name: str(plain[name]) for name in ("code", "name", "purpose", "rule") if name in plain}
    return Form(**words, subjects=tuple(plain.get("subjects", ())), sections=sections)


def plain_of(form: Form) -> dict[str, Any]:
    """Return a form as plain values, ready for JSON; ``form_from`` gives the same form again."""
    listed: dict[str, Any] = _lists(asdict(form))
    return listed


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lists(one) for name, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, list | tuple) else value


def _section(plain: Mapping[str, Any]) -> Section:
    criteria = tuple(_criterion(one) for one in plain.get("criteria", ()))
    return Section(plain["code"], plain["title"], plain.get("guidance", ""), criteria)


def _criterion(plain: Mapping[str, Any]) -> Criterion:
    levels = tuple(
        Level(float(one["points"]), one["label"], one.get("means", "")) for one in plain.get("levels", ())
    )
    numeric = ("weight", "low", "high")
    rest: dict[str, Any] = {
        name: float(value) if name in numeric else value for name, value in plain.items() if name != "levels"
    }
    return Criterion(levels=levels, **rest)


def share_of(criterion: Criterion, answer: Answer) -> float | None:
    """Return where an answer stands between worst (0) and best (1); None where it is unknown or not scored.

    Raises ValueError for an answer the scale does not have.
    """
    if answer is None or not criterion.is_scored:
        return None
    if criterion.scale == LEVELS:
        return _of_level(criterion, answer)
    if criterion.scale == YES_NO:
        if answer not in (YES, NO):
            raise ValueError(f"{criterion.code}: {answer!r} is neither yes nor no")
        return float((answer == YES) == (criterion.better == HIGH))
    number = float(answer)
    if not criterion.low <= number <= criterion.high:
        raise ValueError(f"{criterion.code}: {number} is not between {criterion.low} and {criterion.high}")
    share = (number - criterion.low) / (criterion.high - criterion.low)
    return share if criterion.better == HIGH else 1 - share


def _of_level(criterion: Criterion, answer: Answer) -> float:
    points = [level.points for level in criterion.levels]
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(points):
        raise ValueError(f"{criterion.code}: there is no level {answer!r}")
    return (points[answer] - min(points)) / (max(points) - min(points))


def score(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return what answers (criterion code -> answer; a missing one is unknown) come to."""
    sections = tuple((one.code, _mean(one.criteria, answers)) for one in form.sections)
    whole = _mean(tuple(form.criteria()), answers)
    if form.rule != WEAKEST:
        return Result(whole, sections)
    counted = [(code, outcome) for code, outcome in sections if outcome.weight > 0]
    scored = [(code, one.score) for code, one in counted if one.score is not None]
    if not scored:
        return Result(whole, sections)
    decisive, lowest_score = min(scored, key=lambda pair: pair[1])
    outcome = Outcome(
        lowest_score,
        min(one.lowest for _code, one in counted),
        min(one.highest for _code, one in counted),
        whole.answered,
        whole.weight,
        whole.unknown,
        whole.criteria,
    )
    return Result(outcome, sections, decisive)


def _mean(criteria: tuple[Criterion, ...], answers: Mapping[str, Answer]) -> Outcome:
    """Return the weighted mean of what is answered, with the least and the most that the rest may make of it."""
    scored = [one for one in criteria if one.is_scored]
    weight = math.fsum(one.weight for one in scored)
    shares = [(one, share_of(one, answers.get(one.code))) for one in scored]
    known = [(one.weight, share) for one, share in shares if share is not None]
    answered = math.fsum(part for part, _share in known)
    gained = math.fsum(part * share for part, share in known)
    missing = sorted((one for one, share in shares if share is None), key=lambda one: -one.weight)
    open_weight = math.fsum(one.weight for one in missing)
    return Outcome(
        score=FULL * gained / answered if answered > 0 else None,
        lowest=FULL * gained / weight if weight > 0 else 0.0,
        highest=FULL * (gained + open_weight) / weight if weight > 0 else FULL,
        answered=answered,
        weight=weight,
        unknown=tuple(one.code for one in missing),
        criteria=tuple(CriterionOutcome(one.code, share, one.weight / weight) for one, share in shares),
    )
