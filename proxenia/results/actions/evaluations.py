"""Every write on evaluations: planned, their lines, the answers to findings and the promises that follow."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, Unit, User
from proxenia.commitments.actions import add_commitment
from proxenia.core.values import PartialDate, clean_text
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.rules import evaluations as rules

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("title", "about", "evaluator", "methods", "currency", "summary", "note"), ""),
    **dict.fromkeys(("starts", "ends", "cost", "due_on"), None),
    "is_outside": False,
    "state": Evaluation.State.PLANNED,
}
LINES = frozenset({"methods", "summary", "note"})


def _ready(values: Mapping[str, Any], before: Evaluation | None = None) -> dict[str, Any]:
    stands = {name: getattr(before, name) for name in EMPTY} if before else EMPTY
    whole = {**stands, **{name: value for name, value in values.items() if name in EMPTY}}
    ready = {
        name: clean_text(value, lines=name in LINES) if isinstance(value, str) else value
        for name, value in whole.items()
    }
    rules.check_evaluation(ready)
    rules.check_state(ready["state"], ready, before.lines.all() if before else ())
    return ready


@transaction.atomic
def add_evaluation(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Evaluation:
    """Plan an evaluation, or write one down that is under way."""
    check_may_write_in(by, office, unit)
    return records.create(
        Evaluation, by=by, office=office, verb="add_evaluation", values=_ready(values), unit=unit, owner=by,
        visibility=visibility,
    )  # fmt: skip


@transaction.atomic
def change_evaluation(
    one: Evaluation, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Evaluation:
    """Change what is said of an evaluation, or how far it is."""
    check_may_write(by, one)
    ready = {**values, **_ready(values, one)}
    return records.change(
        one, by=by, verb="change_evaluation", values=ready, expected_version=expected_version
    )


def archive_evaluation(one: Evaluation, *, by: User, reason: str) -> Evaluation:
    """Put an evaluation away."""
    return records.archive(one, by=by, reason=reason, verb="archive_evaluation")


def restore_evaluation(one: Evaluation, *, by: User) -> Evaluation:
    """Bring an evaluation back."""
    return records.restore(one, by=by, verb="restore_evaluation")


def _told(line: EvaluationLine) -> dict[str, str]:
    return {line.sort: line.text, "answer": line.answer, "advice": line.advice}


def _fill(line: EvaluationLine, values: Mapping[str, Any]) -> None:
    line.sort = values.get("sort", line.sort)
    for name in ("text", "answer", "advice"):
        setattr(line, name, clean_text(values.get(name, getattr(line, name)), lines=True))
    line.on = values.get("on", line.on)
    rules.check_line(line.sort, line.text, line.answer)


@transaction.atomic
def add_evaluation_line(one: Evaluation, *, by: User, values: Mapping[str, Any]) -> EvaluationLine:
    """Add a question, a source or a finding (sort, text, answer, on, advice)."""
    check_may_write(by, one)
    line = EvaluationLine(evaluation=one)
    _fill(line, values)
    line.save()
    records.change(one, by=by, verb="add_evaluation_line", values={}, extra_after=_told(line))
    return line


@transaction.atomic
def change_evaluation_line(line: EvaluationLine, *, by: User, values: Mapping[str, Any]) -> EvaluationLine:
    """Change a line; what it is stays."""
    check_may_write(by, line.evaluation)
    before, on = _told(line), line.on
    _fill(line, {**values, "sort": line.sort})
    if (before, on) != (_told(line), line.on):
        line.save(update_fields=["text", "answer", "advice", "on"])
        records.change(
            line.evaluation, by=by, verb="change_evaluation_line", values={}, extra_before=before,
            extra_after=_told(line),
        )  # fmt: skip
    return line


@transaction.atomic
def remove_evaluation_line(line: EvaluationLine, *, by: User) -> None:
    """Take a line away that is wrong; the log keeps it."""
    check_may_write(by, line.evaluation)
    rules.check_unanswered(line)
    one, before = line.evaluation, _told(line)
    line.delete()
    records.change(one, by=by, verb="remove_evaluation_line", values={}, extra_before=before)


@transaction.atomic
def answer_finding(
    line: EvaluationLine,
    *,
    by: User,
    response: str,
    words: str,
    promise: str = "",
    due: dt.date | None = None,
    owner: User | None = None,
) -> EvaluationLine:
    """Answer a finding; with ``promise`` what we do becomes a promise of ours, once."""
    check_may_write(by, line.evaluation)
    locked = EvaluationLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line.pk)
    told = clean_text(words, lines=True)
    rules.check_response(locked, response, told, due, timezone.localdate())
    before = {"response": locked.response, "why": locked.response_words}
    locked.response, locked.response_words = response, told
    what = clean_text(promise)[:500]
    if what and locked.commitment is None:
        values = {"what": what, "side": "us", "due": PartialDate.of(due) if due else None, "owner": owner}
        locked.commitment = add_commitment(
            line.evaluation.office, by=by, values=values, unit=line.evaluation.unit
        )
    locked.save(update_fields=["response", "response_words", "commitment"])
    after = {"finding": locked.text, "response": response, "why": told}
    if locked.commitment is not None:
        after["promise"] = str(locked.commitment)
    records.change(
        line.evaluation, by=by, verb="answer_finding", values={}, extra_before=before, extra_after=after
    )
    return locked
