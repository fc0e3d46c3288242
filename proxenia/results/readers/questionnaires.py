"""A workbook that is to be somebody's answers: of which slip it is, and what it says."""

import os
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proxenia.core.sheets import SheetError
from proxenia.results.models.questionnaires import QuestionRound, Slip
from proxenia.results.queries.questionnaires import asked_of, mark_of, slip_of_uid
from proxenia.results.queries.returns import evidence_code
from proxenia.results.readers.workbooks import FoundSheet, open_workbook, read_answers
from proxenia.results.rules.given import Answered, Problem, check_answers


@dataclass(frozen=True)
class FoundSlip:
    """What a file turned out to be: its slip (None where it is of none of this round), and what it says."""

    slip: Slip | None
    answered: Answered


def read_slip_file(
    path: str | os.PathLike[str], one: QuestionRound, expected: Slip | None = None
) -> FoundSlip:
    """Return whose workbook a file is and what it says; ``expected`` refuses the workbook of anybody else."""
    try:
        sheets = open_workbook(path)
    except SheetError as error:
        return _refused(expected, error.where, error.message)
    if not sheets:
        message = _(
            "This is not the workbook of a questionnaire: no sheet bears its hidden mark. Take it anew."
        )
        return _refused(expected, "", message)
    slip = expected or _slip_of(sheets, one)
    if slip is None:
        return _refused(None, "", _why_none(sheets))
    layout = asked_of(slip.of, slip.tier)
    read = read_answers(sheets, mark_of(slip), layout)
    if read.problems and not read.asked:
        return FoundSlip(slip, Answered(problems=read.problems))
    answered = check_answers(layout, read.asked, evidence_code)
    answered.answers.update(read.added)
    answered.problems = [*read.problems, *answered.problems]
    return FoundSlip(slip, answered)


def _refused(slip: Slip | None, where: str, message: str) -> FoundSlip:
    return FoundSlip(slip, Answered(problems=[Problem("", where, message)]))


def _slip_of(sheets: list[FoundSheet], one: QuestionRound) -> Slip | None:
    uids = [
        sheet.mark.uid for sheet in sheets if sheet.mark is not None and sheet.mark.office == one.office.uid
    ]
    return slip_of_uid(one, max(dict.fromkeys(uids), key=uids.count)) if uids else None


def _why_none(sheets: list[FoundSheet]) -> str:
    if all(sheet.mark is None for sheet in sheets):
        return _("The hidden signature of this workbook does not hold. Take the workbook anew.")
    return _(
        "This workbook is not of this round: it was made for another questionnaire, another time or place."
    )
