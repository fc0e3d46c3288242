"""Forms of questions, weights, decisions, matches and exposure."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.core.names import country_name
from proxenia.core.values import clean_text, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.forms.bodies import SharedFields
from proxenia.evidence.countries import places
from proxenia.portfolio.queries.networks import load_networks, match_network
from proxenia.prioritisation.models import Among, CityProfile, Question, Side
from proxenia.prioritisation.queries.alignment import HS, SITC
from proxenia.prioritisation.queries.matching import purpose_labels
from proxenia.prioritisation.queries.tree import Factor, Tree, tree
from proxenia.prioritisation.rules import FEWEST, MOST

TIMES = (
    ("", "–"),
    ("9", _("9 times as much")), ("5", _("5 times as much")), ("3", _("3 times as much")),
    ("2", _("twice as much")), ("1", _("as much")), ("0.5", _("half as much")),
    ("0.333333", _("a third as much")), ("0.2", _("a fifth as much")), ("0.111111", _("a ninth as much")),
)  # fmt: skip
LEVELS = (
    ("", _("as the purpose has it")), ("0", _("nothing")), ("1", _("little")), ("2", _("something")),
    ("4", _("much")), ("8", _("very much")),
)  # fmt: skip
SPREAD = 0.5
"""By so large a part of itself a weight that was chosen in words may be off, either way."""


def country_choices() -> list[tuple[str, str]]:
    """Return every country (alpha-3) by its name in the reader's language."""
    named = [(code, country_name(place.iso2)) for code, place in places().items()]
    return sorted(named, key=lambda one: fold(one[1]))


def purpose_choices(factors: Tree) -> list[tuple[str, str]]:
    """Return the purposes that the tree of factors knows."""
    labels = purpose_labels()
    named = [(code, str(labels.get(code, code))) for code in factors.purposes]
    return [("", gettext("Any: all branches alike")), *named]


class QuestionForm(SharedFields):
    """For what, from where, by which factors."""

    names = ("title", "home", "among", "purpose", "factors", "draws", "seed")
    title = forms.CharField(
        label=_("What do you want to know"),
        max_length=300,
        help_text=_("As you would ask a colleague: where should we look for partners in …?"),
    )
    home = forms.ChoiceField(label=_("Our country"))
    among = forms.ChoiceField(
        label=_("Among which places"), choices=Among.choices, initial=Among.COUNTRIES, required=False,
        help_text=_("Metropolitan areas have factors of their own; their table is loaded with: brookings."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        help_text=_("It says which branches of the factors matter how much."),
    )
    factors = forms.MultipleChoiceField(
        label=_("Factors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "None chosen: all that have figures. The numbers say of how many places there are figures."
        ),
    )
    draws = forms.IntegerField(label=_("Draws"), min_value=FEWEST, max_value=MOST, initial=10_000)
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**31 - 1, initial=1,
        help_text=_("The same seed gives the same answer."),
    )  # fmt: skip

    def __init__(self, *args: Any, covered: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factors, shown = tree(), covered or {}
        for name, choices in (
            ("home", country_choices()),
            ("purpose", purpose_choices(factors)),
            ("factors", [
                (code, _factor_words(one, shown.get(code, ""))) for code, one in factors.factors.items()
            ]),
        ):  # fmt: skip
            field: Any = self.fields[name]
            field.choices = choices
        self.order_fields([*self.names, "unit", "visibility"])

    @classmethod
    def initial_of(cls, one: Question) -> dict[str, Any]:
        """Return what the form shows of a question."""
        shown = {name: getattr(one, name) for name in (*cls.names, "visibility")}
        return {**shown, "unit": one.unit.uid if one.unit else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        told = {name: self.cleaned_data[name] for name in self.names}
        return {**told, "among": told["among"] or Among.COUNTRIES.value}


def _factor_words(one: Factor, covered: str) -> str:
    """Return a factor as the list of the form shows it: of what, and of how many places there are figures."""
    words = gettext(one.label)
    if one.of == Among.METROS:
        words = gettext("metropolitan areas: %(factor)s") % {"factor": words}
    return f"{words} ({covered})" if covered else words


class MixForm(PlainForm):
    """The file of our own exports."""

    file = forms.FileField(
        label=_("The table"), max_length=1000, allow_empty_file=True,
        help_text=_("Excel, OpenDocument or CSV with the columns place (may be left out), product or industry, value."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )  # fmt: skip
    classification = forms.ChoiceField(
        label=_("The products are codes of"), required=False,
        choices=(("", _("as the file says, or names as they stand")), (HS, "HS"), (SITC, "SITC")),
        help_text=_("Only codes of the same classification as the statistics can be compared with them."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Which place"), max_length=200, required=False,
        help_text=_("Only where the file tells of several."),
    )  # fmt: skip


class DecisionForm(PlainForm):
    """What was decided."""

    decision = forms.CharField(
        label=_("What was decided, and why"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SideForm(PlainForm):
    """Whose weights."""

    side = forms.ChoiceField(label=_("Whose weights these are"), choices=Side.choices)


class WeightsForm(SideForm):
    """A word for each factor; the range around it says that nobody knows weights exactly."""

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes, factors = codes, tree().factors
        for code in codes:
            label = gettext(factors[code].label)
            self.fields[f"w_{code}"] = forms.ChoiceField(label=label, choices=LEVELS[1:], initial="2")

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ranges the words stand for."""
        told = {code: float(self.cleaned_data[f"w_{code}"]) for code in self.codes}
        return {code: (level * (1 - SPREAD), level * (1 + SPREAD)) for code, level in told.items()}


class ChoicesForm(SideForm):
    """Two factors at a time: how many times as much the first matters. A few pairs more check the others."""

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factors = tree().factors
        self.pairs = pairs_of(codes)
        for number, (one, other) in enumerate(self.pairs):
            words = gettext("“%(one)s” matters, against “%(other)s”,")
            label = words % {"one": gettext(factors[one].label), "other": gettext(factors[other].label)}
            self.fields[f"p_{number}"] = forms.ChoiceField(label=label, choices=TIMES[1:], initial="1")

    def choices(self) -> list[tuple[str, str, float]]:
        """Return the choices that were made."""
        return [
            (one, other, float(self.cleaned_data[f"p_{number}"]))
            for number, (one, other) in enumerate(self.pairs)
        ]


def pairs_of(codes: list[str]) -> list[tuple[str, str]]:
    """Return the pairs that are asked: a chain through all factors, and every second link once more across."""
    chain = list(pairwise(codes))
    across = [(codes[number], codes[number + 2]) for number in range(0, len(codes) - 2, 2)]
    return [*chain, *across]


class MatchForm(PlainForm):
    """Which city looks for partners, for what."""

    city = forms.CharField(label=_("City"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=100, required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    sector = forms.ChoiceField(
        label=_("Sector"), required=False,
        help_text=_("Both sides need powers in it; where one is known to lack them, it is warned of."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.choices = list(purpose_labels().items())
        sector: Any = self.fields["sector"]
        sector.choices = [("", gettext("None in particular")), *sector_choices()]


class CityProfileForm(PlainForm):
    """What is known of a city; what is left empty is not known."""

    powers = forms.MultipleChoiceField(
        label=_("Sectors in which it decides or acts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    posts = forms.DecimalField(
        label=_("Posts for international work"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    stage = forms.ChoiceField(
        label=_("How far it is"), required=False, help_text=_("The stage of the work you would do together.")
    )
    networks = forms.CharField(
        label=_("Networks it belongs to"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line."),
    )  # fmt: skip
    source = forms.CharField(label=_("Where that is from"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        powers: Any = self.fields["powers"]
        powers.choices = sector_choices()
        stage: Any = self.fields["stage"]
        words = Vocabulary.load("innovation_stages")
        stage.choices = [("", gettext("not known")), *((code, words.label(code)) for code in words.codes)]

    @classmethod
    def initial_of(cls, one: CityProfile | None) -> dict[str, Any]:
        """Return what the form shows of a city."""
        if one is None:
            return {}
        names = {network.code: network.name for network in load_networks()}
        networks = "\n".join(names.get(code, code) for code in one.networks)
        return {
            "powers": one.powers,
            "posts": one.posts,
            "stage": one.stage,
            "networks": networks,
            "source": one.source,
        }

    def values(self) -> dict[str, Any]:
        """Return what was said, networks of the shipped list by their code."""
        lines = [clean_text(line) for line in self.cleaned_data["networks"].splitlines() if line.strip()]
        known = [(match_network(line), line) for line in lines]
        networks = list(dict.fromkeys(network.code if network else line[:200] for network, line in known))
        return {**self.cleaned_data, "networks": networks}


def sector_choices() -> list[tuple[str, str]]:
    """Return the policy sectors with their words."""
    words = Vocabulary.load("policy_sectors")
    return [(code, words.label(code)) for code in words.codes]


class ExposureForm(PlainForm):
    """What hangs on whom, and a shock to try."""

    basis = forms.ChoiceField(
        label=_("What to look at"),
        required=False,
        choices=(
            ("", _("The table below")),
            ("markets", _("Markets: what our country sells where")),
            ("partners", _("Partners: our contacts by tie")),
            ("funders", _("Funders: money of our projects")),
            ("sectors", _("Sectors: our contacts by sector")),
        ),
    )
    table = forms.CharField(
        required=False,
        label=_("Who or where, what, amount"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "wide"}),
        max_length=200_000,
        help_text=_(
            "One a line, with semicolons: market, partner, funder or sector; product (may be empty); amount. "
            "Paste it from a spreadsheet or type it."
        ),
    )
    shock = forms.ChoiceField(
        label=_("Shock"),
        choices=(
            ("", _("None")),
            ("tariff", _("A tariff rises")),
            ("withdrawal", _("One gives or buys less")),
        ),
        required=False,
    )
    of = forms.CharField(label=_("From whom or where"), max_length=200, required=False)
    products = forms.CharField(
        label=_("On which products"), max_length=1000, required=False,
        help_text=_("With semicolons; empty for all."),
    )  # fmt: skip
    points = forms.DecimalField(
        label=_("By how many per cent"),
        min_value=0,
        max_value=500,
        required=False,
        max_digits=6,
        decimal_places=2,
    )
    passed_low = forms.DecimalField(
        label=_("Passed on to the buyer: at least, per cent"),
        min_value=0,
        max_value=100,
        initial=50,
        required=False,
    )
    passed_high = forms.DecimalField(
        label=_("Passed on to the buyer: at most, per cent"),
        min_value=0,
        max_value=100,
        initial=100,
        required=False,
    )
    elasticity_low = forms.DecimalField(
        label=_("Sales change for one per cent dearer: at most"),
        min_value=-20,
        max_value=0,
        initial=-3,
        required=False,
    )
    elasticity_high = forms.DecimalField(
        label=_("Sales change for one per cent dearer: at least"), min_value=-20, max_value=0, initial=-1,
        required=False,
    )  # fmt: skip


class SpecialisationForm(PlainForm):
    """What places make their living by, and which of them is asked about."""

    table = forms.CharField(
        label=_("Place, industry, year, jobs or exports"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "wide"}),
        max_length=2_000_000,
        help_text=_(
            "One a line, with semicolons: place; industry; year; amount; per cent sold abroad (may be left out). "
            "All places that are to be compared stand in the one table."
        ),
    )
    unit = forms.ChoiceField(label=_("The amounts are"), choices=(("jobs", _("jobs")), ("money", _("money"))))
    place = forms.CharField(label=_("Which place"), max_length=200)
    leads = forms.IntegerField(label=_("How many lead industries"), min_value=1, max_value=20, initial=3)
