"""A questionnaire as the workbook of one person, the letters about it, and its results as a table."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.results.documents.returns import XLSX
from proxenia.results.documents.workbooks import Paper, write_workbook
from proxenia.results.models.questionnaires import Questionnaire, QuestionRound, Slip
from proxenia.results.queries.questionnaires import ALL, Answers, asked_of, mark_of
from proxenia.results.rules.questionnaires import LEAST, OPEN, Question

RESULTS = (
    "questionnaire", "occasion", "when", "due", "heading", "question", "tier", "answers", "level", "people", "note",
)  # fmt: skip


def promise(one: Questionnaire) -> str:
    """Return what people are told of their name."""
    if not one.is_anonymous:
        return _("Your name stands with your answers; the office reads them.")
    message = _(
        "Answers bear no name and are not tied to this invitation. They are shown once the round is closed, and "
        "those of fewer than {least} people not at all."
    )
    return message.format(least=LEAST)


def write_slip(path: str | os.PathLike[str], slip: Slip) -> None:
    """Write the workbook of one person. Raises SheetError when the disk is full."""
    one = slip.of
    tier = Vocabulary.load("staff_tiers").label(slip.tier)
    notes = [text for text in (one.of.purpose, promise(one.of)) if text]
    paper = Paper(
        mark=mark_of(slip), title=one.of.title, unit=f"{one.title}: {tier}", period=str(one.get_moment_display()),
        due=str(full_date(one.due)), layout=asked_of(one, slip.tier), evidence=(), notes=notes,
    )  # fmt: skip
    write_workbook(path, paper)


def file_name(slip: Slip) -> str:
    """Return what the workbook of one person is called."""
    return f"questionnaire-{slip.of.moment}-{slip.tier}-{slip.uid[:4]}.xlsx"


def letter_of(slip: Slip, token: str, workbook: bytes) -> EmailMessage:
    """Return the letter that asks somebody to answer, or reminds them."""
    one = slip.of
    told = {
        "office": one.office.name, "title": one.of.title, "occasion": one.title, "day": str(full_date(one.due)),
        "link": settings.BASE_URL + reverse("answer_by_link", args=(token,)),
    }  # fmt: skip
    is_again = slip.letters > 1
    subject = _("Reminder: {title}") if is_again else _("{title}: a few questions, by {day}")
    first = _("{office} asks you to answer “{title}” ({occasion}) by {day}.")
    again = _(
        "{office} asked you to answer “{title}” ({occasion}) by {day}; no answer has come by your link yet."
    )
    lines = [
        (again if is_again else first).format(**told),
        "",
        _("Answer on this page:"),
        told["link"],
        "",
        _("Or fill in the workbook that is attached, and send it on the same page."),
        promise(one.of),
        _("The link is yours alone and works once; a newer letter replaces it."),
    ]
    mail = EmailMessage(" ".join(subject.format(**told).split()), "\n".join(lines), None, [slip.email])
    mail.attach(file_name(slip), workbook, XLSX)
    return mail


def result_lines(told: Sequence[Answers], questions: Sequence[Question]) -> Iterator[list[Any]]:
    """Yield what was answered, a line for each round, question, tier and level; what is held back says so."""
    for one in told:
        begin = [one.one.of.title, one.one.title, str(one.one.get_moment_display()), one.one.due]
        for question in questions:
            yield from _words(one, question, begin) if question.how == OPEN else _levels(one, question, begin)


def _levels(one: Answers, question: Question, begin: list[Any]) -> Iterator[list[Any]]:
    tiers = Vocabulary.load("staff_tiers")
    for tier, found in ((tier, found) for (key, tier), found in one.tallies.items() if key == question.key):
        who = _("all tiers") if tier == ALL else tiers.label(tier)
        row = [*begin, question.section, question.text, who, found.answered]
        if found.counts is None:
            yield [*row, "", None, gap_words(found.answered)]
            continue
        for level, people in zip(question.levels, found.counts, strict=True):
            yield [*row, level, people, ""]


def _words(one: Answers, question: Question, begin: list[Any]) -> Iterator[list[Any]]:
    tiers = Vocabulary.load("staff_tiers")
    for (key, tier), texts in one.words.items():
        if key == question.key:
            for text in texts:
                yield [*begin, question.section, question.text, tiers.label(tier), len(texts), text, None, ""]
    for (key, tier), count in one.held_words.items():
        if key == question.key:
            yield [
                *begin, question.section, question.text, tiers.label(tier), count, "", None, gap_words(count),
            ]  # fmt: skip


def gap_words(answered: int) -> str:
    """Return why nothing is shown."""
    return _("too few to be shown") if answered else _("no answer")


def results_name(one: Questionnaire | QuestionRound) -> str:
    """Return what the file of results is called."""
    return f"questionnaire {str(one)[:60]}"
