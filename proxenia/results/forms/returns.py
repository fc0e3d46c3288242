"""Forms of returns: the plan, the file, the figures without a file, sending back, accepting."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office
from proxenia.core.forms import PlainForm
from proxenia.core.values import Cell, CellError, parse_decimal
from proxenia.directory.models import Organisation
from proxenia.indicators.models import Indicator
from proxenia.results.models.returns import BusinessPlan, Return
from proxenia.results.queries.returns import evidence_word, evidence_words, in_words
from proxenia.results.rules.given import ANSWER, DENOMINATOR, EVIDENCE, REMARK, SOURCE, VALUE, Asked, Given
from proxenia.results.rules.layouts import LEVEL, LONGEST_ANSWER, RATIO, Layout, Line

SEPARATOR = "|"
BESIDE = [SOURCE, EVIDENCE, REMARK]
"""What is asked beside a figure of a return."""


class WorkbookForm(PlainForm):
    """The workbook that somebody filled in."""

    file = forms.FileField(
        label=gettext_lazy("The workbook, filled in"),
        max_length=1000,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "As .xlsx or .ods. With anything wrong in it nothing is taken, and each cell is named."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"}),
    )


class NamedWorkbookForm(WorkbookForm):
    """The workbook by a link: whoever sends it says who they are."""

    field_order = ("name", "file")
    name = forms.CharField(label=gettext_lazy("Who you are"), max_length=200)


class SendBackForm(PlainForm):
    """What is to be changed, on the whole and by line."""

    comment = forms.CharField(
        label=gettext_lazy("What is to be changed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in layout.lines():
            self.fields[f"line_{line.key}"] = forms.CharField(
                label=_("To “%(name)s”") % {"name": line.name}, required=False, max_length=500
            )

    def comments(self) -> dict[str, str]:
        """Return what is said to single lines."""
        told = {
            name.removeprefix("line_"): text for name, text in self.cleaned_data.items() if name != "comment"
        }
        return {key: text for key, text in told.items() if text}


class AcceptForm(PlainForm):
    """How the period went on the whole."""

    rating = forms.TypedChoiceField(
        label=gettext_lazy("On the whole"), required=False, coerce=int, empty_value=None
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rating: Any = self.fields["rating"]
        rating.choices = [("", _("Not said")), *Return.Rating.choices]


class ReasonForm(PlainForm):
    """Why it is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(PlainForm):
    """Whose plan it is, how often it reports, and what it is asked."""

    title = forms.CharField(label=gettext_lazy("Whose plan"), max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("Short code"),
        max_length=20,
        help_text=gettext_lazy("Stands in file names and on the command line, as in: port."),
    )
    unit: Any = forms.ModelChoiceField(
        label=gettext_lazy("Unit"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The office at large"),
    )
    body = forms.CharField(
        label=gettext_lazy("Partner"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where a partner reports: its name as in the directory."),
    )
    frequency = forms.ChoiceField(label=gettext_lazy("How often"), choices=BusinessPlan.Frequency.choices)
    begins = forms.CharField(
        label=gettext_lazy("First period"), max_length=10, help_text=gettext_lazy("As in 2026-Q3.")
    )
    until = forms.CharField(label=gettext_lazy("Last period"), max_length=10, required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Days to report after a period"), min_value=1, max_value=120, initial=21
    )
    contact = forms.CharField(label=gettext_lazy("Who fills it in"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail"),
        required=False,
        help_text=gettext_lazy(
            "The workbook and a link go there when a return is asked for, and a letter where one is late."
        ),
    )
    guidance = forms.CharField(
        label=gettext_lazy("Guidance"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lines = forms.CharField(
        label=gettext_lazy("What is asked"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        help_text=gettext_lazy(
            "One figure a line: outcome | name or code of the indicator | target | part. Target and part may be left "
            "out, as in: Trade | companies_supported | 20, and below it: Trade | companies_supported | | led by women."
        ),
    )

    def __init__(self, *args: Any, office: Office, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        unit: Any = self.fields["unit"]
        unit.queryset = units

    def clean_body(self) -> Organisation | None:
        """Return the partner of that name."""
        name = self.cleaned_data["body"].strip()
        if not name:
            return None
        found = Organisation.objects.filter(office=self.office, archived_at=None, name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no organisation of that name in the directory."))
        return found

    def clean_lines(self) -> list[dict[str, Any]]:
        """Return the lines of the plan; what is wrong is told by line."""
        known = self._indicators()
        return [
            self._line(number, text, known)
            for number, text in enumerate(self.cleaned_data["lines"].splitlines(), start=1)
            if text.strip()
        ]

    def _indicators(self) -> dict[str, Indicator]:
        found = list(Indicator.objects.filter(office=self.office, retired_at=None))
        return {**{one.name.casefold(): one for one in found}, **{one.code.casefold(): one for one in found}}

    def _line(self, number: int, text: str, known: Mapping[str, Indicator]) -> dict[str, Any]:
        outcome, named, target, part, *_more = [
            *(piece.strip() for piece in text.split(SEPARATOR)),
            "",
            "",
            "",
        ]
        indicator = known.get(named.casefold())
        if indicator is None:
            message = _("Line %(number)d: there is no indicator “%(name)s”. Write outcome | indicator.")
            raise forms.ValidationError(message % {"number": number, "name": named[:60]})
        try:
            aim = parse_decimal(target).value
        except CellError as error:
            raise forms.ValidationError(_("Line %(number)d: ") % {"number": number} + str(error)) from error
        return {"outcome": outcome, "indicator": indicator, "target": aim, "part": part}


def lines_text(plan: BusinessPlan) -> str:
    """Return the lines of a plan as its form shows them."""
    told = []
    for line in plan.lines.select_related("indicator"):
        target = format(line.target.normalize(), "f") if line.target is not None else ""
        pieces = [line.outcome, line.indicator.code, target, line.part]
        told.append(f" {SEPARATOR} ".join(pieces).replace("  ", " ").rstrip(f" {SEPARATOR}"))
    return "\n".join(told)


class FiguresForm(PlainForm):
    """A return filled in without a file: the same cells as the workbook, checked by the same rules."""

    def __init__(
        self, *args: Any, layout: Layout, given: Mapping[str, Given], answers: Mapping[str, str], named: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.layout = layout
        if named:
            self.fields["name"] = forms.CharField(label=_("Who you are"), max_length=200)
        for page in layout.pages:
            for line in page.lines:
                self._add_line(line, given.get(line.key, Given()))
            for code, question in page.questions().items():
                key = f"{page.key}.{code}"
                self.fields[f"{ANSWER}_{key}"] = forms.CharField(
                    label=question, required=False, max_length=LONGEST_ANSWER, initial=answers.get(key, ""),
                    widget=forms.Textarea(attrs={"rows": 3}),
                )  # fmt: skip

    def _add_line(self, line: Line, given: Given) -> None:
        told = given.plain()
        parts = [VALUE, *([DENOMINATOR] if line.kind == RATIO else [])]
        parts += [] if self.layout.is_short else BESIDE
        labels = {
            VALUE: f"{line.name} ({line.unit})" if line.unit else line.name,
            DENOMINATOR: _("%(name)s: out of") % {"name": line.name},
            SOURCE: _("%(name)s: where from") % {"name": line.name},
            EVIDENCE: _("%(name)s: how sure") % {"name": line.name},
            REMARK: _("%(name)s: remark") % {"name": line.name},
        }
        for part in parts:
            name = f"{part}_{line.key}"
            if part == EVIDENCE or (part == VALUE and line.kind == LEVEL):
                words = evidence_words() if part == EVIDENCE else list(line.levels)
                self.fields[name] = forms.ChoiceField(
                    label=labels[part], required=False, choices=[("", "–"), *((one, one) for one in words)],
                    initial=evidence_word(given.evidence) if part == EVIDENCE else in_words(line, given),
                )  # fmt: skip
            else:
                self.fields[name] = forms.CharField(
                    label=labels[part], required=False, max_length=300, initial=told[part]
                )
        if line.last:
            self.fields[f"{VALUE}_{line.key}"].help_text = _("Last time: %(figure)s") % {"figure": line.last}

    def pages(self) -> Iterator[tuple[str, str, list[tuple[Any, list[Any]]], list[Any]]]:
        """Go through the pages: title, guidance, lines as figures with what belongs to them, questions."""
        for page in self.layout.pages:
            lines = []
            for line in page.lines:
                figures = [
                    self[f"{part}_{line.key}"]
                    for part in (VALUE, DENOMINATOR)
                    if f"{part}_{line.key}" in self.fields
                ]
                beside = [] if self.layout.is_short else BESIDE
                lines.append((figures, [self[f"{part}_{line.key}"] for part in beside]))
            questions = [self[f"{ANSWER}_{page.key}.{code}"] for code in page.questions()]
            yield page.title, page.guidance, lines, questions

    def asked(self) -> list[Asked]:
        """Return the cells as the workbook's reader would, each at the name of its field."""
        told = []
        for name, cell in self.cleaned_data.items():
            part, _sign, key = name.partition("_")
            if key:
                value: Cell = cell or None
                told.append(Asked(key, part, value, "", name))
        return told

    def show(self, problems: Any) -> None:
        """Show what is wrong at the fields it is about."""
        for one in problems:
            self.add_error(one.cell if one.cell in self.fields else None, one.message)
