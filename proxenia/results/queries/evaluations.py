"""Evaluations: listed, one with its lines, when the last one was."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.search import Entry
from proxenia.records.models import visible_through
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.rules.evaluations import USUAL_YEARS
from proxenia.strategy.models import Strategy, StrategyVersion

Sort = EvaluationLine.Sort


def evaluations(user: User, office: Office) -> QuerySet[Evaluation]:
    """Return the living evaluations a person may see, with how many findings, answered and not; the latest first."""
    found = Q(lines__sort=Sort.FINDING)
    rows: QuerySet[Evaluation] = Evaluation.objects.visible_to(user, office).live()
    return rows.annotate(
        findings=Count("lines", filter=found),
        open_findings=Count("lines", filter=found & Q(lines__response="")),
    ).order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Lines:
    """What belongs to an evaluation: questions, sources, findings; ``seen`` are the promises this person may see."""

    questions: list[EvaluationLine] = field(default_factory=list)
    sources: list[EvaluationLine] = field(default_factory=list)
    findings: list[EvaluationLine] = field(default_factory=list)
    seen: frozenset[int] = frozenset()


def lines_of(evaluation: Evaluation, user: User) -> Lines:
    """Return the lines of an evaluation in the order they were written: two questions."""
    every = list(evaluation.lines.select_related("commitment").order_by("pk"))
    rule = visible_through(user, evaluation.office, "commitment__")
    seen = evaluation.lines.filter(rule, commitment__isnull=False).values_list("commitment_id", flat=True)
    return Lines(
        [line for line in every if line.sort == Sort.QUESTION],
        [line for line in every if line.sort not in (Sort.QUESTION, Sort.FINDING)],
        [line for line in every if line.sort == Sort.FINDING],
        frozenset(key for key in seen if key is not None),
    )


def line_of(evaluation: Evaluation, uid: str) -> EvaluationLine | None:
    """Return one of an evaluation's lines by its uid."""
    return evaluation.lines.select_related("commitment").filter(uid=uid).first()


def last_reported(user: User, office: Office) -> dt.date | None:
    """Return the last day any evaluation this person sees looks at; None where none was ever reported."""
    done = (Evaluation.State.REPORTED, Evaluation.State.ANSWERED)
    rows = Evaluation.objects.visible_to(user, office).live().filter(state__in=done).exclude(ends=None)
    latest = rows.order_by("-ends", "-pk").first()
    return latest.ends.last() if latest is not None and latest.ends is not None else None


def due_since(user: User, office: Office, today: dt.date) -> dt.date | None:
    """Return the day since when nobody has evaluated, where that is three years or more and none is under way.

    Where none was ever reported it is the day the first strategy was adopted. Two questions at most.
    """
    rows = list(Evaluation.objects.visible_to(user, office).live().values_list("state", "ends"))
    if any(state in (Evaluation.State.PLANNED, Evaluation.State.RUNNING) for state, _ends in rows):
        return None
    last = max((ends.last() for _state, ends in rows if ends is not None), default=None)
    if last is None and not rows:
        seen = Strategy.objects.visible_to(user, office).live().order_by()
        adopted = StrategyVersion.objects.filter(strategy__in=seen.values("pk"))
        last = adopted.aggregate(first=Min("adopted_on"))["first"]
    return last if last is not None and (today - last).days >= USUAL_YEARS * 365 else None


def evaluation_entry(one: Evaluation) -> Entry:
    """Return what search knows of an evaluation: its title and what it is about, never what was said in it."""
    return Entry(one.pk, one.office_id, "evaluation", one.title, one.about)
