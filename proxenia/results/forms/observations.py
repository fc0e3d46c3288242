"""Forms of a value of an indicator, of a target, and of a period that is locked or opened again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, Unit
from proxenia.core.forms import PlainForm
from proxenia.core.periods import Period
from proxenia.core.values import CellError
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.indicators.models import Unit as UnitOf
from proxenia.results.actions.observations import Of
from proxenia.results.models.observations import Observation
from proxenia.results.rules.observations import read_number


class PeriodForm(PlainForm):
    """A form with a period of the office's fiscal year."""

    period = forms.CharField(
        label=_("Period"), max_length=20, help_text=_("2026, 2026-H1, 2026-Q3 or 2026-07.")
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office

    def clean_period(self) -> Period:
        """Read the period."""
        try:
            return Period.parse(self.cleaned_data["period"], self.office.fiscal_year_start)
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class FigureForm(PeriodForm):
    """A period and the numbers that the indicator asks for: one, or above and below the line; a level from its list."""

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, office=indicator.office, **kwargs)
        self.indicator = indicator
        self.fields["unit"] = _choice(_t("Unit"), _t("The office as a whole"), self._units())
        self.fields |= self._figures()

    def _units(self) -> list[tuple[str, str]]:
        found = Unit.objects.filter(office=self.office, archived_at=None).order_by("name")
        return list(found.values_list("uid", "name"))

    def _figures(self) -> dict[str, forms.Field]:
        one = self.indicator
        if one.is_ratio:
            return {
                "numerator": _number(one.numerator_words.capitalize()),
                "denominator": _number(one.denominator_words.capitalize()),
            }
        if one.is_qualitative:
            levels = [(str(at), level["label"]) for at, level in enumerate(one.levels, 1)]
            return {"value": _choice(_t("Level"), _t("Not known"), levels)}
        label = _t("Per cent") if one.unit == UnitOf.PERCENT else one.get_unit_display()
        found: dict[str, forms.Field] = {"value": _number(label)}
        if one.unit == UnitOf.MONEY:
            found["currency"] = forms.CharField(
                label=_t("Currency"), max_length=20, required=False, initial=self.office.currency
            )
        return found

    def of(self) -> Of:
        """Return of whom the value is."""
        uid = self.cleaned_data.get("unit", "")
        return Of(unit=Unit.objects.filter(office=self.office, uid=uid).first() if uid else None)

    def figures(self) -> dict[str, Any]:
        """Return the figures for the verb; words in a number are refused with their field."""
        said = {name: self.cleaned_data.get(name, "") for name in ("value", "numerator", "denominator")}
        read = {name: read_number(text, name) for name, text in said.items()}
        return {**read, "currency": self.cleaned_data.get("currency", "")}


class ObservationForm(FigureForm):
    """A value: figures, breakdowns, where, what shows it, from where it is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.indicator.disaggregations:
            for category in one["categories"]:
                label = f"{one['label'].capitalize()}: {category}"
                for at, words in enumerate(self._part_words()):
                    asked = f"{label}, {words}" if words else label
                    self.fields[_part_name(one["code"], category, at)] = _number(asked)
        self.fields["district"] = forms.CharField(
            label=_t("District"),
            max_length=120,
            required=False,
            help_text=_t("Or municipality: who benefits."),
        )
        self.fields["words"] = forms.CharField(
            label=_t("In words"),
            max_length=5000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_t("What shows it; or, without a number, why it is not known."),
        )
        levels = Vocabulary.load("evidence_levels").choices()
        self.fields["evidence_level"] = _choice(_t("How well it is known"), _t("Not said"), levels)
        self.fields["source"] = forms.CharField(label=_t("Source"), max_length=300, required=False)
        self.fields["reason"] = forms.CharField(
            label=_t("Why it changes"),
            max_length=300,
            required=False,
            help_text=_t("Needed where there is a value already; what it said before is kept."),
        )

    @staticmethod
    def initial_of(one: Observation) -> dict[str, Any]:
        """Return what the form shows of a value."""
        shown: dict[str, Any] = {
            name: getattr(one, name) for name in ("currency", "district", "words", "evidence_level", "source")
        }
        for name in ("value", "numerator", "denominator"):
            number = getattr(one, name)
            shown[name] = "" if number is None else f"{number.normalize():f}"
        for code, categories in one.parts.items():
            shown |= {
                _part_name(code, category, at): number
                for category, numbers in categories.items()
                for at, number in enumerate(numbers)
            }
        return {**shown, "period": one.period, "unit": one.unit.uid if one.unit else ""}

    def of(self) -> Of:
        """Return of whom and of where the value is."""
        return Of(unit=super().of().unit, district=self.cleaned_data["district"])

    def values(self) -> dict[str, Any]:
        """Return what the value says for the verb."""
        names = ("words", "evidence_level", "source")
        return {
            **self.figures(),
            **{name: self.cleaned_data[name] for name in names},
            "parts": self._parts(),
        }

    def _parts(self) -> dict[str, dict[str, Any]]:
        parts: dict[str, dict[str, Any]] = {}
        for one in self.indicator.disaggregations:
            for category in one["categories"]:
                names = [
                    _part_name(one["code"], category, at) for at, _words in enumerate(self._part_words())
                ]
                numbers = [read_number(self.cleaned_data[name], name) for name in names]
                known = [str(number) for number in numbers if number is not None]
                if known:
                    parts.setdefault(one["code"], {})[category] = known
        return parts

    def _part_words(self) -> tuple[str, ...]:
        """Return what each number of a part is: one, or above and below the line of a share."""
        one = self.indicator
        return (one.numerator_words, one.denominator_words) if one.is_ratio else ("",)


class TargetForm(FigureForm):
    """What is wanted, or what it began from."""

    words = forms.CharField(label=_("In words"), max_length=1000, required=False)
    source = forms.CharField(label=_("Where it is decided"), max_length=300, required=False)

    def values(self) -> dict[str, Any]:
        """Return what the target says for the verb."""
        return {**self.figures(), "words": self.cleaned_data["words"], "source": self.cleaned_data["source"]}


class LockForm(PeriodForm):
    """Which period is locked, and why."""

    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


def _part_name(code: str, category: str, at: int = 0) -> str:
    """Return the field of a part; the second number of a share has its own."""
    name = f"p_{code}_{''.join(one if one.isalnum() else '_' for one in category)}"
    return f"{name}_of" if at else name


def _number(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=60, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def _choice(label: Any, empty: Any, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])
