"""A question is answered: reckoned from the store, and kept with all that went into it."""

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.audit.actions import record
from proxenia.audit.models import Run
from proxenia.methods import ranking
from proxenia.prioritisation.models import Question, QuestionRun
from proxenia.prioritisation.queries.runs import reckoned
from proxenia.records.access import check_may_write


def answer_question(question: Question, *, by: User, side: str = "") -> QuestionRun:
    """Answer a question with the weights of a side (empty: those of the purpose), and keep the run.

    What is reckoned is reckoned before the transaction, so that nobody waits for it.
    """
    check_may_write(by, question)
    parameters, result, digest = reckoned(question, by, side)
    with transaction.atomic():
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
        kept = QuestionRun.objects.create(question=question, run=run, side=side, by=by)
        record(
            chain=question.office_id,
            by=by,
            verb="answer_question",
            kind=question.record_kind,
            uid=question.uid,
            name=str(question),
            after={"run": run.uid, "digest": digest, "seed": question.seed, "side": side},
        )
    return kept
