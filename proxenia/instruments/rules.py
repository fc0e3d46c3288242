"""What a form must be before it is used, what an answer must be, and what is frozen."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Conflict, Refused
from proxenia.instruments.models import Assessment, InstrumentVersion
from proxenia.methods.instrument_forms import Fault, faults, find_criterion, find_section
from proxenia.methods.instruments import LEVELS, NUMBER, TEXT, YES_NO, Criterion, Form, share_of

LONGEST_TEXT = 5_000
LONGEST_REMARK = 2_000
NOT_ASSESSED = frozenset({"person"})
"""Kinds of record that no form is asked about: people are not scored."""

SENTENCES = {
    "take_instrument": gettext_lazy("took over an assessment form"),
    "revise_instrument": gettext_lazy("changed the draft of an assessment form"),
    "issue_instrument": gettext_lazy("put a version of an assessment form into use"),
    "discard_instrument_draft": gettext_lazy("threw away the draft of an assessment form"),
    "begin_assessment": gettext_lazy("began an assessment"),
    "answer_assessment": gettext_lazy("changed answers of an assessment"),
    "finish_assessment": gettext_lazy("finished an assessment"),
}

FAULTS = {
    "no name": gettext_lazy("The form needs a name."),
    "no such rule": gettext_lazy("Choose how the form is scored."),
    "no criteria": gettext_lazy("The form asks nothing yet: add a criterion."),
    "too many criteria": gettext_lazy("The form has more criteria than anybody answers: take some off."),
    "nothing scored": gettext_lazy(
        "All criteria are texts, so there is nothing to score: add one with a scale."
    ),
    "empty section": gettext_lazy("“{name}” has no criteria: add one, or remove the section."),
    "no title": gettext_lazy("A section has no title: give it one."),
    "same code": gettext_lazy("“{name}” stands there twice: remove one of them."),
    "no such scale": gettext_lazy("“{name}”: choose a scale."),
    "no question": gettext_lazy("A criterion has no question: write one."),
    "bad weight": gettext_lazy("“{name}”: give a weight above zero, or remove the criterion."),
    "few levels": gettext_lazy("“{name}”: describe at least two levels."),
    "same points": gettext_lazy("“{name}”: give at least two levels different points."),
    "same levels": gettext_lazy("“{name}”: give every level a name of its own."),
    "bad range": gettext_lazy("“{name}”: the lowest number must be below the highest."),
}

SCALES = {
    LEVELS: gettext_lazy("Described levels"),
    NUMBER: gettext_lazy("A number"),
    YES_NO: gettext_lazy("Yes or no"),
    TEXT: gettext_lazy("Text, not scored"),
}
RULES = {
    "weighted_mean": gettext_lazy("Weighted mean of all criteria"),
    "weakest": gettext_lazy("The weakest section decides"),
}


def sentence_of(form: Form, fault: Fault) -> str:
    """Return what is wrong in a sentence that names the section or criterion as people read it."""
    criterion, section = find_criterion(form, fault.where), find_section(form, fault.where)
    name = (criterion.question if criterion else section.title if section else "") or fault.where
    return str(FAULTS[fault.what]).format(name=name)


def check_usable(form: Form) -> None:
    """Refuse to put a form into use that has faults; the sentence names the first of them."""
    found = faults(form)
    if found:
        raise Refused(sentence_of(form, found[0]), where="form")


def check_draftable(form: Form) -> None:
    """Refuse a draft that could not be shown: too many criteria, or two of one code."""
    for fault in faults(form):
        if fault.what in ("too many criteria", "same code", "no such scale", "no such rule"):
            raise Refused(sentence_of(form, fault), where="form")


def check_is_draft(version: InstrumentVersion | None) -> InstrumentVersion:
    """Refuse where there is no draft: a version in use is never changed."""
    if version is None or not version.is_draft:
        raise Refused(_("There is no draft. Change the form, and a new version begins."), where="form")
    return version


def check_expected(shown: str, standing: str) -> None:
    """Refuse a change of something that has moved on since the page was read."""
    if shown and shown != standing:
        raise Conflict(
            _("Somebody changed this since you opened it. Look at it again, then repeat your change.")
        )


def check_subject(form: Form, kind: str) -> None:
    """Refuse to ask a form about a record that it is not for."""
    if kind in NOT_ASSESSED:
        raise Refused(_("People are not assessed by forms."), where="subject")
    if form.subjects and kind not in form.subjects:
        raise Refused(_("This form is not for records of that kind."), where="subject")


def check_open(assessment: Assessment) -> None:
    """Refuse to change an assessment that is finished."""
    if assessment.is_finished:
        raise Refused(_("This assessment is finished. Begin a new one instead."), where="state")


def check_answers(form: Form, given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return answers (code -> value, remark) as they are kept, or refuse what the form does not ask or allow."""
    known = {one.code: one for one in form.criteria()}
    kept = {}
    for code, one in given.items():
        if code not in known:
            raise Refused(_("The form does not ask this."), where=code)
        value = check_answer(known[code], one.get("value"))
        remark = str(one.get("remark") or "").strip()
        if len(remark) > LONGEST_REMARK:
            raise Refused(_("This remark is too long; shorten it."), where=code)
        if value is not None or remark:
            kept[code] = {"value": value, "remark": remark}
    return kept


def check_answer(criterion: Criterion, value: Any) -> Any:
    """Return an answer as it is kept; nothing, blank text included, means unknown. Refuses what the scale lacks."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if criterion.scale == TEXT:
        text = str(value).strip()
        if len(text) > LONGEST_TEXT:
            raise Refused(_("This text is too long; shorten it."), where=criterion.code)
        return text
    try:
        kept = _typed(criterion, value)
        share_of(criterion, kept)
    except (ValueError, TypeError, OverflowError):
        raise Refused(_no_such_answer(criterion), where=criterion.code) from None
    return kept


def _typed(criterion: Criterion, value: Any) -> Any:
    if criterion.scale == LEVELS:
        return int(value)
    if criterion.scale == NUMBER:
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(value)
        return number
    return value


def _no_such_answer(criterion: Criterion) -> str:
    if criterion.scale == NUMBER:
        sentence = _("“{name}”: give a number from {low} to {high}, or leave it unknown.")
        return sentence.format(name=criterion.question, low=f"{criterion.low:g}", high=f"{criterion.high:g}")
    return _("“{name}”: choose one of the answers, or leave it unknown.").format(name=criterion.question)
