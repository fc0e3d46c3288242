"""How far an evaluation is, what its lines must say, and that every finding is answered first."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.results.models.evaluations import Evaluation, EvaluationLine

State, Sort, Response = Evaluation.State, EvaluationLine.Sort, EvaluationLine.Response
ORDER = (State.PLANNED, State.RUNNING, State.REPORTED, State.ANSWERED)
USUAL_YEARS = 3
"""An evaluation every two to three years: after so many without one, Today says that one is due."""
TOLD = (Sort.INTERVIEW, Sort.CASE, Sort.SURVEY, Sort.DOCUMENT)


def check_evaluation(values: Mapping[str, Any]) -> None:
    """Refuse an evaluation without title, with dates upside down, with a cost without currency, or a state unknown."""
    if not values["title"]:
        raise Refused(_("Give it a title."), where="title")
    starts, ends = values["starts"], values["ends"]
    if starts is not None and ends is not None and ends.last() < starts.first():
        raise Refused(_("The time it looks at ends before it begins."), where="ends")
    if values["cost"] is not None and values["cost"] < 0:
        raise Refused(_("A cost is not below zero."), where="cost")
    if values["cost"] is not None and not values["currency"]:
        raise Refused(_("Say in which currency the cost is."), where="currency")
    if values["state"] not in ORDER:
        raise Refused(_("Choose from the list."), where="state")


def check_state(state: str, values: Mapping[str, Any], lines: Iterable[EvaluationLine]) -> None:
    """Refuse an evaluation that is further than what it says: reported without findings, answered without answers."""
    findings = [line for line in lines if line.sort == Sort.FINDING]
    if state in (State.REPORTED, State.ANSWERED) and not values["evaluator"]:
        raise Refused(_("Say who evaluated."), where="evaluator")
    if state in (State.REPORTED, State.ANSWERED) and not findings:
        raise Refused(_("Write down at least one finding first."), where="state")
    if state == State.ANSWERED and any(not line.response for line in findings):
        raise Refused(_("Answer every finding first: accepted, in part, or not, and why."), where="state")


def check_line(sort: str, text: str, answer: str) -> None:
    """Refuse a line without words, or a source that says nothing."""
    if sort not in Sort.values:
        raise Refused(_("Choose what the line is."), where="sort")
    if not text:
        raise Refused(_("Say it in words."), where="text")
    if sort in TOLD and not answer:
        raise Refused(_("Write down what was said or seen."), where="answer")


def check_response(
    line: EvaluationLine, response: str, words: str, due: dt.date | None, today: dt.date
) -> None:
    """Refuse an answer to what is no finding, one without a reason, or one accepted that says not what follows."""
    if line.sort != Sort.FINDING:
        raise Refused(_("Only a finding is answered."), where="response")
    if response not in Response.values:
        raise Refused(_("Accept it, accept it in part, or do not, and say why."), where="response")
    if not words:
        raise Refused(_("Say why, and what we do."), where="response_words")
    if due is not None and due < today:
        raise Refused(_("This day has passed."), where="due")


def check_unanswered(line: EvaluationLine) -> None:
    """Refuse to take away a finding that was answered by a promise."""
    if line.commitment_id is not None:
        raise Refused(_("A promise follows from it: it stays."), where="text")


SENTENCES = {
    "add_evaluation": gettext_lazy("planned an evaluation"),
    "change_evaluation": gettext_lazy("changed an evaluation"),
    "archive_evaluation": gettext_lazy("put an evaluation away"),
    "restore_evaluation": gettext_lazy("brought an evaluation back"),
    "add_evaluation_line": gettext_lazy("added a question, a source or a finding"),
    "change_evaluation_line": gettext_lazy("changed a question, a source or a finding"),
    "remove_evaluation_line": gettext_lazy("took a question, a source or a finding away"),
    "answer_finding": gettext_lazy("answered a finding"),
}
