"""Forms of the crisis channel: what happened, needs, offers, deliveries, the end, and the thanks."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.forms import PlainForm
from proxenia.core.values import fold
from proxenia.directory.forms.bodies import SharedFields, one_called, suggest_organisations
from proxenia.directory.models import Organisation
from proxenia.engagements.forms.delegations import day
from proxenia.engagements.forms.projects import BODY_HELP, PartForm, figure, lines, text
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_see

MEASURE_HELP = gettext_lazy("Of what: boxes, litres, beds, hours. Of money: the currency, as EUR.")


class CrisisForm(SharedFields):
    """What happened at which partner, since when."""

    names = ("title", "organisation", "partnership", "began_on", "what", "note")
    title = text(
        gettext_lazy("Crisis"), required=True, help_text=gettext_lazy("A few words: Flood in Odesa.")
    )
    organisation = text(
        gettext_lazy("Partner it struck"),
        required=True,
        help_text=gettext_lazy("Its name as it stands in the directory."),
    )
    partnership = text(
        gettext_lazy("Tie"), help_text=gettext_lazy("The name of the tie it belongs to, if any.")
    )
    began_on = day(gettext_lazy("Since"))
    what = lines(gettext_lazy("What happened"))
    note = lines(gettext_lazy("Note"))

    def __init__(self, *args: Any, standing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        suggest_organisations(self.fields["organisation"], self.office)
        self.order_fields([*self.names, "unit", "visibility"])
        for name in ("organisation", "partnership"):
            held = getattr(standing, name, None)
            if held is not None and not may_see(self.user, held):
                # What this person may not see stays as it is.
                del self.fields[name]

    @classmethod
    def initial_of(cls, crisis: Any) -> dict[str, Any]:
        """Return what the form shows of a crisis."""
        shown = {name: getattr(crisis, name) for name in (*cls.names, "visibility")}
        tie = crisis.partnership.name if crisis.partnership else ""
        unit = crisis.unit.uid if crisis.unit else ""
        return {**shown, "organisation": crisis.organisation.name, "partnership": tie, "unit": unit}

    def clean_organisation(self) -> Organisation | None:
        """The name becomes the organisation; the one that stands stays."""
        name: str = self.cleaned_data["organisation"]
        held = self.standing.organisation if self.standing else None
        if held is not None and held.name == name:
            return cast(Organisation, held)
        return one_called(self.user, self.office, name)

    def clean_partnership(self) -> Partnership | None:
        """The name becomes the tie; the one that stands stays."""
        name: str = self.cleaned_data["partnership"].strip()
        held = self.standing.partnership if self.standing else None
        if not name or (held is not None and held.name == name):
            return held if name else None
        seen = Partnership.objects.visible_to(self.user, self.office).live()
        found = list(seen.filter(name_folded=fold(name)[:300])[:2])
        if len(found) != 1:
            sentence = (
                _("Several ties are called “%(name)s”.") if found else _("No tie is called “%(name)s”.")
            )
            raise ValidationError(sentence % {"name": name})
        return found[0]

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


class NeedForm(PartForm):
    """One thing that is needed."""

    names = ("what", "amount", "measure", "is_money", "is_urgent", "asked_on", "asked_by")
    what = text(gettext_lazy("What is needed"), required=True)
    amount = figure(gettext_lazy("How much"), help_text=gettext_lazy("Empty where nobody knows yet."))
    measure = text(gettext_lazy("Unit or currency"), longest=40, help_text=MEASURE_HELP)
    is_money = forms.BooleanField(label=gettext_lazy("It is money"), required=False)
    is_urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    asked_on = day(gettext_lazy("Asked on"))
    asked_by = text(gettext_lazy("Who asked"), longest=200)

    def set_up(self) -> None:
        """Begin with today."""
        self.initial.setdefault("asked_on", timezone.localdate())


class OfferForm(PartForm):
    """What somebody offers, for which need, and whether they may be named."""

    names = ("need", "organisation", "what", "amount", "measure", "is_money", "offered_on", "may_be_named")
    need = forms.ChoiceField(label=gettext_lazy("For which need"), required=False)
    organisation = text(gettext_lazy("Who offers it"), help_text=BODY_HELP)
    what = text(gettext_lazy("What is offered"), required=True)
    amount = figure(gettext_lazy("How much"), required=True)
    measure = text(gettext_lazy("Unit or currency"), longest=40, required=True, help_text=MEASURE_HELP)
    is_money = forms.BooleanField(label=gettext_lazy("It is money"), required=False)
    offered_on = day(gettext_lazy("Offered on"))
    may_be_named = forms.BooleanField(
        label=gettext_lazy("They agreed to be thanked in public"),
        required=False,
        help_text=gettext_lazy("Ask them. Without their word nobody is named outside the office."),
    )

    def set_up(self) -> None:
        """Offer the needs of the crisis."""
        self.needs = {one.uid: one for one in self.owner.needs.all()}
        choices = [("", _("For none in particular")), *((uid, one.what) for uid, one in self.needs.items())]
        cast(forms.ChoiceField, self.fields["need"]).choices = choices
        self.initial.setdefault("offered_on", timezone.localdate())

    @classmethod
    def initial_of(cls, part: Any) -> dict[str, Any]:
        """Return what the form shows of an offer."""
        return {**super().initial_of(part), "need": part.need.uid if part.need else ""}

    def clean_need(self) -> Any:
        """The code becomes the need."""
        return self.needs.get(self.cleaned_data["need"])


class DeliveryForm(PartForm):
    """What of an offer arrived, and who of the partner said so."""

    names = ("amount", "on", "confirmed_by", "confirmed_on", "note")
    amount = figure(gettext_lazy("How much"), required=True)
    on = day(gettext_lazy("Delivered on"))
    confirmed_by = text(
        gettext_lazy("Who of them confirmed it"),
        longest=200,
        help_text=gettext_lazy("Empty as long as nobody has: it then stands as not confirmed."),
    )
    confirmed_on = day(gettext_lazy("Confirmed on"), required=False)
    note = text(gettext_lazy("Note"))

    def set_up(self) -> None:
        """Begin with today."""
        self.initial.setdefault("on", timezone.localdate())


class ConfirmForm(PartForm):
    """Who of the partner confirmed a delivery, and when."""

    confirmed_by = text(gettext_lazy("Who of them confirmed it"), longest=200, required=True)
    confirmed_on = day(gettext_lazy("Confirmed on"))

    def set_up(self) -> None:
        """Begin with today."""
        self.initial.setdefault("confirmed_on", timezone.localdate())


class SummaryForm(PlainForm):
    """How a crisis went."""

    summary = lines(
        gettext_lazy("How it went"),
        rows=5,
        required=True,
        help_text=gettext_lazy("What was asked, what arrived, what never came, what to do better."),
    )


class ThanksForm(PlainForm):
    """The words that become public."""

    text = lines(
        gettext_lazy("Words of thanks"),
        rows=12,
        required=True,
        help_text=gettext_lazy("Exactly these words are made public, and none that change later."),
    )
