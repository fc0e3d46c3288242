"""Forms that are shipped and that an office has, assessments of a record, and what they come to."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.errors import NotFound
from proxenia.instruments.models import Assessment, Instrument, InstrumentVersion
from proxenia.instruments.rules import NOT_ASSESSED
from proxenia.methods.instruments import Criterion, Form, Outcome, Result, form_from, score
from proxenia.records.models import Anchor, visible_through


@cache
def shipped_forms() -> dict[str, Form]:
    """Return the forms that come with the product, by code; read once."""
    found = {}
    for path in sorted(shipped.path("instruments").glob("*.toml")):
        with path.open("rb") as file:
            form = form_from(tomllib.load(file))
        found[form.code] = form
    return found


def shipped_form(code: str) -> Form:
    """Return one shipped form, or refuse a code there is none of."""
    if code not in shipped_forms():
        raise NotFound(_("There is no such form."))
    return shipped_forms()[code]


def instruments_of(office: Office) -> list[Instrument]:
    """Return the forms of an office with their versions, newest first; an office has a handful."""
    versions = InstrumentVersion.objects.order_by("-number")
    return list(Instrument.objects.filter(office=office).prefetch_related(Prefetch("versions", versions)))


def instrument_of(office: Office, uid: str) -> Instrument:
    """Return a form of the office by its uid, or refuse as if it did not exist."""
    found = Instrument.objects.filter(office=office, uid=uid).select_related("office").first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def versions_of(instrument: Instrument) -> list[InstrumentVersion]:
    """Return all versions of a form with who made them, newest first."""
    return list(instrument.versions.select_related("created_by", "issued_by").order_by("-number"))


def in_use(instrument: Instrument) -> InstrumentVersion | None:
    """Return the version that is asked now: the last one issued; None before the first."""
    return next((one for one in _newest_first(instrument) if not one.is_draft), None)


def latest(instrument: Instrument) -> InstrumentVersion:
    """Return the newest version: the draft where there is one."""
    return _newest_first(instrument)[0]


def draft_of(instrument: Instrument) -> InstrumentVersion | None:
    """Return the version that is being changed, or None."""
    return next((one for one in _newest_first(instrument) if one.is_draft), None)


def _newest_first(instrument: Instrument) -> list[InstrumentVersion]:
    return sorted(instrument.versions.all(), key=lambda one: -one.number)


def instruments_for(office: Office, kind: str) -> list[Instrument]:
    """Return the forms that may be asked about a kind of record now."""
    if kind in NOT_ASSESSED:
        return []
    used = [(one, in_use(one)) for one in instruments_of(office)]
    asked = ((one, version.form().subjects) for one, version in used if version)
    return [one for one, subjects in asked if not subjects or kind in subjects]


def assessments_of(anchor_key: int) -> QuerySet[Assessment]:
    """Return the assessments of a record the caller may see, newest first."""
    found = Assessment.objects.filter(anchor_id=anchor_key)
    return found.select_related("version__instrument", "assessor").order_by("-created_at", "-pk")


def assessment_of(user: User, office: Office, uid: str) -> Assessment:
    """Return an assessment of a record this person may see, or refuse as if it did not exist."""
    seen = Assessment.objects.filter(visible_through(user, office, "anchor__"), uid=uid)
    found = seen.select_related("version__instrument", "assessor", "anchor__office").first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def open_assessment(anchor: Anchor, instrument: Instrument, user: User) -> Assessment | None:
    """Return the assessment of a record by a form that this person began and has not finished."""
    own = Assessment.objects.filter(anchor=anchor, assessor=user, finished_at=None)
    return own.filter(version__instrument=instrument).first()


def uses_of(instrument: Instrument) -> dict[int, int]:
    """Return how many assessments each version has, by its number."""
    found: dict[int, int] = {}
    for number in Assessment.objects.filter(version__instrument=instrument).values_list(
        "version__number", flat=True
    ):
        found[number] = found.get(number, 0) + 1
    return found


def result_of(assessment: Assessment) -> Result:
    """Return what the answers come to, computed anew: version and answers are kept, so it is always the same."""
    return score(assessment.version.form(), assessment.values())


@dataclass(frozen=True)
class AnswerLine:
    """One criterion of an assessment as it is read: the answer in words, its remark, its part of all weight."""

    criterion: Criterion
    answer: str
    means: str
    remark: str
    part: float | None


@dataclass(frozen=True)
class SectionLines:
    """One section: its outcome and its lines."""

    title: str
    outcome: Outcome
    lines: tuple[AnswerLine, ...]


def lines_of(assessment: Assessment, result: Result) -> list[SectionLines]:
    """Return an assessment section by section, with every question answered or not."""
    parts = {one.code: one.part for one in result.whole.criteria}
    outcomes = dict(result.sections)
    return [
        SectionLines(
            section.title,
            outcomes[section.code],
            tuple(_line(one, assessment.told(one.code), parts.get(one.code)) for one in section.criteria),
        )
        for section in assessment.version.form().sections
    ]


def _line(criterion: Criterion, told: dict[str, Any], part: float | None) -> AnswerLine:
    value, means = told.get("value"), ""
    if value is None:
        answer = ""
    elif criterion.scale == "levels":
        answer, means = criterion.levels[value].label, criterion.levels[value].means
    elif criterion.scale == "yes_no":
        answer = _("yes") if value == "yes" else _("no")
    elif criterion.scale == "number":
        answer = f"{value:g} {criterion.unit}".strip()
    else:
        answer = str(value)
    return AnswerLine(criterion, answer, means, told.get("remark", ""), part)


def range_sentence(outcome: Outcome) -> str:
    """Return what an outcome says in one sentence: the score, and what the unknown answers leave open."""
    low, high = f"{outcome.lowest:.0f}", f"{outcome.highest:.0f}"
    if outcome.weight == 0:
        return _("Nothing here is scored.")
    if outcome.score is None:
        return _("Nothing is answered yet, so anything from {low} to {high} is possible.").format(
            low=low, high=high
        )
    score_shown = f"{outcome.score:.0f}"
    if outcome.is_complete:
        return _("{score} of 100; every question is answered.").format(score=score_shown)
    sentence = ngettext(
        "{score} of 100 by what is known; from {low} to {high} once the one unknown answer is there.",
        "{score} of 100 by what is known; from {low} to {high} once the {n} unknown answers are there.",
        len(outcome.unknown),
    )
    return sentence.format(score=score_shown, low=low, high=high, n=len(outcome.unknown))
