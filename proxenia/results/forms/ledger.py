"""Forms of the ledger: a result, a step of its claim, what led to it, the areas of our place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.commitments.forms import AskingForm
from proxenia.core.errors import Refused
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.names import country_names
from proxenia.core.values import CellError, clean_text, parse_currency
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.forms.bodies import SharedFields
from proxenia.indicators.models import Horizon
from proxenia.places.queries import countries
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.choosing import found_by
from proxenia.results.rules.ledger import Step, measures
from proxenia.results.rules.shares import parse_share, written

NOT_SAID = ("", pgettext_lazy("choice", "Not said"))
FIELDS = (
    "what", "kind", "belongs", "on", "whom", "municipality", "district", "country", "low", "high", "currency",
    "valued_on", "counted", "horizon", "confidence", "level", "source", "rivals", "note",
)  # fmt: skip


def area(label: Any, rows: int = 2, help_text: Any = "") -> forms.CharField:
    """Return an optional field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def figure(label: Any, help_text: Any = "") -> forms.DecimalField:
    """Return a field for one end of a range."""
    return forms.DecimalField(
        label=label, max_digits=16, decimal_places=2, min_value=0, required=False, help_text=help_text
    )


def kind_choices() -> list[Any]:
    """Return the kinds of results in groups by what tells them."""
    words = Vocabulary.load("result_kinds")
    groups: list[Any] = [
        (words.label(top), [(code, words.label(code)) for code in words.children(top)]) for top in measures()
    ]
    return [("", _t("Choose…")), *groups, ("other", words.label("other"))]


def level_choices() -> list[Any]:
    """Return the levels of evidence, the weakest first."""
    return [NOT_SAID, *Vocabulary.load("evidence_levels").choices()]


def currency_of(text: str) -> str:
    """Words for a currency become its code; what is none is refused."""
    try:
        return parse_currency(text).value or ""
    except CellError as error:
        raise ValidationError(str(error)) from error


class ResultForm(AskingForm, SharedFields):
    """A result: what changed, where, when, how much, and how anybody knows."""

    what = forms.CharField(
        label=_("What changed"),
        max_length=500,
        help_text=_("One sentence: who now has or does what that was not so before."),
    )
    kind = forms.ChoiceField(label=_("Kind"))
    belongs = forms.ChoiceField(
        label=_("In whose place"),
        choices=Result.Belongs.choices,
        initial=Result.Belongs.OURS,
        help_text=_(
            "What happened in the partner's place is kept by the same rules and never added to ours."
        ),
    )
    state = forms.ChoiceField(
        label=_("Is it there"),
        choices=[
            (Result.State.REPORTED, pgettext_lazy("result", "Yes, somebody reports it")),
            (Result.State.PLANNED, pgettext_lazy("result", "No, it is planned or promised")),
        ],
        help_text=_("A planned job is not a job: it is kept apart and counted when it is there."),
    )
    on = PartialDateFormField(
        label=_("When"), help_text=_("A day, a month or a year: 2026-05-09, 2026-05 or 2026.")
    )
    whom = forms.CharField(label=_("For whom"), max_length=300, required=False)
    municipality = forms.CharField(label=_("Municipality"), max_length=120, required=False)
    district = forms.CharField(label=_("District"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country, where it is not ours"), required=False)
    low = figure(_("At least"), _("Leave both empty where nobody knows: unknown is not nought."))
    high = figure(_("At most"), _("Where the figure is exact, write it twice."))
    currency = forms.CharField(
        label=_("Currency"), max_length=30, required=False, help_text=_("EUR, where the figure is money.")
    )
    valued_on = PartialDateFormField(label=_("Date of the amount"), required=False)
    counted = forms.CharField(
        label=_("Or what it counts"),
        max_length=60,
        required=False,
        help_text=_("Full-time posts, pupils, tonnes."),
    )
    horizon = forms.ChoiceField(label=_("Horizon"), required=False)
    confidence = forms.ChoiceField(label=_("How sure are we"), required=False)
    level = forms.ChoiceField(label=_("What the evidence is"), required=False)
    source = area(
        _("Where that can be read"), 2, _("A document, a register, an address. Files are added on the page.")
    )
    rivals = area(_("What else may explain it"), 2, _("What would have led to it without us."))
    note = area(_("Note"), 3)

    field_order = (*FIELDS[:3], "state", *FIELDS[3:], "unit", "visibility")

    def __init__(self, *args: Any, standing: Result | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        lists: dict[str, list[Any]] = {
            "kind": kind_choices(),
            "horizon": [NOT_SAID, *Horizon.choices],
            "confidence": [NOT_SAID, *Result.Confidence.choices],
            "level": level_choices(),
            "country": [("", "–"), *country_names(list(countries()))],
        }
        for name, choices in lists.items():
            field: Any = self.fields[name]
            field.choices = choices
        if standing is not None:
            # How far a claim is changes by its steps, each with what it needs.
            del self.fields["state"]
        self.order_fields(self.field_order)

    @staticmethod
    def initial_of(result: Result) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(result, name) for name in (*FIELDS, "visibility")}
        return {**shown, "unit": result.unit.uid if result.unit else ""}

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        names = FIELDS if self.standing else (*FIELDS, "state")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def is_another(self) -> bool:
        """Say whether the question was answered: this is another result than the one that stands."""
        return bool(self.data.get("is_another"))

    def ask_whether_another(self, refusal: Refused) -> None:
        """Put the question of the verb with the box that answers it."""
        self.ask("is_another", _("Yes, another one: write it down"), str(refusal))


class StepForm(PlainForm):
    """What a step of a claim needs: its day, who outside confirms it, or why."""

    on = PartialDateFormField(label=_("Since when is it there"))
    level = forms.ChoiceField(label=_("What the evidence is"))
    source = area(_("Where that can be read"), 2, _("Not needed where a file hangs on the result."))
    witness = forms.CharField(label=_("Who outside confirms it"), max_length=200)
    witness_of = forms.CharField(
        label=_("Of which body"), max_length=200, help_text=_("Not ours, and none that had a part in it.")
    )
    witnessed_on = day(_("Said on"), required=True)
    witness_words = area(_("What they say"), 3)
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    SHOWN: Mapping[str, tuple[str, ...]] = {
        "report_result": ("on", "level", "source"),
        "substantiate_result": (
            "level", "source", "witness", "witness_of", "witnessed_on", "witness_words",
        ),
    }  # fmt: skip

    def __init__(self, *args: Any, step: Step, result: Result, **kwargs: Any) -> None:
        shown = self.SHOWN.get(step.verb, ("reason",))
        initial = {name: getattr(result, name) for name in shown if name != "reason"}
        if step.verb == "report_result":
            initial["on"] = timezone.localdate().isoformat()
        super().__init__(*args, **{**kwargs, "initial": initial})
        levels: Any = self.fields["level"]
        levels.choices = level_choices()
        for name in [name for name in self.fields if name not in shown]:
            del self.fields[name]
        if step.verb == "report_result":
            self.fields["level"].required = False

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class ContributionForm(PlainForm):
    """What led to a result: looked for by its words; where several fit, one is chosen."""

    sort = forms.ChoiceField(
        label=_("What it was"),
        choices=[
            ("engagement", pgettext_lazy("contribution", "An engagement")),
            ("partnership", pgettext_lazy("contribution", "A tie")),
            ("organisation", pgettext_lazy("contribution", "An organisation of the directory")),
            ("named", pgettext_lazy("contribution", "Somebody or something else")),
        ],
    )
    words = forms.CharField(label=_("Its name"), max_length=300, help_text=_("A few words of it are enough."))
    share = forms.CharField(
        label=_("Its share"),
        max_length=12,
        required=False,
        help_text=_("30 % or 1/3 of the result. Empty where nobody can say: that is unknown, not nought."),
    )
    how = area(_("How it led to it"), 2)

    def __init__(self, *args: Any, result: Result, user: Any, left: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result, self.user = result, user
        self.target: Any = None
        if left:
            self.fields["share"].help_text = _t("%(help)s Not told yet: %(left)s.") % {
                "help": self.fields["share"].help_text, "left": left,
            }  # fmt: skip
        if self.data.get("pick"):
            self._offer(self._found())

    def clean_share(self) -> tuple[int, int] | None:
        """Words for a share become part and whole."""
        return share_from(self.cleaned_data["share"])

    def clean(self) -> dict[str, Any]:
        """Look up what the words mean; several are offered, none is told."""
        super().clean()
        data = self.cleaned_data
        if self.errors or data["sort"] == "named":
            return data
        found = self._found()
        picked = {one.uid: one for one in found}.get(self.data.get("pick", ""))
        if picked is None and len(found) == 1:
            picked = found[0]
        self.target = picked
        if picked is None:
            self._ask(found)
        return data

    def _found(self) -> list[Any]:
        words = clean_text(self.data.get("words", ""))[:300]
        return found_by(self.user, self.result.office, self.data.get("sort", ""), words)

    def _offer(self, found: list[Any]) -> None:
        choices = [(one.uid, self._label(one)) for one in found]
        self.fields["pick"] = forms.ChoiceField(
            label=_("Which one"), choices=choices, widget=forms.RadioSelect, required=False
        )

    def _ask(self, found: list[Any]) -> None:
        if not found:
            self.add_error(
                "words", _t("Nothing here is called so. Write other words of it, or choose “something else”.")
            )
            return
        self._offer(found)
        self.add_error("words", _t("Several fit. Choose one below."))

    @staticmethod
    def _label(one: Any) -> str:
        on = getattr(one, "date", None) or getattr(one, "since", None) or getattr(one, "country", "")
        return f"{one} ({on})" if on else str(one)


class ShareForm(PlainForm):
    """The share of a contribution, and how it led to the result."""

    share = forms.CharField(
        label=_("Its share"),
        max_length=12,
        required=False,
        help_text=_("30 % or 1/3; empty where nobody can say."),
    )
    how = area(_("How it led to it"), 2)

    @staticmethod
    def initial_of(link: Contribution) -> dict[str, Any]:
        """Return what the form shows of a contribution."""
        return {"share": written(link.part, link.whole), "how": link.how}

    def clean_share(self) -> tuple[int, int] | None:
        """Words for a share become part and whole."""
        return share_from(self.cleaned_data["share"])


def share_from(text: str) -> tuple[int, int] | None:
    """Return a share typed into a form; what cannot be is refused at its field."""
    try:
        return parse_share(text)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
