"""A question is answered: reckoned from the store, and kept with all that went into it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record
from proxenia.audit.models import Run
from proxenia.methods import ranking
from proxenia.prioritisation.models import Question, QuestionRun, Side
from proxenia.prioritisation.queries import questions
from proxenia.prioritisation.queries.answering import Answer
from proxenia.prioritisation.queries.runs import kept, parameters_of, questions_of, reckoned
from proxenia.prioritisation.queries.tree import tree
from proxenia.records.access import check_may_write, check_may_write_in

from .questions import ask_question, bring_mix
from .weights import set_weights


def answer_question(question: Question, *, by: User, side: str = "") -> QuestionRun:
    """Answer a question with the weights of a side (empty: those of the purpose), and keep the run.

    What is reckoned is reckoned before the transaction, so that nobody waits for it.
    """
    check_may_write(by, question)
    parameters, result, digest = reckoned(question, by, side)
    return _kept(question, by, side, parameters, result, digest)


@transaction.atomic
def keep_run(
    office: Office, *, by: User, title: str, asked: questions.Question, found: Answer, mix: Mapping[str, Any]
) -> QuestionRun:
    """Keep an answer that was reckoned elsewhere (the command line) with its question.

    The question is the one that asks the very same already, else a new one; weights that were given become the
    office's.
    """
    check_may_write_in(by, office, None)
    question = _same(office, by, title, asked, mix) or _asked(office, by, title, asked, mix)
    side = Side.OFFICE if asked.weights else ""
    return _kept(question, by, side, parameters_of(question, side, found), kept(found), found.inputs.digest)


def _values(title: str, asked: questions.Question) -> dict[str, Any]:
    purpose = asked.purpose if asked.purpose in tree().purposes else ""
    return {"title": title, "home": asked.home, "among": asked.among, "purpose": purpose,
            "factors": list(asked.factors), "draws": asked.draws, "seed": asked.seed}  # fmt: skip


def _same(
    office: Office, by: User, title: str, asked: questions.Question, mix: Mapping[str, Any]
) -> Question | None:
    """Return the person's own question that asks the same in every part, None where there is none."""
    plain = _values(title, asked)
    lists = {name: plain.pop(name) for name in ("factors",)}
    told = {code: list(ends) for code, ends in asked.weights.items()}
    for one in questions_of(by, office).filter(created_by=by, **plain):
        weights = one.weight_sets.filter(side=Side.OFFICE).first()
        if (one.factors, one.mix.get("digest")) == (lists["factors"], mix.get("digest")) and (
            (weights.weights if weights else {}) == told
        ):
            return one if isinstance(one, Question) else None
    return None


def _asked(
    office: Office, by: User, title: str, asked: questions.Question, mix: Mapping[str, Any]
) -> Question:
    question = ask_question(office, by=by, values=_values(title, asked))
    if asked.weights:
        set_weights(question, by=by, side=Side.OFFICE, weights=asked.weights)
    return bring_mix(question, by=by, mix=mix) if mix else question


@transaction.atomic
def _kept(
    question: Question, by: User, side: str, parameters: dict[str, Any], result: dict[str, Any], digest: str
) -> QuestionRun:
    run = Run.objects.create(
        chain=question.office_id,
        method=ranking.METHOD,
        version=ranking.VERSION,
        digest=digest,
        parameters=parameters,
        result=result,
        by_uid=by.uid,
        at=timezone.now(),
    )
    one = QuestionRun.objects.create(question=question, run=run, side=side, by=by)
    record(
        chain=question.office_id,
        by=by,
        verb="answer_question",
        kind=question.record_kind,
        uid=question.uid,
        name=str(question),
        after={"run": run.uid, "digest": digest, "seed": question.seed, "side": side},
    )
    return one
