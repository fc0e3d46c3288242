"""The form of a promise, and what the forms of this house's log share: plain refusals, and questions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import Answering, staff_of
from proxenia.core.forms import speak_plainly
from proxenia.core.values import clean_text, fold
from proxenia.directory.models import Organisation, Person

SAME_WITHIN = dt.timedelta(minutes=10)
"""Who goes back and submits again does so at once; the same a day later is meant."""


class AskingForm(forms.BaseForm):
    """A form that says what is wrong in plain sentences, and asks before it takes what looks like a slip."""

    def say(self, **missing: Any) -> None:
        """Give every field the plain sentences; ``missing`` are the words for a field that is left empty."""
        for name, field in self.fields.items():
            speak_plainly(field)
            field.error_messages["required"] = missing.get(name, field.error_messages["required"])

    def ask(self, name: str, label: Any, question: str) -> None:
        """Refuse with a question until the box under it is ticked; the box stands only where it is asked."""
        self.fields[name] = forms.BooleanField(label=label, required=False)
        if not self.data.get(name):
            self.add_error(name, question)


class CommitmentForm(AskingForm, forms.ModelForm[Commitment]):
    """What was promised, by whom, until when.

    With an ``office`` one of its people is chosen for it; ``them`` are who may answer for it on the other side.
    """

    class Meta:
        model = Commitment
        fields = ("what", "side", "owner", "owner_name", "due", "note")
        labels = {"owner": _("Who of us"), "owner_name": _("Somebody else, by name")}
        help_texts = {
            "what": _("One promise, in a sentence."),
            "owner": _("Of ours: who keeps it. Of theirs: who follows it up."),
            "owner_name": _("A person or an office, on the side that promised, that is in no list above."),
            "due": _("A day, a month or a year: 2027-05-09, 2027-05 or 2027."),
        }
        widgets = {"what": forms.TextInput, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        *args: Any,
        by: User | None = None,
        beside: Mapping[str, Any] | None = None,
        office: Office | None = None,
        them: Sequence[Answering] = (),
        **kwargs: Any,
    ) -> None:
        """``by`` and ``beside`` (such as ``{"tie_link__partnership": tie}``) tell the same promise sent twice."""
        super().__init__(*args, **kwargs)
        self.by, self.beside = by, beside or {}
        self.known = {one.key: one for one in them}
        self.fields["side"].initial = Commitment.Side.US
        self._offer_ours(office)
        self._offer_theirs()
        self.say(what=_("Say what was promised."), side=_("Say who promised: our side or theirs."))

    def _offer_ours(self, office: Office | None) -> None:
        people = {one.pk for one in staff_of(office)} if office else set()
        if not people:
            del self.fields["owner"]
            return
        people |= {self.instance.owner_id} if self.instance.owner_id else set()
        field = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        field.queryset = User.objects.filter(pk__in=people).order_by("name")
        field.empty_label = _t("Nobody named")

    def _offer_theirs(self) -> None:
        """Offer who may answer on the other side; who stands there and is not on offer is left as they are."""
        if not self.known:
            return
        standing = self.instance.person or self.instance.organisation
        choices = [("", _t("Nobody named")), *((one.key, one.label) for one in self.known.values())]
        field = forms.ChoiceField(
            label=_("Who of them"),
            required=False,
            choices=choices,
            help_text=_("Only for a promise of theirs."),
        )
        field.initial = next((key for key, one in self.known.items() if one.record == standing), "")
        self.fields["them"] = field
        self.order_fields(["what", "side", "owner", "them", "owner_name", "due", "note"])

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed as the verbs take it."""
        names = ("what", "side", "owner", "owner_name", "due", "note")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if "them" in self.fields:
            chosen = self.known.get(self.cleaned_data.get("them", ""))
            record = chosen.record if chosen else None
            values["person"] = record if isinstance(record, Person) else None
            values["organisation"] = record if isinstance(record, Organisation) else None
        return values

    def clean(self) -> dict[str, Any]:
        """Ask where this person recorded the same promise a moment ago."""
        super().clean()
        values = self.cleaned_data
        if values.get("them") and values.get("side") == Commitment.Side.US:
            self.add_error("them", _t("This is a promise of ours: somebody of ours answers for it."))
        if self.by and self.instance.pk is None and values.get("what"):
            same = self._same(values)
            if same:
                at = timezone.localtime(same.created_at).strftime("%H:%M")
                question = _t("You recorded the same promise at {time}; record it again?")
                self.ask("again", _("Yes, it is another one"), question.format(time=at))
        return values

    def _same(self, values: Mapping[str, Any]) -> Commitment | None:
        given = {name: values.get(name) for name in ("side", "due")}
        found = Commitment.objects.live().filter(
            created_by=self.by, created_at__gte=timezone.now() - SAME_WITHIN, **given, **self.beside
        )
        folded = fold(clean_text(values["what"])[:500])[:500]
        return found.filter(what_folded=folded).order_by("-pk").first()


class StepForm(AskingForm, forms.Form):
    """What became of a promise."""

    verb = forms.CharField(widget=forms.HiddenInput)
    evidence = forms.CharField(
        label=_("What shows it, or why (needed unless a file shows it)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say(verb=_("Choose what became of it."))
