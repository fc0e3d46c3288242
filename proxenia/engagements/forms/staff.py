"""A number of hours for every colleague."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from proxenia.accounts.models import User
from proxenia.core.forms import PlainForm


class StaffTimeForm(PlainForm):
    """Hours of each colleague; an empty field is none."""

    def __init__(
        self, *args: Any, colleagues: Sequence[User], held: Mapping[int, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {f"hours_{user.pk}": user for user in colleagues}
        for name, user in self.colleagues.items():
            self.fields[name] = forms.DecimalField(
                label=user.name,
                required=False,
                min_value=0,
                max_value=9999,
                decimal_places=2,
                initial=held.get(user.pk),
                widget=forms.NumberInput(attrs={"step": "0.25", "min": 0}),
            )

    @property
    def hours(self) -> dict[User, Decimal]:
        """Return the hours typed, by colleague."""
        return {user: self.cleaned_data[name] or Decimal(0) for name, user in self.colleagues.items()}
