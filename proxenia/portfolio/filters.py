"""The filters of the list: all in the address, so that a view can be mailed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.pages import MOST_LETTERS
from proxenia.core.search import MOST_WORDS
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Classification, Partnership, Party
from proxenia.portfolio.queries import objectives
from proxenia.portfolio.queries.choices import FACET_LABELS, country_choices, facet_choices, kinds, states
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.portfolio.queries.parties import seen_body

Ties = QuerySet[Partnership]


def months_before(today: date, months: int) -> date:
    """Return the same day of the month (the 28th at most) some months ago."""
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, min(today.day, 28))


class Several(django_filters.MultipleChoiceFilter):
    """Several values of one filter: any of them will do."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.SelectMultiple(attrs={"size": 4}), **kwargs)

    def filter(self, qs: Ties, value: Any) -> Ties:
        """Keep ties that have one of the values."""
        return self.keep(qs, list(value)) if value else qs

    def keep(self, qs: Ties, values: list[str]) -> Ties:
        """Keep ties whose own column holds one of the values."""
        return qs.filter(**{f"{self.field_name}__in": values})


class Countries(Several):
    """Countries of the counterparts."""

    def keep(self, qs: Ties, values: list[str]) -> Ties:
        """Keep ties with a counterpart in one of the countries."""
        seen = seen_body(self.parent.user, self.parent.office)
        parties = Party.objects.filter(seen, organisation__country__in=values)
        return qs.filter(pk__in=parties.values("partnership"))


class Recorded(Several):
    """Whether any contact is recorded: some, none, or (both chosen) either."""

    def keep(self, qs: Ties, values: list[str]) -> Ties:
        """Keep ties with a contact, or those without any."""
        return qs if len(values) > 1 else qs.filter(last_contact__isnull=values == ["none"])


class Words(Several):
    """Words of one facet; a main word stands for its subtypes too."""

    def keep(self, qs: Ties, values: list[str]) -> Ties:
        """Keep ties classified by one of the words."""
        known = Vocabulary.load(Classification.FACETS[str(self.field_name)])
        codes = [code for value in values for code in (value, *known.children(value))]
        rows = Classification.objects.filter(facet=self.field_name, code__in=codes)
        return qs.filter(pk__in=rows.values("partnership"))


class Serving(Several):
    """Objectives of the strategy that ties serve, or none of them."""

    @property
    def field(self) -> Any:
        """Offer the objectives this person sees."""
        seen = objectives.choices_of(self.parent.user, self.parent.office)
        self.extra["choices"] = [*seen.items(), (objectives.NONE, _("Serves no objective"))]
        return super().field

    def keep(self, qs: Ties, values: list[str]) -> Ties:
        """Keep ties that serve one of the objectives."""
        return objectives.serving(qs, values)


def _year(label: Any, method: str) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(
        label=label, method=method, widget=forms.NumberInput(attrs={"min": 1000, "max": 2200})
    )


def _day(label: Any, method: str, help_text: Any = "") -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"})
    return django_filters.DateFilter(label=label, method=method, widget=widget, help_text=help_text)


class TieFilter(django_filters.FilterSet):
    """Everything by which the list can be narrowed; ``today`` is what silence is counted from."""

    q = django_filters.CharFilter(label=_("Name or counterpart"), method="by_words")
    state = Several(label=_("State"), choices=states)
    kind = Several(label=_("Kind"), choices=kinds)
    country = Countries(label=_("Country"), choices=country_choices)
    unit = Several(label=_("Unit"), field_name="unit__uid", choices=())
    silent = django_filters.NumberFilter(
        label=_("Silent for at least, in months"),
        method="by_silence",
        widget=forms.NumberInput(attrs={"min": 0, "max": 1200}),
    )
    contact = Recorded(
        label=_("Contact"),
        choices=[("some", _("A contact is recorded")), ("none", _("No contact is recorded"))],
    )
    contact_from = _day(_("Last contact on or after"), "by_contact")
    objective = Serving(label=_("Objective"))
    ends_before = _day(_("Ends before"), "by_end", _("The tie itself, or an agreement in force."))
    review_before = _day(_("Review due before"), "by_review")
    since_from = _year(_("Began in or after the year"), "by_since_from")
    since_until = _year(_("Began in or before the year"), "by_since_until")

    class Meta:
        model = Partnership
        fields: Sequence[str] = []

    def __init__(
        self,
        data: Any,
        queryset: Ties,
        *,
        user: User,
        office: Office,
        today: date,
        units: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data, queryset)
        self.user, self.office, self.today = user, office, today
        self.filters["unit"].extra["choices"] = list(units)

    def without(self, *names: str) -> Ties:
        """Return the ties as they would be without some of the filters, for the counts of those facets."""
        self.errors  # noqa: B018 (makes the form clean its data)
        ties: Ties = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name not in names:
                ties = self.filters[name].filter(ties, value)
        return ties

    def chosen(self, name: str) -> list[str]:
        """Return the values of a filter that are in force."""
        self.errors  # noqa: B018 (makes the form clean its data)
        value = self.form.cleaned_data.get(name)
        if isinstance(value, (list, tuple)):
            return [str(one) for one in value]
        return [] if value in (None, "") else [str(value)]

    @property
    def is_narrowed(self) -> bool:
        """Say whether any filter is in force."""
        return any(self.chosen(name) for name in self.filters)

    def by_words(self, ties: Ties, _name: str, value: str) -> Ties:
        """Keep ties whose name, or a counterpart's as far as it may be seen, holds every word."""
        seen = seen_body(self.user, self.office)
        for word in fold(value[:MOST_LETTERS]).split()[:MOST_WORDS]:
            named = Party.objects.filter(
                Q(named_folded__contains=word) | (seen & Q(organisation__name_folded__contains=word))
            )
            ties = ties.filter(Q(name_folded__contains=word) | Q(pk__in=named.values("partnership")))
        return ties

    def by_silence(self, ties: Ties, _name: str, value: Any) -> Ties:
        """Keep ties without a contact for so many months, or without any."""
        before = months_before(self.today, min(int(value), 12_000))
        return ties.filter(Q(last_contact=None) | Q(last_contact__lt=before.isoformat()))

    def by_contact(self, ties: Ties, _name: str, value: date) -> Ties:
        """Keep ties with a contact since a day; a contact of which only the year is known counts for it."""
        return ties.filter(
            last_contact__gte=str(value.year) if value.month == value.day == 1 else value.isoformat()
        )

    def by_end(self, ties: Ties, _name: str, value: date) -> Ties:
        """Keep ties that end before a day, or an agreement in force of theirs does."""
        before = {"ends__lt": value.isoformat()}
        texts = visible_agreements(self.user, self.office).filter(state="signed", **before)
        return ties.filter(Q(**before) | Q(pk__in=texts.values("partnership")))

    def by_review(self, ties: Ties, _name: str, value: date) -> Ties:
        """Keep ties to be looked at before a day."""
        return ties.filter(review_on__lt=value)

    def by_since_from(self, ties: Ties, _name: str, value: Any) -> Ties:
        """Keep ties that began in or after a year."""
        return ties.filter(since__gte=f"{int(value):04d}")

    def by_since_until(self, ties: Ties, _name: str, value: Any) -> Ties:
        """Keep ties that began in or before a year."""
        return ties.filter(since__lt=f"{int(value) + 1:04d}")


def register_filter(name: str, one: django_filters.Filter) -> None:
    """Let a higher room narrow the list by what it knows of ties."""
    TieFilter.base_filters[name] = one


TieFilter.base_filters.update(
    {
        facet: Words(label=label, field_name=facet, choices=lambda facet=facet: facet_choices(facet))
        for facet, label in FACET_LABELS.items()
    }
)
