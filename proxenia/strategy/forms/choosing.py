"""Choosing the objectives that a tie or an engagement serves."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.forms import PlainForm
from proxenia.strategy.forms.shared import choose
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_open


class ObjectivesForm(PlainForm):
    """The objectives of the strategies in force that something serves."""

    objectives = forms.MultipleChoiceField(
        label=_("Objectives it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, user: User, office: Office, chosen: Collection[int]) -> None:
        self.offered: dict[str, Objective] = {one.uid: one for one in objectives_open(user, office)}
        standing = [uid for uid, one in self.offered.items() if one.pk in set(chosen)]
        super().__init__(data, initial={"objectives": standing})
        groups: dict[str, list[tuple[str, str]]] = {}
        for uid, one in self.offered.items():
            groups.setdefault(one.outcome.strategy.title, []).append((uid, one.title))
        choose(self, "objectives", list(groups.items()))

    def chosen(self) -> list[Objective]:
        """Return the objectives that were chosen."""
        return [self.offered[uid] for uid in self.cleaned_data["objectives"]]
