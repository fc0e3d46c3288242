"""A file that is to be the return of a unit: which return it is of, and what it says."""

import os
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.sheets import SheetError
from proxenia.results.models.returns import Return
from proxenia.results.queries.returns import evidence_code, mark_of, returns_seen
from proxenia.results.readers.workbooks import FoundSheet, open_workbook, read_answers
from proxenia.results.rules.given import Answered, Problem, check_answers
from proxenia.results.rules.layouts import layout_from


@dataclass(frozen=True)
class FoundReturn:
    """What a file turned out to be: its return (None where it is of none here), and what it says."""

    one: Return | None
    answered: Answered


def read_return_file(
    path: str | os.PathLike[str], user: User, office: Office, expected: Return | None = None
) -> FoundReturn:
    """Return whose return a file is and what it says; ``expected`` refuses the file of any other return."""
    try:
        sheets = open_workbook(path)
    except SheetError as error:
        return _refused(expected, error.where, error.message)
    one = expected or _return_of(sheets, user, office)
    if one is None:
        return _refused(None, "", _why_none(sheets, office))
    if not sheets:
        return _refused(one, "", _why_none(sheets, office))
    layout = layout_from(one.layout)
    read = read_answers(sheets, mark_of(one), layout)
    if read.problems and not read.asked:
        return FoundReturn(one, Answered(problems=read.problems))
    answered = check_answers(layout, read.asked, evidence_code)
    # What people added where nothing is asked is kept with the answers.
    answered.answers.update(read.added)
    answered.problems = [*read.problems, *answered.problems]
    return FoundReturn(one, answered)


def _refused(one: Return | None, where: str, message: str) -> FoundReturn:
    return FoundReturn(one, Answered(problems=[Problem("", where, message)]))


def _return_of(sheets: list[FoundSheet], user: User, office: Office) -> Return | None:
    """Return the return that most sheets of a file are of, as far as this person sees it."""
    uids = [sheet.mark.uid for sheet in sheets if sheet.mark is not None and sheet.mark.office == office.uid]
    if not uids:
        return None
    most = max(dict.fromkeys(uids), key=uids.count)
    return returns_seen(user, office).filter(uid=most).first()


def _why_none(sheets: list[FoundSheet], office: Office) -> str:
    if not sheets:
        return _(
            "This is not the workbook of a return: no sheet bears its hidden mark. Take the workbook anew."
        )
    marks = [sheet.mark for sheet in sheets if sheet.mark is not None]
    if not marks:
        return _(
            "The hidden signature of this workbook does not hold. Take the workbook anew and copy your figures."
        )
    if all(mark.office != office.uid for mark in marks):
        return _("This is the workbook of another office.")
    told = {"unit": marks[0].code, "period": marks[0].period}
    message = _("This is a workbook of “%(unit)s” for %(period)s, of which there is no return here.")
    return message % told
