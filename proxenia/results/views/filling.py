"""What the pages of a return share: what is shown of one, its workbook out and in, its form."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE, WRITE
from proxenia.core.sheets.grids import FORM_LIMITS
from proxenia.core.templatetags.words import full_date, length_of_time
from proxenia.records.access import get_visible, may_write
from proxenia.records.views.entries import hanging
from proxenia.results.documents.returns import XLSX, file_name, write_return
from proxenia.results.forms.returns import FiguresForm, WorkbookForm
from proxenia.results.models.returns import Return
from proxenia.results.queries import returns as queries
from proxenia.results.readers.returns import read_return_file
from proxenia.results.rules.given import Answered, check_answers
from proxenia.results.rules.layouts import QUESTIONS, Line, layout_from
from proxenia.results.rules.returns import GIVEN, OWED, State, is_late, why_not

Row = dict[str, Any]


def return_seen(request: HttpRequest, office: Office, uid: str) -> Return:
    """Return a return this person sees, or refuse as if it did not exist."""
    one: Return = get_visible(Return, signed_in(request), office, uid)
    return one


def shown_of(request: HttpRequest, office: Office, one: Return) -> Row:
    """Return what the page of a return shows."""
    user, today = signed_in(request), timezone.localdate()
    readings = list(one.readings.select_related("sent_by")[:10])
    period = queries.period_of(one)
    writes = may_write(user, one)
    may_fill = writes and not one.is_archived
    decides = may_fill and may(user, office, WRITE)
    return {
        "one": one,
        "title": _("{unit}: return for {period}").format(unit=one.plan.title, period=period.label),
        "pages": _pages(office, one, readings[0] if readings else None),
        "readings": readings,
        "whole": queries.comments_on(one).get("", "") if readings else "",
        "lede": _lede(one, today),
        "may_fill": may_fill,
        "decides": decides,
        "may_bring_back": writes and may(user, office, WRITE),
        "may_reopen": decides and (one.state != State.LOCKED or may(user, office, OVERRIDE)),
        "why_not": {
            code: why_not(code, one.state) for code in ("submit", "send_back", "accept", "lock", "reopen")
        },
        "form": WorkbookForm(),
        "may_put_away": decides and one.state in OWED,
        **hanging(one, user),
        "is_late": is_late(one.state, one.due, today),
    }


def _lede(one: Return, today: Any) -> str:
    day = full_date(one.due)
    if is_late(one.state, one.due, today):
        return _("Due on {day}, {length} overdue.").format(day=day, length=length_of_time(one.due, today))
    sentences = {
        State.DUE: _("Due by {day}."),
        State.SENT_BACK: _("Sent back with comments; due by {day}."),
        State.SUBMITTED: _("Sent in; the office has not said yet whether it stands."),
        State.ACCEPTED: _("Accepted: what it says is what the office says."),
        State.LOCKED: _("Accepted and locked."),
    }
    return str(sentences[State(one.state)]).format(day=day)


def _pages(office: Office, one: Return, reading: Any) -> list[Row]:
    """Return the pages with what was given beside what was asked; an accepted figure leads to the value it became."""
    layout, comments = queries.asked_in(one), queries.comments_on(one)
    values = queries.values_of(one) if one.state in GIVEN else {}
    figures = queries.figures_of(reading) if reading else {}
    answers = reading.given.get("answers", {}) if reading else {}
    told = []
    for part in layout.pages:
        lines = [
            {
                "line": line,
                "given": figures.get(line.key),
                "words": queries.in_words(line, figures[line.key]) if line.key in figures else "",
                "comment": comments.get(line.key, ""),
                "url": _value_url(office, values, line),
            }
            for line in part.lines
        ]
        said = [(str(words), answers.get(f"{part.key}.{code}", "")) for code, words in QUESTIONS.items()]
        added = answers.get(f"{part.key}.added", "")
        told.append(
            {"page": part, "lines": lines, "answers": [pair for pair in said if pair[1]], "added": added}
        )
    return told


def _value_url(office: Office, values: Row, line: Line) -> str:
    value = None if line.part else values.get(line.indicator)
    return reverse("results:observation", args=(office.slug, value.uid)) if value else ""


def workbook_response(one: Return) -> HttpResponse:
    """Return the workbook of a return as a download."""
    with tempfile.TemporaryDirectory(prefix="proxenia-return-") as folder:
        path = Path(folder) / file_name(one)
        write_return(path, one)
        content = path.read_bytes()
    disposition = f'attachment; filename="{file_name(one)}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def read_upload(form: WorkbookForm, user: User, office: Office, one: Return) -> Answered:
    """Return what an uploaded workbook says, read from a file of its own that is gone afterwards."""
    with kept_upload(form) as path:
        return read_return_file(path, user, office, expected=one).answered


@contextmanager
def kept_upload(form: WorkbookForm) -> Iterator[str]:
    """Give the path of an uploaded workbook, cut where it is too long to be read."""
    upload = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(prefix="proxenia-return-") as kept:
        for number, chunk in enumerate(upload.chunks(1024 * 1024)):
            if number <= FORM_LIMITS.file_bytes // (1024 * 1024):
                kept.write(chunk)
        kept.flush()
        yield kept.name


def figures_form(request: HttpRequest, one: Return, *, named: bool = False) -> FiguresForm:
    """Return the form of a return with what was sent last."""
    reading = queries.last_reading(one)
    given = queries.figures_of(reading) if reading else {}
    answers = reading.given.get("answers", {}) if reading else {}
    data = request.POST if request.method == "POST" else None
    return FiguresForm(data, layout=queries.asked_in(one), given=given, answers=answers, named=named)


def answered_by(form: FiguresForm, one: Return) -> Answered:
    """Return what a form says, checked as a workbook is; what is wrong is shown at its field."""
    answered = check_answers(layout_from(one.layout), form.asked(), queries.evidence_code)
    form.show(answered.problems)
    return answered
