"""Jobs of the log of contacts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.core.jobs import job
from proxenia.engagements.actions.facts import refresh_passed_contacts

_LOOK_BACK = timedelta(days=7)
"""A server may have stood still over a weekend and a holiday."""


@job("engagements.refresh_passed_contacts", label=_("Count planned contacts whose day has come"))
def refresh() -> None:
    """Count planned contacts whose day has come among the facts of their ties."""
    refresh_passed_contacts(since=timezone.localdate() - _LOOK_BACK)
