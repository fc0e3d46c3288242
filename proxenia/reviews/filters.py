"""The list of ties narrowed by vital sign."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from proxenia.portfolio.filters import Several
from proxenia.portfolio.models import Partnership
from proxenia.reviews.models import VitalSign
from proxenia.reviews.queries.signs import judged


class VitalSigns(Several):
    """Alive, quiet or dormant, as computed last."""

    def keep(self, qs: QuerySet[Partnership], values: list[str]) -> QuerySet[Partnership]:
        """Keep ties that have one of the words."""
        return judged(qs, values)


def vital_signs() -> VitalSigns:
    """Return the filter as it is registered."""
    return VitalSigns(label=_("Vital signs"), choices=VitalSign.State.choices)
