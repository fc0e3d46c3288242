"""Forms to edit an assessment form, and the one in which it is answered."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.core.values import fold
from proxenia.instruments.rules import LONGEST_REMARK, LONGEST_TEXT, RULES, SCALES, sentence_of
from proxenia.methods.instrument_forms import Fault, criterion_faults, free_code, put_section
from proxenia.methods.instruments import (
    HIGH,
    LEVELS,
    LOW,
    NUMBER,
    TEXT,
    YES_NO,
    Criterion,
    Form,
    Level,
    Section,
)

NEW = "new"
"""What stands in an address for a section or criterion that is not there yet; codes never read so."""
_PIECES = 3


def code_for(form: Form, words: str, kind: str) -> str:
    """Return a free code for a new section (``s``) or criterion (``c``), made of its words."""
    return free_code(form, f"{kind}_{re.sub('[^a-z0-9]+', '_', fold(words)).strip('_')}"[:30])


class AboutForm(PlainForm):
    """What a form is called, what it is for, how it is scored."""

    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    rule = forms.ChoiceField(label=_("How it is scored"), choices=list(RULES.items()))

    def changed(self, form: Form) -> Form:
        """Return a form with what was typed."""
        return replace(form, **self.cleaned_data)


class SectionForm(PlainForm):
    """The title of a section and what to keep in mind there."""

    title = forms.CharField(label=_("Title"), max_length=200)
    guidance = forms.CharField(
        label=_("Guidance"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def changed(self, form: Form, code: str) -> Form:
        """Return a form with this section replaced, or added under a new code."""
        data = self.cleaned_data
        own = code_for(form, data["title"], "s") if code == NEW else code
        return put_section(form, Section(own, data["title"], data["guidance"]))


class CriterionForm(PlainForm):
    """One criterion: its question, its scale, its weight."""

    question = forms.CharField(label=_("Question"), max_length=500)
    guidance = forms.CharField(
        label=_("Guidance"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    scale = forms.ChoiceField(label=_("Scale"), choices=list(SCALES.items()))
    weight = forms.FloatField(
        label=_("Weight"),
        min_value=0,
        max_value=1000,
        help_text=_("Beside the other criteria; text has none."),
    )
    levels = forms.CharField(
        label=_("Levels"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For described levels, one on each line: points | name | what one would see."),
    )
    low = forms.FloatField(label=_("Lowest number"), help_text=_("For numbers."))
    high = forms.FloatField(label=_("Highest number"), help_text=_("For numbers."))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=30, help_text=_("For numbers."))
    better = forms.ChoiceField(
        label=_("What is good"),
        choices=[(HIGH, _("A high number, or yes")), (LOW, _("A low number, or no"))],
        help_text=_("For numbers, and for yes or no."),
    )

    @staticmethod
    def initial_of(one: Criterion) -> dict[str, Any]:
        """Return what the form shows of a criterion."""
        levels = "\n".join(f"{level.points:g} | {level.label} | {level.means}" for level in one.levels)
        names = ("question", "guidance", "scale", "weight", "low", "high", "unit", "better")
        return {**{name: getattr(one, name) for name in names}, "levels": levels}

    def clean_levels(self) -> tuple[Level, ...]:
        """Read one level from each line."""
        lines = [line for line in self.cleaned_data["levels"].splitlines() if line.strip()]
        return tuple(_level(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the criterion as a whole."""
        super().clean()
        if not self.errors:
            one = self.criterion("x")
            for fault in criterion_faults(one):
                self.add_error(None, sentence_of(_alone(one), Fault(fault.what, one.code)))
        return self.cleaned_data

    def criterion(self, code: str) -> Criterion:
        """Return what was typed as a criterion of that code; levels stay only where the scale has them."""
        data = dict(self.cleaned_data)
        if data["scale"] != LEVELS:
            data["levels"] = ()
        return Criterion(code=code, **data)


def _alone(one: Criterion) -> Form:
    return Form("x", "x", "", sections=(Section("y", "y", criteria=(one,)),))


def _level(line: str) -> Level:
    points, *words = (piece.strip() for piece in line.split("|", _PIECES - 1))
    try:
        number = float(points.replace(",", "."))
    except ValueError:
        sentence = _t("“%(line)s”: begin the line with its points, as in: 2 | Steady | What one would see.")
        raise forms.ValidationError(sentence % {"line": line.strip()[:60]}) from None
    label, means = (*words, "", "")[:2]
    return Level(number, label, means)


class AnswerForm(PlainForm):
    """The questions of a form, each with its answers, "unknown" among them, and a remark."""

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = form
        for one in form.criteria():
            self.fields[f"a_{one.code}"] = answer_field(one)
            self.fields[f"r_{one.code}"] = forms.CharField(
                label=_("Remark"),
                required=False,
                max_length=LONGEST_REMARK,
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    def groups(self) -> Iterator[tuple[Section, list[tuple[Any, Any]]]]:
        """Yield every section with its bound fields: answer and remark; a text needs no remark."""
        for section in self.asked.sections:
            pairs = [
                (self[f"a_{one.code}"], None if one.scale == TEXT else self[f"r_{one.code}"])
                for one in section.criteria
            ]
            yield section, pairs

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return what was typed: code -> value and remark."""
        data = self.cleaned_data
        return {
            one.code: {"value": data[f"a_{one.code}"], "remark": data[f"r_{one.code}"]}
            for one in self.asked.criteria()
        }

    @staticmethod
    def initial_of(answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Return what the form shows of answers that are kept."""
        shown = {f"a_{code}": one.get("value") for code, one in answers.items()}
        return shown | {f"r_{code}": one.get("remark", "") for code, one in answers.items()}


def answer_field(one: Criterion) -> forms.Field:
    """Return the field in which a criterion is answered; nothing means unknown, and is what stands there first."""
    words: dict[str, Any] = {"label": one.question, "required": False, "help_text": one.guidance}
    if one.scale == TEXT:
        return forms.CharField(**words, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    if one.scale == NUMBER:
        bounds = _t("From %(low)g to %(high)g. Leave it empty where it is unknown.")
        told = bounds % {"low": one.low, "high": one.high}
        words["help_text"] = f"{one.guidance} {told}".strip()
        return forms.FloatField(**words, min_value=one.low, max_value=one.high)
    if one.scale == YES_NO:
        choices: list[tuple[str, Any]] = [("yes", _("Yes")), ("no", _("No"))]
    else:
        choices = [
            (str(place), f"{level.label}: {level.means}" if level.means else level.label)
            for place, level in enumerate(one.levels)
        ]
    choices = [*choices, ("", _("Unknown"))]
    return forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect, initial="")
