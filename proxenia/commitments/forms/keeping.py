"""The forms of keeping in touch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.commitments.models.digests import Rhythm
from proxenia.commitments.models.keeping import Habits, Tier
from proxenia.commitments.queries.promises import staff_of
from proxenia.core.forms import PlainForm, speak_plainly


class TierForm(PlainForm):
    """How close the office wants to stay."""

    tier = forms.ChoiceField(label=_("How close"), required=False)

    def __init__(self, *args: Any, habits: Habits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("{tier}: every {n} months")
        told = [(code, words.format(tier=label, n=habits.months(code))) for code, label in Tier.choices]
        field: Any = self.fields["tier"]
        field.choices = [("", _("Not called for")), *told]


class RestForm(PlainForm):
    """Until when a silence may last, and why."""

    until = forms.DateField(label=_("Rests until"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Because"), max_length=300)


class ColleagueForm(PlainForm):
    """Who of the office a person of the directory is."""

    user = forms.ModelChoiceField(label=_("Who of us"), queryset=User.objects.none())

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in staff_of(office)]).order_by("name")


class DigestForm(PlainForm):
    """How often somebody wants the digest, and who stands in for them."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    deputy = forms.ModelChoiceField(
        label=_("Who stands in for you"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Told once when a promise of yours has been overdue for long; else the directors are."),
    )

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one.pk for one in staff_of(office) if one.pk != user.pk]
        field: Any = self.fields["deputy"]
        field.queryset = User.objects.filter(pk__in=others).order_by("name")
        field.empty_label = _("Nobody named")


class HabitsForm(forms.ModelForm[Habits]):
    """What an office sets for itself."""

    class Meta:
        model = Habits
        fields = ("close_months", "regular_months", "loose_months", "escalate_after")
        help_texts = {
            "close_months": _(
                "Ties, bodies and people called close are called for after so many silent months."
            ),
            "escalate_after": _(
                "Then the deputy of whoever answers for it is told once, else the directors."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Sent by no form that knows nothing of it, and then left as it is.
        self.fields["escalate_after"].required = False

    def clean_escalate_after(self) -> int:
        """Leave the days as they are where none are written."""
        days = self.cleaned_data["escalate_after"]
        return int(days if days is not None else self.instance.escalate_after)

    def full_clean(self) -> None:
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()
